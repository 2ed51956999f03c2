import type { NameHints } from '../detectLayout.ts';
import { FileRefused } from '../fileRefused.ts';
import { splitPair, vendorOf, type Pair } from '../pairName.ts';
import { cellAt, PLAIN, type Recognised } from './recognised.ts';
import type { Table } from '../table.ts';

/** Words of columns that say what of an asset a figure is: a table of such columns is not one of assets. */
const NOT_ASSETS =
  /(^|[_ .])(open|high|low|close|mid|vwap|price|volume|vol|turnover|trades|count|cap|supply|tvl|rate|yield|apy|apr|return|ret|change|pct|percent|iv|index|id|symbol|ticker|asset|coin|token|quote|currency|name|type|side|amount|size|value|balance|depth|spread)s?($|[_ .])/;

const TIMES = ['timestamp', 'date', 'time'];

/**
 * A table with one column an asset, as data frames are written: `date,BTC,ETH` or `date,BTC-USD,ETH-USD`. What prices
 * are in comes from the columns where each names a pair, else from the user, who thereby says that these are prices;
 * neither is guessed. Null where it is no such table; refuses columns that name one asset twice.
 */
export function recogniseWide(table: Table, fileName: string, hints: NameHints): Recognised | null {
  const [time = '', ...columns] = table.header;
  if (!TIMES.includes(time) || columns.length === 0) return null;
  if (columns.some((name) => name.trim() === '' || NOT_ASSETS.test(name))) return null;
  const pairs = columns.map((name) => pairOf(name, hints.quote));
  const known = pairs.filter((pair) => pair !== null);
  if (known.length < pairs.length) return null;
  const names = known.map(({ symbol, quote }) => `${symbol}/${quote}`);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new FileRefused('HISTORY_COLUMN_TWICE', `two columns of ${twice}`, 1);
  const timeOf = cellAt(0);
  const rows = table.rows.flatMap((cells) =>
    known.map(({ symbol, quote }, index) => [timeOf(cells), symbol, quote, cellAt(index + 1)(cells)]),
  );
  const header = [time, 'symbol', 'quote', 'price'];
  return { publisher: vendorOf(fileName) ?? PLAIN, table: { ...table, header, rows, rowsPerLine: known.length } };
}

/** `btc-usd` and `eth/btc` name their quote; in `btcusdt` it may be part of a name, so there the user says it. */
function pairOf(column: string, quote: string | undefined): Pair | null {
  const stated = /[/\-:]/.test(column) ? splitPair(column) : null;
  if (stated !== null) return stated;
  return quote === undefined ? null : { symbol: column.trim().toUpperCase(), quote };
}
