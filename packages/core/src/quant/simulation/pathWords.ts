import { philoxInto, type RandomKey } from './philox.ts';
import { CELL } from './cubicTable.ts';
import { LATTICE, LATTICE_POINTS } from './lattice.ts';
import type { MarginTable } from './marginTable.ts';
import { UNIFORM_SIDE } from './uniformTable.ts';

/** independent: every path by itself · antithetic: 2k + 1 mirrors 2k · lattice: replicates of 65,536 paths. */
export type Draws = 'independent' | 'antithetic' | 'lattice';

/** What decides the words of a path, besides its number. */
export interface WordRequest {
  readonly key: RandomKey;
  readonly stream: number;
  readonly draws: Draws;
}

const WORD = 4_294_967_296;
const MARGIN_FIRST = 1023 * 32;

/** The words of one path from its quad `firstQuad` on; mirrored paths keep the first `kept`, the mixing one. */
export function drawWords(
  words: Uint32Array,
  { key, stream, draws }: WordRequest,
  path: number,
  firstQuad: number,
  kept = 1,
): void {
  const place = draws === 'lattice' ? LATTICE_POINTS : draws === 'antithetic' ? 2 : 1;
  const counter = Math.floor(path / place);
  for (let quad = 0; quad < words.length; quad += 4) {
    philoxInto(words, quad, counter >>> 0, Math.floor(counter / WORD), firstQuad + quad / 4, stream, key[0], key[1]);
  }
  const rest = path - counter * place;
  if (draws === 'antithetic' && rest === 1) {
    for (let k = kept; k < words.length; k += 1) words[k] = ~(words[k] as number);
  }
  if (draws !== 'lattice') return;
  for (let k = 0; k < words.length; k += 1) {
    words[k] = (words[k] as number) + Math.imul(rest, (LATTICE[k] ?? 0) << 16);
  }
}

/** Reads margin tables by the bits of 1 + |x|, in a scratch of its own. Little-endian, as every engine's doubles are. */
export function marginReader(): (margin: MarginTable, x: number) => number {
  const bits = new Float64Array(1);
  const halves = new Uint32Array(bits.buffer);
  return (margin, x) => {
    bits[0] = Math.min(Math.abs(x) + 1, margin.limit);
    const high = halves[1] as number;
    const isNegative = x < 0 || Object.is(x, -0);
    const cell = 2 * ((high >>> 15) - MARGIN_FIRST) + (isNegative ? 1 : 0);
    // The mantissa below the five bits that chose the cell, as a number in [1, 2).
    halves[1] = ((high << 5) & 0xfffff) | ((halves[0] as number) >>> 27) | 0x3ff00000;
    halves[0] = (halves[0] as number) << 5;
    return cubicAt(margin.cells, cell, bits[0]);
  };
}

/** 2^−k for k = 0 … 31. */
const HALVINGS = Float64Array.from({ length: 32 }, (_, k) => 1 / ((1 << k) >>> 0));

/** Cell and place of a distance q = m + ½, exactly: the bits of q are those of the integer 2m + 1. */
function throughUniform(table: Float64Array, from: number, distance: number): number {
  const odd = ((distance << 1) | 1) >>> 0;
  const octave = 31 - Math.clz32(odd);
  // Below octave six cells are finer than words: the place is always the beginning of one.
  if (octave < 6) return cubicAt(table, from + octave * 64 + ((odd << (6 - octave)) & 63), 1);
  const cell = (odd >>> (octave - 6)) & 63;
  const rest = odd & ((1 << (octave - 6)) - 1);
  return cubicAt(table, from + octave * 64 + cell, 1 + rest * (HALVINGS[octave - 6] as number));
}

/** The normal drawn by a 32-bit word. */
export function normalOfWord(table: Float64Array, word: number): number {
  const isUpper = word >= 0x80000000;
  const value = throughUniform(table, 0, isUpper ? ~word >>> 0 : word);
  return isUpper ? -value : value;
}

/** The mixing value drawn by a 32-bit word; small words give large values. */
export function mixingOfWord(table: Float64Array, word: number): number {
  const isUpper = word >= 0x80000000;
  return throughUniform(table, isUpper ? UNIFORM_SIDE / CELL : 0, isUpper ? ~word >>> 0 : word);
}

function cubicAt(table: Float64Array, cell: number, t: number): number {
  const at = cell * CELL;
  const outer = (table[at + 3] as number) * t + (table[at + 2] as number);
  return (outer * t + (table[at + 1] as number)) * t + (table[at] as number);
}
