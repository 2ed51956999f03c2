import { describe, expect, it } from 'vitest';
import { randomStream } from '../../quant/simulation/randomStream.ts';
import { doubtAsset, fallsBehind, fitDoubt } from './fitDoubt.ts';

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

describe('fallsBehind', () => {
  const byDay = (moves: readonly number[], from = 0) => new Map(moves.map((move, i) => [from + i, move] as const));
  const own = shocks.map((_, i) => 0.04 * normal(5_000 + i));
  // Of the same deviation as what is owed: correlated by 0.8 and not at all.
  const near = returns.map((move, i) => 0.8 * move + 0.6 * (own[i] ?? 0));
  const error = 0.04 / Math.sqrt(1_000);

  it('lets what is owed rise by σ ÷ √n, and the rest with it but for the error of the difference', () => {
    const [owed = 0, together = 0, apart = 0] = fallsBehind([byDay(returns), byDay(near), byDay(own)], [0]);
    expect(owed / -error).toBeCloseTo(1, 1);
    // The difference has a variance of 2 × (1 − ρ).
    expect(together / error).toBeCloseTo(Math.sqrt(0.4) - 1, 1);
    expect(apart / error).toBeCloseTo(Math.sqrt(2) - 1, 1);
  });

  it('takes the twin of what is owed along whole, and of several owed the one an asset falls behind most', () => {
    const twice = byDay(returns.map((move) => 2 * move));
    const [owed, twin] = fallsBehind([byDay(returns), byDay(returns)], [0]);
    expect(twin).toBe(owed);
    const alone = fallsBehind([byDay(returns), twice, byDay(own)], [0])[2] ?? 0;
    const other = fallsBehind([byDay(returns), twice, byDay(own)], [1])[2] ?? 0;
    expect(fallsBehind([byDay(returns), twice, byDay(own)], [0, 1])[2]).toBe(Math.max(alone, other));
  });

  it('compares days that both have', () => {
    const [, aligned] = fallsBehind([byDay(returns), byDay(returns.slice(400), 400)], [0]);
    const [owed] = fallsBehind([byDay(returns)], [0]);
    expect(aligned).toBe(owed);
  });
});
