import { incompleteBeta } from '../numbers/beta.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { upperGamma } from '../numbers/gamma.ts';

/** What few events leave open: the mean of a posterior and the ends of its middle 90 %. */
export interface PosteriorRange {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

const [LOW, HIGH] = [0.05, 0.95];
/** Jeffreys' prior is worth half an event. */
const HALF = 0.5;

/**
 * Events a unit of exposure, from a count of them: Gamma(events + ½) ÷ exposure, Jeffreys' posterior of a Poisson rate
 * (1946). None seen is no zero. Refuses counts that are none and an exposure not above zero (OutsideDomain). Pure.
 */
export function rateRange(events: number, exposure: number): PosteriorRange {
  checkCount(events);
  if (!(exposure > 0 && Number.isFinite(exposure))) throw new OutsideDomain('exposure', exposure);
  const shape = events + HALF;
  const at = (p: number): number => gammaQuantile(shape, p) / exposure;
  return { low: at(LOW), middle: shape / exposure, high: at(HIGH) };
}

/** The share that `hits` of hits + misses stand for: Beta(hits + ½, misses + ½), Jeffreys' posterior. Refuses counts that are none. Pure. */
export function shareRange(hits: number, misses: number): PosteriorRange {
  checkCount(hits);
  checkCount(misses);
  const [a, b] = [hits + HALF, misses + HALF];
  const at = (p: number): number => invert((x) => incompleteBeta(a, b, x), p, 1);
  return { low: at(LOW), middle: a / (a + b), high: at(HIGH) };
}

/**
 * The mean of an exponential quantity seen as `values`, each above zero: inverse Gamma(n, sum), the posterior of a
 * mean without an opinion. `middle` is the mean of the values. Refuses no values and values not above zero
 * (OutsideDomain). Pure.
 */
export function meanRange(values: readonly number[]): PosteriorRange {
  const bad = values.find((value) => !(value > 0 && Number.isFinite(value)));
  if (bad !== undefined || values.length === 0) throw new OutsideDomain('value of an exponential', bad ?? 0);
  const sum = values.reduce((total, value) => total + value, 0);
  const at = (p: number): number => sum / gammaQuantile(values.length, p);
  return { low: at(HIGH), middle: sum / values.length, high: at(LOW) };
}

/** Chance that the next of such a quantity is `least` or more, the mean not known: Lomax's (sum ÷ (sum + least))ⁿ. Pure. */
export function nextExceeds(values: readonly number[], least: number): number {
  const { middle } = meanRange(values);
  const sum = middle * values.length;
  let chance = 1;
  for (let i = 0; i < values.length; i += 1) chance *= sum / (sum + Math.max(0, least));
  return chance;
}

function checkCount(count: number): void {
  if (!(Number.isSafeInteger(count) && count >= 0)) throw new OutsideDomain('count', count);
}

/** Quantile of Gamma(shape, 1). */
function gammaQuantile(shape: number, p: number): number {
  let most = shape + 1;
  while (1 - upperGamma(shape, most) < p) most *= 2;
  return invert((x) => 1 - upperGamma(shape, x), p, most);
}

/** Where a rising function of [0, most] reaches p, by halving until the ends meet. */
function invert(rising: (x: number) => number, p: number, most: number): number {
  let [low, high] = [0, most];
  for (let i = 0; i < 200; i += 1) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) break;
    if (rising(middle) < p) low = middle;
    else high = middle;
  }
  return high;
}
