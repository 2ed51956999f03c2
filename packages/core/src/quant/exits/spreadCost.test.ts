import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { spreadCost } from './spreadCost.ts';

describe('spreadCost', () => {
  it('Jorion, Value at Risk, liquidity risk: a million at 1 % a day and 0.25 % spread, 95 % (z = 1.645), is 16,450 + 1,250', () => {
    const liquidityVar = 1e6 * (1.645 * 0.01 + spreadCost({ mean: 0.0025, deviation: 0 }, 0));
    expect(liquidityVar).toBeCloseTo(17_700, 9);
  });
  it('Hull, Risk Management and Financial Institutions, liquidity risk: 10m shares and 50m ounces, 7.5 m as quoted, 36.58 m at 99 %', () => {
    const quoted = 10 * spreadCost({ mean: 1, deviation: 0 }, 0) + 50 * spreadCost({ mean: 0.1, deviation: 0 }, 0);
    expect(quoted).toBeCloseTo(7.5, 12);
    const stressed =
      10 * spreadCost({ mean: 1, deviation: 2 }, 2.326) + 50 * spreadCost({ mean: 0.1, deviation: 0.1 }, 2.326);
    expect(Math.abs(stressed - 36.58)).toBeLessThan(0.0051);
  });
  it('refuses spreads and widths below nothing', () => {
    expect(() => spreadCost({ mean: -1, deviation: 0 }, 1)).toThrow(OutsideDomain);
    expect(() => spreadCost({ mean: 1, deviation: Number.NaN }, 1)).toThrow(OutsideDomain);
    expect(() => spreadCost({ mean: 1, deviation: 1 }, -1)).toThrow(OutsideDomain);
  });
});
