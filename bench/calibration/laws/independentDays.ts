// Markets whose days know nothing of one another: normal and Student-t ones, with jumps, with a drift that ends.
import { drawAssets, numbers, sharing, type DrawMarket } from './market.ts';

/** Days of one multivariate law; `degrees` null for normal ones. No drift in price. */
export const equalDays =
  (degrees: number | null): DrawMarket =>
  (dice, size) =>
    drifting({ degrees, shown: 0, after: 0 })(dice, size);

/** Student-t days (normal for null) with a yearly drift of price while the days are shown, and another after. */
export const drifting =
  ({
    degrees,
    shown,
    after,
  }: {
    readonly degrees: number | null;
    readonly shown: number;
    readonly after: number;
  }): DrawMarket =>
  (dice, size) => {
    const { deviations, loadings } = drawAssets(dice, size);
    return {
      size,
      rest: () => new Float64Array(size + 1),
      turn: (state) => {
        state[size] = 1;
      },
      live: (state, day) => {
        const common = day.normal();
        const mixing = degrees === null ? 1 : Math.sqrt((degrees - 2) / day.chiSquared(degrees));
        const drift = (state[size] === 1 ? after : shown) / 365;
        for (let i = 0; i < size; i += 1) {
          const deviation = deviations[i] ?? 0;
          const shock = deviation * mixing * sharing(loadings[i] ?? 0, common, day);
          state[i] = (state[i] ?? 0) + drift - (deviation * deviation) / 2 + shock;
        }
      },
    };
  };

/** Normal days, and so often a year a jump of all assets at once, of normal sizes in log price (Merton, 1976). */
export const jumping =
  ({
    perYear,
    mean,
    deviation,
  }: {
    readonly perYear: number;
    readonly mean: number;
    readonly deviation: number;
  }): DrawMarket =>
  (dice, size) => {
    const { deviations, loadings } = drawAssets(dice, size);
    const calm = numbers(size, (i) => 0.6 * (deviations[i] ?? 0));
    return {
      size,
      rest: () => new Float64Array(size),
      live: (state, day) => {
        const common = day.normal();
        const hasJumped = day.uniform() < perYear / 365;
        for (let i = 0; i < size; i += 1) {
          const own = calm[i] ?? 0;
          const jump = hasJumped ? mean + deviation * day.normal() : 0;
          state[i] = (state[i] ?? 0) - (own * own) / 2 + own * sharing(loadings[i] ?? 0, common, day) + jump;
        }
      },
    };
  };
