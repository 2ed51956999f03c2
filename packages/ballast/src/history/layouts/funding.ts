import type { Seconds } from '@ballast/core';
import type { NameHints } from '../detectLayout.ts';
import { FileRefused, refuseTwice } from '../fileRefused.ts';
import { fundingSymbol } from '../fundingName.ts';
import { groupBy } from '../groupBy.ts';
import { readFileName, stemOf, vendorOf } from '../pairName.ts';
import { parseTime } from '../parseTime.ts';
import { readPrice, readRate, timesWhole } from '../plainPrice.ts';
import type { Refusal, Repair } from '../priceSeries.ts';
import { stepName } from '../stepName.ts';
import type { Table } from '../table.ts';
import { percentFactor, periodContradiction } from './fundingPeriods.ts';
import { cellAt, PLAIN, type Recognised } from './recognised.ts';

/*
 * Funding rates of perpetuals: what the long side pays the short side for one period, as a fraction of the position.
 * - Binance, data.binance.vision futures/um/monthly/fundingRate: `calc_time,funding_interval_hours,last_funding_rate`,
 *   the ticker in the file's name; GET /fapi/v1/fundingRate: `symbol,fundingTime,fundingRate,markPrice`, without period.
 * - Bybit v5, GET /market/funding/history: `symbol,fundingRate,fundingRateTimestamp`, without period.
 * - Deribit v2, public/get_funding_rate_history: `interest_1h`, the rate of one hour, each hour.
 * - Anybody: `funding_rate`, or `funding_rate_pct` in percent, with a time, `symbol`, and `venue` or `exchange`.
 */
const TIMES = ['calc_time', 'fundingtime', 'fundingratetimestamp', 'funding_time', 'timestamp', 'time', 'date'];
const RATES = ['last_funding_rate', 'fundingrate', 'interest_1h', 'funding_rate'];
const PERCENTS = ['funding_rate_pct', 'funding_rate_percent'];
const PERIODS = ['funding_interval_hours', 'fundingintervalhours'];
const VENUES = ['venue', 'exchange'];
const HOUR = 3600;

interface Columns {
  readonly time: number;
  readonly rate: number;
  /** Whether rates are in percent rather than fractions. */
  readonly isPercent: boolean;
  /** Hours of the period; -1 where no column has them. */
  readonly period: number;
  readonly venue: number;
  readonly symbol: number;
}

/** A row as it will be judged: cells as text, moments and periods where they can be read. */
interface Row {
  readonly number: number;
  readonly symbol: string;
  readonly venue: string;
  readonly time: string;
  readonly isLate: boolean;
  readonly seconds: Seconds | null;
  readonly rate: string;
  readonly periodSeconds: number | null;
}

/**
 * A table of funding rates as rates in percent a year of 365 days, simple, by exact arithmetic: the published figure
 * times a whole number. Series whose period nobody states, or whose rows lie otherwise than the user says, are refused.
 */
export function recogniseFunding(table: Table, fileName: string, hints: NameHints): Recognised | null {
  const columns = findColumns(table.header);
  if (columns === null) return null;
  refuseTwice(table.header);
  const isHourly = table.header[columns.rate] === 'interest_1h';
  if (!isHourly && columns.period < 0 && hints.periods === undefined)
    throw new FileRefused('HISTORY_PERIOD_UNKNOWN', 'nothing says how long a rate is paid for; state --period', 1);
  const market = columns.symbol < 0 ? (hints.symbol ?? marketOf(fileName)) : '';
  const rows = table.rows.map((cells, index) => readRow(cells, table.firstRow + index, columns, market, hints));
  const judged = [...groupBy(rows, ({ symbol }) => symbol)].map(([symbol, own]) =>
    judge(symbol, own, { isStated: columns.period >= 0, isHourly }),
  );
  return {
    publisher: publisherOf(table.header, fileName),
    table: {
      ...table,
      header: [table.header[columns.time] === 'date' ? 'date' : 'timestamp', 'symbol', 'rate_percent'],
      rows: rows.map((row) => [row.time, row.symbol, percentOf(row, columns.isPercent)]),
    },
    repairs: judged.flatMap(({ repairs }) => repairs),
    refusals: judged.flatMap(({ refusal }) => (refusal === null ? [] : [refusal])),
  };
}

function findColumns(header: readonly string[]): Columns | null {
  const first = (names: readonly string[]): number =>
    names.map((name) => header.indexOf(name)).find((index) => index >= 0) ?? -1;
  const [time, rate, percent] = [first(TIMES), first(RATES), first(PERCENTS)];
  // Candles that carry the rate beside their prices are candles.
  const isPrices = header.includes('close') || header.includes('price');
  if (isPrices || time < 0 || (rate < 0 && percent < 0)) return null;
  return {
    time,
    rate: rate < 0 ? percent : rate,
    isPercent: rate < 0,
    period: first(PERIODS),
    venue: first(VENUES),
    symbol: header.indexOf('symbol'),
  };
}

function publisherOf(header: readonly string[], fileName: string): string {
  // A table of several venues is nobody's; each is in the symbols of its series.
  if (VENUES.some((name) => header.includes(name))) return PLAIN;
  if (header.includes('last_funding_rate') || (header.includes('fundingtime') && header.includes('markprice')))
    return 'binance';
  if (header.includes('fundingratetimestamp')) return 'bybit';
  return header.includes('interest_1h') ? 'deribit' : (vendorOf(fileName) ?? PLAIN);
}

