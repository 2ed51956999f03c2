import { BallastError, type Seconds } from '@ballast/core';
import { splitPair, type Pair } from '../../pairName.ts';

/** What a user asks of a source. */
export interface SourceRequest {
  /** A ticker, a metric's asset, a coin's id, a series' id, an instrument, a feed's address. */
  readonly what: string;
  readonly fromSeconds?: Seconds;
  /** 1m, 1h, 1d …: where the source has several. */
  readonly interval?: string;
  /** For how long a funding rate is paid, where the service does not say. */
  readonly periodSeconds?: number;
  readonly symbol?: string;
  readonly quote?: string;
  /** Address of the service, without a slash at its end; of the RPC endpoint for contracts. */
  readonly base?: string;
  /** Key of the service, where it has one. */
  readonly key?: string;
}

export class PullAskedWrong extends BallastError {
  constructor(source: string, why: string, remedy: string) {
    super({ code: 'PULL_ASKED_WRONG', message: `${source}: ${why}`, remedy, retryable: false });
  }
}

/** Whose price a ticker is, by the ticker or the user's word. Throws PullAskedWrong when neither says. */
export function requirePair({ symbol, quote }: SourceRequest, ticker: string): Pair {
  const pair = splitPair(ticker);
  const found = { symbol: symbol ?? pair?.symbol, quote: quote ?? pair?.quote };
  if (found.symbol === undefined || found.quote === undefined)
    throw new PullAskedWrong(ticker, 'the ticker does not say what is quoted in what', 'state --symbol and --quote');
  return { symbol: found.symbol, quote: found.quote };
}

/** The name a coin's id stands for. Throws PullAskedWrong when the user does not say. */
export function requireSymbol(source: string, { symbol, what }: SourceRequest): string {
  if (symbol === undefined) throw new PullAskedWrong(source, `"${what}" is an id, not an asset`, 'state --symbol');
  return symbol;
}

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** Length of an interval the source has. Throws PullAskedWrong for others. */
export function intervalSeconds(source: string, interval: string, known: string): number {
  if (!known.split(' ').includes(interval))
    throw new PullAskedWrong(source, `no interval ${interval}`, `it has ${known}`);
  return Number(interval.slice(0, -1)) * UNIT_SECONDS[interval.slice(-1) as keyof typeof UNIT_SECONDS];
}
