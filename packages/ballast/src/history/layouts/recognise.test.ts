import { describe, expect, it } from 'vitest';
import { isoTime } from '@ballast/core';
import type { NameHints } from '../detectLayout.ts';
import { FileRefused } from '../fileRefused.ts';
import { collectTable, importTable } from '../importTable.ts';
import { tableOf } from '../readTable.ts';

/*
 * One file in each form publishers use, as they document it (sources beside the recognisers). `first` is the first
 * point: a candle at its end, a day at its end, a tick at its own time.
 */
interface Form {
  readonly name: string;
  readonly file: string;
  readonly lines: readonly string[];
  readonly hints?: NameHints;
  readonly publisher: string;
  readonly series: readonly string[];
  readonly first: string;
}

const kline = (
  time: string,
  close: string,
  tail = ',4364.83,1672534799999,72146293.5,149854,2179.94,36032735.4,0',
): string => `${time},16541.77,16545.70,16508.39,${close}${tail}`;

const FORMS: readonly Form[] = [
  {
    name: 'Binance, no header, milliseconds',
    file: 'BTCUSDT-1h-2023-01.csv',
    lines: [kline('1672531200000', '16529.67'), kline('1672534800000', '16551.47')],
    publisher: 'binance',
    series: ['BTC/USDT'],
    first: '2023-01-01T01:00:00Z 16529.67',
  },
  {
    name: 'Binance, no header, microseconds (spot from 2025)',
    file: 'BTCUSDT-1h-2025-01.csv',
    lines: [kline('1735689600000000', '93576'), kline('1735693200000000', '94401.14')],
    publisher: 'binance',
    series: ['BTC/USDT'],
    first: '2025-01-01T01:00:00Z 93576',
  },
  {
    name: 'Binance, header of data.binance.vision',
    file: 'ETHUSDT-1h-2023-01.csv',
    lines: [
      'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore',
      kline('1672531200000', '1195.5'),
      kline('1672534800000', '1196.25'),
    ],
    publisher: 'binance',
    series: ['ETH/USDT'],
    first: '2023-01-01T01:00:00Z 1195.5',
  },
  {
    name: 'Binance, header with spaces, times as a data frame prints them',
    file: 'ETHUSDT_1h.csv',
    lines: [
      'Open time,Open,High,Low,Close,Volume,Close time,Quote asset volume,Number of trades,Taker buy base,Taker buy quote,Ignore',
      kline('2023-01-01 00:00:00', '1195.5'),
      kline('2023-01-01 01:00:00', '1196.25'),
    ],
    publisher: 'binance',
    series: ['ETH/USDT'],
    first: '2023-01-01T01:00:00Z 1195.5',
  },
  {
    name: 'Bybit, newest first',
    file: 'BTCUSDT-60.csv',
    lines: [
      'startTime,openPrice,highPrice,lowPrice,closePrice,volume,turnover',
      '1670608800000,17071,17073,17027,17055.5,268611,15.74462667',
      '1670605200000,17071.5,17071.5,17061,17071,4177,0.24469757',
    ],
    publisher: 'bybit',
    series: ['BTC/USDT'],
    first: '2022-12-09T18:00:00Z 17071',
  },
  {
    name: 'Kraken OHLCVT, no header, seconds, its own ticker for bitcoin',
    file: 'XBTUSD_60.csv',
    lines: ['1381095600,122.0,122.0,122.0,122.0,0.1,1', '1381099200,123.61,123.61,123.61,123.61,0.1,1'],
    publisher: 'kraken',
    series: ['BTC/USD'],
    first: '2013-10-06T22:40:00Z 122',
  },
  {
    name: 'CryptoDataDownload, address first, newest first, milliseconds after seconds',
    file: 'Binance_BTCUSDT_1h.csv',
    lines: [
      'https://www.CryptoDataDownload.com',
      'Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount',
      '1586997600000,2020-04-16 00:00:00,BTC/USDT,6640.8,6650,6500,6612.5,100,660000,9000',
      '1586994000,2020-04-15 23:00:00,BTC/USDT,6650.1,6660,6600,6640.5,120,790000,8000',
    ],
    publisher: 'cryptodatadownload',
    series: ['BTC/USDT'],
    first: '2020-04-16T00:40:00Z 6640.5',
  },
  {
    name: 'CryptoDataDownload, older: hours with AM and PM',
    file: 'Coinbase_ETHUSD_1h.csv',
    lines: [
      'http://www.CryptoDataDownload.com',
      'Date,Symbol,Open,High,Low,Close,Volume ETH,Volume USD',
      '2019-10-17 01-PM,ETHUSD,176.2,177,175,176.9,1,1',
      '2019-10-17 12-PM,ETHUSD,175.1,176,175,176.2,1,1',
    ],
    publisher: 'cryptodatadownload',
    series: ['ETH/USD'],
    first: '2019-10-17T13:00:00Z 176.2',
  },
  {
    name: 'Coin Metrics, community file',
    file: 'usdc.csv',
    lines: ['time,AdrActCnt,PriceUSD,SplyCur', '2023-03-10,1,1.0004,3', '2023-03-11,1,0.9513,3', '2023-03-12,1,,3'],
    publisher: 'coinmetrics',
    series: ['USDC/USD'],
    first: '2023-03-11T00:00:00Z 1.0004',
  },
  {
    name: 'Coin Metrics, API rows by day',
    file: 'metrics.csv',
    lines: [
      'asset,time,ReferenceRateUSD',
      'usdc,2023-03-11T00:00:00.000000000Z,0.951',
      'usdt,2023-03-11T00:00:00.000000000Z,1.004',
    ],
    publisher: 'coinmetrics',
    series: ['USDC/USD', 'USDT/USD'],
    first: '2023-03-12T00:00:00Z 0.951',
  },
  {
    name: 'CoinGecko download',
    file: 'usdc-usd-max.csv',
    lines: [
      'snapped_at,price,market_cap,total_volume',
      '2023-03-11 00:00:00 UTC,0.9994,1,1',
      '2023-03-12 00:00:00 UTC,0.9712,1,1',
    ],
    publisher: 'coingecko',
    series: ['USDC/USD'],
    first: '2023-03-11T00:00:00Z 0.9994',
  },
  {
    name: 'FRED: zero, negative and missing rates',
    file: 'fredgraph.csv',
    lines: ['observation_date,DGS3MO,DTB4WK', '2020-03-25,0.00,-0.05', '2020-03-26,.,', '2020-03-27,0.03,0.01'],
    publisher: 'fred',
    series: ['DGS3MO/PERCENT', 'DTB4WK/PERCENT'],
    first: '2020-03-28T00:00:00Z 0',
  },
  {
    name: 'FRED: a price, whose unit the user states',
    file: 'fredgraph.csv',
    lines: ['observation_date,DEXUSEU', '2023-03-10,1.0658'],
    hints: { quote: 'USD' },
    publisher: 'fred',
    series: ['DEXUSEU/USD'],
    first: '2023-03-14T00:00:00Z 1.0658',
  },
  {
    name: 'Treasury par curve, newest first, American dates',
    file: 'daily-treasury-rates.csv',
    lines: ['Date,"1 Mo","1.5 Month","10 Yr"', '03/14/2023,4.44,,3.64', '03/13/2023,4.41,,3.55'],
    publisher: 'treasury',
    series: ['UST_1M/PERCENT', 'UST_10Y/PERCENT'],
    first: '2023-03-14T00:00:00Z 4.41',
  },
  {
    name: 'Treasury bill rates',
    file: 'bill-rates.csv',
    lines: ['Date,"4 WEEKS BANK DISCOUNT","4 WEEKS COUPON EQUIVALENT"', '03/13/2023,4.31,4.39'],
    publisher: 'treasury',
    series: ['UST_4W_BANK_DISCOUNT/PERCENT', 'UST_4W_COUPON_EQUIVALENT/PERCENT'],
    first: '2023-03-14T00:00:00Z 4.31',
  },
  {
    name: 'DefiLlama yields',
    file: 'yields.csv',
    lines: ['date,project,chain,pool,apy,tvlUsd', '2023-03-11,aave-v3,Ethereum,USDC,3.1,5'],
    publisher: 'defillama',
    series: ['AAVE-V3:ETHEREUM:USDC:APY/PERCENT'],
    first: '2023-03-12T00:00:00Z 3.1',
  },
  {
    name: 'Deribit volatility index',
    file: 'dvol_btc_daily.csv',
    lines: ['date,dvol', '2023-03-11,60.2'],
    publisher: 'deribit',
    series: ['BTC:DVOL/PERCENT'],
    first: '2023-03-12T00:00:00Z 60.2',
  },
  {
    name: 'Chainlink rounds as the contract returns them',
    file: 'usdc_usd_rounds.csv',
    lines: [
      'roundId,answer,startedAt,updatedAt,answeredInRound',
      '36893488147419103978,100018009,1668921335,1668921335,36893488147419103978',
      '36893488147419103979,99990000,1668921435,1668921436,36893488147419103979',
    ],
    hints: { decimals: 8 },
    publisher: 'chainlink',
    series: ['USDC/USD'],
    first: '2022-11-20T05:15:35Z 1.00018009',
  },
  {
    name: 'plain ticks in milliseconds: a fraction of a second goes up',
    file: 'usdc_usd.csv',
    lines: ['timestamp,price', '1668921335001,1.0001', '1668921400000,1.0002'],
    publisher: 'table',
    series: ['USDC/USD'],
    first: '2022-11-20T05:15:36Z 1.0001',
  },
  {
    name: 'times without zone, UTC by the word of the user',
    file: 'usdc_usd.csv',
    lines: ['timestamp,price', '2022-11-20 05:15:35,1.0001', '2022-11-20 05:16,1.0002'],
    hints: { zoneless: 'utc' },
    publisher: 'table',
    series: ['USDC/USD'],
    first: '2022-11-20T05:15:35Z 1.0001',
  },
  {
    name: 'one column an asset, the quote by the word of the user; blank before it was listed',
    file: 'sp500.csv.gz',
    lines: ['Date,MSFT,BRK.B', '1990-01-02,0.384,', '1990-01-03,0.386,71.5'],
    hints: { quote: 'USD' },
    publisher: 'table',
    series: ['MSFT/USD', 'BRK.B/USD'],
    first: '1990-01-03T00:00:00Z 0.384',
  },
  {
    name: 'one column a pair, from whom its name says',
    file: 'yahoo_daily.csv',
    lines: ['Date,BTC-USD,ETH/BTC', '2023-01-01,16625.08,0.0722', '2023-01-02,16688.47,0.0727'],
    publisher: 'yahoo',
    series: ['BTC/USD', 'ETH/BTC'],
    first: '2023-01-02T00:00:00Z 16625.08',
  },
];

