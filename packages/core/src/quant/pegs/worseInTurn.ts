import { exponential, logarithm, OutsideDomain } from '../numbers/elementary.ts';

/** A number nobody knows: what it is in the mean, and its worse end. Both above zero. */
export interface Doubt {
  readonly middle: number;
  readonly worse: number;
}

/**
 * One worse end of numbers doubted together, question by question: `questions` names the numbers in the order in which they are
 * asked, how often, then how much, and so on, and what they come to up to each question stands at its own worse end.
 * Not each number at its own, which together are far worse. Doubts that do not depend on one another add up like
 * deviations, so where `burden` moves by s₁ to the first end alone (logarithms) and by s₂ to the second, the first stands at
 * its end and the second moves it by √(s₁² + s₂²) − s₁ only; numbers of one question share its part by their squares.
 * No number is better than in the mean. Refuses numbers not above zero (OutsideDomain). Pure.
 */
export function worseInTurn<Name extends string>(
  doubts: Readonly<Record<Name, Doubt>>,
  questions: readonly (readonly NoInfer<Name>[])[],
  burden: (numbers: Readonly<Record<Name, number>>) => number,
): Readonly<Record<Name, number>> {
  const names = questions.flat();
  for (const name of names)
    for (const value of [doubts[name].middle, doubts[name].worse])
      if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new OutsideDomain(`doubt about ${name}`, value);
  const at = (partOf: (name: Name) => number): Record<Name, number> => {
    const numbers: Partial<Record<Name, number>> = {};
    for (const name of names) {
      const { middle, worse } = doubts[name];
      numbers[name] = middle * exponential(partOf(name) * logarithm(worse / middle));
    }
    return numbers as Record<Name, number>;
  };
  const mean = logarithm(burden(at(() => 0)));
  const parts = new Map<Name, number>();
  let whole = 0;
  for (const question of questions) {
    const ranges = question.map((name) =>
      Math.max(0, logarithm(burden(at((other) => (other === name ? 1 : 0)))) - mean),
    );
    const squares = ranges.reduce((sum, range) => sum + range * range, 0);
    const added = Math.sqrt(whole * whole + squares) - whole;
    question.forEach((name, i) => parts.set(name, squares > 0 ? (added * (ranges[i] ?? 0)) / squares : 0));
    whole += added;
  }
  return at((name) => parts.get(name) ?? 0);
}
