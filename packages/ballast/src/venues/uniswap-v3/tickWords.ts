import { MAX_TICK, MIN_TICK } from '@ballast/core';

/** How far from the current tick depth is read: 1.0001^3600 ≈ 1.43, so from −30 % to +43 %. */
export const DEPTH_TICKS = 3_600;

/** Bitmap words that cover the depth range, and the ticks they cover. */
export interface TickWords {
  readonly words: readonly number[];
  readonly tickFrom: number;
  readonly tickTo: number;
}

/** Word of the pool's bitmap a tick stands in: floor(floor(tick ÷ spacing) ÷ 256). Pure. */
export const wordOf = (tick: number, tickSpacing: number): number => Math.floor(Math.floor(tick / tickSpacing) / 256);

/** First and last tick a word covers, inside the legal range. Pure. */
export const ticksOfWord = (word: number, tickSpacing: number): { readonly from: number; readonly to: number } => ({
  from: Math.max(MIN_TICK, word * 256 * tickSpacing),
  to: Math.min(MAX_TICK, (word + 1) * 256 * tickSpacing - 1),
});

/** Words around a tick. Pure; spacing is a positive whole number. */
export function wordsAround(tick: number, tickSpacing: number): TickWords {
  const first = wordOf(Math.max(MIN_TICK, tick - DEPTH_TICKS), tickSpacing);
  const last = wordOf(Math.min(MAX_TICK, tick + DEPTH_TICKS), tickSpacing);
  return {
    words: Array.from({ length: last - first + 1 }, (_item, index) => first + index),
    tickFrom: ticksOfWord(first, tickSpacing).from,
    tickTo: ticksOfWord(last, tickSpacing).to,
  };
}

/** Initialised ticks a word of the bitmap names, ascending. Pure. */
export function ticksInWord(word: number, bitmap: bigint, tickSpacing: number): number[] {
  const ticks: number[] = [];
  for (let bit = 0; bit < 256; bit += 1) {
    if ((bitmap >> BigInt(bit)) & 1n) ticks.push((word * 256 + bit) * tickSpacing);
  }
  return ticks.filter((tick) => tick >= MIN_TICK && tick <= MAX_TICK);
}
