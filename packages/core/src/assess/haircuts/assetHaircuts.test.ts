import { describe, expect, it } from 'vitest';
import { bps } from '../../units/amounts.ts';
import { parseWad } from '../../units/decimal.ts';
import { initialCarried } from '../../value/initialCarried.ts';
import { CALM, historyOf, POLICY, START, turn, YEAR, type World } from '../assess.fixture.ts';
import { OutsideDomain } from '../../quant/numbers/elementary.ts';
import { readSeries } from '../portfolioReturns.ts';
import { assetHaircuts, type AssetHaircut, type HaircutsInput } from './assetHaircuts.ts';
import { marketHaircut } from './marketHaircut.ts';

function judge(more: Partial<HaircutsInput> = {}, world: Partial<World> = {}): Map<string, AssetHaircut> {
  const { sheet, snapshot } = turn(world);
  const input: HaircutsInput = {
    sheet,
    snapshot,
    policy: POLICY,
    carried: initialCarried(POLICY, START),
    history: YEAR,
    confidence: 0.95,
    horizonDays: 1,
    defaults: [],
    previous: new Map(),
    ...more,
  };
  return new Map(assetHaircuts(input).map((item) => [item.assetId, item]));
}

describe('assetHaircuts', () => {
  it('splits every asset held and bridges its mark to the exit value', () => {
    const all = judge();
    expect([...all.keys()]).toEqual(['usdc', 'usdt', 'weth', 'bill']);
    for (const { bridge, valueWad } of all.values()) {
      expect(bridge?.markWad).toBe(valueWad);
      expect((bridge?.exitWad ?? 0n) <= valueWad).toBe(true);
    }
    // The year's worst seventh of days for weth is a fall of 3 %: so is the mean of the worst 5 %.
    expect(Number(all.get('weth')?.parts.marketWad) / 1e18).toBeCloseTo(0.03, 8);
    expect(Number(all.get('weth')?.market.worst[0]?.fallWad) / 1e18).toBeCloseTo(0.03, 8);
    // The floor of 15 % asks for more than the model.
    expect(all.get('weth')?.effective).toMatchObject({ haircutBps: 1_500n, reason: 'floor' });
  });

  it('takes credit from whoever stands behind, in the tail of the confidence', () => {
    const issuer = {
      party: { kind: 'issuer', id: 'tether' },
      lowPerYear: 0,
      highPerYear: 0.5,
      lossBps: bps(4_000n),
      source: 'test',
    } as const;
    const all = judge({ defaults: [issuer], horizonDays: 1 });
    const chance = 1 - 0.5 ** (1 / 365);
    const expected = (0.4 * chance) / 0.05;
    expect(Number(all.get('usdt')?.parts.creditWad) / 1e18).toBeCloseTo(expected, 8);
    expect(all.get('usdc')?.parts.creditWad).toBe(0n);
  });

  it('charges what finds no buyer the exit slip, and says so', () => {
    const weth = judge().get('weth');
    // No pool trades weth here: all of it at 3 %.
    expect(weth?.parts.liquidityWad).toBe(parseWad('0.03'));
    expect(weth?.notes.join()).toContain('exit slip');
    expect(judge().get('usdc')?.parts.liquidityWad).toBe(0n);
  });

  it('asks for the width that sources leave', () => {
    const apart = judge({}, { prices: { ...CALM.prices, weth: ['2000', '1950', '1990'] } }).get('weth');
    expect(apart?.asks.disagreementWad).toBe(parseWad('0.025'));
  });

  it('has no model without a history, names it unknown, and keeps the floor', () => {
    const short = judge({ history: historyOf({ usdc: [0.0001] }, 20) });
    expect(short.get('weth')).toMatchObject({
      bridge: null,
      asks: { modelWad: null },
      effective: { haircutBps: 1_500n },
    });
    expect(short.get('weth')?.effective.unknown).toContain('model');
    expect(short.get('usdc')?.notes).toContain('market: 19 windows of 100 needed');
  });

  it('remembers a higher haircut', () => {
    const previous = new Map([['weth', { haircutBps: bps(4_000n), atSeconds: START - 86_400 }]]);
    expect(judge({ previous }).get('weth')?.effective).toMatchObject({ haircutBps: 3_950n, reason: 'decay' });
  });

  it('never lets a higher floor raise backing after haircuts', () => {
    let before = turn().sheet.riskAdjustedWad;
    for (const floor of [1_600n, 2_500n, 9_000n, 10_000n]) {
      const policy = {
        ...POLICY,
        assets: POLICY.assets.map((asset) => (asset.id === 'weth' ? { ...asset, haircutFloorBps: bps(floor) } : asset)),
      };
      const after = turn({}, { policy }).sheet.riskAdjustedWad;
      expect(after < before).toBe(true);
      before = after;
    }
  });
});

describe('marketHaircut', () => {
  const series = readSeries(YEAR, START).get('weth') ?? new Map<number, number>();
  it('leaves out windows across a gap and refuses a step that does not divide the horizon', () => {
    const gappy = new Map([...series].filter(([step]) => step % 2 === 0));
    expect(marketHaircut(gappy, 86_400, { confidence: 0.9, horizonDays: 1 }).sampleSize).toBe(0);
    expect(marketHaircut(gappy, 86_400, { confidence: 0.9, horizonDays: 2 }).sampleSize).toBe(182);
    expect(marketHaircut(series, 3_601, { confidence: 0.9, horizonDays: 1 }).ratioWad).toBeNull();
  });

  it('refuses confidences and horizons that are none', () => {
    for (const bad of [
      { confidence: 1, horizonDays: 1 },
      { confidence: 0.9, horizonDays: 0.5 },
      { confidence: NaN, horizonDays: 1 },
    ])
      expect(() => marketHaircut(series, 86_400, bad)).toThrow(OutsideDomain);
  });
});
