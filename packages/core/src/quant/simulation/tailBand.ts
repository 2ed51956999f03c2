/** Losses around the one sought, worst first, what each counts, and the weight of all that are worse than the first. */
export interface TailBand {
  readonly beyond: number;
  readonly losses: Float64Array;
  readonly weights: Float64Array;
}

/** Losses looked at to find where the band lies, and standard errors of that search on either side. */
const SAMPLE = 16_384;
const WIDTH = 6;

/**
 * The part of a sample around the loss whose tail holds `mass` (sum of `weights`, or number of paths), wide enough
 * for the standard error of the whole sample; only the band is sorted. `losses` finite. Pure.
 */
export function tailBand(losses: Float64Array, weights: Float64Array | undefined, mass: number): TailBand {
  const step = Math.max(1, Math.floor(losses.length / SAMPLE));
  if (step > 1) {
    const [lower, upper] = bandLevels(losses, weights, mass, step);
    const band = sortedBetween(losses, weights, lower, upper);
    const held = band.weights.reduce((sum, weight) => sum + weight, band.beyond);
    if (band.beyond < mass && held > mass) return band;
  }
  return sortedBetween(losses, weights, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

/** The loss at which the weights, from the worst on, first reach `mass`. */
export function lossAtMass({ beyond, losses, weights }: TailBand, mass: number): number {
  let sum = beyond;
  for (let i = 0; i < losses.length; i += 1) {
    sum += weights[i] as number;
    if (sum >= mass) return losses[i] as number;
  }
  return losses.at(-1) ?? Number.NaN;
}

/** Levels between which the loss sought surely lies, from every `step`-th path. */
function bandLevels(
  losses: Float64Array,
  weights: Float64Array | undefined,
  mass: number,
  step: number,
): readonly [lower: number, upper: number] {
  const { losses: sample, weights: counts } = sortedBetween(
    everyNth(losses, step),
    weights === undefined ? undefined : everyNth(weights, step),
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  );
  let [sum, squares] = [0, 0];
  for (const count of counts) {
    sum += count * step;
    squares += count * step * (count * step);
    if (sum >= mass) break;
  }
  const error = WIDTH * (Math.sqrt(squares) + step);
  const [near, far] = [mass - error, mass + error];
  let [lower, upper] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  sum = 0;
  for (let i = 0; i < sample.length; i += 1) {
    sum += (counts[i] as number) * step;
    if (sum < near) upper = sample[i] as number;
    if (sum > far) {
      lower = sample[i] as number;
      break;
    }
  }
  return [lower, upper];
}

function everyNth(values: Float64Array, step: number): Float64Array {
  const taken = new Float64Array(Math.ceil(values.length / step));
  for (let i = 0; i < taken.length; i += 1) taken[i] = values[i * step] as number;
  return taken;
}

/** Losses in [lower, upper], worst first; those above are summed. */
function sortedBetween(
  losses: Float64Array,
  weights: Float64Array | undefined,
  lower: number,
  upper: number,
): TailBand {
  const kept = new Uint32Array(losses.length);
  let [size, beyond] = [0, 0];
  for (let i = 0; i < losses.length; i += 1) {
    const loss = losses[i] as number;
    if (loss < lower) continue;
    if (loss > upper) beyond += weights === undefined ? 1 : (weights[i] as number);
    else kept[size++] = i;
  }
  const places = kept.subarray(0, size);
  if (weights === undefined) {
    const sorted = Float64Array.from(places, (i) => -(losses[i] as number)).toSorted();
    return { beyond, losses: sorted.map((value) => -value), weights: new Float64Array(size).fill(1) };
  }
  const order = places.toSorted((a, b) => (losses[b] as number) - (losses[a] as number) || a - b);
  return {
    beyond,
    losses: Float64Array.from(order, (i) => losses[i] as number),
    weights: Float64Array.from(order, (i) => weights[i] as number),
  };
}
