import { z } from 'zod';
import { isoTime, type Seconds } from '@ballast/core';
import { fundingSymbol } from '../../fundingName.ts';
import { onTheMinute } from '../../layouts/funding.ts';
import { stepName } from '../../stepName.ts';
import { parseTime } from '../../parseTime.ts';
import type { Ask } from '../askHttp.ts';
import { PullMisread } from '../pullErrors.ts';
import type { PullRow, PullSource } from '../pullSource.ts';
import { decimalText, milliseconds, numeric, readShape, requireRising } from '../readShape.ts';
import { PullAskedWrong, type SourceRequest } from './sourceRequest.ts';

const HOUR = 3600;
const ENDING = /-FUNDING$/i;

/** Whether the funding rate of a market is asked for: BTC-PERPETUAL-FUNDING, BTCUSDT-FUNDING. */
export const isFundingAsked = ({ what }: SourceRequest): boolean => ENDING.test(what);

/** What the sources of funding rates have in common: rows are rates of one period, as published. A place is a moment. */
function fundingSource(
  publisher: string,
  market: string,
  { symbol }: SourceRequest,
): Omit<PullSource, 'first' | 'pauseMs' | 'page' | 'what'> {
  return {
    publisher,
    symbol: fundingSymbol(symbol ?? market),
    quote: 'PERCENT',
    field: 'rate',
    shape: 'tick',
    candleSeconds: null,
    placeOf: String,
  };
}

const LIMIT = 1000;
/** Binance USDⓈ-M futures, GET /fapi/v1/fundingRate: oldest first from a moment; the period is not stated. */
const payments = z.array(z.object({ symbol: z.string(), fundingTime: milliseconds, fundingRate: decimalText }));

/** Funding of Binance's perpetuals in coins of a dollar. The service answers five hundred requests in five minutes. */
export function binanceFunding(request: SourceRequest): PullSource {
  const ticker = request.what.replace(ENDING, '').toUpperCase();
  const { periodSeconds } = request;
  if (periodSeconds === undefined)
    throw new PullAskedWrong(
      'binance',
      'its answer does not say how long a rate is paid for',
      'state --period, as in 8h; monthly downloads say it themselves',
    );
  const what = `${ticker}-FUNDING-${stepName(periodSeconds)}`;
  const where = `binance ${what}`;
  return {
    ...fundingSource('binance', ticker, request),
    what,
    column: 'funding_rate',
    hints: { periods: { all: periodSeconds, of: new Map() } },
    pauseMs: 700,
    first: String(request.fromSeconds ?? Date.UTC(2019, 8, 1) / 1000),
    page: async (place, ask) => {
      const query = new URLSearchParams({ symbol: ticker, startTime: `${place}000`, limit: String(LIMIT) });
      const url = `${request.base ?? 'https://fapi.binance.com'}/fapi/v1/fundingRate?${query}`;
      const answer = readShape(where, payments, await ask({ url, form: 'json' }));
      const stranger = answer.find(({ symbol }) => symbol !== ticker);
      if (stranger !== undefined) throw new PullMisread(where, `rates of ${stranger.symbol}`);
      const rows = answer.map(({ fundingTime, fundingRate }) => ({
        timeSeconds: paidAt(fundingTime),
        value: fundingRate,
      }));
      requireRising(where, rows, Number(place));
      const last = rows.at(-1);
      return { rows, next: last === undefined ? place : String(last.timeSeconds + 1), isLast: rows.length < LIMIT };
    },
  };
}

const paidAt = (time: number): Seconds => parseTime(onTheMinute(String(time))) ?? Math.ceil(time / 1000);

/** A window of thirty days, hour by hour. */
const WINDOW = 720 * HOUR;
/** Deribit API v2, public/get_funding_rate_history: a row an hour, the rate of that hour, stamped at its end. */
const hours = z.object({ result: z.array(z.object({ timestamp: milliseconds, interest_1h: numeric })) });

/** Funding of Deribit's perpetuals by the hour (BTC-PERPETUAL-FUNDING). */
export function deribitFunding(request: SourceRequest): PullSource {
  const instrument = request.what.replace(ENDING, '').toUpperCase();
  const { periodSeconds = HOUR } = request;
  if (periodSeconds !== HOUR)
    throw new PullAskedWrong('deribit', 'its rates are of one hour each', 'leave out --period');
  const what = `${instrument}-FUNDING`;
  const where = `deribit ${what}`;
  return {
    ...fundingSource('deribit', instrument, request),
    what,
    column: 'interest_1h',
    pauseMs: 100,
    hasWindows: true,
    first: String(request.fromSeconds ?? Date.UTC(2019, 0, 1) / 1000),
    page: async (place, ask, nowSeconds) => {
      const end = Number(place) + WINDOW;
      const rows = await readHours(where, ask, {
        url: `${request.base ?? 'https://www.deribit.com'}/api/v2/public/get_funding_rate_history`,
        instrument,
        fromSeconds: Number(place),
        toSeconds: Math.min(end - 1, nowSeconds),
      });
      const last = rows.at(-1);
      const isLast = end > nowSeconds;
      return { rows, next: isLast ? (last === undefined ? place : String(last.timeSeconds + 1)) : String(end), isLast };
    },
  };
}

interface Window {
  readonly url: string;
  readonly instrument: string;
  readonly fromSeconds: Seconds;
  readonly toSeconds: Seconds;
}

async function readHours(
  where: string,
  ask: Ask,
  { url, instrument, fromSeconds, toSeconds }: Window,
): Promise<PullRow[]> {
  const query = new URLSearchParams({
    instrument_name: instrument,
    start_timestamp: `${fromSeconds}000`,
    end_timestamp: `${toSeconds}000`,
  });
  const { result } = readShape(where, hours, await ask({ url: `${url}?${query}`, form: 'json' }));
  const rows = result.map(({ timestamp, interest_1h: value }) => ({ timeSeconds: paidAt(timestamp), value }));
  requireRising(where, rows, fromSeconds);
  const last = rows.at(-1)?.timeSeconds ?? fromSeconds;
  if (last > toSeconds) throw new PullMisread(where, `${isoTime(last)} lies after the window asked for`);
  return rows;
}
