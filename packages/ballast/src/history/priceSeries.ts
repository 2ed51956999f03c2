import type { Seconds } from '@ballast/core';

/** A price as it was known at a moment; plain decimal text, digits as published. */
export interface PricePoint {
  readonly timeSeconds: Seconds;
  readonly price: string;
}

/** A point taken out, and the moment from which its neighbours showed it to be wrong. */
export interface BadTick extends PricePoint {
  readonly knownSeconds: Seconds;
}

/**
 * One asset in one quote, oldest first, no two points at one moment, gaps left open. A candle's close stands at
 * the candle's end, when it became known, not at its opening time.
 */
export interface PriceSeries {
  /** Asset, upper case; a ticker that was given to another coin goes on as LUNA#2. */
  readonly symbol: string;
  /** What one of it is priced in; PERCENT for rates. */
  readonly quote: string;
  /** Closes and ticks are prices above zero; rates are percent a year and may be zero or negative. */
  readonly field: 'close' | 'rate';
  /** Spacing of the points where they lie on a grid; null where times are irregular. */
  readonly stepSeconds: number | null;
  readonly points: readonly PricePoint[];
  readonly badTicks: readonly BadTick[];
}

/** Something mended or left open, so that nobody has to trust that it was. Times are those of the file's rows. */
export interface Repair {
  readonly code: RepairCode;
  /** Null when it concerns the file. */
  readonly symbol: string | null;
  /** First and last row concerned; null when it concerns the file. */
  readonly fromSeconds: Seconds | null;
  readonly toSeconds: Seconds | null;
  readonly count: number;
  readonly detail: string;
}

export type RepairCode =
  | 'HISTORY_BLANK_ROWS'
  | 'HISTORY_ZERO_PRICES'
  | 'HISTORY_DUPLICATES'
  | 'HISTORY_SAME_TIME_ROUNDS'
  | 'HISTORY_UNSORTED'
  | 'HISTORY_EXPONENTS'
  | 'HISTORY_MIXED_LINE_ENDS'
  | 'HISTORY_MIXED_TIME_UNITS'
  | 'HISTORY_BAD_TICK'
  | 'HISTORY_LISTING_PRINT'
  | 'HISTORY_TICKER_REUSED'
  | 'HISTORY_IRREGULAR_TIMES'
  | 'HISTORY_ANNUALISED'
  | 'HISTORY_STAMPED_LATE'
  | 'HISTORY_PERIOD_DOUBT'
  | 'HISTORY_NOT_OPTIONS'
  | 'HISTORY_PERCENT_IV'
  | 'HISTORY_COLUMNS_LEFT'
  | 'HISTORY_STALE_QUOTES'
  | 'HISTORY_GAPS'
  | 'HISTORY_LONG_HOLE';

/** What was not taken: one series, or the whole file when `symbol` is null. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly symbol: string | null;
  /** Row of the file, the header being 1 and empty lines not counted; null when no single row is to blame. */
  readonly row: number | null;
  readonly detail: string;
}

export type RefusalCode =
  | 'HISTORY_TOO_LARGE'
  | 'HISTORY_DAMAGED_GZIP'
  | 'HISTORY_DAMAGED_ZIP'
  | 'HISTORY_DAMAGED_PARQUET'
  | 'HISTORY_PARQUET'
  | 'HISTORY_NOT_UTF8'
  | 'HISTORY_EMPTY'
  | 'HISTORY_MALFORMED_CSV'
  | 'HISTORY_MALFORMED_JSON'
  | 'HISTORY_COLUMN_COUNT'
  | 'HISTORY_COLUMN_TWICE'
  | 'HISTORY_NO_TIME'
  | 'HISTORY_NOT_PRICES'
  | 'HISTORY_SYMBOL_UNKNOWN'
  | 'HISTORY_QUOTE_UNKNOWN'
  | 'HISTORY_DECIMALS_UNKNOWN'
  | 'HISTORY_PERIOD_UNKNOWN'
  | 'HISTORY_PERIOD_CONTRADICTED'
  | 'HISTORY_UNIT_CONTRADICTED'
  | 'HISTORY_BAD_TIME'
  | 'HISTORY_BAD_NUMBER'
  | 'HISTORY_NEGATIVE_PRICE'
  | 'HISTORY_CONFLICT'
  | 'HISTORY_STEP_UNKNOWN'
  | 'HISTORY_NO_PRICES';

/** A price file as read: what it gave, what was mended, what was refused. */
export interface PriceFile {
  readonly name: string;
  readonly series: readonly PriceSeries[];
  readonly repairs: readonly Repair[];
  readonly refusals: readonly Refusal[];
}
