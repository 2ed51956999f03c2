import { describe, expect, it } from 'vitest';
import { bps } from '../../units/amounts.ts';
import { DAY_SECONDS } from '../../units/time.ts';
import { canonicalText, hashArtefact, parseArtefact } from '../../records/canonical.ts';
import type { Policy } from '../../policy/policy.ts';
import type { CarriedState } from '../../records/carried.ts';
import type { History } from '../../records/history.ts';
import { initialCarried } from '../../value/initialCarried.ts';
import { value } from '../../value/value.ts';
import { assess } from '../assess.ts';
import { HASH, historyOf, limitOf, POLICY, START, turn, YEAR, type Turn } from '../assess.fixture.ts';

const RULE = { confidenceBps: bps(9_750n), horizonDays: 1, decayPerDayBps: bps(50n) };
const FOLLOWING: Policy = { ...POLICY, limits: { ...POLICY.limits, haircuts: RULE } };
const crash = historyOf({ usdc: [0], usdt: [0], weth: [-0.3, 0.3, 0.1, 0, 0, 0, 0, 0], bill: [0] }, 366);
const { snapshot } = turn();

/** One cycle on the fixture's snapshot, with what another left. */
function cycle(carried: CarriedState, policy = FOLLOWING, history: History = YEAR, atSeconds = START): Turn {
  const seen = { ...snapshot, asOfSeconds: atSeconds };
  const valued = value({ snapshot: seen, policy, policyHash: HASH, carried });
  const judged = assess({
    sheet: valued.sheet,
    snapshot: seen,
    policy,
    policyHash: HASH,
    history,
    scenarioSet: null,
    carried: valued.carried,
  });
  return { snapshot: seen, sheet: valued.sheet, valued: valued.carried, ...judged };
}
const first = initialCarried(FOLLOWING, START);
const inForce = ({ assessment }: Turn, assetId: string): bigint | undefined =>
  assessment.haircuts?.find((item) => item.assetId === assetId)?.haircutBps;
const onSheet = ({ sheet }: Turn, assetId: string): bigint | undefined =>
  sheet.lines.find((line) => line.assetId === assetId)?.haircutBps;

