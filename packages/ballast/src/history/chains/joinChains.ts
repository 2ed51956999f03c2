import type { Seconds } from '@ballast/core';
import { groupBy } from '../groupBy.ts';
import type { Repair } from '../priceSeries.ts';
import { chainRow } from './chainFile.ts';
import { marketName, type ChainPart, type ImportedChain, type OptionQuote } from './optionChain.ts';

/**
 * Joins the tables of one market by one publisher, in order of time, expiry, strike and type. Rows that are the same in
 * every cell count once; others stay, and the check asks. Pure.
 */
export function joinChains(parts: readonly ChainPart[]): ImportedChain[] {
  const groups = groupBy(parts, ({ market, publisher }) => `${marketName(market)}\u0000${publisher}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { market, publisher } = first;
    const sorted = group.flatMap(({ quotes }) => quotes).map((quote) => ({ quote, row: chainRow(market, quote) }));
    sorted.sort((a, b) => compareQuotes(a.quote, b.quote) || (a.row < b.row ? -1 : a.row > b.row ? 1 : 0));
    const isRepeated = (index: number): boolean => sorted[index]?.row === sorted[index - 1]?.row;
    const repeated = sorted.filter((_, index) => isRepeated(index)).map(({ quote }) => quote);
    const quotes = sorted.filter((_, index) => !isRepeated(index)).map(({ quote }) => quote);
    return [
      {
        chain: { ...market, publisher, quotes },
        sources: group.map(({ source }) => source),
        repairs: mergeRepairs(group.flatMap(({ repairs }) => repairs)),
        dropped: droppedAs(marketName(market), repeated),
      },
    ];
  });
}

/** One line for what was done alike to many tables. */
function mergeRepairs(repairs: readonly Repair[]): Repair[] {
  return [...groupBy(repairs, ({ code, detail }) => `${code} ${detail}`).values()].flatMap((group) => {
    const times = group.flatMap(({ fromSeconds, toSeconds }) => [fromSeconds ?? [], toSeconds ?? []].flat());
    const [fromSeconds, toSeconds] = [
      times.reduce((low, time) => Math.min(low, time), Infinity),
      times.reduce((high, time) => Math.max(high, time), -Infinity),
    ];
    return group.slice(0, 1).map((first) => ({
      ...first,
      fromSeconds,
      toSeconds,
      count: group.reduce((sum, { count }) => sum + count, 0),
    }));
  });
}

function droppedAs(symbol: string, quotes: readonly OptionQuote[]): Repair[] {
  const [fromSeconds, toSeconds]: (Seconds | undefined)[] = [quotes[0]?.timeSeconds, quotes.at(-1)?.timeSeconds];
  if (fromSeconds === undefined || toSeconds === undefined) return [];
  const detail = 'rows that repeat another in every cell, dropped';
  return [{ code: 'HISTORY_DUPLICATES', symbol, fromSeconds, toSeconds, count: quotes.length, detail }];
}

function compareQuotes(a: OptionQuote, b: OptionQuote): number {
  return (
    a.timeSeconds - b.timeSeconds ||
    a.expirySeconds - b.expirySeconds ||
    Number(a.strike) - Number(b.strike) ||
    (a.type === b.type ? 0 : a.type === 'C' ? -1 : 1)
  );
}
