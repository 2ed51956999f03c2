import { z } from 'zod';
import { isoTime, type Seconds } from '@ballast/core';
import { parseTime } from '../../parseTime.ts';
import { PullMisread } from '../pullErrors.ts';
import type { PullSource } from '../pullSource.ts';
import { decimalText, readShape, requireRising } from '../readShape.ts';
import { requireSymbol, type SourceRequest } from './sourceRequest.ts';

const PAGE = 10_000;
const METRIC = 'PriceUSD';
/** Coin Metrics API v4, GET /timeseries/asset-metrics; next_page_url stands where there is more. */
const metrics = z.object({
  data: z.array(z.object({ asset: z.string(), time: z.string(), [METRIC]: decimalText.nullish() })),
  next_page_url: z.string().optional(),
});

/**
 * Daily closes of Coin Metrics. A place is a day in seconds: the service's own page tokens do not outlive a run. The
 * free service answers ten requests in six seconds.
 */
export function coinMetrics(request: SourceRequest): PullSource {
  const asset = request.what.toLowerCase();
  const where = `coinmetrics ${asset}`;
  const placeOf = (timeSeconds: Seconds): string => String(timeSeconds);
  return {
    publisher: 'coinmetrics',
    what: `${asset}-1d`,
    symbol: requireSymbol('coinmetrics', { ...request, symbol: request.symbol ?? asset.toUpperCase() }),
    quote: 'USD',
    field: 'close',
    shape: 'day',
    candleSeconds: null,
    pauseMs: 650,
    first: placeOf(request.fromSeconds ?? Date.UTC(2009, 0, 1) / 1000),
    placeOf,
    page: async (place, ask) => {
      const query = new URLSearchParams({
        assets: asset,
        metrics: METRIC,
        frequency: '1d',
        start_time: isoTime(Number(place)).slice(0, 10),
        paging_from: 'start',
        page_size: String(PAGE),
        ...(request.key === undefined ? {} : { api_key: request.key }),
      });
      const url = `${request.base ?? 'https://community-api.coinmetrics.io'}/v4/timeseries/asset-metrics?${query}`;
      const { data, next_page_url: more } = readShape(where, metrics, await ask({ url, form: 'json' }));
      const rows = data.flatMap((row) => {
        const timeSeconds = parseTime(row.time);
        if (timeSeconds === null || row.asset !== asset) throw new PullMisread(where, `${row.asset} at ${row.time}`);
        const value = row[METRIC];
        return value === undefined || value === null ? [] : [{ timeSeconds, value }];
      });
      requireRising(where, rows, Number(place));
      const last = rows.at(-1);
      const next = last === undefined ? place : placeOf(last.timeSeconds + 86_400);
      // A page without a value and more to come is passed over, or it would be asked for for ever.
      return {
        rows,
        next: last === undefined && more !== undefined ? placeOf(afterAll(data)) : next,
        isLast: more === undefined,
      };
    },
  };
}

const afterAll = (data: readonly { readonly time: string }[]): Seconds =>
  data.reduce((last, { time }) => Math.max(last, parseTime(time) ?? 0), 0) + 86_400;
