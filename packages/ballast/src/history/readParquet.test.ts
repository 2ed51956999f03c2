import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { DUCKDB_BROTLI, DUCKDB_LZ4, DUCKDB_ZSTD } from './containers.fixture.ts';
import { FileRefused } from './fileRefused.ts';
import { readParquet } from './readParquet.ts';

const MAX = 1_000_000;
const read = async (base64: string, maxBytes = MAX) => readParquet(Buffer.from(base64, 'base64'), maxBytes);

describe('readParquet, on files DuckDB 1.5.6 wrote', () => {
  it('zstd: every digit of integers and decimals, the shortest text of floats, blanks for NULL', async () => {
    const { header, rows } = await read(DUCKDB_ZSTD);
    expect(header).toEqual(['naive', 'open_time', 'dec', 'f32', 'close', 'symbol', 'wide']);
    expect(rows).toEqual([
      ['2023-03-11T00:00:00.000000', '1672531200000', '1.0001', '0.1', '0.97', 'USDC', '36893488147419103978'],
      ['2023-03-11T01:00:00.500000', '1672534800000', '0.87410001', '0.8741', '', 'USDC', '36893488147419103979'],
      ['2023-03-11T02:00:00.000000', '1672538400000', '', '0.9', '0.95', 'USDC', '36893488147419103980'],
    ]);
  });
  it('lz4: moments the file calls UTC carry a zone', async () => {
    const { rows } = await read(DUCKDB_LZ4);
    expect(rows.map(([time]) => time)).toEqual([
      '2023-03-11T00:00:00.000000Z',
      '2023-03-11T01:00:00.500000Z',
      '2023-03-11T02:00:00.000000Z',
    ]);
  });
  it('brotli: nanoseconds without zone stay without', async () => {
    const { rows } = await read(DUCKDB_BROTLI);
    expect(rows[1]).toEqual(['2023-03-11T01:00:00.500000000', '0.87410001', 'USDC']);
  });
});

describe('readParquet refuses', () => {
  it.each([
    ['a file cut short', (bytes: Buffer) => bytes.subarray(0, 700), 'HISTORY_DAMAGED_PARQUET'],
    [
      'a damaged page',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(40), bytes.subarray(44)]),
      'HISTORY_DAMAGED_PARQUET',
    ],
    ['only the magic', (bytes: Buffer) => bytes.subarray(0, 4), 'HISTORY_DAMAGED_PARQUET'],
  ])('%s', async (_name, damage, code) => {
    await expect(readParquet(damage(Buffer.from(DUCKDB_ZSTD, 'base64')), MAX)).rejects.toMatchObject({ code });
  });
  it('more than allowed once unpacked', async () => {
    await expect(read(DUCKDB_ZSTD, 100)).rejects.toMatchObject({ code: 'HISTORY_TOO_LARGE' });
  });
  it('no rows', async () => {
    const empty = Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'close', data: [], type: 'DOUBLE' }] }));
    await expect(readParquet(empty, MAX)).rejects.toMatchObject({ code: 'HISTORY_EMPTY' });
  });
});

describe('readParquet, on files hyparquet-writer 0.17.0 wrote', () => {
  it('NaN is a blank, an index without a name is the time', async () => {
    const times = ['2023-03-11T00:00:00Z', '2023-03-11T01:00:00Z'].map((text) => new Date(text));
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'close', data: [Number.NaN, 1.5e-7], type: 'DOUBLE' },
        { name: '__index_level_0__', data: times, type: 'TIMESTAMP' },
      ],
    });
    const table = await readParquet(Buffer.from(bytes), MAX);
    expect(table.header).toEqual(['close', 'timestamp']);
    expect(table.rows.map(([close]) => close)).toEqual(['', '1.5e-7']);
    expect(table.rows[1]?.[1]).toMatch(/^2023-03-11T01:00:00\.000Z?$/);
  });
});

describe('readParquet, on bytes that were changed', () => {
  it('reads or refuses, and throws nothing else', async () => {
    const file = fc.constantFrom(DUCKDB_ZSTD, DUCKDB_LZ4, DUCKDB_BROTLI);
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(file, changes, async (base64, bytes) => {
        const changed = Buffer.from(base64, 'base64');
        for (const [at, byte] of bytes) changed[at % changed.length] = byte;
        const read = await readParquet(changed, MAX).catch((error: unknown) => error);
        expect(read instanceof FileRefused || (read as { rows: unknown[] }).rows.length > 0).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
