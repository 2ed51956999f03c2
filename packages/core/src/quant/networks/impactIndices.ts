import { vulnerabilities, type StressNetwork } from './stressNetwork.ts';

export interface ImpactIndices {
  /** Ways a failure can reach each, over the ways it can from its own debtors: above one it is hit from afar; 0 where no debtor's failure would fail it. */
  readonly susceptibility: readonly number[];
  /** Their mean. */
  readonly fluidity: number;
  /** How much of the ways to others is each's doing: those that start at it, those that pass through it. */
  readonly diffusion: readonly { readonly start: number; readonly intermediate: number; readonly total: number }[];
}

/**
 * Who can be reached by a failure, and who passes it on, by the shape of the network alone: Silva, de Souza and Tabak
 * ("Monitoring vulnerability and impact diffusion in financial networks", Central Bank of Brazil, working paper 392,
 * 2015). One party can fail another where the other's claim is its whole buffer or more; ways of k steps count 1 ÷ k!
 * (Estrada and Hatano's communicability, the exponential of the matrix). Refuses what `vulnerabilities` refuses. Pure.
 */
export function impactIndices(network: StressNetwork): ImpactIndices {
  const losses = vulnerabilities(network);
  const parties = losses.map((_, i) => i);
  // A row for who fails, a column for whom that fails.
  const fails = parties.map((i) => parties.map((j) => (losses[j]![i]! >= 1 ? 1 : 0)));
  const ways = waysOf(fails);
  const susceptibility = parties.map((j) => {
    const direct = sumOf(parties, (i) => fails[i]![j]!);
    return direct === 0 ? 0 : sumOf(parties, (i) => ways[i]![j]!) / direct;
  });
  const diffusion = parties.map((i) => {
    const reached = sumOf(parties, (j) => fails[i]![j]!);
    if (reached === 0) return { start: 0, intermediate: 0, total: 0 };
    const without = waysOf(fails.map((row, k) => (k === i ? row.map(() => 0) : row)));
    const lost = parties.map((k) => sumOf(parties, (j) => Math.max(0, ways[k]![j]! - without[k]![j]!)) / reached);
    const total = sumOf(parties, (k) => lost[k]!);
    return { start: lost[i]!, intermediate: total - lost[i]!, total };
  });
  const fluidity = parties.length === 0 ? 0 : sumOf(parties, (i) => susceptibility[i]!) / parties.length;
  return { susceptibility, fluidity, diffusion };
}

const sumOf = (parties: readonly number[], of: (party: number) => number): number =>
  parties.reduce((sum, party) => sum + of(party), 0);

/** A term below this share of the sum is rounding. */
const ROUNDING = 1e-17;

/** The exponential of a matrix without negative entries, without its diagonal, by its series: no term takes from another. */
function waysOf(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const out = matrix.map(() => Array.from({ length: size }, () => 0));
  let term: number[][] = matrix.map((row) => [...row]);
  for (let steps = 1, isMore = size > 0; isMore; steps += 1) {
    isMore = false;
    for (let i = 0; i < size; i += 1)
      for (let j = 0; j < size; j += 1) {
        const value = term[i]![j]!;
        if (value > ROUNDING * out[i]![j]!) isMore = true;
        out[i]![j]! += value;
      }
    const last = term;
    term = last.map((row) => {
      const next = Array.from({ length: size }, () => 0);
      row.forEach((value, k) => {
        if (value !== 0) for (let j = 0; j < size; j += 1) next[j]! += (value * matrix[k]![j]!) / (steps + 1);
      });
      return next;
    });
  }
  for (let i = 0; i < size; i += 1) out[i]![i] = 0;
  return out;
}
