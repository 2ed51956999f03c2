import { logarithm, OutsideDomain } from '../numbers/elementary.ts';
import { checkSample, SampleRefused } from '../numbers/sample.ts';

/** Open, high, low and close of one step, above zero, the high and the low enclosing the others. */
export interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Variance of the log return of one step, and its standard error where the estimator is a mean. */
export interface RangeVariance {
  readonly variance: number;
  readonly error: number | null;
}

const LN2 = 0.6931471805599453;

/**
 * Parkinson (Journal of Business, 1980): mean of ln²(high/low) ÷ 4 ln 2. Right for a price without drift that never
 * jumps between candles; too low where trading is thin. Two candles or more. Pure.
 */
export const parkinsonVariance = (candles: readonly Candle[]): RangeVariance =>
  meanOf(candles, ({ high, low }) => square(logarithm(high / low)) / (4 * LN2));

/** Garman and Klass (Journal of Business, 1980), their practical estimator: ½ ln²(h/l) − (2 ln 2 − 1) ln²(c/o). Pure. */
export const garmanKlassVariance = (candles: readonly Candle[]): RangeVariance =>
  meanOf(
    candles,
    ({ open, high, low, close }) => square(logarithm(high / low)) / 2 - (2 * LN2 - 1) * square(logarithm(close / open)),
  );

/** Rogers and Satchell (Annals of Applied Probability, 1991): right whatever the drift. Pure. */
export const rogersSatchellVariance = (candles: readonly Candle[]): RangeVariance => meanOf(candles, rogersSatchell);

/**
 * Yang and Zhang (Journal of Business, 2000): jumps from close to open, open to close, and Rogers and Satchell, weighed
 * for the least variance; right with drift and with jumps between candles. Three candles or more, adjoining, oldest
 * first; the first gives only its close. Pure.
 */
export function yangZhangVariance(candles: readonly Candle[]): RangeVariance {
  check(candles, 3);
  const n = candles.length - 1;
  const inside = candles.slice(1);
  const jumps = inside.map(({ open }, t) => logarithm(open / candles[t]!.close));
  const moves = inside.map(({ open, close }) => logarithm(close / open));
  const k = 0.34 / (1.34 + (n + 1) / (n - 1));
  const ranges = inside.reduce((sum, candle) => sum + rogersSatchell(candle), 0) / n;
  return { variance: sampleVariance(jumps) + k * sampleVariance(moves) + (1 - k) * ranges, error: null };
}

const square = (x: number): number => x * x;

const rogersSatchell = ({ open, high, low, close }: Candle): number =>
  logarithm(high / close) * logarithm(high / open) + logarithm(low / close) * logarithm(low / open);

function meanOf(candles: readonly Candle[], term: (candle: Candle) => number): RangeVariance {
  check(candles, 2);
  const terms = candles.map(term);
  const variance = terms.reduce((sum, value) => sum + value, 0) / terms.length;
  return { variance, error: Math.sqrt(sampleVariance(terms) / terms.length) };
}

function sampleVariance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + square(value - mean), 0) / (values.length - 1);
}

function check(candles: readonly Candle[], fewest: number): void {
  checkSample(
    candles.flatMap(({ open, high, low, close }) => [open, high, low, close]),
    4 * fewest,
    'prices of candles',
  );
  candles.forEach(({ open, high, low, close }) => {
    if (!(low > 0)) throw new OutsideDomain('low of a candle', low);
    if (high < Math.max(open, close) || low > Math.min(open, close))
      throw new OutsideDomain('candle outside its own range, at', close);
  });
  if (candles.every(({ high, low }) => high === low))
    throw new SampleRefused('CONSTANT', `${candles.length} candles without a range`);
}
