import { isoTime, type Seconds } from '@ballast/core';
import type { NameHints } from '../detectLayout.ts';
import { FileRefused } from '../fileRefused.ts';
import { groupBy } from '../groupBy.ts';
import { cellAt, PLAIN } from '../layouts/recognised.ts';
import { vendorOf } from '../pairName.ts';
import { parseTime, type Zoneless } from '../parseTime.ts';
import { readPrice, readRate, timesWhole } from '../plainPrice.ts';
import type { Refusal, Repair } from '../priceSeries.ts';
import type { Table } from '../table.ts';
import { CHAIN_COLUMNS, findChainColumns, type ChainColumns } from './chainColumns.ts';
import { unitContradiction } from './chainUnits.ts';
import {
  FIGURES,
  marketName,
  type ChainMarket,
  type ChainTable,
  type Figure,
  type OptionQuote,
} from './optionChain.ts';
import { expiryOf, readOptionName } from './optionName.ts';

/** The quote of tables whose prices are in the coin the option is on. */
export const IN_COIN = 'COIN';
/** Rows of one answer made so long before the others are said. */
const STALE_SECONDS = 60;

interface Row {
  readonly number: number;
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
    } else rows.push({ number, market, quote });
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

type Fault = Pick<Refusal, 'code' | 'detail'>;
const fault = (code: Refusal['code'], detail: string): Fault => ({ code, detail });

function readQuote(
  cells: readonly string[],
  columns: ChainColumns,
  zoneless: Zoneless,
  answered: Seconds | null,
): OptionQuote | Fault {
  const stamp = cellAt(columns.time)(cells);
  const timeSeconds = answered ?? parseTime(stamp, zoneless);
  if (timeSeconds === null) return fault('HISTORY_BAD_TIME', `"${stamp}" is not a UTC moment`);
  const option = readOption(cells, columns, zoneless);
  if ('code' in option) return option;
  const figures: Partial<Record<Figure, string>> = {};
  for (const figure of FIGURES) {
    const cell = cellAt(columns.figures[figure])(cells);
    const read = readRate(cell);
    // A volatility below zero is kept: what it means is for the check to ask.
    if (read.kind === 'malformed') return fault('HISTORY_BAD_NUMBER', `${figure} "${cell}" is not a number`);
    const text = read.kind === 'price' ? read.text : '';
    if (text.startsWith('-') && figure !== 'iv') return fault('HISTORY_NEGATIVE_PRICE', `${figure} ${cell}`);
    figures[figure] = text !== '' && figure === 'iv' && columns.isPercentIv ? timesWhole(text, 1n, 2) : text;
  }
  return { timeSeconds, ...option, figures: figures as Record<Figure, string> };
}

/** Expiry, strike and type by name or columns; where a row has both they must agree. */
function readOption(
  cells: readonly string[],
  columns: ChainColumns,
  zoneless: Zoneless,
): Pick<OptionQuote, 'expirySeconds' | 'strike' | 'type'> | Fault {
  const named = readOptionName(cellAt(columns.name)(cells));
  const [expiryText, strikeText, typeText] = [columns.expiry, columns.strike, columns.type].map((index) =>
    cellAt(index)(cells),
  ) as [string, string, string];
  const [moment, price] = [parseTime(expiryText, zoneless), readPrice(strikeText)];
  const stated = {
    // A day alone is the day's eight o'clock.
    expirySeconds: moment !== null && /^\d{4}-\d{2}-\d{2}$/.test(expiryText) ? expiryOf(moment) : moment,
    strike: price.kind === 'price' ? price.text : null,
    type: ({ C: 'C', CALL: 'C', P: 'P', PUT: 'P' } as const)[typeText.toUpperCase()] ?? null,
  };
  if (named !== null) {
    const { expirySeconds, strike, type } = named;
    const isOther =
      (expiryText !== '' && stated.expirySeconds !== expirySeconds) ||
      (strikeText !== '' && Number(stated.strike) !== Number(strike)) ||
      (typeText !== '' && stated.type !== type);
    return isOther
      ? fault('HISTORY_CONFLICT', `${cellAt(columns.name)(cells)} beside ${expiryText} ${strikeText} ${typeText}`)
      : { expirySeconds, strike, type };
  }
  const { expirySeconds, strike, type } = stated;
  if (expirySeconds === null) return fault('HISTORY_BAD_TIME', `expiry "${expiryText}" is no UTC day or moment`);
  if (strike === null) return fault('HISTORY_BAD_NUMBER', `strike "${strikeText}" is no price`);
  if (type === null) return fault('HISTORY_BAD_NUMBER', `type "${typeText}" is neither call nor put`);
  return { expirySeconds, strike, type };
}

/** How an option is named in messages. */
export const describeOption = ({ expirySeconds, strike, type }: OptionQuote): string =>
  `${isoTime(expirySeconds).slice(0, 10)} ${strike} ${type}`;
