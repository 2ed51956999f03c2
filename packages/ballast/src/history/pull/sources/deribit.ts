import { z } from 'zod';
import type { Seconds } from '@ballast/core';
import type { Ask } from '../askHttp.ts';
import { PullMisread } from '../pullErrors.ts';
import type { PullRow, PullSource } from '../pullSource.ts';
import { milliseconds, numeric, readShape, requireRising } from '../readShape.ts';
import { intervalSeconds, type SourceRequest } from './sourceRequest.ts';

/** Candles in one window; the service's limits lie above. */
const WINDOW = 1000;
const column = z.array(numeric);
/** Deribit API v2, public/get_tradingview_chart_data: columns of equal length, or status no_data. */
const candles = z.object({
  result: z.object({ status: z.enum(['ok', 'no_data']), ticks: z.array(milliseconds), open: column, close: column }),
});
/** Deribit API v2, public/get_volatility_index_data: newest first windows; `continuation` ends the next one. */
const index = z.object({
  result: z.object({
    data: z.array(z.tuple([milliseconds, numeric, numeric, numeric, numeric])),
    continuation: milliseconds.nullish(),
  }),
});

/** Candles of an instrument (BTC-PERPETUAL), or of a volatility index (BTC-DVOL) in percent a year. A place is an opening time. */
export function deribit(request: SourceRequest): PullSource {
  const instrument = request.what.toUpperCase();
  const currency = /^([A-Z]+)-DVOL$/.exec(instrument)?.[1];
  const interval = request.interval ?? '1h';
  const known = currency === undefined ? '1m 3m 5m 10m 15m 30m 1h 2h 3h 6h 12h 1d' : '1s 1m 1h 12h 1d';
  const candleSeconds = intervalSeconds('deribit', interval, known);
  const what = `${instrument}-${interval}`;
  const where = `deribit ${what}`;
  const base = `${request.base ?? 'https://www.deribit.com'}/api/v2/public`;
  return {
    publisher: 'deribit',
    what,
    symbol: request.symbol ?? (currency === undefined ? instrument : `${currency}:DVOL`),
    quote: currency === undefined ? (request.quote ?? 'USD') : 'PERCENT',
    field: currency === undefined ? 'close' : 'rate',
    shape: 'candle',
    candleSeconds,
    pauseMs: 100,
    hasWindows: true,
    // On the grid of the candles, so that no window begins inside one.
    first: String(Math.floor((request.fromSeconds ?? Date.UTC(2018, 7, 1) / 1000) / candleSeconds) * candleSeconds),
    placeOf: (timeSeconds: Seconds) => String(timeSeconds),
    page: async (place, ask, nowSeconds) => {
      const [start, end] = [Number(place), Number(place) + (WINDOW - 1) * candleSeconds];
      const window = { start_timestamp: `${place}000`, end_timestamp: `${Math.min(end, nowSeconds)}000` };
      const rows =
        currency === undefined
          ? await readCandles(where, ask, `${base}/get_tradingview_chart_data`, {
              instrument_name: instrument,
              ...window,
              resolution: interval === '1d' ? '1D' : String(candleSeconds / 60),
            })
          : await readIndex(where, ask, `${base}/get_volatility_index_data`, {
              currency,
              ...window,
              resolution: interval === '1d' ? '1D' : String(candleSeconds),
            });
      requireRising(where, rows, start);
      const last = rows.at(-1);
      if (last !== undefined && last.timeSeconds > end)
        throw new PullMisread(where, 'candles after the window asked for');
      const isLast = end >= nowSeconds;
      const after = last === undefined ? start : last.timeSeconds + candleSeconds;
      return { rows, next: String(isLast ? after : end + candleSeconds), isLast };
    },
  };
}

async function readCandles(where: string, ask: Ask, url: string, query: Record<string, string>): Promise<PullRow[]> {
  const answer = await ask({ url: `${url}?${new URLSearchParams(query)}`, form: 'json' });
  const { status, ticks, open, close } = readShape(where, candles, answer).result;
  if (status === 'no_data') return [];
  if (open.length !== ticks.length || close.length !== ticks.length)
    throw new PullMisread(where, `${ticks.length} times and ${close.length} closes`);
  return ticks.map((time, at) => ({
    timeSeconds: Math.floor(time / 1000),
    value: close[at] ?? '',
    open: open[at] ?? '',
  }));
}

async function readIndex(where: string, ask: Ask, url: string, query: Record<string, string>): Promise<PullRow[]> {
  const rows: PullRow[] = [];
  for (let end = query['end_timestamp'] ?? ''; ;) {
    const answer = await ask({ url: `${url}?${new URLSearchParams({ ...query, end_timestamp: end })}`, form: 'json' });
    const { data, continuation } = readShape(where, index, answer).result;
    rows.unshift(
      ...data.map(([time, open, , , close]) => ({ timeSeconds: Math.floor(time / 1000), value: close, open })),
    );
    if (continuation === null || continuation === undefined) return rows;
    if (continuation >= Number(end)) throw new PullMisread(where, 'a continuation that does not go back');
    end = String(continuation);
  }
}
