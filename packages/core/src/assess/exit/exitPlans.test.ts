import { describe, expect, it } from 'vitest';
import { wad } from '../../units/amounts.ts';
import { parseWad } from '../../units/decimal.ts';
import { wadToFloat } from '../../units/float.ts';
import type { BalanceSheet, LadderRung } from '../../records/sheet.ts';
import { POLICY, turn } from '../assess.fixture.ts';
import { still, walks } from '../failures/scenarios.fixture.ts';
import { exitPlans, type ExitPlan } from './exitPlans.ts';

const { sheet, snapshot } = turn();
const matrix = walks(
  [
    { assetId: 'usdt', drift: 0, deviation: 0.002 },
    { assetId: 'weth', drift: 0, deviation: 0.04 },
  ],
  { days: 1, paths: 4_000, seed: 4 },
);
const INPUT = { sheet, snapshot, policy: POLICY, matrix, confidence: 0.975, days: 7 };

/** The sheet with one rung, in which usdt fetched so much at such a cost. */
const sold = (cash: string, cost: string): BalanceSheet => {
  const draw = { assetId: 'usdt', venueId: 'usdc-usdt', amountRaw: sheet.ladder[0]?.draws[0]?.amountRaw };
  const rung = { draws: [{ ...draw, cashWad: parseWad(cash), costWad: parseWad(cost) }] };
  return { ...sheet, ladder: [{ ...sheet.ladder[0], ...rung } as LadderRung] };
};
const only = (plans: readonly ExitPlan[]): ExitPlan => plans[0] ?? expect.fail('no plan');

describe('exitPlans', () => {
  it('plans what pools sell, and nothing else', () => {
    const plans = exitPlans(INPUT);
    expect(plans.map(({ assetId }) => assetId)).toEqual(['usdt']);
    const { sharesWad, valueWad, seenWad } = only(plans);
    expect(valueWad).toBe(parseWad('30000000'));
    expect(seenWad > 0n).toBe(true);
    expect(sharesWad).toHaveLength(7);
    expect(wadToFloat(wad(sharesWad.reduce((sum, part) => sum + part, 0n)))).toBeCloseTo(1, 7);
  });
  it('spreads over days what is dear to sell at once, which then costs less on average and in the tail', () => {
    // 5m cost 1 %, 30m at once 6 %: 1.8m; fees of 0.01 % aside.
    const plan = only(exitPlans({ ...INPUT, sheet: sold('4950000', '50000') }));
    expect(wadToFloat(plan.atOnceCostWad) / 1.8e6).toBeCloseTo(1, 1);
    expect(plan.tailCostWad < plan.atOnceCostWad).toBe(true);
    expect(plan.expectedCostWad <= plan.tailCostWad).toBe(true);
    const shares = plan.sharesWad.map(wadToFloat);
    shares.forEach((share, day) => expect(share).toBeLessThanOrEqual((shares[day - 1] ?? 1) + 1e-9));
    expect(shares[6]).toBeGreaterThan(0.02);
  });
  it('more depth never costs more, and no sale more than what is sold', () => {
    const costs = ['500', '5000', '50000', '500000', '4900000'].map((cost) =>
      only(exitPlans({ ...INPUT, sheet: sold('5000000', cost) })),
    );
    costs.forEach((plan, i) => {
      const deeper = costs[i - 1] ?? plan;
      expect(deeper.atOnceCostWad <= plan.atOnceCostWad).toBe(true);
      expect(deeper.tailCostWad <= plan.tailCostWad).toBe(true);
      expect(plan.atOnceCostWad <= plan.valueWad).toBe(true);
    });
  });
  it('sells evenly what does not move in price, and has no plan without a column or depth', () => {
    const calm = only(exitPlans({ ...INPUT, sheet: sold('4950000', '50000'), matrix: still(['usdt'], 1) }));
    for (const share of calm.sharesWad) expect(wadToFloat(share)).toBeCloseTo(1 / 7, 8);
    expect(exitPlans({ ...INPUT, matrix: still(['weth'], 1) })).toEqual([]);
    expect(exitPlans({ ...INPUT, sheet: { ...sheet, ladder: [] } })).toEqual([]);
  });
});
