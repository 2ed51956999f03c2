import { describe, expect, it } from 'vitest';
import { readFileName, splitPair } from './pairName.ts';

const text = (pair: { symbol: string; quote: string | null } | null): string | null =>
  pair === null ? null : `${pair.symbol}/${pair.quote ?? ''}`;

describe('splitPair', () => {
  it.each([
    ['BTCUSDT', 'BTC/USDT'],
    ['USDTUSD', 'USDT/USD'],
    ['BNBUSD', 'BNB/USD'],
    ['BNBBUSD', 'BNB/BUSD'],
    ['DOTUSD', 'DOT/USD'],
    ['XBTUSD', 'XBT/USD'],
    ['BTCTUSD', 'BTC/TUSD'],
    ['BTCFDUSD', 'BTC/FDUSD'],
    ['STETH', null],
  ])('%s is %s', (ticker, pair) => {
    expect(text(splitPair(ticker))).toBe(pair);
  });
});

describe('readFileName', () => {
  it.each([
    ['BTCUSDT-1h-2023-01.csv', 'BTC/USDT'],
    ['BTCUSDT-60.zip', 'BTC/USDT'],
    ['BTC-USD.parquet', 'BTC/USD'],
    ['usdc-usd-max.csv', 'USDC/USD'],
    ['usdc-usd-max (1).csv', 'USDC/USD'],
    ['btc-daily.csv', 'BTC/'],
    ['XBTUSD_60.csv', 'XBT/USD'],
    ['Binance_BTCUSDT_1h.csv.gz', 'BTC/USDT'],
    ['2023-01.csv', null],
  ])('%s is of %s', (name, pair) => {
    expect(text(readFileName(name))).toBe(pair);
  });
});