const table = (lines: readonly string[]) => tableOf(Buffer.from(`${lines.join('\n')}\n`, 'utf8'));

describe('recognise', () => {
  it.each(FORMS)('$name', ({ file, lines, hints = {}, publisher, series, first }) => {
    const read = importTable(table(lines), file, hints);
    expect(read.refusals.map(({ code }) => code).filter((code) => code !== 'HISTORY_NO_PRICES')).toEqual([]);
    expect(collectTable(table(lines), file, hints).publisher).toBe(publisher);
    expect(read.series.map(({ symbol, quote }) => `${symbol}/${quote}`)).toEqual(series);
    const [point] = read.series[0]?.points ?? [];
    expect(`${isoTime(point?.timeSeconds ?? 0)} ${point?.price}`).toBe(first);
  });

  it.each(['tvl', 'eth_supply', 'daily return', 'volume', 'symbol', 'staking_apr'])(
    'a column %s is no asset, whatever the quote',
    (column) => {
      const read = () => importTable(table([`date,BTC,${column}`, '2023-01-01,1,2']), 'x.csv', { quote: 'USD' });
      expect(read).toThrow(FileRefused);
      expect(read).toThrow(/no column close/);
    },
  );

  it('a negative cell refuses its column alone: those were returns', () => {
    const lines = ['date,BTC,ETH', '2023-01-01,0.01,0.02', '2023-01-02,-0.01,0.03'];
    const { series, refusals } = importTable(table(lines), 'returns.csv', { quote: 'USD' });
    expect(series.map(({ symbol }) => symbol)).toEqual(['ETH']);
    expect(refusals).toMatchObject([{ code: 'HISTORY_NEGATIVE_PRICE', symbol: 'BTC', row: 3 }]);
  });

  it('rates keep zero and sign, and a point is no observation', () => {
    const { series } = importTable(
      table(FORMS.find(({ publisher }) => publisher === 'fred')?.lines ?? []),
      'fredgraph.csv',
      {},
    );
    expect(series.map(({ field, points }) => [field, ...points.map(({ price }) => price)])).toEqual([
      ['rate', '0', '0.03'],
      ['rate', '-0.05', '0.01'],
    ]);
  });

  it('a monthly mean is known in the next month, and has no gaps', () => {
    const lines = ['DATE,FEDFUNDS', '2023-01-01,4.33', '2023-02-01,4.57', '2023-03-01,4.65'];
    const { series, repairs } = importTable(table(lines), 'FEDFUNDS.csv', {});
    expect(series[0]?.points.map(({ timeSeconds }) => isoTime(timeSeconds).slice(0, 10))).toEqual([
      '2023-02-02',
      '2023-03-02',
      '2023-04-04',
    ]);
    expect(repairs.map(({ code }) => code)).toEqual(['HISTORY_IRREGULAR_TIMES']);
  });

  it('says when a file changes the unit of its times on the way', () => {
    const mixed = FORMS.find(({ name }) => name.includes('milliseconds after seconds'));
    const { repairs } = importTable(table(mixed?.lines ?? []), 'Binance_BTCUSDT_1h.csv', {});
    expect(repairs).toContainEqual(expect.objectContaining({ code: 'HISTORY_MIXED_TIME_UNITS', count: 2 }));
  });

  it.each([
    [
      'answers without decimals',
      'usdc_usd.csv',
      ['roundId,answer,updatedAt', '1,100018009,1668921335'],
      'HISTORY_DECIMALS_UNKNOWN',
      1,
    ],
    [
      'a negative answer',
      'usdc_usd.csv',
      ['roundId,answer,updatedAt,decimals', '1,-5,1668921335,8'],
      'HISTORY_NEGATIVE_PRICE',
      2,
    ],
    [
      'an answer that is no number',
      'usdc_usd.csv',
      ['roundId,answer,updatedAt,decimals', '1,0x5,1668921335,8'],
      'HISTORY_BAD_NUMBER',
      2,
    ],
    [
      'a FRED series of a unit it does not say',
      'fredgraph.csv',
      ['observation_date,M2SL', '2023-01-01,21187.4'],
      'HISTORY_QUOTE_UNKNOWN',
      1,
    ],
    [
      'a rate that is no number, on its row',
      'daily.csv',
      ['Date,"1 Mo","10 Yr"', '03/14/2023,4.44,3.64', '03/13/2023,4.41,x'],
      'HISTORY_BAD_NUMBER',
      3,
    ],
    ['a column an asset without a quote', 'prices.csv', ['date,BTC,ETH', '2023-01-01,1,2'], 'HISTORY_NOT_PRICES', 1],
    ['half of the columns pairs', 'prices.csv', ['date,BTC-USD,ETH', '2023-01-01,1,2'], 'HISTORY_NOT_PRICES', 1],
    ['one pair in two columns', 'prices.csv', ['date,BTC-USD,btc/usd', '2023-01-01,1,2'], 'HISTORY_COLUMN_TWICE', 1],
    ['five numbers a row', 'BTCUSDT.csv', ['1672531200000,1,1,1,1', '1672534800000,1,1,1,1'], 'HISTORY_NOT_PRICES', 1],
    ['a count of time that is none', 'BTCUSDT.csv', ['timestamp,price', '167253120000,1'], 'HISTORY_BAD_TIME', 2],
    ['a thirteenth month', 'daily.csv', ['Date,"1 Mo"', '13/13/2023,4.44'], 'HISTORY_BAD_TIME', 2],
  ] as const)('refuses %s', (_name, file, lines, code, row) => {
    const refusals = (() => {
      try {
        return importTable(table(lines), file, {}).refusals;
      } catch (error) {
        return [(error as { refusal: { code: string; row: number } }).refusal];
      }
    })();
    expect(refusals).toMatchObject([{ code, row }]);
  });
});
