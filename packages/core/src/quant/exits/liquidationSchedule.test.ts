import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { liquidationSchedule, tailCostSchedule, type Liquidation } from './liquidationSchedule.ts';

/** Almgren and Chriss (2000), their example: a million shares at 50 in five days; $0.95 a day, 1/8 of spread. */
const PAPER: Liquidation = {
  amount: 1e6,
  periods: 5,
  periodLength: 1,
  deviation: 0.95,
  permanentImpact: 2.5e-7,
  temporaryImpact: 2.5e-6,
  fixedCost: 0.0625,
};

describe('liquidationSchedule: published answers', () => {
  it('Almgren and Chriss (2000), their numerical example: at an aversion of 1e-6 the decay is 0.61 a day', () => {
    expect(1 / liquidationSchedule(PAPER, 1e-6).decayTime!).toBeCloseTo(0.61, 2);
  });
  it('DROP 4.66, its Almgren–Chriss suite on the same inputs: mean, variance and decay for aversions of 1e-9 to 9e-9', () => {
    const table = [
      [1, 0.6625, 1.0812, 51.3],
      [2, 0.6625, 1.0794, 36.27],
      [3, 0.6625, 1.0776, 29.62],
      [4, 0.6625, 1.0758, 25.65],
      [5, 0.6625, 1.074, 22.94],
      [6, 0.6625, 1.0722, 20.94],
      [7, 0.6625, 1.0704, 19.39],
      [8, 0.6626, 1.0687, 18.14],
      [9, 0.6626, 1.0669, 17.1],
    ] as const;
    for (const [aversion, mean, variance, decay] of table) {
      const schedule = liquidationSchedule(PAPER, aversion * 1e-9);
      expect(Math.abs(schedule.expectedCost / 1e6 - mean)).toBeLessThan(5.1e-5);
      expect(Math.abs((schedule.costDeviation / 1e6) ** 2 - variance)).toBeLessThan(5.1e-5);
      expect(Math.abs(schedule.decayTime! - decay)).toBeLessThan(5.1e-3);
    }
  });
  it('is the hyperbolic sine of the paper: sinh κ(T − t) ÷ sinh κT', () => {
    const schedule = liquidationSchedule({ ...PAPER, periods: 10, periodLength: 0.5 }, 2e-6);
    const kappa = 1 / schedule.decayTime!;
    schedule.holdings.forEach((left, k) =>
      expect(left).toBeCloseTo((1e6 * Math.sinh(kappa * (5 - k / 2))) / Math.sinh(kappa * 5), 4),
    );
  });
});

const positive = fc.double({ min: 0.01, max: 100, noNaN: true });
const task = fc.record<Liquidation>({
  amount: positive,
  periods: fc.integer({ min: 1, max: 30 }),
  periodLength: fc.double({ min: 0.01, max: 1, noNaN: true }),
  deviation: fc.double({ min: 0, max: 10, noNaN: true }),
  permanentImpact: fc.double({ min: 0, max: 0.01, noNaN: true }),
  temporaryImpact: positive,
  fixedCost: fc.double({ min: 0, max: 1, noNaN: true }),
});
const aversion = fc.double({ min: 0, max: 1e3, noNaN: true });
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('liquidationSchedule: laws', () => {
  it('sells the amount, never less than nothing, and never more in a later period', () => {
    fc.assert(
      fc.property(task, aversion, (given, dislike) => {
        const { sold, holdings } = liquidationSchedule(given, dislike);
        expect(Math.abs(sum(sold) / given.amount - 1)).toBeLessThan(1e-12);
        expect([holdings[0], holdings.at(-1), holdings.length]).toEqual([given.amount, 0, given.periods + 1]);
        sold.forEach((part, k) => {
          expect(part).toBeGreaterThanOrEqual(0);
          if (k > 0) expect(part).toBeLessThanOrEqual(sold[k - 1]! * (1 + 1e-9));
        });
      }),
    );
  });
  it('is even without aversion, and at once when it has no bound', () => {
    fc.assert(
      fc.property(task, (given) => {
        const even = liquidationSchedule(given, 0);
        for (const part of even.sold) expect(part).toBeCloseTo(given.amount / given.periods, 9);
        expect(even.decayTime).toBeNull();
        if (given.deviation < 0.01) return;
        const urgent = liquidationSchedule(given, 1e30);
        expect(urgent.sold[0]! / given.amount).toBeCloseTo(1, 9);
        expect(urgent.costDeviation).toBeLessThan(1e-6);
      }),
    );
  });
  it('dearer aversion buys less risk at more cost; deeper markets cost less at the same aversion', () => {
    fc.assert(
      fc.property(task, aversion, fc.double({ min: 1, max: 5, noNaN: true }), (given, dislike, factor) => {
        const [calm, wary] = [liquidationSchedule(given, dislike), liquidationSchedule(given, dislike * factor)];
        expect(wary.costDeviation).toBeLessThanOrEqual(calm.costDeviation * (1 + 1e-12));
        expect(wary.expectedCost).toBeGreaterThanOrEqual(calm.expectedCost * (1 - 1e-12));
        const shallow = { ...given, temporaryImpact: given.temporaryImpact * factor };
        const cost = (at: Liquidation): number => {
          const { expectedCost, costDeviation } = liquidationSchedule(at, dislike);
          return expectedCost + dislike * costDeviation * costDeviation;
        };
        expect(cost(given)).toBeLessThanOrEqual(cost(shallow) * (1 + 1e-12));
      }),
    );
  });
  it('no other schedule has less cost + aversion × variance', () => {
    const moves = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 29, maxLength: 29 });
    fc.assert(
      fc.property(task, fc.double({ min: 0, max: 10, noNaN: true }), moves, (given, dislike, steps) => {
        const best = liquidationSchedule(given, dislike);
        const other = best.holdings.map((left, k) =>
          k === 0 || k === given.periods ? left : left + given.amount * steps[k - 1]!,
        );
        const costOf = (holdings: readonly number[]): number => {
          const impact = given.temporaryImpact - (given.permanentImpact * given.periodLength) / 2;
          let [cost, squares] = [(given.permanentImpact * given.amount ** 2) / 2 + given.fixedCost * given.amount, 0];
          for (let k = 1; k <= given.periods; k += 1) {
            cost += ((holdings[k - 1]! - holdings[k]!) ** 2 * impact) / given.periodLength;
            squares += holdings[k]! ** 2;
          }
          return cost + dislike * given.deviation ** 2 * given.periodLength * squares;
        };
        const reached = best.expectedCost + dislike * best.costDeviation ** 2;
        expect(reached / costOf(best.holdings)).toBeCloseTo(1, 9);
        expect(costOf(other)).toBeGreaterThanOrEqual(reached * (1 - 1e-9));
      }),
    );
  });
});

