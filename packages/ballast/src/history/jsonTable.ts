import { z } from 'zod';
import { FileRefused } from './fileRefused.ts';
import type { Table } from './table.ts';

/*
 * Answers of services, saved as they came. Numbers keep the digits a double has; whole numbers beyond 2^53, which would
 * lose some, refuse the file.
 */
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new FileRefused('HISTORY_BAD_NUMBER', `${value} passes 2^53 and lost digits; it must stand in quotes`);
  return value === null ? '' : String(value);
});
const row = z.array(cell).min(5);
const record = z.record(z.string(), z.unknown());
const CANDLE = ['timestamp', 'open', 'high', 'low', 'close'] as const;

type Cells = Omit<Table, 'firstRow' | 'repairs'>;
/** A shape with the table it comes to. */
const shape = <Value>(form: z.ZodType<Value>, tableOf: (value: Value) => Cells) => ({
  read: (value: unknown): Cells | null => {
    const read = form.safeParse(value);
    return read.success ? tableOf(read.data) : null;
  },
});

const SHAPES = [
  // Binance /klines.
  shape(z.array(row).min(1), (rows) => ({ header: [], rows })),
  // Bybit /market/kline.
  shape(z.object({ result: z.object({ symbol: z.string(), list: z.array(row).min(1) }) }), ({ result }) => ({
    header: [...CANDLE, 'symbol'],
    rows: result.list.map((cells) => [...cells.slice(0, 5), result.symbol]),
    publisher: 'bybit',
  })),
  // Kraken /OHLC: one pair, and the place to go on from.
  shape(
    z.object({ error: z.array(z.string()).max(0), result: z.record(z.string(), z.union([z.array(row), cell])) }),
    ({ result }) => ({
      header: [],
      rows: Object.values(result).flatMap((value) => (Array.isArray(value) ? value : [])),
    }),
  ),
  // CoinGecko /market_chart.
  shape(z.object({ prices: z.array(z.tuple([cell, cell])).min(1) }), ({ prices }) => ({
    header: ['timestamp', 'price'],
    rows: prices,
    publisher: 'coingecko',
  })),
  // DefiLlama /chart.
  shape(
    z.object({
      coins: z.record(
        z.string(),
        z.object({ symbol: z.string(), prices: z.array(z.object({ timestamp: cell, price: cell })) }),
      ),
    }),
    ({ coins }) => ({
      header: ['timestamp', 'symbol', 'price_usd'],
      rows: Object.values(coins).flatMap(({ symbol, prices }) =>
        prices.map(({ timestamp, price }) => [timestamp, symbol, price]),
      ),
      publisher: 'defillama',
    }),
  ),
  // Deribit get_tradingview_chart_data.
  shape(
    z.object({ result: z.object({ ticks: z.array(cell).min(1), open: z.array(cell), close: z.array(cell) }) }),
    ({ result }) => ({
      header: ['timestamp', 'open', 'close'],
      rows: result.ticks.map((time, at) => [time, result.open[at] ?? '', result.close[at] ?? '']),
      publisher: 'deribit',
    }),
  ),
  // Deribit get_funding_rate_history.
  shape(z.object({ result: z.array(record).min(1) }), ({ result }) => tableOfRecords(result)),
  // Bybit /market/funding/history.
  shape(z.object({ result: z.object({ list: z.array(record).min(1) }) }), ({ result }) => tableOfRecords(result.list)),
  // FRED series/observations: the file's name says which.
  shape(z.object({ observations: z.array(z.object({ date: cell, value: cell })).min(1) }), ({ observations }) => ({
    header: ['observation_date', 'value'],
    rows: observations.map(({ date, value }) => [date, value]),
  })),
  // Coin Metrics, DefiLlama yields, and anybody's list of records.
  shape(z.union([z.array(record).min(1), z.object({ data: z.array(record).min(1) })]), (value) => {
    return tableOfRecords(Array.isArray(value) ? value : value.data);
  }),
];

function tableOfRecords(records: readonly Readonly<Record<string, unknown>>[]): Cells {
  const keys = [...new Set(records.flatMap((item) => Object.keys(item)))];
  const names = keys.map((key) => key.toLowerCase());
  return { header: names, rows: records.map((item) => keys.map((key) => cell.safeParse(item[key]).data ?? '')) };
}

/** The cells of an answer in JSON. Throws FileRefused for broken JSON, and for a shape that is none of those known. */
export function jsonTable(text: string): Table {
  const value = parse(text);
  for (const { read } of SHAPES) {
    const cells = read(value);
    if (cells !== null) return { ...cells, firstRow: 1, repairs: [] };
  }
  throw new FileRefused('HISTORY_NOT_PRICES', 'JSON of a shape not known', 1);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new FileRefused('HISTORY_MALFORMED_JSON', 'the JSON is cut short or damaged');
  }
}
