// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

import { PEGS, PEG_INFO, WALK, pointer, word } from './parameters';

// A peg's numbers, doubles but where it says words.
export const CALM: usize = 0;
export const FIRST_GAP: usize = 8;
export const REVERSION: usize = 16;
export const MOST_REVERSION: usize = 24;
export const HOME: usize = 32;
// Two words: addresses.
export const SHOCKS: usize = 40;
export const BUCKETS: usize = 44;
// Two words.
export const SHOCK_COUNT: usize = 48;
export const STARTS: usize = 52;
export const START_LOST: usize = 56;
// What makes of a word the place of a shock: scale and offset, while shut, on opening, and while open.
export const PICK_SHUT: usize = 64;
export const PICK_OPENING: usize = 80;
export const PICK_OPEN: usize = 96;
// Words below these are the end, shut par, and open it.
export const DEATH: usize = 112;
export const SHUT: usize = 120;
export const REOPENING: usize = 128;
export const RECOVERY: usize = 136;
export const DEATH_VALUE: usize = 144;
export const DYING_KEEPS: usize = 152;
export const LEAST_LOSS: usize = 160;
export const FURTHER_LOSS: usize = 168;
export const INFO: usize = 176;
/** Bytes of a bucket. */
export const BUCKET: usize = 32;

// Where a peg of the path being walked stands: doubles, and two words.
export const CALM_NOW: usize = 0;
export const GAP_NOW: usize = 8;
export const PRICE_NOW: usize = 16;
export const LOST_NOW: usize = 24;
export const REST_NOW: usize = 32;
export const FATE: usize = 40;
export const IS_SHUT: usize = 44;
export const STATE: usize = 48;
export const WHOLE: u32 = 0;
export const BROKEN: u32 = 1;
export const DYING: u32 = 2;
// A break of the step: what it took (log), and two words, which peg and whether it is the end.
export const LOSS: usize = 0;
export const ORIGIN: usize = 8;
export const IS_END: usize = 12;
export const BREAK: usize = 16;

@inline
export function infoOf(p: usize, peg: u32): usize {
  return pointer(p, PEG_INFO) + (peg as usize) * INFO;
}

@inline
export function stateOf(p: usize, peg: u32): usize {
  return pointer(p, WALK) + (peg as usize) * STATE;
}

/** The breaks of a step stand after the pegs. */
@inline
export function breakOf(p: usize, index: u32): usize {
  return pointer(p, WALK) + (word(p, PEGS) as usize) * STATE + (index as usize) * BREAK;
}

/** Words of a path, [word of a quad][peg]: those of four steps, then those of the breaks of one; lines of whole quads. */
@inline
export function pathWords(p: usize): usize {
  return breakOf(p, word(p, PEGS));
}
@inline
export function pegLine(p: usize): usize {
  return (((word(p, PEGS) + 3) & ~3) << 2) as usize;
}
@inline
export function breakWord(p: usize, peg: u32, index: usize): f64 {
  return load<u32>(pathWords(p) + (4 + index) * pegLine(p) + ((peg << 2) as usize)) as f64;
}