describe('haircuts that follow the market', () => {
  it('stay floors where the policy names no rule: same bytes, nothing remembered', () => {
    const plain = cycle(first, POLICY);
    expect(plain.assessment.haircuts).toBeUndefined();
    expect(canonicalText(plain.carried)).not.toContain('haircuts');
    // What another law left behind is dropped, and does not count.
    const left = { ...first, haircuts: [{ assetId: 'weth', haircutBps: bps(9_000n), atSeconds: START }] };
    const after = cycle(left, POLICY);
    expect(hashArtefact(after.carried)).toBe(hashArtefact(plain.carried));
    expect(after.sheet.riskAdjustedWad).toBe(plain.sheet.riskAdjustedWad);
  });

  it('are shown at once, and are what the next cycle values with', () => {
    const before = cycle(first, FOLLOWING, crash);
    expect(before.assessment.haircuts?.find((item) => item.assetId === 'weth')).toMatchObject({
      reason: 'model',
      floorBps: 1_500n,
      unknown: [],
    });
    // Falls of 30 % fill the worst 2.5 %, and the rest of it pays the exit slip.
    expect(inForce(before, 'weth')).toBeGreaterThan(3_000n);
    expect(onSheet(before, 'weth')).toBe(1_500n);
    const after = cycle(before.carried, FOLLOWING, crash);
    expect(onSheet(after, 'weth')).toBe(inForce(before, 'weth'));
    expect(after.sheet.riskAdjustedWad < before.sheet.riskAdjustedWad).toBe(true);
    expect(after.sheet.assetsWad).toBe(before.sheet.assetsWad);
    const [was, is] = [before, after].map((item) => limitOf(item.assessment, 'backing:riskAdjusted').valueWad ?? 0n);
    expect((is ?? 0n) < (was ?? 0n)).toBe(true);
  });

  it('fall by half a percent a day however often they are looked at, down to what is asked', () => {
    let held = cycle(first, FOLLOWING, crash);
    const top = inForce(held, 'weth') ?? 0n;
    // Prices are good for a day: what is not valued has no figure.
    for (let look = 1; look <= 46; look += 1) {
      const next = cycle(held.carried, FOLLOWING, YEAR, START + (look * DAY_SECONDS) / 48);
      expect((inForce(next, 'weth') ?? 0n) <= (inForce(held, 'weth') ?? 0n)).toBe(true);
      held = next;
    }
    // 23 hours: 47.9 points, of which the last may still be whole.
    expect(top - (inForce(held, 'weth') ?? 0n)).toBeGreaterThanOrEqual(46n);
    expect(top - (inForce(held, 'weth') ?? 0n)).toBeLessThanOrEqual(47n);
    expect(held.assessment.haircuts?.find((item) => item.assetId === 'weth')?.reason).toBe('decay');
    const later = cycle(held.carried, FOLLOWING, YEAR, START + 13 * DAY_SECONDS);
    expect(onSheet(later, 'weth')).toBeLessThan(top - 500n);
  });

  it('are not cleared by selling and buying back', () => {
    const held = { ...first, haircuts: [{ assetId: 'gone', haircutBps: bps(4_000n), atSeconds: START }] };
    expect(cycle(held).carried.haircuts?.some((item) => item.assetId === 'gone')).toBe(false);
    const empty = turn({ holdings: { usdc: '1000000' } });
    const before = { ...first, haircuts: [{ assetId: 'weth', haircutBps: bps(4_000n), atSeconds: START }] };
    const valued = value({ snapshot: empty.snapshot, policy: FOLLOWING, policyHash: HASH, carried: before });
    const { carried } = assess({
      sheet: valued.sheet,
      snapshot: empty.snapshot,
      policy: FOLLOWING,
      policyHash: HASH,
      history: YEAR,
      scenarioSet: null,
      carried: valued.carried,
    });
    expect(carried.haircuts?.find((item) => item.assetId === 'weth')?.haircutBps).toBe(4_000n);
  });

  it('are judged before an asset is bought, without the cost of selling it, and not where it never may be', () => {
    const none = turn({ holdings: { usdc: '1000000' } });
    const valued = value({ snapshot: none.snapshot, policy: FOLLOWING, policyHash: HASH, carried: first });
    const judge = (policy: Policy) => {
      const { snapshot: seen } = none;
      const input = { snapshot: seen, policy, policyHash: HASH, history: crash, scenarioSet: null };
      return assess({ ...input, sheet: valued.sheet, carried: valued.carried });
    };
    const { assessment, carried } = judge(FOLLOWING);
    const weth = assessment.haircuts?.find((item) => item.assetId === 'weth');
    expect(weth).toMatchObject({ reason: 'model', floorBps: 1_500n, unknown: [] });
    // The falls alone: nothing is held of which selling could cost.
    expect(weth?.modelWad ?? 0n).toBeGreaterThan(290n * 10n ** 15n);
    expect(weth?.haircutBps ?? 0n).toBeLessThan(inForce(cycle(first, FOLLOWING, crash), 'weth') ?? 0n);
    expect(carried.haircuts?.find((item) => item.assetId === 'weth')?.haircutBps).toBe(weth?.haircutBps);
    const barred = FOLLOWING.assets.map((asset) => (asset.id === 'weth' ? { ...asset, maxWeightBps: bps(0n) } : asset));
    const without = judge({ ...FOLLOWING, assets: barred }).assessment.haircuts ?? [];
    expect(without.map(({ assetId }) => assetId)).not.toContain('weth');
    expect(without.map(({ assetId }) => assetId)).toContain('usdc');
  });

  it('say what they could not hear, and keep the floor then', () => {
    const short = cycle(first, FOLLOWING, historyOf({ usdc: [0.0001], weth: [0.01] }, 20));
    expect(short.assessment.haircuts?.find((item) => item.assetId === 'weth')).toMatchObject({
      modelWad: null,
      unknown: ['model'],
    });
    expect(inForce(short, 'weth')).toBeGreaterThanOrEqual(1_500n);
  });

  it('read back as they were written', () => {
    const { carried, assessment } = cycle(first, FOLLOWING, crash);
    for (const artefact of [carried, assessment]) expect(parseArtefact(canonicalText(artefact))).toEqual(artefact);
  });
});
