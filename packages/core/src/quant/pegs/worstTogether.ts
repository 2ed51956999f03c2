import { exponential, logarithm, OutsideDomain } from '../elementary.ts';

/** A number nobody knows: what it is in the mean, and its worse end. Both above zero. */
export interface Doubt {
  readonly middle: number;
  readonly worse: number;
}

/** Steps to the worst direction; a product of powers needs one, mixtures a few. */
const STEPS = 64;
/** Part of the way to an end by which a slope is read. */
const NEAR = 1e-4;

/**
 * The one worse end of numbers doubted together: not each at its own, which no credible region of that level holds, but
 * the point where `burden`, what they come to, is worst among points as likely as one end alone with the others at their
 * means. Each moves from `middle` towards `worse` by a part of the way (on a logarithmic scale); the squares of the
 * parts sum to one. This is the design point of structural reliability (Hasofer and Lind, 1974), where
 * `burden` passes its own worse end at about the same level. No number is better than in the mean. Refuses numbers not
 * above zero (OutsideDomain). Pure.
 */
export function worstTogether<Name extends string>(
  doubts: Readonly<Record<Name, Doubt>>,
  burden: (numbers: Readonly<Record<Name, number>>) => number,
): Readonly<Record<Name, number>> {
  const names = Object.keys(doubts) as Name[];
  for (const name of names)
    for (const value of [doubts[name].middle, doubts[name].worse])
      if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new OutsideDomain(`doubt about ${name}`, value);
  const at = (parts: readonly number[]): Record<Name, number> => {
    const numbers = { ...doubts } as unknown as Record<Name, number>;
    names.forEach((name, i) => {
      const { middle, worse } = doubts[name];
      numbers[name] = middle * exponential((parts[i] ?? 0) * logarithm(worse / middle));
    });
    return numbers;
  };
  let parts = names.map(() => 1 / Math.sqrt(names.length));
  for (let step = 0; step < STEPS; step += 1) {
    const here = logarithm(burden(at(parts)));
    const slopes = parts.map((_, i) => {
      const moved = parts.map((part, j) => (i === j ? part + NEAR : part));
      return Math.max(0, logarithm(burden(at(moved))) - here);
    });
    const length = Math.sqrt(slopes.reduce((sum, slope) => sum + slope * slope, 0));
    if (length === 0) return at(names.map(() => 0));
    parts = slopes.map((slope) => slope / length);
  }
  return at(parts);
}
