import { FileRefused, refuseTwice } from './fileRefused.ts';
import { readFileName, splitPair, type Pair } from './pairName.ts';
import type { StatedPeriods } from './layouts/fundingPeriods.ts';
import type { Zoneless } from './parseTime.ts';
import type { PriceSeries } from './priceSeries.ts';

/** How to read a row: where time and price stand, and whose price it is. */
export interface Layout {
  readonly timeColumn: number;
  readonly priceColumn: number;
  readonly field: PriceSeries['field'];
  readonly zoneless: Zoneless;
  /** Candles are known at their end; ticks and rounds at their own time. */
  readonly kind: 'candle' | 'tick';
  /** Rows are calendar days. A day does not say when in it a price was made, so its end is the safe reading. */
  readonly isDaily: boolean;
  /** Opening price, which confirms the close before it; null outside candles. */
  readonly openColumn: number | null;
  /** Orders several answers at one moment, the last being in force; null where there is none. */
  readonly roundColumn: number | null;
  /** When a value was known to be wrong: only in series files, which are taken as they are. */
  readonly badColumn: number | null;
  /** Columns that tell series apart; rows with equal text there are one series. */
  readonly keyColumns: readonly number[];
  /** Whose price a row is, from the cells of its key columns in their order; empty text for what cannot be told. */
  pairOf(key: readonly string[]): Pair;
}

export interface NameHints {
  /** Asset of a file without a symbol column; the file's name is asked otherwise. */
  readonly symbol?: string;
  /** Quote of a table whose columns state none. */
  readonly quote?: string;
  /** How times without a zone are read; refused unless stated. */
  readonly zoneless?: Zoneless;
  /** Decimals of oracle answers that are whole numbers. */
  readonly decimals?: number;
  /** For how long a funding rate is paid, where no column says it. */
  readonly periods?: StatedPeriods;
}

/** Recognises a price table by its header and file name; throws FileRefused when it is none or is ambiguous. */
export function detectLayout(header: readonly string[], fileName: string, hints: NameHints): Layout {
  const column = (name: string): number | null => {
    const index = header.indexOf(name);
    return index < 0 ? null : index;
  };
  const timeColumn = column('timestamp') ?? column('date') ?? column('time');
  if (timeColumn === null) throw new FileRefused('HISTORY_NO_TIME', 'no column timestamp, date or time', 1);
  refuseTwice(header);
  const price = findPrice(header);
  if (price === null)
    throw new FileRefused(
      'HISTORY_NOT_PRICES',
      'no column close, price, mid_price or price_<quote>; of one column an asset, say the quote',
      1,
    );
  const isRate = price.quote === PERCENT;
  const keyColumns = [column('symbol'), column('quote')].filter((index) => index !== null);
  return {
    timeColumn,
    priceColumn: price.column,
    field: isRate ? 'rate' : 'close',
    zoneless: hints.zoneless ?? 'refused',
    kind: price.isCandle ? 'candle' : 'tick',
    isDaily: header[timeColumn] === 'date',
    openColumn: price.isCandle ? column('open') : null,
    roundColumn: column('round_id'),
    badColumn: column('bad_known_at'),
    keyColumns,
    pairOf: pairReader(header, fileName, price, hints),
  };
}

interface PriceColumn {
  readonly column: number;
  readonly isCandle: boolean;
  /** Asset and quote as far as the column's name says: price_usd, price_usdt_per_usdc. */
  readonly symbol: string | null;
  readonly quote: string | null;
}

/** The quote of rates. */
export const PERCENT = 'PERCENT';

function findPrice(header: readonly string[]): PriceColumn | null {
  const rate = header.indexOf('rate_percent');
  if (rate >= 0) return { column: rate, isCandle: false, symbol: null, quote: PERCENT };
  const close = header.indexOf('close');
  if (close >= 0) {
    // Money columns of index sites say what the candles are quoted in.
    const quote = header.includes('volume_usd') || header.includes('market_cap_usd') ? 'USD' : null;
    return { column: close, isCandle: true, symbol: null, quote };
  }
  for (const [column, name] of header.entries()) {
    const match = /^(?:mid_)?price(?:_([a-z]+)(?:_per_([a-z]+))?)?$/.exec(name);
    if (match === null) continue;
    const [, quote = null, symbol = null] = match;
    return { column, isCandle: false, symbol: symbol?.toUpperCase() ?? null, quote: quote?.toUpperCase() ?? null };
  }
  return null;
}

function pairReader(
  header: readonly string[],
  fileName: string,
  price: PriceColumn,
  hints: NameHints,
): Layout['pairOf'] {
  const symbolKey = header.includes('symbol') ? 0 : null;
  const quoteKey = header.includes('quote') ? (symbolKey === null ? 0 : 1) : null;
  const file = readFileName(fileName);
  const clean = (key: readonly string[], index: number | null): string | null =>
    index === null ? null : (key[index] ?? '').trim().toUpperCase();
  return (key) => {
    const quote = clean(key, quoteKey) ?? price.quote ?? hints.quote ?? null;
    const ticker = clean(key, symbolKey);
    if (ticker === null) {
      return { symbol: hints.symbol ?? price.symbol ?? file?.symbol ?? '', quote: quote ?? file?.quote ?? '' };
    }
    // With the quote stated elsewhere a ticker is an asset: WBTC in USD is not W in BTC.
    return quote === null ? (splitPair(ticker) ?? { symbol: ticker, quote: '' }) : { symbol: ticker, quote };
  };
}
