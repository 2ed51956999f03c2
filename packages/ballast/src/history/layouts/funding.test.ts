import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isoTime } from '@ballast/core';
import type { NameHints } from '../detectLayout.ts';
import { importFiles } from '../importFiles.ts';
import { importTable, collectTable } from '../importTable.ts';
import { inspectSeries } from '../inspectSeries.ts';
import { tableOf } from '../readTable.ts';
import type { StatedPeriods } from './fundingPeriods.ts';

const HOUR = 3600;
const periods = (all: number | null, of: Readonly<Record<string, number>> = {}): NameHints => ({
  periods: { ...(all === null ? {} : { all }), of: new Map(Object.entries(of)) } satisfies StatedPeriods,
});
const EIGHT = periods(8 * HOUR);
/** Lines of a table, or an answer in JSON. */
type Content = readonly string[] | readonly object[] | object;
const isLines = (content: Content): content is readonly string[] =>
  Array.isArray(content) && typeof content[0] === 'string';
const bytes = (content: Content): Buffer =>
  Buffer.from(isLines(content) ? `${content.join('\n')}\n` : JSON.stringify(content));

interface Read {
  readonly publisher: string;
  /** Each series as `symbol: time rate, …`, times without year and zone. */
  readonly series: readonly string[];
  readonly refusals: readonly string[];
  readonly repairs: readonly string[];
}

function read(content: Content, file: string, hints: NameHints = {}): Read {
  try {
    const table = tableOf(bytes(content));
    const { series, repairs, refusals } = importTable(table, file, hints);
    return {
      publisher: collectTable(table, file, hints).publisher,
      series: series.map(({ symbol, quote, field, points }) => {
        expect([quote, field]).toEqual(['PERCENT', 'rate']);
        return `${symbol}: ${points.map((p) => `${isoTime(p.timeSeconds).slice(5, 19)} ${p.price}`).join(', ')}`;
      }),
      refusals: refusals.map(({ code, symbol, row }) => `${code} ${symbol} ${row}`),
      repairs: repairs.map(({ code, count, detail }) => `${code} ${count}: ${detail}`),
    };
  } catch (error) {
    const { code, row } = (error as { refusal: { code: string; row: number | null } }).refusal;
    return { publisher: '', series: [], refusals: [`${code} null ${row}`], repairs: [] };
  }
}

const MS = Date.UTC(2024, 0, 1);
const at = (hours: number, late = 0): number => MS + hours * HOUR * 1000 + late;

