import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape, type Matrix } from '../algebra/matrix.ts';
import type { RandomKey } from './philox.ts';
import { LATTICE } from './lattice.ts';
import { drawWords, marginReader, mixingOfWord, normalOfWord, type Draws } from './pathWords.ts';
import type { PreparedModel } from './preparedModel.ts';

/** Which paths to draw, and what they are worth. */
export interface PathRequest {
  readonly key: RandomKey;
  /** 32-bit word that keeps the streams of one key apart. */
  readonly stream: number;
  readonly draws: Draws;
  /** First path and how many, both multiples of 64. */
  readonly from: number;
  readonly count: number;
  /** Money in each asset, one row for each book; the unit is that of the results. */
  readonly books: Matrix;
  /** Added to the first normal (importance sampling); 0 for none. */
  readonly shift?: number;
  /** Whether to keep the two variates that the weights of importance sampling need; left out for memory. */
  readonly keepsVariates?: boolean;
}

/** Profits of each book on each path; the two variates moved by importance sampling, empty when not asked for. */
export interface Paths {
  readonly profits: readonly Float64Array[];
  readonly firstNormal: Float64Array;
  readonly mixing: Float64Array;
}

export const BLOCK = 64;
const WORD = 4_294_967_296;

/** Refuses a request that cannot be drawn exactly. */
export function checkRequest(model: PreparedModel, request: PathRequest): void {
  for (const place of [request.from, request.count]) {
    if (!(Number.isInteger(place / BLOCK) && place >= 0 && place <= Number.MAX_SAFE_INTEGER)) {
      throw new OutsideDomain('path number that is no multiple of 64', place);
    }
  }
  for (const word of [request.stream, ...request.key]) {
    if (!(Number.isInteger(word) && word >= 0 && word < WORD)) throw new OutsideDomain('32-bit word', word);
  }
  if (!Number.isFinite(request.shift ?? 0)) throw new OutsideDomain('shift', request.shift ?? 0);
  if (request.draws === 'lattice' && model.normals + 1 > LATTICE.length) {
    throw new OutsideDomain('lattice for that many series', model.normals);
  }
  if (request.books.length === 0) throw new BadShape('no book');
  for (const book of request.books) {
    if (book.length !== model.normals) throw new BadShape(`a book of ${book.length} assets of ${model.normals}`);
    const bad = book.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new OutsideDomain('amount in a book', bad);
  }
}

/**
 * Draws paths of a prepared model: one uniform mixes, n make normals, the factor correlates them, tables turn each
 * variate into its asset's simple return, books add them up. A path's bytes depend on key, stream, draws and its own
 * number alone, so any split into chunks gives the same; the kernel (`runKernel`) gives the same bytes faster.
 * Uniforms are 32-bit words: no variate is rarer than 2⁻³³. Throws BadShape and OutsideDomain. Pure.
 */
export function simulatePaths(model: PreparedModel, request: PathRequest): Paths {
  checkRequest(model, request);
  const { count, books } = request;
  const profits = books.map(() => new Float64Array(count));
  const kept = request.keepsVariates === true ? count : 0;
  const result: Paths = { profits, firstNormal: new Float64Array(kept), mixing: new Float64Array(kept) };
  const words = new Uint32Array(4 * Math.ceil((model.normals + 1) / 4));
  const read = marginReader();
  const xi = new Float64Array(model.normals);
  const mixing = new Float64Array(model.groups.length);
  const flat = books.map((book) => Float64Array.from(book));
  for (let path = 0; path < count; path += 1) {
    drawWords(words, request, request.from + path, 0);
    for (let group = 0; group < mixing.length; group += 1) {
      mixing[group] = mixingOfWord(model.mixing[group] as Float64Array, words[0] as number);
    }
    for (let k = 0; k < xi.length; k += 1) xi[k] = normalOfWord(model.normal, words[k + 1] as number);
    const shift = request.shift ?? 0;
    if (shift !== 0) xi[0] = (xi[0] as number) + shift;
    if (path < kept) {
      result.firstNormal[path] = xi[0] as number;
      result.mixing[path] = mixing[0] as number;
    }
    for (let asset = 0; asset < model.factor.length; asset += 1) {
      const { row, group, margin } = model.factor[asset] as PreparedModel['factor'][number];
      let sum = 0;
      for (let k = 0; k < row.length; k += 1) sum += (row[k] as number) * (xi[k] as number);
      const x = sum * (mixing[group] as number);
      const value = read(margin, x);
      for (let book = 0; book < flat.length; book += 1) {
        const line = profits[book] as Float64Array;
        line[path] = (line[path] as number) + ((flat[book] as Float64Array)[asset] as number) * value;
      }
    }
  }
  return result;
}
