import { normalDensity, normalQuantile } from './elementary.ts';

/** VaR and ES as positive fractions of value. */
export interface TailRisk {
  readonly valueAtRisk: number;
  readonly expectedShortfall: number;
}

/**
 * Historical tail of simple returns: VaR is the loss at rank ⌈n(1−c)⌉ from the worst (no interpolation),
 * ES the mean of that many worst losses. `returns`: n ≥ 1 fractions; `confidence` in (0,1). Pure.
 */
export function historicalTail(returns: readonly number[], confidence: number): TailRisk {
  const losses = returns.map((r) => -r).toSorted((a, b) => b - a);
  const rank = Math.max(1, Math.ceil(losses.length * (1 - confidence) - 1e-9));
  const worst = losses.slice(0, rank);
  return { valueAtRisk: worst.at(-1) ?? 0, expectedShortfall: worst.reduce((sum, loss) => sum + loss, 0) / rank };
}

/** Normal tail from mean and standard deviation over one step, scaled to `steps` by √steps (deviation) and steps (mean). Source: Hull, ch. VaR. */
export function normalTail(mean: number, deviation: number, confidence: number, steps: number): TailRisk {
  const z = normalQuantile(confidence);
  const scale = deviation * Math.sqrt(steps);
  return {
    valueAtRisk: z * scale - mean * steps,
    expectedShortfall: (normalDensity(z) / (1 - confidence)) * scale - mean * steps,
  };
}

/** Sample mean and standard deviation (n − 1). */
export function moments(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}
