import { describe, expect, it } from 'vitest';
import type { ReserveLevel } from '../records/assessment.ts';
import { canonicalText, hashArtefact } from '../records/canonical.ts';
import type { CarriedState } from '../records/carried.ts';
import { CALM, contractOf, HASH, POLICY, START, turn, YEAR } from './assess.fixture.ts';
import { HistoryMalformed } from './portfolioReturns.ts';
import { rankOf } from './reserveLevel.ts';

const NOTHING: Readonly<Record<string, null>> = { usdc: null, usdt: null, weth: null, bill: null, gov: null };

describe('assess: bad input', () => {
  it('refuses a malformed history', () => {
    const bad = { ...YEAR, series: [...YEAR.series, ...YEAR.series] };
    expect(() => turn({}, { history: bad })).toThrow(HistoryMalformed);
  });
  it('where nothing is known, nothing is disabled, nothing is breached, and the level is watch', () => {
    const { assessment } = turn({ prices: NOTHING, holdings: NOTHING, supply: null });
    expect(new Set(assessment.assetStates.map((item) => item.state))).toEqual(new Set(['unknown']));
    expect(assessment.limits.filter((limit) => limit.status === 'breached')).toEqual([]);
    expect(assessment.limits.filter((limit) => limit.status === 'met').map((limit) => limit.id)).toEqual([
      'budget:loss',
      'budget:turnover',
    ]);
    expect(assessment).toMatchObject({ level: 'watch', isExitOnly: false });
  });
  it('an empty reserve that owes nothing is calm', () => {
    const { assessment } = turn(
      { holdings: {}, supply: '0' },
      { policy: { ...POLICY, limits: { ...POLICY.limits, tails: [] } } },
    );
    expect(assessment.limits.every((limit) => limit.status === 'met')).toBe(true);
    expect(assessment.level).toBe('normal');
  });
});

describe('assess: the calm reserve', () => {
  it('names its parents by hash and is canonical', () => {
    const { assessment, sheet, valued, snapshot } = turn();
    expect(assessment).toMatchObject({
      schema: 'ballast/assessment/1',
      reserve: 'harbor',
      cycle: 1,
      asOfSeconds: START,
      parents: {
        balanceSheet: hashArtefact(sheet),
        policy: HASH,
        history: hashArtefact(YEAR),
        carried: hashArtefact(valued),
        scenarioSet: null,
      },
    });
    expect(sheet.parents.snapshot).toBe(hashArtefact(snapshot));
    expect(canonicalText(assessment)).toContain('"headroomWad":"50000000000000000"');
  });
  it('meets every limit, with backing the tightest', () => {
    const { assessment } = turn();
    expect(assessment.limits.every((limit) => limit.status === 'met')).toBe(true);
    expect(assessment.limits.filter((limit) => limit.isBinding).map((limit) => limit.id)).toEqual(['backing']);
    expect(new Set(assessment.limits.map((limit) => limit.id)).size).toBe(assessment.limits.length);
  });
  it('hands on what value carried, changed only where this stage remembers', () => {
    const { valued, carried } = turn({ contracts: [contractOf('token:usdc')] });
    expect(carried).toEqual({ ...valued, contracts: carried.contracts });
    expect(carried.contracts.map((item) => item.subject)).toEqual(['token:usdc']);
  });
});

describe('assess: USDC, 10 to 13 March 2023, hour by hour (public prints: Kraken low 0.874, Binance 0.882)', () => {
  const hours: readonly (readonly [hour: number, prices: readonly [string, string, string]])[] = [
    [0, ['1', '1', '0.9998']],
    [4, ['0.97', '0.995', '0.996']],
    [5, ['0.96', '0.985', '0.98']],
    [6, ['0.93', '0.95', '0.945']],
    [8, ['0.874', '0.882', '0.9']],
    [20, ['0.96', '0.965', '0.97']],
    [48, ['0.998', '0.997', '0.996']],
    [53, ['0.999', '0.999', '0.998']],
    [60, ['1', '1', '0.9995']],
  ];
  it('one print changes nothing; two origins make it iffy, then disabled; it is sound only after hours near par', () => {
    let carried: CarriedState | undefined;
    const turns = hours.map(([hour, prices]) => {
      const result = turn(
        { nowSeconds: START + hour * 3_600, prices: { ...CALM.prices, usdc: prices }, supply: '102500000' },
        carried === undefined ? {} : { carried },
      );
      carried = result.carried;
      return { hour, ...result.assessment };
    });
    const states = turns.map((item) => [
      item.hour,
      item.assetStates.find((asset) => asset.assetId === 'usdc')?.state,
      item.isExitOnly,
    ]);
    expect(states).toEqual([
      [0, 'sound', false],
      [4, 'sound', false],
      [5, 'sound', false],
      [6, 'iffy', false],
      [8, 'disabled', true],
      [20, 'disabled', true],
      [48, 'disabled', true],
      [53, 'disabled', true],
      [60, 'sound', false],
    ]);
    const levels = new Map<number, ReserveLevel>(turns.map((item) => [item.hour, item.level]));
    expect([levels.get(0), levels.get(8), levels.get(20)]).toEqual(['normal', 'emergency', 'emergency']);
    expect(rankOf(levels.get(60) ?? 'emergency')).toBeLessThan(rankOf('emergency'));
    expect(turns[4]?.exitOnlyReason).toContain('the base asset usdc is disabled');
  });
});
