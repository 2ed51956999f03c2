import { z } from 'zod';
import { DAY_SECONDS, type Seconds } from '@ballast/core';
import { PullMisread } from '../pullErrors.ts';
import type { PullSource } from '../pullSource.ts';
import { milliseconds, numeric, readShape } from '../readShape.ts';
import { requireSymbol, type SourceRequest } from './sourceRequest.ts';

/*
 * CoinGecko, GET /coins/{id}/market_chart/range: the spacing follows from the length of the range: five minutes up to a
 * day, hours up to ninety days. So ranges are of eighty days, and the last one waits until it is longer than two.
 */
const WINDOW = 80 * DAY_SECONDS;
const LEAST = 2 * DAY_SECONDS;
const range = z.object({ prices: z.array(z.tuple([milliseconds, numeric])) });

/** Hourly prices of CoinGecko. A place is a moment in seconds. The free service answers thirty requests a minute. */
export function coinGecko(request: SourceRequest): PullSource {
  const where = `coingecko ${request.what}`;
  const quote = request.quote ?? 'USD';
  return {
    publisher: 'coingecko',
    what: `${request.what}-${quote}-1h`,
    symbol: requireSymbol('coingecko', request),
    quote,
    field: 'close',
    shape: 'tick',
    candleSeconds: null,
    pauseMs: 2100,
    hasWindows: true,
    first: String(request.fromSeconds ?? Date.UTC(2018, 0, 1) / 1000),
    placeOf: (timeSeconds: Seconds) => String(timeSeconds),
    page: async (place, ask, nowSeconds) => {
      const from = Number(place);
      const to = Math.min(from + WINDOW, nowSeconds);
      if (to - from < LEAST) return { rows: [], next: place, isLast: true };
      const query = new URLSearchParams({ vs_currency: quote.toLowerCase(), from: place, to: String(to) });
      const url = `${request.base ?? 'https://api.coingecko.com'}/api/v3/coins/${encodeURIComponent(request.what)}/market_chart/range?${query}`;
      const headers: Record<string, string> = request.key === undefined ? {} : { 'x-cg-demo-api-key': request.key };
      const { prices } = readShape(where, range, await ask({ url, headers, form: 'json' }));
      const inWindow = prices.filter(([time]) => time >= from * 1000 && time <= to * 1000);
      if (prices.length > 0 && inWindow.length === 0)
        throw new PullMisread(where, 'prices of another time than asked for');
      const rows = inWindow
        .map(([time, value]) => ({ timeSeconds: Math.ceil(time / 1000), value }))
        .toSorted((a, b) => a.timeSeconds - b.timeSeconds);
      return { rows, next: String(to), isLast: to >= nowSeconds };
    },
  };
}
