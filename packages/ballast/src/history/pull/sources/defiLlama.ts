import { z } from 'zod';
import type { Seconds } from '@ballast/core';
import { PullMisread } from '../pullErrors.ts';
import type { PullSource } from '../pullSource.ts';
import { numeric, readShape } from '../readShape.ts';
import { intervalSeconds, requireSymbol, type SourceRequest } from './sourceRequest.ts';

const SPAN = 400;
/** Below this the service itself does not trust its price. */
const LEAST_CONFIDENCE = 0.9;
/** DefiLlama coins API, GET /chart/{coins}: prices near each point of a grid, at the moments they were taken. */
const chart = z.object({
  coins: z.record(
    z.string(),
    z.object({
      confidence: z.number(),
      prices: z.array(z.object({ timestamp: z.number().int().positive(), price: numeric })),
    }),
  ),
});

/** Prices of DefiLlama in dollars; the coin as `coingecko:usd-coin` or `ethereum:0x…`. A place is a moment in seconds. */
export function defiLlama(request: SourceRequest): PullSource {
  const coin = request.what;
  const where = `defillama ${coin}`;
  const period = request.interval ?? '1d';
  const first = String(request.fromSeconds ?? Date.UTC(2018, 0, 1) / 1000);
  const step = intervalSeconds('defillama', period, '1h 2h 4h 12h 1d');
  return {
    publisher: 'defillama',
    what: `${coin}-${period}`,
    symbol: requireSymbol('defillama', request),
    quote: 'USD',
    field: 'close',
    shape: 'tick',
    candleSeconds: null,
    pauseMs: 250,
    first,
    hasWindows: true,
    placeOf: (timeSeconds: Seconds) => String(timeSeconds),
    page: async (place, ask, nowSeconds) => {
      const [start, end] = [Number(place), Number(place) + SPAN * step];
      const query = new URLSearchParams({ start: place, span: String(SPAN), period });
      const url = `${request.base ?? 'https://coins.llama.fi'}/chart/${encodeURIComponent(coin)}?${query}`;
      const { coins } = readShape(where, chart, await ask({ url, form: 'json' }));
      const own = Object.entries(coins).find(([id]) => id.toLowerCase() === coin.toLowerCase())?.[1];
      if (own === undefined && Object.keys(coins).length > 0) throw new PullMisread(where, 'prices of other coins');
      if (own !== undefined && own.confidence < LEAST_CONFIDENCE)
        throw new PullMisread(where, `a confidence of ${own.confidence}, below ${LEAST_CONFIDENCE}`);
      const prices = own?.prices ?? [];
      // The price for the first point of a window may have been taken just before it, and so lie in the one before.
      const isNear = (time: Seconds): boolean => time > start - step && time < end + step;
      if (prices.length > 0 && !prices.some(({ timestamp }) => isNear(timestamp)))
        throw new PullMisread(where, 'prices of another time than asked for');
      const rows = prices
        .filter(({ timestamp }) => isNear(timestamp) && timestamp >= Number(first))
        .map(({ timestamp, price }) => ({ timeSeconds: timestamp, value: price }))
        .toSorted((a, b) => a.timeSeconds - b.timeSeconds);
      const isLast = end >= nowSeconds;
      const last = rows.at(-1);
      const next = !isLast ? String(end) : last === undefined ? place : String(last.timeSeconds + 1);
      return { rows, next, isLast };
    },
  };
}
