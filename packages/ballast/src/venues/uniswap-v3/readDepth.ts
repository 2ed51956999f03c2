import { raw, type Address, type PoolState, type Raw } from '@ballast/core';
import { ask } from '../ask.ts';
import type { Call, CallResult } from '../venueRead.ts';
import type { PoolBasics, PoolFault } from './poolBasics.ts';
import { ticksInWord, ticksOfWord, wordOf, wordsAround } from './tickWords.ts';
import { poolAbi } from './uniswapAbi.ts';

/** Most initialised ticks read of one pool, nearest to the price first; the range shrinks to what was read. */
export const MAX_TICKS = 400;

type Depth = Pick<PoolState, 'ticks' | 'tickFrom' | 'tickTo'>;

/** Second round: the bitmap words around the current tick. */
export const depthCalls = (pool: Address, basics: PoolBasics): Call[] =>
  wordsAround(basics.tick, basics.tickSpacing).words.map((word) => ask(pool, poolAbi, 'tickBitmap', [word]).call);

interface Range {
  readonly ticks: readonly number[];
  readonly tickFrom: number;
  readonly tickTo: number;
}

/**
 * The initialised ticks the words name, and the range they speak for. An unreadable word ends the range there;
 * an unreadable current word is a fault. Pure.
 */
export function readWords(
  pool: Address,
  basics: PoolBasics,
  words: readonly CallResult[],
): ({ ok: true } & Range) | PoolFault {
  const around = wordsAround(basics.tick, basics.tickSpacing);
  const current = wordOf(basics.tick, basics.tickSpacing);
  let { tickFrom, tickTo } = around;
  const ticks: number[] = [];
  for (const [index, word] of around.words.entries()) {
    const bitmap = ask(pool, poolAbi, 'tickBitmap', [word]).read(words[index]);
    const edge = ticksOfWord(word, basics.tickSpacing);
    if (bitmap.ok) ticks.push(...ticksInWord(word, bitmap.value, basics.tickSpacing));
    else if (word === current) return bitmap;
    else if (word < current) tickFrom = Math.max(tickFrom, edge.to + 1);
    else tickTo = Math.min(tickTo, edge.from - 1);
  }
  const inside = ticks.filter((tick) => tick >= tickFrom && tick <= tickTo);
  return { ok: true, ...nearest({ ticks: inside, tickFrom, tickTo }, basics.tick) };
}

/** Keeps at most MAX_TICKS, half on each side, and ends the range where reading ends. */
function nearest(range: Range, tick: number): Range {
  const half = MAX_TICKS / 2;
  const below = range.ticks.filter((item) => item <= tick);
  const above = range.ticks.filter((item) => item > tick);
  return {
    ticks: [...below.slice(-half), ...above.slice(0, half)],
    tickFrom: below.length > half ? (below.at(-half) ?? range.tickFrom) : range.tickFrom,
    tickTo: above.length > half ? (above[half - 1] ?? range.tickTo) : range.tickTo,
  };
}

/** Third round: the net liquidity of each initialised tick. */
export const tickCalls = (pool: Address, ticks: readonly number[]): Call[] =>
  ticks.map((tick) => ask(pool, poolAbi, 'ticks', [tick]).call);

/** Net liquidity by tick; a tick that could not be read ends the range on its side. Pure. */
export function readTicks(pool: Address, basics: PoolBasics, range: Range, results: readonly CallResult[]): Depth {
  let { tickFrom, tickTo } = range;
  const known: { readonly tick: number; readonly liquidityNetRaw: Raw }[] = [];
  for (const [index, tick] of range.ticks.entries()) {
    const answer = ask(pool, poolAbi, 'ticks', [tick]).read(results[index]);
    if (answer.ok) known.push({ tick, liquidityNetRaw: raw(answer.value[1]) });
    else if (tick <= basics.tick) tickFrom = Math.max(tickFrom, tick);
    else tickTo = Math.min(tickTo, tick);
  }
  return { ticks: known.filter((item) => item.tick >= tickFrom && item.tick <= tickTo), tickFrom, tickTo };
}
