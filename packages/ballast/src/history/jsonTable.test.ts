import { describe, expect, it } from 'vitest';
import { isoTime } from '@ballast/core';
import { importTable } from './importTable.ts';
import { tableOf } from './readTable.ts';

const MS = Date.UTC(2023, 2, 11);
const candle = (at: number, close: string | number, ms = true) => [
  ms ? MS + at * 3_600_000 : MS / 1000 + at * 3600,
  '1',
  '1',
  '1',
  close,
];
/** Series of a saved answer as `symbol/quote: time price, …`, or the code of its refusal. */
const read = (json: unknown, name: string): string[] => {
  try {
    const text = typeof json === 'string' ? json : JSON.stringify(json);
    const { series, refusals } = importTable(tableOf(Buffer.from(text)), name, {});
    return [
      ...refusals.map(({ code }) => code),
      ...series.map(({ symbol, quote, points }) =>
        [
          `${symbol}/${quote}`,
          ...points.map(({ timeSeconds, price }) => `${isoTime(timeSeconds).slice(5, 19)} ${price}`),
        ].join(', '),
      ),
    ];
  } catch (error) {
    return [(error as { code: string }).code];
  }
};

describe('answers saved as they came', () => {
  it.each([
    [
      'Binance klines',
      'BTCUSDT-1h.json',
      [0, 1].map((at) => [...candle(at, `2000${at}.10`), '1', MS, '1', 1, '1', '1', '0']),
      ['BTC/USDT, 03-11T01:00:00 20000.1, 03-11T02:00:00 20001.1'],
    ],
    [
      'Bybit klines, newest first',
      'kline.json',
      {
        retCode: 0,
        result: {
          symbol: 'ETHUSDT',
          category: 'spot',
          list: [1, 0].map((at) => [...candle(at, `150${at}`).map(String), '1', '1']),
        },
      },
      ['ETH/USDT, 03-11T01:00:00 1500, 03-11T02:00:00 1501'],
    ],
    [
      'Kraken OHLC',
      'XBTUSD.json',
      {
        error: [],
        result: { XXBTZUSD: [0, 1].map((at) => [...candle(at, `2000${at}`, false), '1', '1', 5]), last: 1 },
      },
      ['BTC/USD, 03-11T01:00:00 20000, 03-11T02:00:00 20001'],
    ],
    [
      'CoinGecko market chart',
      'usdc-usd-max.json',
      {
        prices: [
          [MS, 0.97],
          [MS + 3_600_000, 9.1e-1],
        ],
        market_caps: [],
      },
      ['USDC/USD, 03-11T00:00:00 0.97, 03-11T01:00:00 0.91'],
    ],
    [
      'DefiLlama chart',
      'chart.json',
      {
        coins: {
          'coingecko:usd-coin': {
            symbol: 'USDC',
            confidence: 0.99,
            prices: [{ timestamp: MS / 1000 + 5, price: 0.97 }],
          },
        },
      },
      ['USDC/USD, 03-11T00:00:05 0.97'],
    ],
    [
      'DefiLlama yields',
      'USDC.json',
      { status: 'success', data: [{ timestamp: '2023-03-11T23:01:00.000Z', tvlUsd: 5, apy: 3.2, apyBase: null }] },
      ['USDC:APY/PERCENT, 03-11T23:01:00 3.2'],
    ],
    [
      'Deribit candles',
      'BTC-USD.json',
      {
        result: {
          status: 'ok',
          ticks: [MS, MS + 3_600_000],
          open: [1, 2],
          high: [1, 2],
          low: [1, 2],
          close: [20_000.5, 20_001],
        },
      },
      ['BTC/USD, 03-11T01:00:00 20000.5, 03-11T02:00:00 20001'],
    ],
    [
      'Coin Metrics',
      'x.json',
      { data: [{ asset: 'usdc', time: '2023-03-11T00:00:00.000000000Z', PriceUSD: '0.9712' }], next_page_token: 'x' },
      ['USDC/USD, 03-12T00:00:00 0.9712'],
    ],
    [
      'FRED observations',
      'DGS3MO.json',
      {
        observations: [
          { date: '2023-03-10', value: '4.83' },
          { date: '2023-03-11', value: '.' },
        ],
      },
      ['DGS3MO/PERCENT, 03-14T00:00:00 4.83'],
    ],
    [
      'a list of records',
      'usdc_usd.json',
      [
        { timestamp: '2023-03-11T00:00:00Z', price: '0.97' },
        { timestamp: '2023-03-11T00:05:00Z', price: null },
      ],
      ['USDC/USD, 03-11T00:00:00 0.97'],
    ],
  ])('%s', (_name, file, json, expected) => {
    expect(read(json, file)).toEqual(expected);
  });

  it('a FRED series of a unit nothing says is refused, in JSON as in CSV', () => {
    expect(read({ observations: [{ date: '2023-03-10', value: '1.06' }] }, 'DEXUSEU.json')).toEqual([
      'HISTORY_QUOTE_UNKNOWN',
    ]);
  });

  it.each([
    ['cut short', '{"prices": [[1,2', 'HISTORY_MALFORMED_JSON'],
    ['another shape', '{"hello": 1}', 'HISTORY_NOT_PRICES'],
    ['nothing in it', '[]', 'HISTORY_NOT_PRICES'],
    ['an error of Kraken', '{"error":["EGeneral:Invalid arguments"]}', 'HISTORY_NOT_PRICES'],
    [
      'a round id that lost its digits',
      '[{"timestamp":1678492800,"round_id":36893488147419103978,"price":"1"}]',
      'HISTORY_BAD_NUMBER',
    ],
  ])('refuses JSON %s', (_name, text, code) => {
    expect(read(text, 'usdc_usd.json')).toEqual([code]);
  });
});
