import { describe, expect, it } from 'vitest';
import { randomStream } from '../../quant/simulation/randomStream.ts';
import { doubtAsset, fitDoubt } from './fitDoubt.ts';

const { normal } = randomStream([4, 2]);
const shocks = Array.from({ length: 1_000 }, (_, i) => normal(i));
const returns = shocks.map((shock) => 0.04 * shock);

describe('fitDoubt', () => {
  it('is σ ÷ √n of drift, and √(2 ÷ n) of the variance of normal shocks', () => {
    const { drift, variance } = fitDoubt(returns, shocks);
    expect(drift / (0.04 / Math.sqrt(1_000))).toBeCloseTo(1, 1);
    expect(variance / Math.sqrt(2 / 1_000)).toBeCloseTo(1, 1);
  });

  it('grows as days get fewer and tails heavier', () => {
    const all = fitDoubt(returns, shocks);
    const fewer = fitDoubt(returns.slice(0, 250), shocks.slice(0, 250));
    expect(fewer.drift / all.drift).toBeCloseTo(2, 0);
    expect(fewer.variance / all.variance).toBeCloseTo(2, 0);
    const heavy = shocks.map((shock, i) => (i % 100 === 0 ? 5 * shock : shock));
    expect(fitDoubt(returns, heavy).variance).toBeGreaterThan(2 * all.variance);
  });
});

describe('doubtAsset', () => {
  it('lowers the drift and lifts the whole line of variances, and leaves the dynamics', () => {
    const garch = { mean: 0, omega: 1e-5, alpha: 0.05, gamma: 0.04, beta: 0.9, nu: 5, skew: null };
    expect(doubtAsset({ garch, nextVariance: 2e-3 }, { drift: 0.001, variance: 1 })).toEqual({
      garch: { ...garch, mean: -0.001, omega: 2e-5 },
      nextVariance: 4e-3,
    });
  });
});
