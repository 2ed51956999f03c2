// What is meant to stand still, and does: coins about par and staking tokens about what they redeem for, which never break.
import { daily, numbers, type DrawMarket } from './market.ts';

/**
 * Coins that keep a part of their gap to par each day, plus noise of 2 to 15 bps: normal, with three degrees of freedom, or
 * with a volatility of its own.
 */
export const unbrokenCoins =
  (noise: 'normal' | 'heavy' | 'clustered', memory: readonly [number, number]): DrawMarket =>
  (dice, size) => {
    const memories = numbers(size, () => dice.between(...memory));
    const widths = numbers(size, () => dice.betweenLogs(0.0002, 0.0015));
    return {
      size,
      rest: () => new Float64Array(2 * size),
      live: (state, day) => {
        for (let i = 0; i < size; i += 1) {
          const log = 0.95 * (state[size + i] ?? 0) + 0.2 * day.normal();
          state[size + i] = log;
          const heavy = noise === 'heavy' ? Math.sqrt(1 / day.chiSquared(3)) : 1;
          const width = (widths[i] ?? 0) * heavy * (noise === 'clustered' ? Math.exp(log) : 1);
          state[i] = (memories[i] ?? 0) * (state[i] ?? 0) + width * day.normal();
        }
      },
    };
  };

/** What floats first (Student-t days), then staking tokens 20 bps below it and a gap that lasts 5 to 50 days. */
export const stakingTokens: DrawMarket = (dice, size) => {
  const deviation = daily(dice.between(0.4, 0.9));
  const memories = numbers(size, () => dice.between(0.8, 0.98));
  const widths = numbers(size, () => dice.betweenLogs(0.0005, 0.003));
  return {
    size,
    rest: () => new Float64Array(2 * size),
    live: (state, day) => {
      const base =
        (state[0] ?? 0) - (deviation * deviation) / 2 + deviation * Math.sqrt(3 / day.chiSquared(5)) * day.normal();
      state[0] = base;
      for (let i = 1; i < size; i += 1) {
        const gap = (memories[i] ?? 0) * (state[size + i] ?? 0) + (widths[i] ?? 0) * day.normal();
        state[size + i] = gap;
        state[i] = base + gap - 0.002;
      }
    },
  };
};

/** The first assets by one law, the others by another. */
export const besides =
  (first: DrawMarket, share: (size: number) => number, others: DrawMarket): DrawMarket =>
  (dice, size) => {
    const count = share(size);
    const [one, two] = [first(dice, count), others(dice, size - count)];
    const at = size + one.rest().length;
    return {
      size,
      rest: () => Float64Array.from([...new Float64Array(size), ...one.rest(), ...two.rest()]),
      live: (state, day) => {
        const [mine, theirs] = [state.subarray(size, at), state.subarray(at)];
        one.live(mine, day);
        two.live(theirs, day);
        state.set(mine.subarray(0, count));
        state.set(theirs.subarray(0, size - count), count);
      },
    };
  };
