import { isoTime, type Seconds } from '@ballast/core';
import { FileRefused } from '../../fileRefused.ts';
import { fredKnownDays } from '../../layouts/fredKnownDays.ts';
import { readFred, recogniseTreasury } from '../../layouts/rates.ts';
import type { Recogniser } from '../../layouts/recognised.ts';
import { parseTime } from '../../parseTime.ts';
import { readRate } from '../../plainPrice.ts';
import { tableOf } from '../../readTable.ts';
import { PullMisread } from '../pullErrors.ts';
import type { PullRow, PullSource } from '../pullSource.ts';
import { PullAskedWrong, type SourceRequest } from './sourceRequest.ts';

const dayOf = (timeSeconds: Seconds): string => isoTime(timeSeconds).slice(0, 10);

/**
 * One FRED series, by the table its graphs are downloaded as. A place is a day; days without a value are asked for again
 * next time, since FRED fills them later.
 */
export function fred(request: SourceRequest): PullSource {
  const id = request.what.toUpperCase();
  if (!/^[A-Z0-9]{1,40}$/.test(id)) throw new PullAskedWrong('fred', `"${id}" is no series id`, 'as in DGS3MO');
  const where = `fred ${id}`;
  const isPrice = request.quote !== undefined && request.quote !== 'PERCENT';
  return {
    publisher: 'fred',
    what: id,
    symbol: request.symbol ?? id,
    quote: request.quote ?? 'PERCENT',
    field: isPrice ? 'close' : 'rate',
    shape: 'day',
    candleSeconds: null,
    pauseMs: 500,
    first: dayOf(request.fromSeconds ?? 0),
    placeOf: dayOf,
    knownDays: fredKnownDays,
    page: async (place, ask) => {
      const query = new URLSearchParams({ id, cosd: place });
      const url = `${request.base ?? 'https://fred.stlouisfed.org'}/graph/fredgraph.csv?${query}`;
      const hints = request.quote === undefined ? {} : { quote: request.quote };
      const text = await ask({ url, form: 'text' });
      const rows = rowsOf(
        where,
        text,
        (table, name) => readFred(table, name, hints),
        isPrice ? 'price' : 'rate_percent',
      )
        .filter(({ symbol, timeSeconds }) => symbol === id && dayOf(timeSeconds) >= place)
        .map(({ symbol: _symbol, ...row }) => row);
      const last = rows.at(-1);
      return { rows, next: last === undefined ? place : dayOf(last.timeSeconds + 86_400), isLast: true };
    },
  };
}

/** The Treasury's par yield curve, all tenors, a year a page. A place is a year; the running one is looked at again. */
export function treasury(request: SourceRequest): PullSource {
  if (request.what !== 'par-yield-curve')
    throw new PullAskedWrong('treasury', `no table "${request.what}"`, 'it has par-yield-curve');
  const year = (timeSeconds: Seconds): string => isoTime(timeSeconds).slice(0, 4);
  const where = 'treasury par-yield-curve';
  return {
    publisher: 'treasury',
    what: request.what,
    symbol: 'UST',
    quote: 'PERCENT',
    field: 'rate',
    shape: 'day',
    candleSeconds: null,
    pauseMs: 1000,
    first: year(request.fromSeconds ?? Date.UTC(1990, 0, 1) / 1000),
    placeOf: year,
    page: async (place, ask, nowSeconds) => {
      const base = request.base ?? 'https://home.treasury.gov';
      const query = `type=daily_treasury_yield_curve&field_tdr_date_value=${place}&page&_format=csv`;
      const url = `${base}/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/${place}/all?${query}`;
      const text = await ask({ url, form: 'text' });
      const rows = rowsOf(where, text, recogniseTreasury, 'rate_percent');
      const stranger = rows.find(({ timeSeconds }) => year(timeSeconds) !== place);
      if (stranger !== undefined)
        throw new PullMisread(where, `${dayOf(stranger.timeSeconds)} in the table of ${place}`);
      const isLast = place >= year(nowSeconds);
      return { rows, next: isLast ? place : String(Number(place) + 1), isLast };
    },
  };
}

/** The rows with a value of a table in a publisher's form. */
function rowsOf(where: string, text: unknown, recogniser: Recogniser, value: string): PullRow[] {
  try {
    const found = recogniser(tableOf(Buffer.from(String(text), 'utf8')), '', {});
    const columns = ['date', 'symbol', value].map((name) => found?.table.header.indexOf(name) ?? -1);
    if (found === null || columns.includes(-1)) throw new PullMisread(where, 'a table with other columns');
    const rows = found.table.rows.flatMap((cells) => {
      const [day = '', symbol = '', text = ''] = columns.map((column) => (cells[column] ?? '').trim());
      const [timeSeconds, read] = [parseTime(day), readRate(text)];
      if (timeSeconds === null || read.kind === 'malformed' || read.kind === 'absurd')
        throw new PullMisread(where, `"${text}" on "${day}"`);
      return read.kind === 'price' ? [{ timeSeconds, symbol, value: read.text }] : [];
    });
    return rows.toSorted((a, b) => a.timeSeconds - b.timeSeconds);
  } catch (error) {
    if (error instanceof FileRefused && error.code !== 'HISTORY_EMPTY') throw new PullMisread(where, error.message);
    // A header alone is a table with nothing new.
    if (error instanceof FileRefused && /^\W*(observation_date|date)\b/i.test(String(text))) return [];
    if (error instanceof FileRefused) throw new PullMisread(where, 'no table');
    throw error;
  }
}
