// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

/** Paths worked on at once; a path's bytes do not depend on it. */
export const BLOCK: u32 = 64;
/** Bytes of one double, or of one word, for every path of a block. */
export const ROW: usize = 64 << 3;
export const WORD_ROW: usize = 64 << 2;
/** Mantissa bits that choose a cell: of a uniform's distance from its nearer end, and of 1 + |copula variate|. */
export const UNIFORM_BITS: i32 = 6;
export const MARGIN_BITS: i32 = 5;
/** First cell of a uniform (one half of 2^-32) and of a margin (1), as their leading bits. */
export const UNIFORM_FIRST: i64 = 1022 << UNIFORM_BITS;
export const MARGIN_FIRST: i64 = 1023 << MARGIN_BITS;
/** Bytes of the cells on one side of a uniform: 32 octaves of 64 cells of four coefficients. */
export const UNIFORM_SIDE: i32 = 32 << (UNIFORM_BITS + 5);

export const PLAIN: u32 = 0;
export const ANTITHETIC: u32 = 1;

// Parameter block, 32-bit words at the address given to `simulate`.
export const PATH_LOW: usize = 0;
export const PATH_HIGH: usize = 4;
export const BLOCKS: usize = 8;
export const KEY_0: usize = 12;
export const KEY_1: usize = 16;
export const STREAM: usize = 20;
export const MODE: usize = 24;
export const NORMALS: usize = 28;
export const ASSETS: usize = 32;
export const BOOKS: usize = 36;
export const GROUPS: usize = 40;
export const WORDS: usize = 44;
export const XI: usize = 48;
export const MIXING: usize = 52;
export const RETURNS: usize = 56;
export const NORMAL_TABLE: usize = 60;
export const MIXING_TABLE: usize = 64;
export const LATTICE: usize = 68;
export const FACTOR: usize = 72;
export const ASSET_INFO: usize = 76;
export const WEIGHTS: usize = 80;
export const OUT: usize = 84;
export const OUT_STRIDE: usize = 88;
export const SCORES: usize = 92;
export const SHIFT: usize = 96;
export const FIRST_QUAD: usize = 104;
export const QUADS: usize = 108;
// Only for `simulateSteps`.
export const STEPS: usize = 112;
export const VARIANCE: usize = 116;
export const LOG_RETURN: usize = 120;
export const STEP_INFO: usize = 124;
export const HITS: usize = 128;
export const SIZE_QUADS: usize = 132;
export const SCRATCH: usize = 136;
// Written by the kernel itself: ten pairs of round keys.
export const KEYS: usize = 144;
// Only for `simulateSteps`: a double, what stands for no move (0 for returns, 1 for ratios).
export const BASE: usize = 224;
// Only for `simulatePegs`.
export const PEGS: usize = 232;
export const PEG_INFO: usize = 236;
export const MARKS: usize = 240;
export const STARTS_BROKEN: usize = 244;
export const FOLLOWS: usize = 248;
export const SHARES: usize = 252;
export const WALK: usize = 256;

@inline
export function word(p: usize, field: usize): u32 {
  return load<u32>(p + field);
}

@inline
export function pointer(p: usize, field: usize): usize {
  return load<u32>(p + field) as usize;
}
