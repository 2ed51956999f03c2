import { philoxInto, type RandomKey } from './philox.ts';
import type { PegSystem } from './pegLaw.ts';
import { pegTables, WORD, type PegTables } from './pegTables.ts';

export const [WHOLE, BROKEN, DYING] = [0, 1, 2];
/** Where the words of breaks begin among the quads of a path, and those of the state it starts in. */
export const BREAK_QUADS = 2_147_483_648;
export const START_QUADS = 4_026_531_840;

/** Where every peg of a path stands; made once, started anew each path. */
export interface Walk {
  readonly tables: readonly PegTables[];
  readonly fate: Uint8Array;
  readonly isShut: Uint8Array;
  readonly calm: Float64Array;
  readonly gap: Float64Array;
  readonly price: Float64Array;
  readonly lost: Float64Array;
  /** A word a peg for this step and the next three. */
  readonly words: Uint32Array;
  readonly quad: Uint32Array;
  /** Breaks of this step: which peg, what it took (log), whether it is the end. */
  readonly origins: Uint16Array;
  readonly losses: Float64Array;
  readonly ends: Uint8Array;
  /** What is left of the word by which each is taken along. */
  readonly rests: Float64Array;
}

/** A walk of a system's pegs. Pure. */
export function createWalk({ laws }: PegSystem): Walk {
  const width = laws.length;
  const numbers = (): Float64Array => new Float64Array(width);
  return {
    tables: laws.map(pegTables),
    fate: new Uint8Array(width),
    isShut: new Uint8Array(width),
    calm: numbers(),
    gap: numbers(),
    price: numbers(),
    lost: numbers(),
    words: new Uint32Array(4 * width),
    quad: new Uint32Array(4),
    origins: new Uint16Array(width),
    losses: numbers(),
    ends: new Uint8Array(width),
    rests: numbers(),
  };
}

/** One path: its number, its words, and where its prices go. */
export interface Lane {
  readonly path: number;
  readonly steps: number;
  readonly stream: number;
  readonly key: RandomKey;
  /** Price ÷ today's price of peg k after a step: index `at` + step × `stride` + k. */
  readonly ratios: Float64Array;
  readonly at: number;
  readonly stride: number;
  /** Whether par is shut, where anyone asks: index `shutAt` + step × pegs + k. */
  readonly shut: Uint8Array | null;
  readonly shutAt: number;
}

/** Sixteen bytes of a path into a quad of words. */
export function drawQuad(out: Uint32Array, at: number, place: number, { path, stream, key }: Lane): void {
  philoxInto(out, at, path >>> 0, Math.floor(path / WORD), place, stream, key[0], key[1]);
}
