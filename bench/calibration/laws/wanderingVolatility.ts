// Markets whose volatility has a life of its own, which no GARCH has: two regimes, log volatility, long memory.
import { drawAssets, numbers, sharing, type DrawMarket } from './market.ts';

/**
 * A calm and a wild regime (Hamilton, 1989): deviations two to four times as wide, correlations near one, every 60 to 250
 * days for 10 to 60. The state ends with which it is.
 */
export const twoRegimes: DrawMarket = (dice, size) => {
  const { deviations } = drawAssets(dice, size);
  const [into, out, times] = [1 / dice.between(60, 250), 1 / dice.between(10, 60), dice.between(2, 4)];
  const calm = numbers(size, () => dice.between(0.3, 0.7));
  const wild = numbers(size, () => dice.between(0.8, 0.95));
  return {
    size,
    rest: () => new Float64Array(size + 1),
    live: (state, day) => {
      const wasWild = state[size] === 1;
      const isWild = day.uniform() < (wasWild ? out : into) ? !wasWild : wasWild;
      state[size] = isWild ? 1 : 0;
      const common = day.normal();
      for (let i = 0; i < size; i += 1) {
        const deviation = 0.7 * (deviations[i] ?? 0) * (isWild ? times : 1);
        const loading = (isWild ? wild[i] : calm[i]) ?? 0;
        state[i] = (state[i] ?? 0) - (deviation * deviation) / 2 + deviation * sharing(loading, common, day);
      }
    },
  };
};

/**
 * Log volatility as a sum of autoregressions with a shock of its own, half of it the market's (Taylor, 1986): lives of
 * `lives` days each, together a deviation of 0.25 to 0.5. One life of 20 to 100 days is the usual model; lives from half a
 * day to 512 have the long memory of rough volatility. Falls come with rising volatility, correlated by up to a half.
 */
export const logVolatility =
  (lives: readonly number[] | null): DrawMarket =>
  (dice, size) => {
    const { deviations, loadings } = drawAssets(dice, size);
    const memories = (lives ?? [dice.between(20, 100)]).map((life) => Math.exp(-1 / life));
    const spread = dice.between(0.25, 0.5);
    const leverage = -dice.between(0, 0.5);
    const weight = spread / Math.sqrt(2 * memories.length);
    // Of the market, then of each asset: one place a memory.
    const width = memories.length;
    return {
      size,
      rest: () => new Float64Array(size + (size + 1) * width),
      live: (state, day) => {
        const logOf = (who: number): number =>
          memories.reduce((sum, _, k) => sum + (state[size + who * width + k] ?? 0), 0);
        const wander = (who: number, shock: number): void =>
          memories.forEach((memory, k) => {
            const at = size + who * width + k;
            const own = sharing(leverage, shock, day);
            state[at] = memory * (state[at] ?? 0) + Math.sqrt(1 - memory * memory) * own;
          });
        const [common, market] = [day.normal(), logOf(0)];
        for (let i = 0; i < size; i += 1) {
          const deviation = (deviations[i] ?? 0) * Math.exp(weight * (market + logOf(i + 1)) - spread * spread);
          const own = day.normal();
          const loading = loadings[i] ?? 0;
          const shock = loading * common + Math.sqrt(1 - loading * loading) * own;
          state[i] = (state[i] ?? 0) - (deviation * deviation) / 2 + deviation * shock;
          wander(i + 1, own);
        }
        wander(0, common);
      },
    };
  };