/** The market a file's name says: BTCUSDT-fundingRate-2024-01, BTC-PERPETUAL, funding_btc_8h. */
function marketOf(fileName: string): string {
  const stem = stemOf(fileName);
  const stated =
    /^([a-z0-9_]+)-fundingrate/i.exec(stem)?.[1] ??
    /(?:[a-z0-9]+_usd[ct]|[a-z0-9]+)-perpetual/i.exec(stem)?.[0] ??
    null;
  if (stated !== null) return stated;
  const named = readFileName(stem.replace(/funding[_-]?rates?|funding/gi, ' '));
  return named === null ? '' : `${named.symbol}${named.quote ?? ''}`;
}

function readRow(
  cells: readonly string[],
  number: number,
  columns: Columns,
  market: string,
  { periods, zoneless }: NameHints,
): Row {
  const venue = cellAt(columns.venue)(cells);
  const stamp = cellAt(columns.time)(cells);
  const time = onTheMinute(stamp);
  const hours = columns.period < 0 ? '' : cellAt(columns.period)(cells);
  const stated = periods === undefined ? undefined : (periods.of.get(venue.toLowerCase()) ?? periods.all);
  return {
    number,
    symbol: fundingSymbol(columns.symbol < 0 ? market : cellAt(columns.symbol)(cells), venue),
    venue,
    time,
    isLate: time !== stamp,
    seconds: parseTime(time, zoneless),
    rate: cellAt(columns.rate)(cells),
    periodSeconds: hours === '' ? (stated ?? null) : secondsOf(hours),
  };
}

/** A payment is stamped some milliseconds after its moment; within a second of a whole minute it is of that minute. */
export function onTheMinute(text: string): string {
  const second = { 13: 1000, 16: 1_000_000 }[/^\d+$/.test(text) ? text.length : 0];
  if (second === undefined) return text.replace(/:00\.\d+/, ':00');
  const late = Number(text) % (60 * second);
  return late > 0 && late < second ? String(Number(text) - late) : text;
}

/** Seconds of a count of hours; null where they are no period. */
function secondsOf(hours: string): number | null {
  const read = readPrice(hours);
  const seconds = read.kind === 'price' ? Number(read.text) * HOUR : 0;
  return percentFactor(seconds) === null ? null : seconds;
}

interface Judged {
  readonly repairs: readonly Repair[];
  readonly refusal: Refusal | null;
}

function judge(
  symbol: string,
  rows: readonly Row[],
  { isStated, isHourly }: { readonly isStated: boolean; readonly isHourly: boolean },
): Judged {
  const refuse = (code: Refusal['code'], row: number | null, detail: string): Judged => ({
    repairs: [],
    refusal: { code, symbol: symbol === '' ? null : symbol, row, detail },
  });
  const open = isHourly ? undefined : rows.find(({ periodSeconds }) => periodSeconds === null);
  if (open !== undefined) {
    const of = open.venue === '' ? '' : `, as in --period ${open.venue.toLowerCase()}=8h`;
    return refuse('HISTORY_PERIOD_UNKNOWN', open.number, `nothing says how long its rates are paid for${of}`);
  }
  const repairs: Repair[] = [];
  const say = (code: Repair['code'], own: readonly Row[], detail: string): void => {
    const times = timesOf(own).toSorted((a, b) => a - b);
    const [fromSeconds, toSeconds] = [times[0] ?? null, times.at(-1) ?? null];
    repairs.push({ code, symbol, fromSeconds, toSeconds, count: own.length, detail });
  };
  const late = rows.filter(({ isLate }) => isLate);
  if (late.length > 0) say('HISTORY_STAMPED_LATE', late, 'stamped within a second after a minute, taken at the minute');
  for (const [text, own] of groupBy(rows, (row) => String(periodOf(row)))) {
    const period = Number(text);
    const wrong = isHourly ? null : periodContradiction(timesOf(own), period);
    // What the user says must fit; where a publisher states the period of each row, its word stands, with a doubt.
    if (wrong !== null && !isStated) return refuse('HISTORY_PERIOD_CONTRADICTED', null, wrong);
    if (wrong !== null) say('HISTORY_PERIOD_DOUBT', own, wrong);
    const factor = percentFactor(period) ?? 0n;
    say('HISTORY_ANNUALISED', own, `rates of ${stepName(period)} as percent a year of 365 days: times ${factor}`);
  }
  return { repairs, refusal: null };
}

const timesOf = (rows: readonly Row[]): Seconds[] => rows.flatMap(({ seconds }) => seconds ?? []);

const periodOf = ({ periodSeconds }: Row): number => periodSeconds ?? HOUR;

/** Anything but a rate is left as it stands for the reader of rates to judge. */
function percentOf(row: Row, isPercent: boolean): string {
  const [read, factor] = [readRate(row.rate), percentFactor(periodOf(row))];
  return read.kind !== 'price' || factor === null ? row.rate : timesWhole(read.text, factor, isPercent ? 2 : 0);
}
