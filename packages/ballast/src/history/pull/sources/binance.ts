import { z } from 'zod';
import type { Seconds } from '@ballast/core';
import type { PullSource } from '../pullSource.ts';
import { decimalText, milliseconds, readShape, requireRising } from '../readShape.ts';
import type { SourceRequest } from './sourceRequest.ts';
import { intervalSeconds, requirePair } from './sourceRequest.ts';

const LIMIT = 1000;
/** Open time, open, high, low, close, volume, close time, … (Binance Spot API, GET /api/v3/klines). */
const klines = z.array(z.tuple([milliseconds, decimalText, decimalText, decimalText, decimalText]).rest(z.unknown()));

/** Candles of Binance's spot market. A place is an opening time in seconds. */
export function binance(request: SourceRequest): PullSource {
  const ticker = request.what.toUpperCase();
  const { symbol, quote } = requirePair(request, ticker);
  const interval = request.interval ?? '1h';
  const candleSeconds = intervalSeconds('binance', interval, '1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w');
  const where = `binance ${ticker}-${interval}`;
  const placeOf = (timeSeconds: Seconds): string => String(timeSeconds);
  return {
    publisher: 'binance',
    what: `${ticker}-${interval}`,
    symbol,
    quote,
    field: 'close',
    shape: 'candle',
    candleSeconds,
    pauseMs: 250,
    first: placeOf(request.fromSeconds ?? 0),
    placeOf,
    page: async (place, ask) => {
      const query = new URLSearchParams({ symbol: ticker, interval, startTime: `${place}000`, limit: String(LIMIT) });
      const url = `${request.base ?? 'https://api.binance.com'}/api/v3/klines?${query}`;
      const answer = readShape(where, klines, await ask({ url, form: 'json' }));
      const rows = answer.map(([time, open, , , close]) => ({
        timeSeconds: Math.floor(time / 1000),
        value: close,
        open,
      }));
      requireRising(where, rows, Number(place));
      const last = rows.at(-1);
      const next = last === undefined ? place : placeOf(last.timeSeconds + candleSeconds);
      return { rows, next, isLast: rows.length < LIMIT };
    },
  };
}