describe('funding rates', () => {
  it.each([
    {
      name: "Binance's monthly download; a stamp some milliseconds late is of its minute",
      file: 'BTCUSDT-fundingRate-2024-01.zip',
      content: [
        'calc_time,funding_interval_hours,last_funding_rate',
        `${at(0)},8,0.00037409`,
        `${at(8, 5)},8,-0.00010000`,
      ],
      publisher: 'binance',
      series: ['BTCUSDT:FUNDING: 01-01T00:00:00 40.962855, 01-01T08:00:00 -10.95'],
    },
    {
      name: 'a coin-margined perpetual, by its name',
      file: 'BTCUSD_PERP-fundingRate-2024-01.csv',
      content: ['calc_time,funding_interval_hours,last_funding_rate', `${at(0)},8,0.0001`],
      publisher: 'binance',
      series: ['BTCUSD_PERP:FUNDING: 01-01T00:00:00 10.95'],
    },
    {
      name: 'an interval that changes on the way: each row by its own',
      file: 'ENAUSDT-fundingRate-2024-04.csv',
      content: [
        'calc_time,funding_interval_hours,last_funding_rate',
        `${at(0)},8,0.0001`,
        `${at(8)},4,0.0001`,
        `${at(12)},4,0.0001`,
      ],
      publisher: 'binance',
      series: ['ENAUSDT:FUNDING: 01-01T00:00:00 10.95, 01-01T08:00:00 21.9, 01-01T12:00:00 21.9'],
    },
    {
      name: "Binance's API",
      file: 'funding.json',
      content: [0, 8].map((hours) => ({
        symbol: 'ETHUSDT',
        fundingTime: at(hours, 3),
        fundingRate: '0.00010000',
        markPrice: '2300.1',
      })),
      hints: EIGHT,
      publisher: 'binance',
      series: ['ETHUSDT:FUNDING: 01-01T00:00:00 10.95, 01-01T08:00:00 10.95'],
    },
    {
      name: "Bybit's API, newest first",
      file: 'funding.json',
      content: {
        retCode: 0,
        result: {
          category: 'linear',
          list: [8, 0].map((hours) => ({
            symbol: 'ETHPERP',
            fundingRate: `0.000${hours}1`,
            fundingRateTimestamp: String(at(hours)),
          })),
        },
      },
      hints: EIGHT,
      publisher: 'bybit',
      series: ['ETHPERP:FUNDING: 01-01T00:00:00 1.095, 01-01T08:00:00 88.695'],
    },
    {
      name: "Deribit's API: the rate of the hour, not of eight",
      file: 'BTC-PERPETUAL.json',
      content: {
        jsonrpc: '2.0',
        result: [0, 1].map((hours) => ({
          timestamp: at(hours),
          index_price: 8222.87,
          prev_index_price: 8305.72,
          interest_8h: -0.00009234260068476106,
          interest_1h: -4.739622041017375e-7,
        })),
      },
      publisher: 'deribit',
      series: ['BTC-PERPETUAL:FUNDING: 01-01T00:00:00 -0.41519089079312205, 01-01T01:00:00 -0.41519089079312205'],
    },
    {
      name: 'Deribit, a linear perpetual',
      file: 'deribit_ETH_USDC-PERPETUAL_funding.csv',
      content: ['timestamp,interest_1h', `${at(0)},0.00001`],
      publisher: 'deribit',
      series: ['ETH_USDC-PERPETUAL:FUNDING: 01-01T00:00:00 8.76'],
    },
    {
      name: 'a plain table in percent, its market in the name',
      file: 'funding_btc_8h_2022.csv',
      content: ['timestamp,funding_rate_pct', '2024-01-01T08:00:00Z,0.00044', '2024-01-01T16:00:00Z,0'],
      hints: EIGHT,
      publisher: 'table',
      series: ['BTC:FUNDING: 01-01T08:00:00 0.4818, 01-01T16:00:00 0'],
    },
    {
      name: 'a market the user names',
      file: 'funding.csv',
      content: ['timestamp,funding_rate', '2024-01-01T08:00:00Z,1e-4'],
      hints: { ...EIGHT, symbol: 'SOLUSDT' },
      publisher: 'table',
      series: ['SOLUSDT:FUNDING: 01-01T08:00:00 10.95'],
    },
    {
      name: 'several venues, one with another period',
      file: 'funding_binance_dydx.csv',
      content: [
        'timestamp,venue,symbol,funding_rate',
        '2024-01-01T00:00:00Z,binance,BTC,0.0001',
        '2024-01-01T00:00:00Z,dydx,BTC,0.0001',
        '2024-01-01T01:00:00Z,dydx,BTC,0.0001',
      ],
      hints: periods(8 * HOUR, { dydx: HOUR }),
      publisher: 'table',
      series: [
        'BINANCE:BTC:FUNDING: 01-01T00:00:00 10.95',
        'DYDX:BTC:FUNDING: 01-01T00:00:00 87.6, 01-01T01:00:00 87.6',
      ],
    },
  ])('$name', ({ file, content, hints, publisher, series }) => {
    expect(read(content, file, hints)).toMatchObject({ publisher, series, refusals: [] });
  });

  it('candles that carry the rate stay candles', () => {
    const { series } = importTable(
      tableOf(bytes(['timestamp,close,funding_rate', `${at(0)},42000,0.0001`, `${at(1)},42001,0.0001`])),
      'BTCUSDT.csv',
      {},
    );
    expect(series).toMatchObject([{ field: 'close', symbol: 'BTC', quote: 'USDT' }]);
  });

  it('what was done to the figures is said', () => {
    const lines = ['calc_time,funding_interval_hours,last_funding_rate', `${at(0)},8,0.1`, `${at(8, 12)},8,0.1`];
    expect(read(lines, 'BTCUSDT-fundingRate-2024-01.csv').repairs).toEqual([
      'HISTORY_STAMPED_LATE 1: stamped within a second after a minute, taken at the minute',
      'HISTORY_ANNUALISED 2: rates of 8h as percent a year of 365 days: times 109500',
    ]);
  });

  it('microseconds, and moments with a fraction, are of their minute too', () => {
    const lines = ['timestamp,symbol,funding_rate', `${at(0)}007,BTC,0.0001`, '2024-01-01T08:00:00.003Z,BTC,0.0001'];
    expect(read(lines, 'f.csv', EIGHT).series).toEqual(['BTC:FUNDING: 01-01T00:00:00 10.95, 01-01T08:00:00 10.95']);
  });

  it('a moment more than a second after its minute keeps its second', () => {
    const lines = ['timestamp,symbol,funding_rate', `${at(0, 1000)},BTC,0.0001`, '2024-01-01T08:00:01Z,BTC,0.0001'];
    expect(read(lines, 'f.csv', EIGHT).series).toEqual(['BTC:FUNDING: 01-01T00:00:01 10.95, 01-01T08:00:01 10.95']);
  });

  it("a publisher's own periods that its rows do not keep are a doubt", () => {
    const lines = [
      'calc_time,funding_interval_hours,last_funding_rate',
      ...[0, 1, 2].map((hour) => `${at(hour)},8,0.1`),
    ];
    expect(read(lines, 'BTCUSDT-fundingRate-2024-01.csv').repairs).toContainEqual(
      expect.stringMatching(/^HISTORY_PERIOD_DOUBT 3: .* are 1h apart, closer than 8h$/),
    );
  });

  const plain = (...rows: readonly string[]): string[] => ['timestamp,symbol,funding_rate', ...rows];
  const eights = [0, 8, 16].map((hours) => `${at(hours)},BTC,0.0001`);
  it.each([
    [
      'a column that is there twice',
      ['timestamp,symbol,funding_rate,funding_rate', `${at(0)},BTC,0.1,0.2`],
      EIGHT,
      ['HISTORY_COLUMN_TWICE null 1'],
    ],
    ['a period nobody states', plain(...eights), {}, ['HISTORY_PERIOD_UNKNOWN null 1']],
    [
      'a period stated of another venue only',
      ['timestamp,venue,symbol,funding_rate', `${at(0)},bybit,BTC,0.1`, `${at(8)},bybit,BTC,0.1`],
      periods(null, { okx: 8 * HOUR }),
      ['HISTORY_PERIOD_UNKNOWN BYBIT:BTC:FUNDING 2'],
    ],
    [
      'a venue that is called like a property of every object',
      ['timestamp,venue,symbol,funding_rate', `${at(0)},constructor,BTC,0.1`],
      periods(null, { okx: 8 * HOUR }),
      ['HISTORY_PERIOD_UNKNOWN CONSTRUCTOR:BTC:FUNDING 2'],
    ],
    ['a period too long', plain(...eights), periods(24 * HOUR), ['HISTORY_PERIOD_CONTRADICTED BTC:FUNDING null']],
    [
      'a period too short',
      plain(...eights, `${at(24)},BTC,0`),
      periods(HOUR),
      ['HISTORY_PERIOD_CONTRADICTED BTC:FUNDING null'],
    ],
    [
      'an interval that divides no year',
      ['calc_time,funding_interval_hours,last_funding_rate', `${at(0)},8,0.1`, `${at(8)},7,0.1`],
      { symbol: 'X' },
      ['HISTORY_PERIOD_UNKNOWN X:FUNDING 3'],
    ],
    [
      'a rate that is no number',
      plain(eights[0] ?? '', `${at(8)},BTC,high`),
      EIGHT,
      ['HISTORY_BAD_NUMBER BTC:FUNDING 3'],
    ],
    ['a moment that is none', plain(eights[0] ?? '', '2024-02-30,BTC,0.1'), EIGHT, ['HISTORY_BAD_TIME BTC:FUNDING 3']],
    ['no market', ['timestamp,funding_rate', `${at(0)},0.1`], EIGHT, ['HISTORY_SYMBOL_UNKNOWN null 2']],
    ['two rates for one moment', plain(...eights, `${at(8)},BTC,0.0002`), EIGHT, ['HISTORY_CONFLICT BTC:FUNDING null']],
  ])('refuses %s', (_name, lines, hints, refusals) => {
    expect(read(lines, 'funding.csv', hints)).toMatchObject({ series: [], refusals });
  });

  it('what one market is refused for leaves the others be', () => {
    const hourly = [0, 1, 2].map((hours) => `${at(hours)},ETH,0.0001`);
    expect(read(plain(...eights, ...hourly), 'f.csv', EIGHT)).toMatchObject({
      series: [expect.stringMatching(/^BTC:FUNDING: /)],
      refusals: ['HISTORY_PERIOD_CONTRADICTED ETH:FUNDING null'],
    });
  });

  it('blank rows are left out and counted', () => {
    const { series, repairs } = read(plain(eights[0] ?? '', `${at(8)},BTC,`), 'f.csv', EIGHT);
    expect(series).toHaveLength(1);
    expect(repairs).toContainEqual('HISTORY_BLANK_ROWS 1: rows without a price, left out');
  });

  it.each([
    ['fractions taken for percent', 0.0001, 'timestamp,symbol,funding_rate_pct', 'HISTORY_UNIT_DOUBT note'],
    ['percent taken for fractions', 0.01, 'timestamp,symbol,funding_rate', 'HISTORY_UNIT_DOUBT doubt'],
    ['a day of panic is none', 0.0001, 'timestamp,symbol,funding_rate', null],
  ])('%s is seen', (_name, rate, header, expected) => {
    const rows = Array.from({ length: 90 }, (_, index) => {
      const size = index === 45 && expected === null ? 0.02 : rate * (1 + (index % 7) / 10);
      return `${at(index * 8)},BTC,${size}`;
    });
    const { series, refusals } = importTable(tableOf(bytes([header, ...rows])), 'f.csv', EIGHT);
    expect(refusals).toEqual([]);
    const items = series.map((item) => ({
      series: item,
      publisher: 'table',
      sources: [],
      repairs: [],
      dropped: [],
      rowsElsewhere: 0,
    }));
    const found = inspectSeries(items).flatMap(({ findings }) =>
      findings.filter(({ code }) => code === 'HISTORY_UNIT_DOUBT').map(({ code, level }) => `${code} ${level}`),
    );
    expect(found).toEqual(expected === null ? [] : [expected]);
  });
});

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const DATA = resolve(ROOT, process.env['BALLAST_DATA_DIR'] ?? '../shared/data');

