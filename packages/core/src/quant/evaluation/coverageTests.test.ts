import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageTests, kupiecTest } from './coverageTests.ts';
import { expectDigits } from '../close.fixture.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { SampleRefused } from '../numbers/sample.ts';

const hitsAt = (days: number, at: readonly number[]): boolean[] =>
  Array.from({ length: days }, (_, t) => at.includes(t + 1));

describe('coverage tests', () => {
  it('refuse chances outside (0, 1), counts that are none, and one day', () => {
    for (const bad of [0, 1, -0.1, Number.NaN]) expect(() => kupiecTest(1, 250, bad)).toThrow(OutsideDomain);
    for (const [x, n] of [
      [1.5, 250],
      [-1, 250],
      [251, 250],
      [0, 0],
      [Number.NaN, 250],
    ] as const)
      expect(() => kupiecTest(x, n, 0.01)).toThrow(OutsideDomain);
    expect(() => coverageTests([true], 0.01)).toThrow(SampleRefused);
  });
  it('Kupiec LR of 7 and of 0 exceptions in 250 at 1 %: 5.496990448 (p .01904923) and 5.025167927, R 4.2.2', () => {
    const seven = kupiecTest(7, 250, 0.01);
    expect(Math.abs(seven.statistic - 5.496990448)).toBeLessThan(5.1e-10);
    expect(Math.abs(seven.pValue - 0.01904923)).toBeLessThan(5.1e-9);
    expect(Math.abs(kupiecTest(0, 250, 0.01).statistic - 5.025167927)).toBeLessThan(5.1e-10);
  });
  it('rugarch 1.5-6 VaRTest, hits on days 10, 11, 50, 120, 121, 122, 200 of 250: LR_cc 18.98455397, p 7.543215e-5', () => {
    const { conditional, unconditional } = coverageTests(hitsAt(250, [10, 11, 50, 120, 121, 122, 200]), 0.01);
    expect(Math.abs(conditional.statistic - 18.98455397)).toBeLessThan(5.1e-9);
    expectDigits(conditional.pValue, 7.543215e-5, 6.5);
    expect(unconditional).toEqual(kupiecTest(7, 250, 0.01));
  });
  it('Kupiec (1995), regions where the test does not reject at 95 %, for T = 255, 510, 1000', () => {
    const table = [
      [0.01, [1, 6], [2, 10], [5, 16]],
      [0.025, [3, 11], [7, 20], [16, 35]],
      [0.05, [7, 20], [17, 35], [38, 64]],
      [0.075, [12, 27], [28, 50], [60, 91]],
      [0.1, [17, 35], [39, 64], [82, 119]],
    ] as const;
    for (const [p, ...regions] of table)
      regions.forEach(([low, high], column) => {
        const days = [255, 510, 1000][column]!;
        const kept = Array.from({ length: days + 1 }, (_, x) => x).filter((x) => kupiecTest(x, days, p).pValue > 0.05);
        expect([p, days, kept[0], kept.at(-1)]).toEqual([p, days, low, high]);
      });
  });
  it('no exception and nothing but exceptions have finite answers; clusters lower the p-value of independence', () => {
    expect(coverageTests(hitsAt(100, []), 0.01).conditional.statistic).toBeCloseTo(
      kupiecTest(0, 100, 0.01).statistic,
      12,
    );
    expect(Number.isFinite(coverageTests([true, true, true], 0.01).conditional.statistic)).toBe(true);
    const [spread, clustered] = [hitsAt(250, [20, 70, 130, 190, 240]), hitsAt(250, [20, 21, 22, 23, 24])];
    expect(coverageTests(clustered, 0.02).independence.pValue).toBeLessThan(0.001);
    expect(coverageTests(spread, 0.02).independence.pValue).toBeGreaterThan(0.3);
  });
  it('the statistic is least where the count is what was promised', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 1000 }), fc.integer({ min: 0, max: 50 }), (days, x) => {
        expect(kupiecTest(x, days, 0.1).statistic).toBeGreaterThanOrEqual(0);
        if (x > 0)
          expect(kupiecTest(x, days, x / days === 1 ? 0.5 : x / days).statistic).toBeLessThan(days === x ? 1e9 : 1e-9);
      }),
    );
  });
});
