import { exponential, logarithm } from '../elementary.ts';
import { CELL, writeCubic } from './cubicTable.ts';
import { checkMargin, symmetricLaw, type Margin, type SymmetricLaw } from './margin.ts';

/*
 * An asset's simple return as a function of the copula's variate x, through y = 1 + |x|: octaves of 32 cells, so that
 * the middle is fine and the tail reaches far. First side x ≥ 0, second side x < 0.
 */
const CELLS = 32;
/** The table ends where the copula's tail holds less than this; what lies beyond is held at the end. */
const LEAST_TAIL = 1e-13;
const MOST_OCTAVES = 24;
/** Log returns are held within ±50, so that no simple return overflows. */
const LARGEST_LOG_RETURN = 50;

export interface MarginTable {
  readonly cells: Float64Array;
  /** Doubles on one side. */
  readonly side: number;
  /** The largest double below the end of the table. */
  readonly limit: number;
}

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
  const size = octaves * CELLS + 1;
  const [x, logTail, density] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let node = 0; node < size; node += 1) {
    const at = nodeStart(node) - 1;
    x[node] = at;
    logTail[node] = logarithm(Math.max(1e-300, law.above(at)));
    density[node] = law.density(at);
  }
  return { octaves, x, logTail, density };
}

function nodeStart(node: number): number {
  let start = 1 + (node % CELLS) / CELLS;
  for (let octave = Math.floor(node / CELLS); octave > 0; octave -= 1) start *= 2;
  return start;
}

/**
 * Table of e^(log return) − 1 against the copula's variate, the margin's quantile at the variate's probability.
 * Error at most 1e-9 of the margin's scale plus 1e-5 of the return (a test says so), but for gains beyond e − 1, where
 * cells grow coarse: a few percent of a gain of several hundredfold. `holds: 'logReturn'` leaves the exponential out. Pure.
 */
export function marginTable(
  margin: Margin,
  nodes: CopulaNodes,
  holds: 'simpleReturn' | 'logReturn' = 'simpleReturn',
): MarginTable {
  checkMargin(margin);
  const scale = margin.kind === 'normal' ? margin.deviation : margin.scale;
  const { values, slopes } = quantiles(symmetricLaw(margin.kind === 'normal' ? 'normal' : margin.nu), nodes);
  const count = nodes.octaves * CELLS;
  const cells = new Float64Array(2 * count * CELL);
  for (const sign of [1, -1]) {
    const from = sign === 1 ? 0 : count;
    let [left, leftSlope] = returnAt(0);
    for (let cell = 0; cell < count; cell += 1) {
      const width = (nodes.x[cell + 1] ?? 0) - (nodes.x[cell] ?? 0);
      const [right, rightSlope] = returnAt(cell + 1);
      writeCubic(cells, from + cell, left, leftSlope * width, right, rightSlope * width);
      [left, leftSlope] = [right, rightSlope];
    }
    function returnAt(node: number): readonly [number, number] {
      const log = margin.location + sign * scale * (values[node] ?? 0);
      if (holds === 'logReturn') return [log, sign * scale * (slopes[node] ?? 0)];
      const held = Math.max(-LARGEST_LOG_RETURN, Math.min(LARGEST_LOG_RETURN, log));
      const growth = exponential(held);
      return [growth - 1, held === log ? growth * sign * scale * (slopes[node] ?? 0) : 0];
    }
  }
  const end = nodeStart(count);
  return { cells, side: count * CELL, limit: end - end * 1.1102230246251565e-16 };
}

/** The margin's quantiles at the nodes' probabilities and their slopes in x, each solved from its neighbours. */
function quantiles(law: SymmetricLaw, nodes: CopulaNodes): { values: Float64Array; slopes: Float64Array } {
  const size = nodes.x.length;
  const [values, slopes] = [new Float64Array(size), new Float64Array(size)];
  slopes[0] = (nodes.density[0] ?? 0) / law.density(0);
  for (let node = 1; node < size; node += 1) {
    let q = predict(values, slopes, nodes.x, node);
    let density = law.density(q);
    for (let i = 0; i < 40; i += 1) {
      const tail = law.above(q);
      // Newton on the logarithm of the tail, in q near the middle and in ln q beyond, where tails are powers.
      const step = ((logarithm(Math.max(1e-300, tail)) - (nodes.logTail[node] ?? 0)) * tail) / density;
      q = q > 2 ? q * exponential(Math.max(-1, Math.min(1, step / q))) : Math.max(q / 2, q + step);
      density = law.density(q);
      if (!(density > 0) || Math.abs(step) <= 1e-6 * q) break;
    }
    values[node] = q;
    slopes[node] = density > 0 ? (nodes.density[node] ?? 0) / density : 0;
  }
  return { values, slopes };
}

/** The cubic through the two nodes before, carried on to this one. */
function predict(values: Float64Array, slopes: Float64Array, x: Float64Array, node: number): number {
  const [b, slopeB, xb] = [values[node - 1] ?? 0, slopes[node - 1] ?? 0, x[node - 1] ?? 0];
  const ahead = (x[node] ?? 0) - xb;
  if (node === 1) return b + slopeB * ahead;
  const [a, slopeA] = [values[node - 2] ?? 0, slopes[node - 2] ?? 0];
  const width = xb - (x[node - 2] ?? 0);
  const third = (slopeA + slopeB) * width - 2 * (b - a);
  const second = b - a - slopeA * width - third;
  const s = 1 + ahead / width;
  return Math.max(b, a + s * (slopeA * width + s * (second + s * third)));
}
