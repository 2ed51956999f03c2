import { FileRefused } from '../fileRefused.ts';
import { readFileName } from '../pairName.ts';
import { unixUnitOf } from '../parseTime.ts';
import type { Table } from '../table.ts';
import { renameColumns, type Recognised } from './recognised.ts';

/*
 * Candles of exchanges. Time first, then open, high, low, close in every one of them:
 * - Binance, data.binance.vision: twelve columns, without header or with `open_time … ignore`; milliseconds, from
 *   2025-01-01 on microseconds (binance-public-data, README).
 * - Kraken, OHLCVT downloads: seven columns without header, seconds; the API's eight with the average price.
 * - Bybit, market/kline: startTime, openPrice … turnover; milliseconds, newest first.
 */
const TIMES: ReadonlySet<string> = new Set(['opentime', 'starttime', 'startat', 'opentimestamp', 'openat']);
const OTHER_NAMES: Readonly<Record<string, string>> = {
  openprice: 'open',
  highprice: 'high',
  lowprice: 'low',
  closeprice: 'close',
};
/** Kraken's own tickers. */
const KRAKEN: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' };

const plain = (column: string): string => column.replace(/[\s_-]/g, '');

/** Candles without a header, told apart by the number of columns and the unit of their times. */
export function recogniseHeadless(table: Table, fileName: string): Recognised | null {
  if (table.header.length > 0) return null;
  const cells = table.rows[0] ?? [];
  if (cells.length < 6)
    throw new FileRefused('HISTORY_NOT_PRICES', `${cells.length} columns without header; candles have six or more`, 1);
  const publisher = headlessPublisher(cells.length, unixUnitOf((cells[0] ?? '').trim()));
  const names = ['timestamp', 'open', 'high', 'low', 'close'];
  const named = { ...table, header: cells.map((_, index) => names[index] ?? `column ${index + 1}`) };
  const symbol = readFileName(fileName)?.symbol ?? '';
  const own = publisher === 'kraken' && Object.hasOwn(KRAKEN, symbol) ? KRAKEN[symbol] : undefined;
  return { publisher, table: named, ...(own === undefined ? {} : { pair: { symbol: own } }) };
}

function headlessPublisher(columns: number, unit: ReturnType<typeof unixUnitOf>): string {
  if (columns === 12) return 'binance';
  if (unit === 's' && (columns === 7 || columns === 8)) return 'kraken';
  return unit === 'ms' && columns === 7 ? 'bybit' : 'candles';
}

/** Candles with a header that names the opening time. */
export function recogniseCandles(table: Table): Recognised | null {
  const names = table.header.map(plain);
  const time = names.findIndex((name) => TIMES.has(name));
  if (time < 0 || !names.some((name) => name === 'close' || name === 'closeprice')) return null;
  const renamed = renameColumns(table, (_, index) => {
    if (index === time) return 'timestamp';
    const name = names[index] ?? '';
    if (name === 'timestamp' || name === 'date' || name === 'time') return `${name} as well`;
    return OTHER_NAMES[name] ?? null;
  });
  const publisher = names.includes('turnover') ? 'bybit' : names.includes('closetime') ? 'binance' : 'candles';
  // Rows of tools that print these columns carry no zone; the exchanges know no other than UTC.
  return { publisher, table: renamed, zoneless: 'utc' };
}
