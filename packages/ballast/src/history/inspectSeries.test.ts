import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DAY_SECONDS } from '@ballast/core';
import { importFiles } from './importFiles.ts';
import { joinParts } from './joinParts.ts';
import { collectTable } from './importTable.ts';
import { inspectSeries } from './inspectSeries.ts';
import { tableOf } from './readTable.ts';

const START = Date.UTC(2023, 0, 1) / 1000;
const day = (at: number): string => new Date((START + at * DAY_SECONDS) * 1000).toISOString().slice(0, 10);
/** A table of daily prices, and what is found in it and the others. */
const findingsOf = (...files: readonly (readonly [name: string, prices: readonly (number | string)[]])[]) => {
  const parts = files.map(([name, prices]) => {
    const text = ['date,price', ...prices.map((price, at) => `${day(at)},${price}`)].join('\n');
    const { raw, layout } = collectTable(tableOf(Buffer.from(text)), name, {});
    return raw.map((series) => ({ raw: series, layout, publisher: name, name, sha256: '' }));
  });
  const inspected = inspectSeries(joinParts(parts.flat()).series);
  return inspected.map(({ findings }) => findings.map(({ code, level }) => `${level} ${code}`));
};
const wave = (count: number, level = 1): number[] =>
  Array.from({ length: count }, (_, at) => level * (1 + (at % 5) / 1000));

describe('inspectSeries', () => {
  it('has nothing to say of a sound series', () => {
    expect(findingsOf(['BTCUSD.csv', wave(100, 20_000)])).toEqual([[]]);
  });
  it.each([
    ['short', 'BTCUSD.csv', wave(59, 20_000), 'note HISTORY_SHORT'],
    ['constant', 'BTCUSD.csv', Array.from({ length: 80 }, () => 7), 'doubt HISTORY_CONSTANT'],
    [
      'resting for a month',
      'BTCUSD.csv',
      [...wave(80, 20_000), ...Array.from({ length: 30 }, () => 20_000)],
      'doubt HISTORY_STALE_RUN',
    ],
    ['not in dollars', 'BTCUSDT.csv', wave(100, 20_000), 'note HISTORY_QUOTE_NOT_USD'],
    ['a dollar coin in cents', 'USDCUSD.csv', wave(100, 100), 'doubt HISTORY_UNIT_DOUBT'],
    ['from dollars to cents', 'BTCUSD.csv', [...wave(80, 20_000), ...wave(80, 2_000_000)], 'doubt HISTORY_SCALE_JUMP'],
    ['dead', 'ABCUSD.csv', [...wave(80, 80), 60, 40, 20, 10, 4, 2, 1, 0.5, 0.4, 0.3, 0.2], 'doubt HISTORY_DIED'],
  ] as const)('%s', (_name, file, prices, code) => {
    expect(findingsOf([file, prices])).toEqual([[code]]);
  });
  it('a dollar coin may rest, a coin that loses 30 % in a day changes no unit', () => {
    expect(findingsOf(['USDCUSD.csv', [...wave(80), ...Array.from({ length: 30 }, () => '1.0')]])).toEqual([[]]);
    expect(findingsOf(['ABCUSD.csv', [...wave(80, 100), ...wave(80, 70)]])).toEqual([[]]);
  });
  it('rates: basis points are doubted, small ones noted, negative ones are values', () => {
    const rates = (values: readonly number[]) => {
      const text = ['observation_date,DGS3MO', ...values.map((value, at) => `${day(at)},${value}`)].join('\n');
      const { raw, layout } = collectTable(tableOf(Buffer.from(text)), 'x.csv', {});
      const parts = raw.map((series) => ({ raw: series, layout, publisher: 'fred', name: 'x', sha256: '' }));
      return inspectSeries(joinParts(parts).series)[0]?.findings.map(({ code, level }) => `${level} ${code}`);
    };
    expect(rates(wave(80, 4.5))).toEqual([]);
    expect(rates(wave(80, -0.5))).toEqual([]);
    expect(rates(wave(80, 450))).toEqual(['doubt HISTORY_UNIT_DOUBT']);
    expect(rates(wave(80, 0.045))).toEqual(['note HISTORY_UNIT_DOUBT']);
  });
  it('beside others: one that ends early, one of another unit, one upside down', () => {
    expect(findingsOf(['BTCUSD.csv', wave(100, 20_000)], ['ETHUSD.csv', wave(80, 1500)])[1]).toEqual([
      'doubt HISTORY_ENDS_EARLY',
    ]);
    expect(findingsOf(['BTCUSD.csv', wave(100, 20_000)], ['BTCUSD_b.csv', wave(100, 21_500)])[1]).toEqual([
      'doubt HISTORY_SOURCES_DISAGREE',
    ]);
    expect(findingsOf(['BTCUSD.csv', wave(100, 20_000)], ['BTCUSD_b.csv', wave(100, 1 / 20_080)])[1]).toEqual([
      'doubt HISTORY_INVERTED',
    ]);
    expect(findingsOf(['BTCUSD.csv', wave(100, 20_000)], ['BTCUSD_b.csv', wave(100, 20_100)])[1]).toEqual([]);
  });
});

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const DATA = resolve(ROOT, process.env['BALLAST_DATA_DIR'] ?? '../shared/data');

describe.skipIf(!existsSync(resolve(DATA, 'README.md')))('real files (needs BALLAST_DATA_DIR)', () => {
  it('finds LUNA dead and its ticker reused, UST dead, USDC delisted for 166 days', async () => {
    const hours = (name: string): string => resolve(DATA, `prices-intraday/binance_spot_1h/${name}USDT_1h.csv.gz`);
    const { series } = await importFiles(['LUNA', 'UST', 'USDC', 'BTC'].map(hours));
    const doubts = inspectSeries(series).map(({ item, findings }) => [
      item.series.symbol,
      ...findings.filter(({ level }) => level === 'doubt').map(({ code }) => code),
    ]);
    expect(doubts).toEqual([
      ['LUNA', 'HISTORY_DIED', 'HISTORY_ENDS_EARLY'],
      ['LUNA#2', 'HISTORY_TICKER_REUSED'],
      ['UST', 'HISTORY_ENDS_EARLY'],
      ['USDC', 'HISTORY_LONG_HOLE'],
      ['BTC'],
    ]);
  });
});
