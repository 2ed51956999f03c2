import { logarithm, OutsideDomain } from '../numbers/elementary.ts';
import { chiSquareTail } from '../numbers/gamma.ts';
import { SampleRefused } from '../numbers/sample.ts';

/** A test's statistic and the chance of one as large where the hypothesis holds. */
export interface TestResult {
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Kupiec's unconditional coverage (1995): likelihood ratio of `exceptions` in `days` against chance `p`, chi-square
 * with one degree. Whole 0 ≤ exceptions ≤ days, days ≥ 1, p in (0, 1). Pure.
 */
export function kupiecTest(exceptions: number, days: number, p: number): TestResult {
  checkChance(p);
  if (!(Number.isSafeInteger(days) && days >= 1)) throw new OutsideDomain('days of a coverage test', days);
  if (!(Number.isSafeInteger(exceptions) && exceptions >= 0 && exceptions <= days))
    throw new OutsideDomain('exceptions', exceptions);
  const rate = exceptions / days;
  const statistic =
    2 * (entropy(exceptions, rate) + entropy(days - exceptions, 1 - rate)) - 2 * fitted(exceptions, days, p);
  return { statistic: Math.max(0, statistic), pValue: chiSquareTail(statistic, 1) };
}

/** Kupiec's test, Christoffersen's independence and both together, of one series of hits. */
export interface CoverageTests {
  readonly exceptions: number;
  readonly days: number;
  readonly unconditional: TestResult;
  readonly independence: TestResult;
  /** The sum of the two, chi-square with two degrees. */
  readonly conditional: TestResult;
}

/**
 * Christoffersen's coverage tests (International Economic Review, 1998) of `hits`, true where the loss went beyond VaR,
 * oldest first; `p` the chance promised. Independence is against a first-order Markov chain over the days − 1 steps.
 * Refuses fewer than two days. Pure.
 */
export function coverageTests(hits: readonly boolean[], p: number): CoverageTests {
  if (hits.length < 2) throw new SampleRefused('TOO_SHORT', `coverage tests of ${hits.length} days need 2`);
  const exceptions = hits.filter(Boolean).length;
  const unconditional = kupiecTest(exceptions, hits.length, p);
  let [calmCalm, calmHit, hitCalm, hitHit] = [0, 0, 0, 0];
  for (let t = 1; t < hits.length; t += 1) {
    if (hits[t - 1] === true) {
      if (hits[t] === true) hitHit += 1;
      else hitCalm += 1;
    } else if (hits[t] === true) calmHit += 1;
    else calmCalm += 1;
  }
  const [fromCalm, fromHit] = [calmCalm + calmHit, hitCalm + hitHit];
  const all = (calmHit + hitHit) / (fromCalm + fromHit);
  const chain =
    entropy(calmHit, calmHit / fromCalm) +
    entropy(calmCalm, calmCalm / fromCalm) +
    entropy(hitHit, hitHit / fromHit) +
    entropy(hitCalm, hitCalm / fromHit);
  const memoryless = entropy(calmHit + hitHit, all) + entropy(calmCalm + hitCalm, 1 - all);
  const independence = Math.max(0, 2 * (chain - memoryless));
  const both = unconditional.statistic + independence;
  return {
    exceptions,
    days: hits.length,
    unconditional,
    independence: { statistic: independence, pValue: chiSquareTail(independence, 1) },
    conditional: { statistic: both, pValue: chiSquareTail(both, 2) },
  };
}

/** n ln x, zero where n is. */
const entropy = (n: number, x: number): number => (n === 0 ? 0 : n * logarithm(x));

const fitted = (exceptions: number, days: number, p: number): number =>
  entropy(exceptions, p) + entropy(days - exceptions, 1 - p);

function checkChance(p: number): void {
  if (!(p > 0 && p < 1)) throw new OutsideDomain('chance of an exception', p);
}
