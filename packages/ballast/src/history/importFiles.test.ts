import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { ZIP_OF_KLINES } from './containers.fixture.ts';
import { importFiles } from './importFiles.ts';
import { importPriceFile } from './importPriceFile.ts';
import { seriesState, writeSeries } from './writeSeries.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const fresh = (): string => join(folder, `out${(count += 1)}`);
const put = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const klines = (from: number, closes: readonly (string | number)[], stepMs = 3_600_000): string =>
  closes
    .map((close, at) => `${from + at * stepMs},1,1,1,${close},1,${from + at * stepMs + stepMs - 1},1,1,1,1,0\n`)
    .join('');
const JANUARY = Date.UTC(2023, 0, 1);

describe('importFiles', () => {
  it('joins monthly files of one pair; what several of them repeat counts once', async () => {
    const paths = [
      put('BTCUSDT-1h-2023-02.csv', klines(JANUARY + 2 * 3_600_000, [3, 4])),
      put('BTCUSDT-1h-2023-01.csv', klines(JANUARY, [1, 2, 3])),
    ];
    const { series, refusals } = await importFiles(paths);
    expect(refusals).toEqual([]);
    expect(series).toHaveLength(1);
    expect(series[0]?.series.points.map(({ price }) => price)).toEqual(['1', '2', '3', '4']);
    expect(series[0]?.dropped).toMatchObject([{ code: 'HISTORY_DUPLICATES', count: 1 }]);
    expect(series[0]?.sources.map(({ name, rowsRead }) => [name, rowsRead])).toEqual([
      ['BTCUSDT-1h-2023-02.csv', 2],
      ['BTCUSDT-1h-2023-01.csv', 3],
    ]);
  });

  it('keeps hours and minutes of one pair apart', async () => {
    const paths = [
      put('BTCUSDT-1h-2023-01.csv', klines(JANUARY, [1, 2, 3])),
      put('BTCUSDT-1m-2023-01.csv', klines(JANUARY, [1, 1, 1, 1], 60_000)),
    ];
    const { series } = await importFiles(paths);
    expect(series.map((item) => item.series.stepSeconds)).toEqual([3600, 60]);
  });

  it('daily dumps of one candle each are one series', async () => {
    const day = 86_400_000;
    const paths = [0, 1, 2].map((at) =>
      put(`ETHUSDT-1d-2023-01-0${at + 1}.csv`, klines(JANUARY + at * day, [at + 1], day)),
    );
    const { series, refusals } = await importFiles(paths);
    expect([refusals, series.map((item) => item.series.stepSeconds)]).toEqual([[], [86_400]]);
    expect((await importFiles(paths.slice(0, 1))).refusals).toMatchObject([{ code: 'HISTORY_STEP_UNKNOWN' }]);
  });

  it('refuses files that contradict each other, and says which', async () => {
    const paths = [
      put('BTCUSDT-1h-a.csv', klines(JANUARY, [1, 2, 3])),
      put('BTCUSDT-1h-b.csv', klines(JANUARY, [1, 2, 4])),
    ];
    expect(await importFiles(paths)).toMatchObject({
      series: [],
      refusals: [{ code: 'HISTORY_CONFLICT', name: 'BTCUSDT-1h-a.csv and 1 more' }],
    });
  });

  it('plain tables that contradict each other stay apart under the names of their files', async () => {
    const of = (price: number): string => `date,price\n2023-03-11,${price}\n`;
    const paths = [put('first_usdcusd.csv', of(1)), put('second_usdcusd.csv', of(2)), put('kraken_usdcusd.csv', of(3))];
    const { series, refusals } = await importFiles(paths);
    expect(refusals).toEqual([]);
    expect(writeSeries(fresh(), series, '9.9.9').map(({ provenance }) => provenance.file.name)).toEqual([
      'USDC-USD-table_first_usdcusd-1d.csv',
      'USDC-USD-table_second_usdcusd-1d.csv',
      'USDC-USD-kraken-1d.csv',
    ]);
  });

  it('joins rounds of one feed, and keeps feeds of two chains apart', async () => {
    const of = (first: number, step: number): string =>
      [
        'timestamp,round_id,price',
        ...[0, 1, 2].map((at) => `${1_678_500_000 + (first + at) * step},${first + at},1.000${first + at}`),
      ].join('\n');
    const one = [put('usdc_usd_a.csv', of(1, 60)), put('usdc_usd_b.csv', of(3, 60))];
    const same = await importFiles(one);
    expect(same.series.map((item) => item.series.points.length)).toEqual([5]);
    const two = await importFiles([...one.slice(0, 1), put('usdc_usd_arbitrum.csv', of(1, 61))]);
    expect(two.series.map(({ publisher, series }) => `${publisher} ${series.points.length}`)).toEqual([
      'chainlink:usdc_usd_a 3',
      'chainlink:usdc_usd_arbitrum 3',
    ]);
  });

  it('takes CSV, zip and Parquet as one', async () => {
    const csv = await importFiles([
      put('USDCUSD.csv', 'timestamp,close\n2023-03-11T00:00:00Z,0.97\n2023-03-11T01:00:00Z,0.9\n'),
    ]);
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: 'timestamp', data: ['2023-03-11T00:00:00Z', '2023-03-11T01:00:00Z'], type: 'STRING' },
        { name: 'close', data: [0.97, 0.9], type: 'DOUBLE' },
      ],
    });
    const same = await importFiles([put('USDCUSD.parquet', Buffer.from(parquet))]);
    expect(same.series[0]?.series).toEqual(csv.series[0]?.series);
    const zip = await importFiles([put('BTCUSDT-1h-2023-01.zip', Buffer.from(ZIP_OF_KLINES, 'base64'))]);
    expect(zip.series[0]?.series).toMatchObject({ symbol: 'BTC', quote: 'USDT', stepSeconds: 3600 });
  });

  it('a Parquet file beside good ones is refused alone when damaged', async () => {
    const { series, refusals } = await importFiles([
      put('bad.parquet', Buffer.from('PAR1 and nothing more')),
      put('ETHUSDT-1h.csv', klines(JANUARY, [1, 2])),
    ]);
    expect([series.length, refusals]).toMatchObject([1, [{ code: 'HISTORY_DAMAGED_PARQUET', name: 'bad.parquet' }]]);
  });
});

