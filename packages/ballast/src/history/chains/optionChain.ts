import { isoTime, type Seconds } from '@ballast/core';
import type { SeriesSource } from '../joinParts.ts';
import type { Refusal, Repair } from '../priceSeries.ts';

/**
 * What a chain states of an option, as plain decimal text; blank for what it does not.
 * - `bid`, `ask`, `mark`: prices of an option on one unit of the underlying, in the chain's quote; blank: no quote
 * - `iv`: volatility a year that the mark implies, as a decimal (0.43 is 43 %)
 * - `open_interest`, `volume` (of a day): in units of the underlying
 * - `forward`: price of the underlying for the expiry; `index`: its price now; `delivery`: the delivery price as
 *   estimated, all in dollars or the coin of a dollar the strike is in
 */
export const FIGURES = ['bid', 'ask', 'mark', 'iv', 'open_interest', 'volume', 'forward', 'index', 'delivery'] as const;
export type Figure = (typeof FIGURES)[number];

/** One option as it was quoted at a moment. European, cash settled. */
export interface OptionQuote {
  readonly timeSeconds: Seconds;
  readonly expirySeconds: Seconds;
  readonly strike: string;
  readonly type: 'C' | 'P';
  readonly figures: Readonly<Record<Figure, string>>;
}

/** Options on one underlying, priced in one unit: that coin itself (inverse), or a dollar (linear). */
export interface ChainMarket {
  readonly underlying: string;
  readonly quote: string;
}

/** Snapshots of the options of one market by one publisher: by time, expiry, strike and type. */
export interface OptionChain extends ChainMarket {
  readonly publisher: string;
  readonly quotes: readonly OptionQuote[];
}

/** A chain with everything that may be asked about its making. */
export interface ImportedChain {
  readonly chain: OptionChain;
  readonly sources: readonly SeriesSource[];
  /** Mended, or read in another unit. */
  readonly repairs: readonly Repair[];
  /** Rows left out, with the reason. */
  readonly dropped: readonly Repair[];
}

/** Rows of one market in one table. */
export interface ChainPart {
  readonly market: ChainMarket;
  readonly publisher: string;
  readonly quotes: readonly OptionQuote[];
  readonly repairs: readonly Repair[];
  readonly source: SeriesSource;
}

/** What one table gave. */
export interface ChainTable {
  readonly parts: readonly Omit<ChainPart, 'source'>[];
  /** Of the table as a whole. */
  readonly repairs: readonly Repair[];
  readonly refusals: readonly Refusal[];
}

/** How a market is called: BTC options in BTC, ETH options in USDC. Pure. */
export const marketName = ({ underlying, quote }: ChainMarket): string => `${underlying} options in ${quote}`;

/** How an option is named in messages: 2025-06-27 100000 C. Pure. */
export const describeOption = ({ expirySeconds, strike, type }: OptionQuote): string =>
  `${isoTime(expirySeconds).slice(0, 10)} ${strike} ${type}`;
