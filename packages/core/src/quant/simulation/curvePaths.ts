import { OutsideDomain } from '../numbers/elementary.ts';
import { philoxInto, type RandomKey } from './philox.ts';

/** Equally likely changes of the short yield in a day, fractions, rising. */
export interface CurveLaw {
  readonly moves: Float64Array;
}

export interface CurveRequest {
  readonly key: RandomKey;
  /** 32-bit word that keeps the streams of one key apart; not that of other draws of the same paths. */
  readonly stream: number;
  readonly steps: number;
  readonly from: number;
  readonly count: number;
}

/**
 * Quantiles of the daily change of the three-month Treasury par yield, in basis points, 1990 to July 2025 (8,867 days,
 * US Treasury); and how much wider 2008, the widest year, was: standard deviation 13.6 against 4.66.
 */
export const YIELD_QUANTILES: readonly (readonly [number, number])[] = [
  [0, -81],
  [0.001, -42],
  [0.005, -18],
  [0.01, -13],
  [0.025, -8],
  [0.05, -6],
  [0.1, -3],
  [0.25, -1],
  [0.5, 0],
  [0.75, 1],
  [0.9, 3],
  [0.95, 6],
  [0.975, 8],
  [0.99, 13],
  [0.995, 17],
  [0.999, 34],
  [1, 76],
];
export const WIDEST_YEAR = 2.92;

/** Points of the table that days are drawn from. */
const POINTS = 4_096;
const BASIS_POINT = 1e-4;
const WORD = 4_294_967_296;

/** The days of 35 years, or of their widest year. Between quantiles a straight line. Pure. */
export function curveLaw(side: 'mean' | 'worse'): CurveLaw {
  const width = side === 'mean' ? BASIS_POINT : WIDEST_YEAR * BASIS_POINT;
  let at = 1;
  return {
    moves: Float64Array.from({ length: POINTS }, (_, i) => {
      const p = (i + 0.5) / POINTS;
      while (p > (YIELD_QUANTILES[at]?.[0] ?? 1)) at += 1;
      const [low, from] = YIELD_QUANTILES[at - 1] ?? [0, 0];
      const [high, to] = YIELD_QUANTILES[at] ?? [1, 0];
      return width * (from + ((p - low) / (high - low)) * (to - from));
    }),
  };
}

/**
 * How far the short end of the curve has shifted since today, after every step: index path × steps + step. One shift
 * for everything on a path. A path's values depend on key, stream and its own number alone. Refuses places that are no
 * whole numbers (OutsideDomain). Pure.
 */
export function simulateCurve({ moves }: CurveLaw, { key, stream, steps, from, count }: CurveRequest): Float64Array {
  for (const place of [from, count, steps])
    if (!(Number.isSafeInteger(place) && place >= 0)) throw new OutsideDomain('place of a path', place);
  const shifts = new Float64Array(count * steps);
  const words = new Uint32Array(4);
  for (let i = 0; i < count; i += 1) {
    const path = from + i;
    let shift = 0;
    for (let step = 0; step < steps; step += 1) {
      // A quad of words serves four steps.
      if (step % 4 === 0) philoxInto(words, 0, path >>> 0, Math.floor(path / WORD), step >> 2, stream, key[0], key[1]);
      shift += moves[Math.floor(((words[step % 4] as number) / WORD) * moves.length)] as number;
      shifts[i * steps + step] = shift;
    }
  }
  return shifts;
}