describe('writeSeries', () => {
  const write = async (out: string, ...paths: string[]) => writeSeries(out, (await importFiles(paths)).series, '9.9.9');

  it('says where every row went', async () => {
    const rows = [
      'timestamp,price',
      '2023-03-11T00:00:00Z,1',
      '2023-03-11T00:00:00Z,1',
      '2023-03-11T01:00:00Z,0',
      '2023-03-11T02:00:00Z,',
    ];
    const [file] = await write(fresh(), put('USDCUSD.csv', rows.join('\n')));
    expect(file?.provenance).toMatchObject({
      schema: 'ballast/series-provenance/1',
      importer: { version: '9.9.9', rules: 1 },
      file: { name: 'USDC-USD-table-irregular.csv' },
      series: { symbol: 'USDC', quote: 'USD', first: '2023-03-11T00:00:00Z', last: '2023-03-11T00:00:00Z' },
      layout: 'table',
      sources: [{ name: 'USDCUSD.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), rowsRead: 4 }],
      rows: { read: 4, kept: 1, bad: 0, elsewhere: 0 },
    });
    expect(file?.provenance.rows.dropped.map(({ code, count }) => [code, count])).toEqual([
      ['HISTORY_ZERO_PRICES', 1],
      ['HISTORY_BLANK_ROWS', 1],
      ['HISTORY_DUPLICATES', 1],
    ]);
  });

  it('a second import of the same files changes nothing; new rows are added', async () => {
    const [out, path] = [fresh(), put('BTCUSDT-1h-2023-01.csv', klines(JANUARY, [1, 2, 3]))];
    expect((await write(out, path)).map(({ isNew }) => isNew)).toEqual([true]);
    expect((await write(out, path)).map(({ isNew }) => isNew)).toEqual([false]);
    const more = put('BTCUSDT-1h-2023-02.csv', klines(JANUARY + 3 * 3_600_000, [4]));
    expect((await write(out, path, more)).map(({ isNew }) => isNew)).toEqual([true]);
    expect(readdirSync(out).toSorted()).toEqual(['BTC-USDT-binance-1h.csv', 'BTC-USDT-binance-1h.provenance.json']);
  });

  it('writes over nothing that is not its own', async () => {
    const [out, path] = [fresh(), put('BTCUSDT-1h-2023-01.csv', klines(JANUARY, [1, 2, 3]))];
    const [file] = await write(out, path);
    writeFileSync(file?.path ?? '', 'changed');
    await expect(write(out, path)).rejects.toMatchObject({ code: 'HISTORY_NOT_OURS' });
    rmSync(join(out, 'BTC-USDT-binance-1h.provenance.json'));
    await expect(write(out, path)).rejects.toMatchObject({ code: 'HISTORY_NOT_OURS' });
    expect(readFileSync(file?.path ?? '', 'utf8')).toBe('changed');
  });

  it('killed between its two files it still knows its own', async () => {
    const [out, path] = [fresh(), put('BTCUSDT-1h-2023-01.csv', klines(JANUARY, [1, 2, 3]))];
    const [file] = await write(out, path);
    const stated = join(out, 'BTC-USDT-binance-1h.provenance.json');
    renameSync(stated, `${stated}.new`);
    expect(seriesState(file?.path ?? '')).toBe('ours');
    await write(out, path);
    expect([existsSync(stated), existsSync(`${stated}.new`)]).toEqual([true, false]);
  });

  it('two series under one name write nothing', async () => {
    const [out, path] = [
      fresh(),
      put('odd.csv', 'timestamp,symbol,quote,price\n2023-03-11T00:00:00Z,A/B,USD,1\n2023-03-11T00:00:00Z,A+B,USD,1\n'),
    ];
    await expect(write(out, path)).rejects.toMatchObject({ code: 'HISTORY_NAME_TAKEN' });
    expect(existsSync(out)).toBe(false);
  });

  it('a series file read again is the same series, bad ticks, digits and all', async () => {
    const cell = fc
      .tuple(fc.integer({ min: 1, max: 99_999 }), fc.constantFrom(1, 1, 1, 40))
      .map(([digits, factor]) => `${1 + (digits % 7) / 100}${digits}e${factor === 1 ? 0 : 2}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, fc.integer({ min: 1, max: 3 })), { minLength: 3, maxLength: 60 }),
        async (cells) => {
          let time = JANUARY / 1000;
          const lines = cells.map(
            ([price, steps]) => `${new Date((time += steps * 3600) * 1000).toISOString()},${price}`,
          );
          const [read] = (await importFiles([put('USDCUSD.csv', ['timestamp,price', ...lines].join('\n'))])).series;
          const [file] = writeSeries(fresh(), read === undefined ? [] : [read], '9.9.9');
          const again = importPriceFile(file?.path ?? '').series;
          expect(again).toEqual([read?.series]);
        },
      ),
      { numRuns: 40 },
    );
  });
});

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const DATA = resolve(ROOT, process.env['BALLAST_DATA_DIR'] ?? '../shared/data');

describe.skipIf(!existsSync(resolve(DATA, 'README.md')))('real files (needs BALLAST_DATA_DIR)', () => {
  it.each([
    ['prices-intraday/binance_spot_1h/LUNAUSDT_1h.csv.gz', 2],
    ['prices-daily/bybit_daily_2020_2025.csv.gz', 13],
    ['defi/chainlink_arbitrum_rounds_2021_2024.csv.gz', 5],
    ['rates/us_treasury_par_curve_daily_1990_2025_07.csv.gz', 14],
    ['options/dvol_btc_daily_2022_2025.csv.gz', 1],
    ['prices-intraday/coingecko_1h_2021_2023/eth_btc_lst.csv.gz', 3],
  ])('%s: every row accounted for, and the same when read again', async (path, count) => {
    const { series, refusals } = await importFiles([resolve(DATA, path)]);
    expect([refusals, series.length]).toEqual([[], count]);
    for (const { path: written, provenance } of writeSeries(fresh(), series, '9.9.9')) {
      const { read, kept, bad, elsewhere, dropped } = provenance.rows;
      expect(kept + bad + elsewhere + dropped.reduce((sum, item) => sum + item.count, 0)).toBe(read);
      const own = series.find(
        (item) => item.series.symbol === provenance.series.symbol && item.series.quote === provenance.series.quote,
      );
      const [again] = (await importFiles([written])).series;
      expect(again?.series.points).toEqual(own?.series.points);
      expect(again?.series.badTicks).toEqual(own?.series.badTicks);
    }
  });
});
