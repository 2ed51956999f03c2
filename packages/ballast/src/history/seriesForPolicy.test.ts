import { describe, expect, it } from 'vitest';
import type { Policy } from '@ballast/core';
import type { PriceFile, PriceSeries } from './priceSeries.ts';
import { seriesForPolicy } from './seriesForPolicy.ts';
import { toHistory } from './toHistory.ts';

const policy = {
  numeraire: 'usd',
  assets: ['USDC', 'weth', 'WBTC'].map((id) => ({ id })),
} as unknown as Policy;
const seriesOf = (symbol: string, quote: string, price: string): PriceSeries => ({
  symbol,
  quote,
  field: 'close',
  stepSeconds: 86_400,
  points: [{ timeSeconds: 86_400, price }],
  badTicks: [],
});
const fileOf = (name: string, ...series: PriceSeries[]): PriceFile => ({ name, series, repairs: [], refusals: [] });

describe('seriesForPolicy', () => {
  it('gives each asset its first series in the numeraire, under its own or a wrapped name', () => {
    const { series, notes } = seriesForPolicy(
      [
        fileOf('a.csv', seriesOf('ETH', 'USD', '1500'), seriesOf('BTC', 'USDT', '20000')),
        fileOf('b.csv', seriesOf('USDC', 'USD', '0.9990'), seriesOf('WETH', 'USD', '9'), seriesOf('DOGE', 'USD', '1')),
      ],
      policy,
    );
    expect(series.map(({ assetId, source }) => [assetId, source])).toEqual([
      ['weth', 'ETH/USD of a.csv'],
      ['USDC', 'USDC/USD of b.csv'],
    ]);
    expect(notes.map((note) => /HISTORY_[A-Z_]+/.exec(note)?.[0] ?? 'used')).toEqual([
      'used',
      'HISTORY_QUOTE_NOT_CONVERTED',
      'used',
      'HISTORY_ONE_TOO_MANY',
      'HISTORY_NO_SUCH_ASSET',
    ]);
  });
  it('is what the history artefact is made from', () => {
    const { series } = seriesForPolicy([fileOf('a.csv', seriesOf('ETH', 'USD', '1500.5'))], policy);
    const history = toHistory({ reserve: 'r', policy, series, toSeconds: 2 * 86_400, windowDays: 10 });
    expect(history.series.find((item) => item.assetId === 'weth')?.points).toEqual([
      { timeSeconds: 86_400, priceWad: 1_500_500_000_000_000_000_000n },
    ]);
  });
  it('a symbol named like an inherited property stands for nothing', () => {
    expect(seriesForPolicy([fileOf('a.csv', seriesOf('constructor', 'USD', '1'))], policy).series).toEqual([]);
  });
});
