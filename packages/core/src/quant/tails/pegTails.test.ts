import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { DAILY_PEG } from './pegFilter.ts';
import { pegTails } from './pegTails.ts';
import { dailyReturns, hasPrices } from '../prices.fixture.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { scoreTails } from '../evaluation/scoreTails.ts';
import { testNormal } from '../testNoise.fixture.ts';

/** Returns of a price that comes back to its level, in fractions. */
function pegged(n: number, seed: number, deviation = 2e-4): number[] {
  const normal = testNormal(seed);
  let last = 0;
  return Array.from({ length: n }, () => {
    const next = 0.3 * last + deviation * normal();
    const value = next - last;
    last = next;
    return value;
  });
}

describe('pegTails', () => {
  const calm = pegged(800, 4);
  it('refuses short, constant and broken series and confidences outside (0, 1)', () => {
    expect(() => pegTails(calm.slice(0, 249), [0.99])).toThrow(SampleRefused);
    expect(() =>
      pegTails(
        calm.map(() => 0),
        [0.99],
      ),
    ).toThrow(SampleRefused);
    expect(() => pegTails([...calm, Number.NaN], [0.99])).toThrow(SampleRefused);
    for (const bad of [0, 1, Number.NaN]) expect(() => pegTails(calm, [bad])).toThrow(OutsideDomain);
  });
  it('a calm peg is not free of risk: its ES holds the chance of a break that has not happened', () => {
    const [tail] = pegTails(calm, [0.99]);
    const [without] = pegTails(calm, [0.99], { ...DAILY_PEG, breakChance: 0 });
    expect(tail!.expectedShortfall - without!.expectedShortfall).toBeCloseTo(0.03 / 3650 / 0.01, 12);
    expect(tail!.valueAtRisk).toBe(without!.valueAtRisk);
  });
  it('a price off its level is in doubt, whichever side; each forecast is a loss, ES beyond VaR', () => {
    const [level] = pegTails(calm, [0.99]);
    for (const move of [-0.03, 0.03]) {
      const [off] = pegTails([...calm, move], [0.99]);
      expect(off!.valueAtRisk).toBeGreaterThan(10 * level!.valueAtRisk);
      expect(off!.expectedShortfall).toBeGreaterThanOrEqual(1.05 * off!.valueAtRisk);
    }
  });
  it('forgets one crash that was made good, and follows a peg that is gone', () => {
    const [before] = pegTails(calm, [0.99]);
    const [after] = pegTails([...calm, -0.04, 0.04, ...pegged(120, 8)], [0.99]);
    expect(after!.valueAtRisk).toBeLessThan(2 * before!.valueAtRisk);
    const normal = testNormal(2);
    const [gone] = pegTails([...calm, ...Array.from({ length: 60 }, () => 0.05 * normal())], [0.99]);
    expect(gone!.valueAtRisk).toBeGreaterThan(0.07);
  });
  it('an opening without a move is no zero variance', () => {
    const [tail] = pegTails([...Array.from({ length: 60 }, () => 0), ...calm], [0.99]);
    expect(tail!.valueAtRisk).toBeGreaterThan(0);
    expect(Number.isFinite(tail!.expectedShortfall)).toBe(true);
  });
});

const FILE = 'coinmarketcap_stables_luna_2018_2025.csv.gz';
describe.skipIf(!hasPrices(FILE))('pegTails on real pegs, window 1,000 days (needs BALLAST_DATA_DIR)', () => {
  // Best of eleven models measured with rugarch 1.5-6 on the same days, whatever its coverage.
  const table = [
    { symbol: 'USDC', days: 1549, bests: [-2.203, -1.312] },
    { symbol: 'USDT', days: 1864, bests: [-1.951, -1.425] },
    { symbol: 'DAI', days: 1139, bests: [-2.14, -1.61] },
  ] as const;
  it.each(table)('$symbol, $days days: coverage kept at 97.5 and 99 %, FZ0 below $bests', ({ symbol, days, bests }) => {
    const { returns } = dailyReturns(FILE, symbol);
    const judged = returns.slice(1000);
    expect(judged.length).toBe(days);
    const tails = judged.map((_, t) => pegTails(returns.slice(t, t + 1000), [0.975, 0.99]));
    bests.forEach((best, at) => {
      const score = scoreTails({
        returns: judged.map((value) => 100 * value),
        forecasts: tails.map((pair) => ({
          valueAtRisk: 100 * pair[at]!.valueAtRisk,
          expectedShortfall: 100 * pair[at]!.expectedShortfall,
        })),
        p: [0.025, 0.01][at]!,
      });
      expect(score.unanswered).toBe(0);
      expect(score.coverage.unconditional.pValue).toBeGreaterThan(0.05);
      expect(score.coverage.conditional.pValue).toBeGreaterThan(0.05);
      expect(score.meanFz0).toBeLessThan(best);
    });
  });
});
