import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDecimal } from '@ballast/core';
import { importPriceFile, type ImportOptions } from './importPriceFile.ts';
import type { PriceFile } from './priceSeries.ts';
import { HistoryFileUnreadable } from './readBytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const importText = (file: string, text: string | Buffer, options: ImportOptions = {}): PriceFile => {
  const path = join(folder, file);
  writeFileSync(path, text);
  return importPriceFile(path, options);
};

interface Case extends ImportOptions {
  readonly name: string;
  readonly file: string;
  readonly lines?: readonly string[];
  readonly text?: string;
  readonly base64?: string;
  readonly refusals: readonly string[];
  readonly repairs: readonly string[];
  readonly series?: readonly string[];
  readonly closes?: readonly string[];
}
const CASES = JSON.parse(readFileSync(new URL('./brokenPrices.json', import.meta.url), 'utf8')) as readonly Case[];

const codes = (file: PriceFile): { refusals: string[]; repairs: string[] } => ({
  refusals: file.refusals.map(({ code, symbol }) => (symbol === null ? code : `${code} ${symbol}`)),
  repairs: file.repairs.map(({ code, symbol, count }) => `${code} ${symbol ?? '-'} ${count}`),
});

describe('the corpus of broken price files', () => {
  it('is large, and every case has a name of its own', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(80);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });

  it.each(CASES)('$name', (item) => {
    const bytes =
      item.base64 === undefined
        ? (item.text ?? `${(item.lines ?? []).join('\n')}\n`)
        : Buffer.from(item.base64, 'base64');
    const file = importText(item.file, bytes, item);
    expect(codes(file)).toEqual({ refusals: item.refusals, repairs: item.repairs });
    if (item.series !== undefined)
      expect(file.series.map(({ symbol, quote }) => `${symbol}/${quote}`)).toEqual(item.series);
    if (item.closes !== undefined) {
      expect(file.series).toHaveLength(1);
      expect(file.series[0]?.points.map(({ price }) => price)).toEqual(item.closes);
    }
    if (item.refusals.length > 0 && item.series === undefined) expect(file.series).toEqual([]);
  });
});

describe('importPriceFile', () => {
  it('throws for a file that is not there, and for a directory', () => {
    expect(() => importPriceFile(join(folder, 'missing.csv'))).toThrow(HistoryFileUnreadable);
    expect(() => importPriceFile(folder)).toThrow(HistoryFileUnreadable);
  });

  it('stamps a candle with its end, a day with its end, a tick with its own time', () => {
    const times = (file: PriceFile): number[] => file.series[0]?.points.map(({ timeSeconds }) => timeSeconds) ?? [];
    const start = Date.UTC(2023, 2, 11) / 1000;
    const candles = importText('A_BUSD.csv', 'timestamp,close\n2023-03-11T00:00:00Z,1\n2023-03-11T00:15:00Z,1\n', {
      symbol: 'A',
      quote: 'USD',
    });
    expect(times(candles)).toEqual([start + 900, start + 1800]);
    const days = importText('BTCUSD.csv', 'date,close\n2023-03-11,1\n2023-03-12,1\n');
    expect(times(days)).toEqual([start + 86_400, start + 172_800]);
    const ticks = importText('BTCUSD.csv', 'timestamp,price\n2023-03-11T00:00:00Z,1\n2023-03-11T00:15:00Z,1\n');
    expect(times(ticks)).toEqual([start, start + 900]);
  });

  it('says on which row a refusal rests', () => {
    const file = importText('BTCUSD.csv', 'timestamp,price\n2023-03-11T00:00:00Z,1\n2023-03-11T00:15:00Z,x\n');
    expect(file.refusals).toMatchObject([{ code: 'HISTORY_BAD_NUMBER', symbol: 'BTC', row: 3 }]);
  });

  it('keeps bad ticks with the moment from which they were known to be bad', () => {
    const rows = Array.from(
      { length: 20 },
      (_, at) => `2023-03-11T${String(at).padStart(2, '0')}:00:00Z,${at === 15 ? 9 : 1 + (at % 2) / 100}`,
    );
    const file = importText('BTCUSD.csv', ['timestamp,price', ...rows].join('\n'));
    const start = Date.UTC(2023, 2, 11) / 1000;
    expect(file.series[0]?.badTicks).toEqual([
      { timeSeconds: start + 15 * 3600, price: '9', knownSeconds: start + 16 * 3600 },
    ]);
    expect(file.repairs).toMatchObject([{ code: 'HISTORY_BAD_TICK', fromSeconds: start + 15 * 3600, count: 1 }]);
  });

  const decimal = fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 30n }), fc.integer({ min: 0, max: 25 }))
    .map(([digits, places]) => {
      const text = digits.toString().padStart(places + 1, '0');
      return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
    });

  it('keeps every digit of every price, exponents or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(decimal, fc.integer({ min: -9, max: 9 })), { minLength: 2, maxLength: 9 }),
        (cells) => {
          const rows = cells.map(([text, exponent], at) => `2023-03-11T0${at}:00:00Z,${text}e${exponent}`);
          const file = importText('BTCUSD.csv', ['timestamp,price', ...rows].join('\n'));
          const points = [...(file.series[0]?.points ?? []), ...(file.series[0]?.badTicks ?? [])];
          const exact = cells.map(
            ([text, exponent]) =>
              (parseDecimal(text, 40) * (exponent < 0 ? 1n : 10n ** BigInt(exponent))) /
              (exponent < 0 ? 10n ** BigInt(-exponent) : 1n),
          );
          expect(points.map(({ price }) => parseDecimal(price, 40)).toSorted()).toEqual(exact.toSorted());
        },
      ),
    );
  });

  it('does not depend on the order of the rows', () => {
    const rows = Array.from(
      { length: 30 },
      (_, at) => `2023-03-${String(at + 1).padStart(2, '0')},${at % 5 === 4 ? '' : 10 + at}`,
    );
    const inOrder = importText('BTCUSD.csv', ['date,price_usd', ...rows].join('\n'));
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(importText('BTCUSD.csv', ['date,price_usd', ...shuffled].join('\n')).series).toEqual(inOrder.series);
      }),
    );
  });

  it('never throws, whatever the bytes, and never lets a price through that is none', () => {
    const cell = fc.oneof(
      fc.string(),
      decimal,
      fc.constantFrom('', '0', '-1', 'NaN', '1e5', '2023-03-11', '2023-03-11T01:00:00Z', '"', '\r'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 6 }), fc.boolean(), (rows, hasHeader) => {
        const lines = rows.map((cells) => cells.join(','));
        const file = importText('BTCUSD.csv', [...(hasHeader ? ['timestamp,symbol,price'] : []), ...lines].join('\n'));
        for (const { points } of file.series) {
          expect(points.length).toBeGreaterThan(0);
          for (const { price } of points) expect(price).toMatch(/^(?=.*[1-9])\d+(\.\d*[1-9])?$/);
        }
        expect(file.series.length + file.refusals.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
