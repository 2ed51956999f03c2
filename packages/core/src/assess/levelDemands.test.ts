import { describe, expect, it } from 'vitest';
import { parseWad } from '../units/decimal.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { CALM, POLICY, START, turn, vaultOf } from './assess.fixture.ts';
import { demandLevels, type Demand, type LevelEvidence } from './levelDemands.ts';

const evidence = (change: Partial<LevelEvidence> = {}, world: Parameters<typeof turn>[0] = {}): LevelEvidence => {
  const { sheet, snapshot } = turn(world);
  return { sheet, snapshot, policy: POLICY, limits: [], assetStates: [], alerts: [], ...change };
};
const backedBy = (supply: string): Demand[] => demandLevels(evidence({}, { supply }));

describe('level demands', () => {
  it('a calm reserve asks for nothing', () => {
    expect(demandLevels(evidence())).toEqual([]);
    expect(turn().assessment.level).toBe('normal');
  });
  it('backing unknown asks for watch, not more', () => {
    const { sheet } = turn({ supply: null });
    expect(demandLevels(evidence({ sheet }))).toEqual([
      { level: 'watch', text: 'backing is unknown: what is owed is unknown' },
    ]);
    const blind = turn({ prices: { ...CALM.prices, weth: null } });
    expect(demandLevels(evidence({ sheet: blind.sheet }))).toEqual([
      { level: 'watch', text: 'backing cannot be shown above 102.00%: a lower bound: 1 line without a value' },
    ]);
  });
  it('backing below a threshold asks for that level; at the threshold it does not', () => {
    // 105 million of assets.
    expect(backedBy('102941177')).toEqual([{ level: 'watch', text: 'backing 101.99% is below 102.00%' }]);
    expect(backedBy('102941176')).toEqual([]);
    expect(backedBy('103960397')[0]?.level).toBe('defensive');
    expect(backedBy('103960396')[0]?.level).toBe('watch');
    expect(backedBy('107142858')[0]?.level).toBe('emergency');
    expect(backedBy('107142857')[0]?.level).toBe('defensive');
  });
  it('nothing owed asks for nothing', () => {
    expect(backedBy('0')).toEqual([]);
  });
  it('a breached promise to holders is defensive, another breached or an unknown limit watch', () => {
    const base = turn().assessment.limits[0];
    if (base === undefined) throw new RangeError('no limit');
    const broken = (id: string): LevelEvidence['limits'][number] => ({
      ...base,
      id,
      status: 'breached',
      valueWad: parseWad('0.9'),
      thresholdWad: parseWad('1'),
      direction: 'min',
    });
    const limits = [
      broken('backing'),
      broken('backing:riskAdjusted'),
      broken('liquidity:day'),
      broken('weight:min:usdc'),
      { ...broken('budget:loss'), unit: 'usd' as const, direction: 'max' as const },
      { ...base, id: 'tail:x', status: 'unknown' as const, note: 'too short' },
    ];
    expect(demandLevels(evidence({ limits })).map((item) => `${item.level} ${item.text}`)).toEqual([
      'defensive limit backing is breached: 90.00%, at least 100.00%',
      'defensive limit backing:riskAdjusted is breached: 90.00%, at least 100.00%',
      'defensive limit liquidity:day is breached: 90.00%, at least 100.00%',
      'watch limit weight:min:usdc is breached: 90.00%, at least 100.00%',
      'watch limit budget:loss is breached: 0 in the numeraire, at most 1 in the numeraire',
      'watch limit tail:x is unknown: too short',
    ]);
  });
  it('a state matters where the asset is held or owed; dust of a fallen asset asks for nothing', () => {
    const state = (assetId: string, name: 'iffy' | 'disabled' | 'unknown'): LevelEvidence['assetStates'][number] => ({
      assetId,
      state: name,
      previous: 'sound',
      sinceSeconds: START,
      evidence: 'because',
    });
    const asked = (name: 'iffy' | 'disabled' | 'unknown', assetId: string, usdt: string | null): string[] =>
      demandLevels(
        evidence({ assetStates: [state(assetId, name)] }, { holdings: { ...CALM.holdings, usdt }, supply: '50000000' }),
      ).map((item) => item.level);
    expect(asked('disabled', 'usdt', '1000')).toEqual(['defensive']);
    expect(asked('disabled', 'usdt', '999')).toEqual([]);
    expect(asked('disabled', 'usdt', null)).toEqual(['defensive']);
    expect(asked('iffy', 'usdt', '1000')).toEqual(['watch']);
    expect(asked('unknown', 'usdt', '1000')).toEqual(['watch']);
    expect(asked('disabled', 'usdc', '0')).toEqual(['defensive']);
  });
  it('disputed blocks and a vault that is not in run ask for watch', () => {
    const { snapshot } = turn({ vault: { ...vaultOf(), mode: 'exitOnly' } });
    const disputed: Snapshot = {
      ...snapshot,
      blocks: snapshot.blocks.map((block) => ({ ...block, agreement: 'disagreed' as const })),
    };
    expect(demandLevels(evidence({ snapshot: disputed }))).toEqual([
      { level: 'watch', text: 'the nodes of eip155:1 disagree' },
      { level: 'watch', text: 'the vault is exitOnly on chain' },
    ]);
  });
});