describe.skipIf(!existsSync(resolve(DATA, 'README.md')))('real files (needs BALLAST_DATA_DIR)', () => {
  const load = (name: string, hints: NameHints) => importFiles([resolve(DATA, 'options', name)], hints);
  it.each([
    ['funding_btc_8h_2022_2025.csv.gz', EIGHT, { 'BTC:FUNDING': 3188 }],
    ['funding_hyperliquid_hourly_2024_2025.csv.gz', periods(HOUR), { 'BTC:FUNDING': 10_716, 'ETH:FUNDING': 10_716 }],
    [
      'funding_binance_bybit_dydx_2020_2024.csv.gz',
      periods(8 * HOUR, { dydx: HOUR }),
      {
        'BINANCE:BTC:FUNDING': 4383,
        'BINANCE:ETH:FUNDING': 4383,
        'BYBIT:BTC:FUNDING': 3285,
        'BYBIT:ETH:FUNDING': 3285,
        'DYDX:BTC:FUNDING': 17_520,
        'DYDX:ETH:FUNDING': 17_520,
      },
    ],
  ])('%s: every row of every venue', async (name, hints, counts) => {
    const { series, refusals } = await load(name, hints);
    expect(refusals).toEqual([]);
    expect(Object.fromEntries(series.map((item) => [item.series.symbol, item.series.points.length]))).toEqual(counts);
  });
  it('one period for all of them refuses those that pay otherwise', async () => {
    const { series, refusals } = await load('funding_binance_bybit_dydx_2020_2024.csv.gz', EIGHT);
    expect([series.length, refusals.map(({ code, symbol }) => `${code} ${symbol}`)]).toEqual([
      4,
      ['HISTORY_PERIOD_CONTRADICTED DYDX:BTC:FUNDING', 'HISTORY_PERIOD_CONTRADICTED DYDX:ETH:FUNDING'],
    ]);
  });
});
