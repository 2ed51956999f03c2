import { logarithm } from '../numbers/elementary.ts';
import { symmetricLaw } from './margin.ts';

/*
 * An asset's simple return as a function of the copula's variate x, through y = 1 + |x|: octaves of 32 cells, so that
 * the middle is fine and the tail reaches far. First side x ≥ 0, second side x < 0.
 */
export const MARGIN_CELLS = 32;
/** The table ends where the copula's tail holds less than this; what lies beyond is held at the end. */
const LEAST_TAIL = 1e-13;
const MOST_OCTAVES = 24;
/** The nodes of a copula's variate, and its law there: shared by the tables of all assets. */
export interface CopulaNodes {
  readonly octaves: number;
  readonly x: Float64Array;
  readonly logTail: Float64Array;
  readonly density: Float64Array;
}

/** Nodes of a t copula with `nu` degrees of freedom, or of the Gaussian. Pure. */
export function copulaNodes(nu: number | 'normal'): CopulaNodes {
  const law = symmetricLaw(nu);
  let [octaves, end] = [1, 2];
  while (octaves < MOST_OCTAVES && law.above(end - 1) > LEAST_TAIL) {
    octaves += 1;
    end *= 2;
  }
  const size = octaves * MARGIN_CELLS + 1;
  const [x, logTail, density] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let node = 0; node < size; node += 1) {
    const at = nodeStart(node) - 1;
    x[node] = at;
    logTail[node] = logarithm(Math.max(1e-300, law.above(at)));
    density[node] = law.density(at);
  }
  return { octaves, x, logTail, density };
}

/** 1 + |x| at a node. */
export function nodeStart(node: number): number {
  let start = 1 + (node % MARGIN_CELLS) / MARGIN_CELLS;
  for (let octave = Math.floor(node / MARGIN_CELLS); octave > 0; octave -= 1) start *= 2;
  return start;
}
