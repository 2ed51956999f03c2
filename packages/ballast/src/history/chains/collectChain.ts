import type { Seconds } from '@ballast/core';
import type { NameHints } from '../detectLayout.ts';
import { FileRefused, refuseTwice } from '../fileRefused.ts';
import { groupBy } from '../groupBy.ts';
import { cellAt, PLAIN } from '../layouts/recognised.ts';
import { vendorOf } from '../pairName.ts';
import { parseTime } from '../parseTime.ts';
import type { Refusal, Repair } from '../priceSeries.ts';
import type { Table } from '../table.ts';
import { CHAIN_COLUMNS, findChainColumns, type ChainColumns } from './chainColumns.ts';
import { unitContradiction } from './chainUnits.ts';
import { marketName, type ChainMarket, type ChainTable, type OptionQuote } from './optionChain.ts';
import { readOptionName } from './optionName.ts';
import { readQuote } from './readQuote.ts';

/** The quote of tables whose prices are in the coin the option is on. */
const IN_COIN = 'COIN';
/** Rows of one answer made so long before the others are said. */
const STALE_SECONDS = 60;

interface Row {
  readonly market: ChainMarket;
  readonly quote: OptionQuote;
}

/**
 * Reads a table of options (Deribit's book summary, a stored chain, or a chain file) into its markets. Null when it is
 * none. A cell that cannot be read refuses its market. Throws FileRefused where nothing says what prices are in.
 */
export function collectChain(table: Table, fileName: string, hints: NameHints): ChainTable | null {
  const columns = findChainColumns(table.header);
  if (columns === null) return null;
  refuseTwice(table.header);
  const isOption = (cells: readonly string[]): boolean =>
    columns.name < 0 || readOptionName(cellAt(columns.name)(cells)) !== null;
  const others = table.rows.filter((cells) => !isOption(cells));
  if (others.length === table.rows.length) return null;
  const answered = columns.isOneAnswer ? latestOf(table, columns) : null;
  const refusals: Refusal[] = [];
  const refused = new Set<string>();
  const rows: Row[] = [];
  for (const [index, cells] of table.rows.entries()) {
    if (!isOption(cells)) continue;
    const number = table.firstRow + index;
    const market = marketOf(cells, columns, hints, number);
    const name = marketName(market);
    if (refused.has(name)) continue;
    const quote = readQuote(cells, columns, hints.zoneless ?? 'refused', answered);
    if ('code' in quote) {
      refused.add(name);
      refusals.push({ ...quote, symbol: name, row: number });
    } else rows.push({ market, quote });
  }
  const parts = [...groupBy(rows, ({ market }) => marketName(market))].flatMap(([name, own]) => {
    const [first] = own;
    if (first === undefined || refused.has(name)) return [];
    const quotes = own.map(({ quote }) => quote);
    const wrong = unitContradiction(first.market, quotes);
    if (wrong !== null) {
      refusals.push({ code: 'HISTORY_UNIT_CONTRADICTED', symbol: name, row: null, detail: wrong });
      return [];
    }
    const publisher = publisherOf(table, columns, fileName);
    return [{ market: first.market, publisher, quotes, repairs: repairsOf(name, quotes, columns, table) }];
  });
  return { parts, repairs: [...table.repairs, ...leftOut(others, columns)], refusals };
}

function publisherOf({ header, publisher }: Table, columns: ChainColumns, fileName: string): string {
  if (header.join() === CHAIN_COLUMNS.join()) return 'ballast';
  return publisher ?? (columns.name >= 0 ? 'deribit' : (vendorOf(fileName) ?? PLAIN));
}

/** Rows that are futures, combinations or spot. */
function leftOut(rows: readonly (readonly string[])[], columns: ChainColumns): Repair[] {
  const [first] = rows;
  if (first === undefined) return [];
  const detail = `rows that are no options, left out: ${cellAt(columns.name)(first)}`;
  const [symbol, fromSeconds, toSeconds] = [null, null, null];
  return [{ code: 'HISTORY_NOT_OPTIONS', symbol, fromSeconds, toSeconds, count: rows.length, detail }];
}

function repairsOf(name: string, quotes: readonly OptionQuote[], columns: ChainColumns, table: Table): Repair[] {
  const [fromSeconds, toSeconds] = [quotes[0]?.timeSeconds ?? null, quotes.at(-1)?.timeSeconds ?? null];
  const say = (code: Repair['code'], count: number, detail: string): Repair[] =>
    count === 0 ? [] : [{ code, symbol: name, fromSeconds, toSeconds, count, detail }];
  return [
    ...say('HISTORY_PERCENT_IV', columns.isPercentIv ? quotes.length : 0, 'volatilities in percent, as decimals'),
    ...say(
      'HISTORY_COLUMNS_LEFT',
      columns.left.length === 0 ? 0 : quotes.length,
      `columns not taken: ${columns.left.join(', ')}`,
    ),
    ...say(
      'HISTORY_STALE_QUOTES',
      columns.isOneAnswer ? staleRows(table, columns) : 0,
      `rows made more than ${STALE_SECONDS} s before the others of their answer`,
    ),
  ];
}

/** The moment of an answer: of its latest row, a fraction of a second going up. */
function latestOf(table: Table, { time }: ChainColumns): Seconds | null {
  const moments = table.rows.map((cells) => parseTime(cellAt(time)(cells)));
  return moments.includes(null) ? null : moments.reduce((last, moment) => Math.max(last ?? 0, moment ?? 0), 0);
}

function staleRows(table: Table, columns: ChainColumns): number {
  const latest = latestOf(table, columns) ?? 0;
  return table.rows.filter((cells) => latest - (parseTime(cellAt(columns.time)(cells)) ?? 0) > STALE_SECONDS).length;
}

function marketOf(cells: readonly string[], columns: ChainColumns, hints: NameHints, row: number): ChainMarket {
  const named = readOptionName(cellAt(columns.name)(cells));
  if (named !== null) return { underlying: named.underlying, quote: named.quote };
  const underlying = (cellAt(columns.underlying)(cells) || (hints.symbol ?? '')).toUpperCase();
  if (underlying === '')
    throw new FileRefused('HISTORY_SYMBOL_UNKNOWN', 'nothing says what the options are on; state --symbol', row);
  const quote = (cellAt(columns.quote)(cells) || (hints.quote ?? '')).toUpperCase();
  if (quote === '') {
    const remedy = `state --quote ${IN_COIN} for prices in the coin itself, or USD, USDC …`;
    throw new FileRefused('HISTORY_QUOTE_UNKNOWN', `nothing says what the prices are in; ${remedy}`, row);
  }
  return { underlying, quote: quote === IN_COIN ? underlying : quote };
}
