import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { canonicalText, isoTime, parseWad, type Policy } from '@ballast/core';
import { importPriceFile } from './importPriceFile.ts';
import type { PriceFile, PriceSeries, Repair, RepairCode } from './priceSeries.ts';
import { toHistory } from './toHistory.ts';

/*
 * Real price tables, where they are present: BALLAST_DATA_DIR, by default ../shared/data beside the repository. Their
 * README lists rows and oddities of every file; the tests hold the import against that list.
 */
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const DATA = resolve(ROOT, process.env['BALLAST_DATA_DIR'] ?? '../shared/data');
const isPresent = existsSync(resolve(DATA, 'README.md'));

interface Listed {
  readonly path: string;
  readonly quote: string;
  readonly rows: number;
  readonly oddities: string;
}

function readList(): Listed[] {
  if (!isPresent) return [];
  const sections = readFileSync(resolve(DATA, 'README.md'), 'utf8').split(/^### /m).slice(1);
  return sections.flatMap((section) => {
    const folder = section.slice(0, section.indexOf('\n')).trim();
    return [...section.matchAll(/^\| `([^`]+\.csv\.gz)` \|(.*)\|$/gm)].map((match) => {
      const cells = (match[2] ?? '').split(' | ').map((cell) => cell.trim());
      return {
        path: `${folder}/${match[1]}`,
        quote: cells[2] ?? '',
        rows: Number(cells[5]),
        oddities: cells.at(-1) ?? '',
      };
    });
  });
}

const LIST = readList();
const isPriceTable = ({ path }: Listed): boolean =>
  /^(prices-daily|prices-intraday|crises)\//.test(path) ||
  /chainlink_arbitrum|usdc_usdt_1bp|usdc_weth_hourly/.test(path);

const at = (text: string): number => Date.parse(text) / 1000;
const of = (file: PriceFile, code: RepairCode, symbol: string): Repair[] =>
  file.repairs.filter((repair) => repair.code === code && repair.symbol === symbol);
const total = (repairs: readonly Repair[]): number => repairs.reduce((sum, { count }) => sum + count, 0);
const seriesOf = (file: PriceFile, symbol: string): PriceSeries => {
  const found = file.series.find((series) => series.symbol === symbol);
  if (found === undefined) throw new Error(`no series ${symbol}`);
  return found;
};
const lowest = ({ points }: PriceSeries): number =>
  points.reduce((low, { price }) => Math.min(low, Number(price)), Infinity);
const highest = ({ points }: PriceSeries): number =>
  points.reduce((high, { price }) => Math.max(high, Number(price)), 0);

/** What the list says of single files, found where it says. */
const DOCUMENTED: Readonly<Record<string, (file: PriceFile) => void>> = {
  'prices-daily/binance_spot_daily_2018_2025.csv.gz': (file) => {
    // LINK low 0.0001 on 2020-03-12 is a wick: the close of that day stays.
    const link = seriesOf(file, 'LINK');
    expect(link.points.find(({ timeSeconds }) => timeSeconds === at('2020-03-13T00:00:00Z'))?.price).toBe('1.9931');
    expect(lowest(link)).toBeGreaterThan(0.3);
    // Listing-day wicks of UNI and WBETH, and WBTC's low of 5209 in 2024, leave the closes alone.
    expect(highest(seriesOf(file, 'UNI'))).toBeLessThan(60);
    expect(highest(seriesOf(file, 'WBETH'))).toBeLessThan(5300);
    expect(lowest(seriesOf(file, 'WBTC'))).toBeGreaterThan(20_000);
    expect(file.repairs).toEqual([]);
  },
  'prices-daily/bybit_daily_2020_2025.csv.gz': (file) => {
    const twice = file.repairs.filter(({ code }) => code === 'HISTORY_DUPLICATES');
    expect(twice.map(({ symbol }) => symbol)).toEqual([
      'AAVE',
      'AVAX',
      'BTC',
      'COMP',
      'ETH',
      'LINK',
      'SOL',
      'UNI',
      'USDC',
    ]);
    for (const { fromSeconds, count } of twice) expect([fromSeconds, count]).toEqual([at('2023-02-18T00:00:00Z'), 1]);
  },
  'prices-daily/coinmarketcap_stables_luna_2018_2025.csv.gz': (file) => {
    // Bad highs (USDC 2.35, DAI 3.67 on 2021-11-16) never reach a close.
    expect(highest(seriesOf(file, 'USDC'))).toBeLessThan(1.1);
    expect(highest(seriesOf(file, 'DAI'))).toBeLessThan(1.1);
    expect(lowest(seriesOf(file, 'USTC'))).toBeLessThan(0.02);
  },
  'prices-daily/coingecko_daily_2018_2025.csv.gz': (file) => {
    expect(of(file, 'HISTORY_GAPS', 'USDC')).toMatchObject([
      { count: 6, fromSeconds: at('2018-10-18T00:00:00Z'), toSeconds: at('2018-10-25T00:00:00Z') },
    ]);
    expect(of(file, 'HISTORY_GAPS', 'USDT')).toMatchObject([{ count: 1, fromSeconds: at('2019-05-28T00:00:00Z') }]);
  },
  'prices-daily/coingecko_eth_2015_2023.csv.gz': (file) => {
    expect(of(file, 'HISTORY_GAPS', 'ETH')).toMatchObject([{ count: 1, fromSeconds: at('2015-08-08T00:00:00Z') }]);
    expect(seriesOf(file, 'ETH').quote).toBe('USD');
  },
  'prices-daily/coinmetrics_daily_2018_2021.csv.gz': (file) => {
    expect(seriesOf(file, 'BNB').points.at(-1)?.timeSeconds).toBe(at('2019-04-23T00:00:00Z'));
    expect(seriesOf(file, 'USDT_OMNI').points).toEqual(seriesOf(file, 'USDT').points);
  },
  'prices-intraday/binance_1h_2018_2021/BTCUSDT_1h.csv.gz': (file) => {
    expect(total(of(file, 'HISTORY_BLANK_ROWS', 'BTC'))).toBe(116);
  },
  'prices-intraday/binance_1h_2018_2021/ETHUSDT_1h.csv.gz': (file) => {
    expect(total(of(file, 'HISTORY_BLANK_ROWS', 'ETH'))).toBe(116);
  },
  'prices-intraday/binance_1h_2018_2021/LINKUSDT_1h.csv.gz': (file) => {
    const hour = seriesOf(file, 'LINK').points.find(({ timeSeconds }) => timeSeconds === at('2020-03-12T11:00:00Z'));
    expect(Number(hour?.price)).toBeGreaterThan(1);
  },
  'prices-intraday/binance_spot_1h/USDCUSDT_1h.csv.gz': (file) => {
    const usdc = seriesOf(file, 'USDC');
    expect(of(file, 'HISTORY_LONG_HOLE', 'USDC')).toMatchObject([
      { fromSeconds: at('2022-09-26T02:00:00Z'), toSeconds: at('2023-03-11T14:00:00Z') },
    ]);
    const inHole = usdc.points.filter(
      ({ timeSeconds }) => timeSeconds > at('2022-09-26T03:00:00Z') && timeSeconds < at('2023-03-11T15:00:00Z'),
    );
    expect(inHole).toEqual([]);
    // Wicks to 0.20 and 3.99 are none of the closes; the depeg is.
    expect(highest(usdc)).toBeLessThan(1.2);
    expect(lowest(usdc)).toBeGreaterThan(0.85);
    expect(lowest(usdc)).toBeLessThan(0.95);
  },
  'prices-intraday/binance_spot_1h/LUNAUSDT_1h.csv.gz': (file) => {
    expect(file.series.map(({ symbol }) => symbol)).toEqual(['LUNA', 'LUNA#2']);
    expect(seriesOf(file, 'LUNA').points.at(-1)).toEqual({ timeSeconds: at('2022-05-13T01:00:00Z'), price: '0.00005' });
    expect(seriesOf(file, 'LUNA#2').points[0]?.timeSeconds).toBe(at('2022-05-31T07:00:00Z'));
    expect(of(file, 'HISTORY_TICKER_REUSED', 'LUNA#2')).toHaveLength(1);
  },
  'prices-intraday/binance_spot_1h/FTTUSDT_1h.csv.gz': (file) => {
    // The same coin on both sides of 311 days without candles.
    expect(file.series.map(({ symbol }) => symbol)).toEqual(['FTT']);
    expect(of(file, 'HISTORY_LONG_HOLE', 'FTT')).toMatchObject([{ detail: expect.stringContaining('311 days') }]);
  },
  'prices-intraday/binance_spot_1h/WBETHUSDT_1h.csv.gz': (file) => {
    expect(Number(seriesOf(file, 'WBETH').points[0]?.price)).toBeLessThan(2200);
  },
  'prices-intraday/cdd_usd_1h/SOLUSD_1h.csv.gz': (file) => {
    expect(of(file, 'HISTORY_ZERO_PRICES', 'SOL')).toMatchObject([
      { count: 609, fromSeconds: at('2022-02-04T04:00:00Z'), toSeconds: at('2022-03-01T12:00:00Z') },
    ]);
    expect(lowest(seriesOf(file, 'SOL'))).toBeGreaterThan(5);
  },
  'prices-intraday/coingecko_1h_2021_2023/eth_btc_lst.csv.gz': (file) => {
    // stETH against WETH prints 1.116 on 2021-09-16 because the WETH tick is wrong.
    const codes = of(file, 'HISTORY_BAD_TICK', 'WETH').map(({ fromSeconds }) => isoTime(fromSeconds ?? 0));
    expect(codes).toEqual(['2021-09-16T09:02:54Z', '2022-06-13T04:02:22Z']);
    expect(of(file, 'HISTORY_IRREGULAR_TIMES', 'STETH')).toHaveLength(1);
  },
  'prices-intraday/coingecko_1h_2021_2023/stables.csv.gz': (file) => {
    expect(seriesOf(file, 'UST').points[0]?.timeSeconds).toBe(at('2021-12-02T03:00:23Z'));
    // The collapse itself is not taken for bad ticks.
    const removed = seriesOf(file, 'UST').badTicks.map(({ timeSeconds }) => timeSeconds);
    expect(removed.filter((time) => time < at('2022-05-20T00:00:00Z'))).toEqual([]);
  },
  'prices-intraday/compoundv3_oracle_1h_2022_2024.csv.gz': (file) => {
    const quotes = (quote: string): string[] =>
      file.series
        .filter((series) => series.quote === quote)
        .map(({ symbol }) => symbol)
        .toSorted();
    expect(quotes('USD')).toEqual(['COMP', 'LINK', 'UNI', 'USDE', 'WBTC', 'WETH', 'WSTETH']);
    expect(quotes('ETH')).toEqual(['CBETH', 'RETH', 'RSWETH', 'TBTC', 'WEETH']);
  },
  'crises/2022-05-terra/USDCUSDT_1m_binance.csv.gz': (file) => {
    // A one-minute wick to 3.99 on 2022-05-11.
    expect(highest(seriesOf(file, 'USDC'))).toBeLessThan(1.2);
  },
  'crises/2022-05-terra/LUNAUSDT_5m_binance.csv.gz': (file) => {
    // Five orders of magnitude in one series, and not one close of it taken out.
    const luna = seriesOf(file, 'LUNA');
    expect(luna.badTicks).toEqual([]);
    expect(highest(luna) / lowest(luna)).toBeGreaterThan(1e6);
  },
  'crises/2022-05-terra/USTUSDT_5m_binance.csv.gz': (file) => {
    expect(seriesOf(file, 'UST').badTicks).toEqual([]);
    expect(seriesOf(file, 'UST').points.at(-1)).toEqual({ timeSeconds: at('2022-05-13T00:50:00Z'), price: '0.245779' });
  },
  'crises/2023-03-usdc-svb/USDCUSDT_1m_binance.csv.gz': (file) => {
    const usdc = seriesOf(file, 'USDC');
    expect(usdc.points[0]).toEqual({ timeSeconds: at('2023-03-11T14:01:00Z'), price: '0.9121' });
    expect(usdc.badTicks).toEqual([]);
  },
  'crises/2023-03-usdc-svb/kraken_usdcusd_1m.csv.gz': (file) => {
    expect(seriesOf(file, 'USDC').quote).toBe('USD');
    expect(lowest(seriesOf(file, 'USDC'))).toBeLessThan(0.885);
  },
  'crises/2023-03-usdc-svb/kraken_usdtusd_1m.csv.gz': (file) => {
    expect(file.series.map(({ symbol, quote }) => `${symbol}/${quote}`)).toEqual(['USDT/USD']);
  },
  'crises/2023-03-usdc-svb/chainlink_usdc_usd_eth_rounds.csv.gz': (file) => {
    expect(file.series.map(({ symbol, quote }) => `${symbol}/${quote}`)).toEqual(['USDC/USD']);
    expect(seriesOf(file, 'USDC').points[0]?.price).toBe('1.00018009');
  },
  'defi/chainlink_arbitrum_rounds_2021_2024.csv.gz': (file) => {
    expect(file.series.map(({ symbol, quote }) => `${symbol}/${quote}`)).toEqual([
      'BUSD/USD',
      'DAI/USD',
      'USDC/USD',
      'USDT/USD',
      'WBTC/BTC',
    ]);
    expect(total(of(file, 'HISTORY_SAME_TIME_ROUNDS', 'USDC'))).toBeGreaterThan(100);
    expect(lowest(seriesOf(file, 'USDC')).toFixed(4)).toBe('0.8809');
    expect(lowest(seriesOf(file, 'USDT')).toFixed(4)).toBe('0.9515');
  },
  'defi/uniswap_v3_usdc_usdt_1bp_hourly_2022_2025.csv.gz': (file) => {
    expect(lowest(seriesOf(file, 'USDC')).toFixed(4)).toBe('0.8726');
  },
};

const DROPPED: readonly RepairCode[] = [
  'HISTORY_BLANK_ROWS',
  'HISTORY_ZERO_PRICES',
  'HISTORY_DUPLICATES',
  'HISTORY_SAME_TIME_ROUNDS',
  'HISTORY_BAD_TICK',
  'HISTORY_LISTING_PRINT',
];

describe.skipIf(!isPresent)('real price tables (needs BALLAST_DATA_DIR)', () => {
  it('are listed, and every documented oddity is of a listed file', () => {
    expect(LIST.length).toBeGreaterThan(100);
    expect(LIST.filter(isPriceTable).length).toBeGreaterThan(60);
    const paths = LIST.map(({ path }) => path);
    expect(Object.keys(DOCUMENTED).filter((path) => !paths.includes(path))).toEqual([]);
  });

  it.each(LIST.filter(isPriceTable))(
    '$path: every row becomes a close or is accounted for',
    ({ path, quote, rows, oddities }) => {
      const file = importPriceFile(resolve(DATA, path));
      expect(file.refusals).toEqual([]);
      const closes = file.series.reduce((sum, { points }) => sum + points.length, 0);
      expect(closes + total(file.repairs.filter(({ code }) => DROPPED.includes(code)))).toBe(rows);
      for (const series of file.series) expect(quote).toContain(series.quote);
      const gaps = file.repairs.filter(({ code }) => code === 'HISTORY_GAPS');
      const documented = /(\d+) gaps?, (\d+) missing in all, longest (\d+)/.exec(oddities);
      if (documented !== null && file.series.length === 1) {
        expect(gaps.map(({ detail }) => detail)).toEqual([
          `${documented[1]} gaps, ${documented[2]} missing in all, longest ${documented[3]}; left open`,
        ]);
      }
      const absent = /(\d+) minutes absent, longest run (\d+)/.exec(oddities);
      if (absent !== null)
        expect(gaps).toMatchObject([
          { count: Number(absent[1]), detail: expect.stringContaining(`longest ${absent[2]};`) },
        ]);
      if (/no missing interval/.test(oddities) && !/blank/.test(oddities)) expect(gaps).toEqual([]);
      DOCUMENTED[path]?.(file);
    },
  );

  it.each(LIST.filter((listed) => !isPriceTable(listed)))(
    '$path: no price table, refused with a reason',
    ({ path }) => {
      const file = importPriceFile(resolve(DATA, path));
      expect(file.series).toEqual([]);
      expect(file.refusals.map(({ code }) => code)).toSatisfy(
        (codes: string[]) =>
          codes.every((code) => ['HISTORY_NO_TIME', 'HISTORY_NOT_PRICES', 'HISTORY_QUOTE_UNKNOWN'].includes(code)) &&
          codes.length > 0,
      );
    },
  );

  it('the history of 11 March 2023 knows nothing of 12 March', () => {
    const file = importPriceFile(resolve(DATA, 'prices-daily/yahoo_daily_2022_2025.csv.gz'));
    const { points, badTicks } = seriesOf(file, 'USDC');
    const policy = { assets: [{ id: 'usdc' } as Policy['assets'][number]] };
    const build = (kept: PriceSeries['points']): string =>
      canonicalText(
        toHistory({
          reserve: 'r',
          policy,
          series: [{ assetId: 'usdc', source: file.name, points: kept, badTicks }],
          toSeconds: at('2023-03-12T18:00:00Z'),
          windowDays: 30,
        }),
      );
    const future = points.map((point) =>
      point.timeSeconds > at('2023-03-12T00:00:00Z') ? { ...point, price: '7' } : point,
    );
    expect(build(future)).toBe(build(points));
    expect(build(points)).toContain(
      String(parseWad(points.find(({ timeSeconds }) => timeSeconds === at('2023-03-12T00:00:00Z'))?.price ?? '0')),
    );
  });
});
