import { OutsideDomain } from '../numbers/elementary.ts';
import { checkSample } from '../numbers/sample.ts';

/** Uniform numbers in (0, 1) by index, the same each time they are asked for. */
export interface UniformDraws {
  uniform(index: number): number;
}

export interface ConfidenceSetOptions {
  readonly draws: UniformDraws;
  /** Bootstrap resamples; 1,000 when left out. */
  readonly resamples?: number;
  /** Length of the blocks days are drawn in, so that what follows stays with what went before; ⌊n^⅓⌋ when left out. */
  readonly blockDays?: number;
}

/**
 * Hansen, Lunde and Nason's model confidence set (Econometrica, 2011), T_max with a circular block bootstrap: for each
 * model the level down to which it stays among those that cannot be told from the best. The 90 % set is those with 0.1
 * or more; the last one left has 1. `losses`: models × days, lower is better, the same days for all, at least thirty,
 * finite; two models or more. Pure: chance comes in through `draws`.
 */
export function modelConfidenceSet(losses: readonly (readonly number[])[], options: ConfidenceSetOptions): number[] {
  const { draws, resamples = 1000 } = options;
  const days = losses[0]?.length ?? 0;
  if (losses.length < 2) throw new OutsideDomain('confidence set of so many models', losses.length);
  if (!(Number.isSafeInteger(resamples) && resamples >= 100)) throw new OutsideDomain('resamples', resamples);
  for (const row of losses) {
    checkSample(row, 30, 'confidence set');
    if (row.length !== days) throw new OutsideDomain('days of another model', row.length);
  }
  const blockDays = options.blockDays ?? cubeRoot(days);
  if (!(Number.isSafeInteger(blockDays) && blockDays >= 1 && blockDays <= days))
    throw new OutsideDomain('days of a block', blockDays);
  const means = losses.map((row) => row.reduce((sum, loss) => sum + loss, 0) / days);
  const shifts = bootstrapShifts(losses, means, { draws, resamples, blockDays });
  const levels = losses.map(() => 1);
  let alive = losses.map((_, model) => model);
  let level = 0;
  while (alive.length > 1) {
    const { worst, pValue } = testEqual(alive, means, shifts);
    level = Math.max(level, pValue);
    levels[worst] = level;
    alive = alive.filter((model) => model !== worst);
  }
  return levels;
}

/** Means of each resample less the means of the sample, models × resamples. */
function bootstrapShifts(
  losses: readonly (readonly number[])[],
  means: readonly number[],
  { draws, resamples, blockDays }: Required<ConfidenceSetOptions>,
): Float64Array[] {
  const days = losses[0]!.length;
  const blocks = Math.ceil(days / blockDays);
  const lastDays = days - (blocks - 1) * blockDays;
  // Running sums over the days and, round the end, a block more: a block's sum is one difference.
  const sums = losses.map((row, model) => {
    const running = new Float64Array(days + blockDays + 1);
    for (let t = 0; t < days + blockDays; t += 1) running[t + 1] = running[t]! + row[t % days]! - means[model]!;
    return running;
  });
  const shifts = losses.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample += 1)
    for (let block = 0; block < blocks; block += 1) {
      const from = Math.min(days - 1, Math.floor(draws.uniform(resample * blocks + block) * days));
      const length = block === blocks - 1 ? lastDays : blockDays;
      for (let model = 0; model < sums.length; model += 1)
        shifts[model]![resample]! += (sums[model]![from + length]! - sums[model]![from]!) / days;
    }
  return shifts;
}

/** The model furthest above the mean loss of those alive, and the chance of one as far where all are equal. */
function testEqual(
  alive: readonly number[],
  means: readonly number[],
  shifts: readonly Float64Array[],
): { readonly worst: number; readonly pValue: number } {
  const resamples = shifts[0]!.length;
  const centre = alive.reduce((sum, model) => sum + means[model]!, 0) / alive.length;
  const centres = Float64Array.from(
    { length: resamples },
    (_, b) => alive.reduce((sum, model) => sum + shifts[model]![b]!, 0) / alive.length,
  );
  const deviations = alive.map((model) => {
    let squares = 0;
    for (let b = 0; b < resamples; b += 1) {
      const gap = shifts[model]![b]! - centres[b]!;
      squares += gap * gap;
    }
    return Math.sqrt(squares / resamples);
  });
  // A model that is always the mean of all is no better and no worse.
  const scale = (gap: number, at: number): number => (deviations[at]! > 0 ? gap / deviations[at]! : 0);
  const statistics = alive.map((model, at) => scale(means[model]! - centre, at));
  const worstAt = statistics.reduce((best, value, at) => (value > statistics[best]! ? at : best), 0);
  let beyond = 0;
  for (let b = 0; b < resamples; b += 1) {
    let most = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < alive.length; at += 1)
      most = Math.max(most, scale(shifts[alive[at]!]![b]! - centres[b]!, at));
    if (most >= statistics[worstAt]!) beyond += 1;
  }
  return { worst: alive[worstAt]!, pValue: beyond / resamples };
}

function cubeRoot(n: number): number {
  let root = 1;
  while ((root + 1) * (root + 1) * (root + 1) <= n) root += 1;
  return root;
}
