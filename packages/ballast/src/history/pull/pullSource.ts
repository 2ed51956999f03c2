import type { Seconds } from '@ballast/core';
import type { NameHints } from '../detectLayout.ts';
import type { PriceSeries } from '../priceSeries.ts';
import type { Ask } from './askHttp.ts';

/** One value as a source gives it. */
export interface PullRow {
  /** Moment of a tick or round, opening time of a candle, first second of a day. */
  readonly timeSeconds: Seconds;
  /** Decimal text; blank for no value. */
  readonly value: string;
  /** Opening price of a candle. */
  readonly open?: string;
  /** Round of an oracle, which orders answers of one second. */
  readonly round?: string;
  /** Which of several series; absent where the source has one. */
  readonly symbol?: string;
}

/** What one look at a source gave. */
export interface Page {
  /** Oldest first. */
  readonly rows: readonly PullRow[];
  /** Where the next look begins; kept between runs. */
  readonly next: string;
  /** Nothing more is to be had for now. */
  readonly isLast: boolean;
}

/** A series of a service: where it begins, and how to get the page after a place in it. */
export interface PullSource {
  /** Whose it is: part of the series file's name. */
  readonly publisher: string;
  /** What is asked for, as one word: BTCUSDT-1h. Names the journal. */
  readonly what: string;
  readonly symbol: string;
  readonly quote: string;
  readonly field: PriceSeries['field'];
  readonly shape: 'candle' | 'tick' | 'day';
  /** Length of a candle; null for others. */
  readonly candleSeconds: number | null;
  /** Least time between two requests, by what the service states of its limits. */
  readonly pauseMs: number;
  /** The place a pull begins at. */
  readonly first: string;
  /** Pages are windows of time, so that each place is beyond the one before whatever a page holds. */
  readonly hasWindows?: boolean;
  /** Column of a published form that the values make, with what its form leaves open; by `field` and `shape` otherwise. */
  readonly column?: string;
  readonly hints?: NameHints;
  /** The place of a moment, for sources whose last candle may be unfinished. */
  readonly placeOf?: (timeSeconds: Seconds) => string;
  /** When values dated by days were known, where that is later than those days; given and returned in rising order. */
  readonly knownDays?: (days: readonly string[]) => readonly string[];
  /** Reads the page at a place. `nowSeconds` is the earlier one of our clock and the service's. Throws PullMisread. */
  page(place: string, ask: Ask, nowSeconds: Seconds): Promise<Page>;
}
