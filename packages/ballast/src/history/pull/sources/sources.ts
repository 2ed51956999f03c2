import type { ChainSource } from '../pullChain.ts';
import type { PullSource } from '../pullSource.ts';
import { binance } from './binance.ts';
import { chainlink } from './chainlink.ts';
import { coinGecko } from './coinGecko.ts';
import { coinMetrics } from './coinMetrics.ts';
import { defiLlama } from './defiLlama.ts';
import { deribit } from './deribit.ts';
import { deribitOptions, isOptionsAsked } from './deribitOptions.ts';
import { binanceFunding, deribitFunding, isFundingAsked } from './funding.ts';
import { fred, treasury } from './rateTables.ts';
import type { SourceRequest } from './sourceRequest.ts';

/** A service prices and rates can be pulled from. */
interface SourceKind {
  readonly make: (request: SourceRequest) => PullSource;
  /** Option chains, where the service has them and they are asked for; null otherwise. */
  readonly makeChain?: (request: SourceRequest) => ChainSource | null;
  /** What WHAT is, for people. */
  readonly what: string;
  /** Environment variable of its key, where it takes one. */
  readonly keyName: string | null;
}

export const SOURCES: Readonly<Record<string, SourceKind>> = {
  binance: {
    make: (request) => (isFundingAsked(request) ? binanceFunding : binance)(request),
    what: 'a spot ticker: BTCUSDT, or BTCUSDT-FUNDING with --period',
    keyName: null,
  },
  coinmetrics: { make: coinMetrics, what: 'an asset: usdc', keyName: 'BALLAST_COINMETRICS_KEY' },
  defillama: { make: defiLlama, what: 'a coin: coingecko:usd-coin, ethereum:0x…', keyName: null },
  coingecko: { make: coinGecko, what: 'a coin: usd-coin', keyName: 'BALLAST_COINGECKO_KEY' },
  fred: { make: fred, what: 'a series: DGS3MO', keyName: null },
  treasury: { make: treasury, what: 'par-yield-curve', keyName: null },
  chainlink: { make: chainlink, what: "a feed's proxy: 0x8fFf…", keyName: null },
  deribit: {
    make: (request) => (isFundingAsked(request) ? deribitFunding : deribit)(request),
    makeChain: (request) => (isOptionsAsked(request) ? deribitOptions(request) : null),
    what: 'BTC-PERPETUAL, BTC-PERPETUAL-FUNDING, BTC-DVOL, BTC-OPTIONS',
    keyName: null,
  },
};