describe('tailCostSchedule', () => {
  const total = ({ expectedCost, costDeviation }: { expectedCost: number; costDeviation: number }, z: number): number =>
    expectedCost + z * costDeviation;
  it('no aversion gives less mean + z deviations, and more depth never more', () => {
    fc.assert(
      fc.property(task, aversion, fc.double({ min: 0, max: 4, noNaN: true }), (given, dislike, z) => {
        const best = total(tailCostSchedule(given, z), z);
        expect(best).toBeLessThanOrEqual(total(liquidationSchedule(given, dislike), z) * (1 + 1e-9));
        const shallow = { ...given, temporaryImpact: given.temporaryImpact * 2 };
        expect(best).toBeLessThanOrEqual(total(tailCostSchedule(shallow, z), z) * (1 + 1e-9));
      }),
    );
  });
  it('sells evenly when only the mean counts, and at once where depth is plenty', () => {
    expect(tailCostSchedule(PAPER, 0)).toEqual(liquidationSchedule(PAPER, 0));
    expect(tailCostSchedule({ ...PAPER, deviation: 0 }, 3)).toEqual(liquidationSchedule({ ...PAPER, deviation: 0 }, 0));
    const deep = tailCostSchedule({ ...PAPER, permanentImpact: 0, temporaryImpact: 1e-9 }, 1.645);
    expect(deep.sold[0]).toBeCloseTo(1e6, 3);
    expect(tailCostSchedule({ ...PAPER, periods: 1 }, 1.645).sold).toEqual([1e6]);
  });
});

describe('liquidation: refusals', () => {
  it('refuses what makes no sense, and a permanent impact beyond twice the temporary one a period', () => {
    for (const wrong of [
      { amount: 0 },
      { amount: Number.NaN },
      { periods: 0 },
      { periods: 2.5 },
      { periodLength: 0 },
      { deviation: -1 },
      { deviation: Number.POSITIVE_INFINITY },
      { permanentImpact: -1 },
      { permanentImpact: 5.1e-6 },
      { temporaryImpact: 0 },
      { fixedCost: Number.NaN },
    ]) {
      expect(() => liquidationSchedule({ ...PAPER, ...wrong }, 1e-6)).toThrow(OutsideDomain);
      expect(() => tailCostSchedule({ ...PAPER, ...wrong }, 1.6)).toThrow(OutsideDomain);
    }
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => liquidationSchedule(PAPER, bad)).toThrow(OutsideDomain);
      expect(() => tailCostSchedule(PAPER, bad)).toThrow(OutsideDomain);
    }
  });
});
