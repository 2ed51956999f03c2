import { exponential, logarithm, OutsideDomain } from '../numbers/elementary.ts';
import { upperGamma } from '../numbers/gamma.ts';
import { normalDensity, normalQuantile } from '../distributions/normal.ts';
import { CELL, writeCubic } from './cubicTable.ts';
import { gammaDensity, lowerGamma } from './lowerGamma.ts';

/*
 * Functions of a uniform drawn as a 32-bit word w. Its nearer end is at distance q = m + ½ (in 2⁻³²), m the word or
 * its complement, so q runs from ½ to 2³¹: 32 octaves of 64 cells, as fine at the tails as the word is.
 */
const OCTAVES = 32;
const CELLS = 64;
/** Doubles on one side of a uniform. */
export const UNIFORM_SIDE = OCTAVES * CELLS * CELL;
const WORD = 4_294_967_296;
/** Largest degrees of freedom a mixing table is built for; beyond them the t copula is the Gaussian one. */
export const LARGEST_DEGREES = 100;

/** The distance q at which cell `index` begins. */
function cellStart(index: number): number {
  let start = 0.5 * (1 + (index % CELLS) / CELLS);
  for (let octave = Math.floor(index / CELLS); octave > 0; octave -= 1) start *= 2;
  return start;
}

function fillSide(table: Float64Array, from: number, at: (q: number) => readonly [value: number, slope: number]): void {
  // From the middle outwards, so that a solver can begin each node at its neighbour.
  const last = OCTAVES * CELLS;
  let [right, rightSlope] = at(cellStart(last));
  for (let cell = last - 1; cell >= 0; cell -= 1) {
    const q = cellStart(cell);
    const [left, leftSlope] = at(q);
    const width = cellStart(cell + 1) - q;
    writeCubic(table, from + cell, left, leftSlope * width, right, rightSlope * width);
    [right, rightSlope] = [left, leftSlope];
  }
}

/**
 * Standard normal quantile below one half. Error against `normalQuantile` at most 2e-9 (a test says so); the furthest
 * draw is ∓6.76 at one half of 2⁻³². Pure.
 */
export function normalTable(): Float64Array {
  const table = new Float64Array(UNIFORM_SIDE);
  fillSide(table, 0, (q) => {
    const z = normalQuantile(q / WORD);
    return [z, 1 / (normalDensity(z) * WORD)];
  });
  return table;
}

/**
 * √(ν/χ²_ν) as a function of the probability of χ²: what turns normals into a t copula with `nu` degrees of freedom
 * in [1, 100]. First side: small χ², large result. `tilt` c in (½, 1] multiplies χ², for importance sampling.
 * Relative error at most 1e-8 (a test says so). Pure.
 */
export function mixingTable(nu: number, tilt = 1): Float64Array {
  if (!(nu >= 1 && nu <= LARGEST_DEGREES)) throw new OutsideDomain('copula with degrees of freedom', nu);
  if (!(tilt > 0.5 && tilt <= 1)) throw new OutsideDomain('tilt of the mixing variable', tilt);
  const table = new Float64Array(2 * UNIFORM_SIDE);
  const a = nu / 2;
  for (const side of ['lower', 'upper'] as const) {
    let x = a;
    fillSide(table, side === 'lower' ? 0 : UNIFORM_SIDE / CELL, (q) => {
      x = gammaQuantileNear(a, q / WORD, side, x);
      const value = Math.sqrt(a / (tilt * x));
      const slope = value / (2 * x * gammaDensity(a, x) * WORD);
      return [value, side === 'lower' ? -slope : slope];
    });
  }
  return table;
}

/** Quantile of the gamma distribution with scale one at tail probability `p`, by Newton's steps in logarithms. */
function gammaQuantileNear(a: number, p: number, side: 'lower' | 'upper', start: number): number {
  let x = start;
  for (let i = 0; i < 60; i += 1) {
    const tail = side === 'lower' ? lowerGamma(a, x) : upperGamma(a, x);
    const miss = logarithm(tail / p);
    const slope = gammaDensity(a, x) / tail;
    // Below, ln P is nearly linear in ln x; above, ln Q is nearly linear in x.
    const next = side === 'lower' ? x * exponential(Math.max(-5, -miss / (slope * x))) : x + miss / slope;
    const step = Math.abs(next - x);
    x = next > 0 ? next : x / 2;
    if (step <= 1e-10 * x) return x;
  }
  throw new OutsideDomain('gamma quantile', p);
}

/** The mixing table of a Gaussian copula: one everywhere. */
export function gaussianMixing(): Float64Array {
  const table = new Float64Array(2 * UNIFORM_SIDE);
  for (let cell = 0; cell < table.length; cell += CELL) table[cell] = 1;
  return table;
}
