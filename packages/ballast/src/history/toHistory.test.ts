import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { BallastError, canonicalText, DAY_SECONDS, isoTime, parseWad, type History, type Policy } from '@ballast/core';
import { importPriceFile } from './importPriceFile.ts';
import { HistoryMisread, toHistory, type AssetSeries } from './toHistory.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Midnight of 11 March 2023. */
const DAY = Date.UTC(2023, 2, 11) / 1000;
const policyOf = (...ids: string[]): Pick<Policy, 'assets'> => ({
  assets: ids.map((id) => ({ id }) as Policy['assets'][number]),
});
const seriesOf = (assetId: string, ...points: readonly (readonly [number, string])[]): AssetSeries => ({
  assetId,
  source: 'test',
  points: points.map(([timeSeconds, price]) => ({ timeSeconds, price })),
});
const build = (series: readonly AssetSeries[], toSeconds: number, windowDays = 365): History =>
  toHistory({ reserve: 'r', policy: policyOf('usdc', 'eth'), series, toSeconds, windowDays });
const pointsOf = (history: History, assetId: string): [number, string][] =>
  (history.series.find((series) => series.assetId === assetId)?.points ?? []).map(({ timeSeconds, priceWad }) => [
    (timeSeconds - DAY) / DAY_SECONDS,
    String(priceWad),
  ]);
const misreadCode = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(HistoryMisread);
    return error instanceof BallastError ? error.code : '';
  }
  return 'no error';
};

describe('toHistory refuses', () => {
  it('two series of one asset', () => {
    expect(misreadCode(() => build([seriesOf('usdc'), seriesOf('usdc')], DAY))).toBe('HISTORY_MISREAD');
  });

  it('times that do not rise', () => {
    const points = [
      [DAY - 10, '1'],
      [DAY - 10, '1'],
    ] as const;
    expect(misreadCode(() => build([seriesOf('usdc', ...points)], DAY))).toBe('HISTORY_MISREAD');
    expect(misreadCode(() => build([seriesOf('usdc', [DAY - 5, '1'], [DAY - 10, '1'])], DAY))).toBe('HISTORY_MISREAD');
  });

  it.each(['', '0', '0.0', '-1', '1e5', '1,5', 'NaN', '.5', '1.', '0.0000000000000000009'])(
    'the price "%s"',
    (price) => {
      expect(misreadCode(() => build([seriesOf('usdc', [DAY - 10, price])], DAY))).toBe('HISTORY_MISREAD');
    },
  );
});

describe('toHistory', () => {
  it('takes the last close of each whole day, stamped with the end of the day', () => {
    const history = build(
      [
        seriesOf(
          'usdc',
          [DAY - 86_399, '0.9'],
          [DAY - 1, '0.95'],
          [DAY, '0.96'],
          [DAY + 1, '1'],
          [DAY + 50_000, '0.88'],
        ),
      ],
      DAY + 86_400,
    );
    expect(pointsOf(history, 'usdc')).toEqual([
      [0, String(parseWad('0.96'))],
      [1, String(parseWad('0.88'))],
    ]);
  });

  it('leaves out the day that has not ended, so that it is the same all day', () => {
    const series = [seriesOf('usdc', [DAY - 5, '1'], [DAY + 5, '0.9'])];
    const atMidnight = canonicalText(build(series, DAY));
    for (const later of [1, 5, 6, 40_000, 86_399]) expect(canonicalText(build(series, DAY + later))).toBe(atMidnight);
    expect(canonicalText(build(series, DAY + 86_400))).not.toBe(atMidnight);
  });

  it('leaves gaps open, in the middle and at the end', () => {
    const history = build([seriesOf('usdc', [DAY - 3 * 86_400, '1'], [DAY - 86_400, '1.1'])], DAY + 86_400);
    expect(pointsOf(history, 'usdc').map(([day]) => day)).toEqual([-3, -1]);
  });

  it('gives every asset of the policy in its order, an empty series where there are no prices, and no other asset', () => {
    const history = build([seriesOf('eth', [DAY, '1500']), seriesOf('doge', [DAY, '0.07'])], DAY);
    expect(history.series.map(({ assetId, source, points }) => [assetId, source, points.length])).toEqual([
      ['usdc', 'none', 0],
      ['eth', 'test', 1],
    ]);
  });

  it('keeps the window, and the point at its edge is out', () => {
    const points = Array.from({ length: 10 }, (_, index) => [DAY - index * 86_400, '1'] as const).toReversed();
    const history = build([seriesOf('usdc', ...points)], DAY, 3);
    expect(pointsOf(history, 'usdc').map(([day]) => day)).toEqual([-2, -1, 0]);
  });

  it('cuts digits beyond the eighteenth, toward zero', () => {
    const history = build([seriesOf('usdc', [DAY, '0.9999999999999999999'])], DAY);
    expect(pointsOf(history, 'usdc')).toEqual([[0, '999999999999999999']]);
  });

  it('can be built for any step', () => {
    const history = toHistory({
      reserve: 'r',
      policy: policyOf('usdc'),
      series: [seriesOf('usdc', [DAY + 10, '1'], [DAY + 3600, '2'], [DAY + 3601, '3'])],
      toSeconds: DAY + 7300,
      stepSeconds: 3600,
      windowDays: 1,
    });
    expect(history.series[0]?.points.map(({ timeSeconds }) => timeSeconds - DAY)).toEqual([3600, 7200]);
    expect(history.toSeconds).toBe(DAY + 7200);
  });

  it('counts a bad tick as long as nobody could know better', () => {
    const series = [
      {
        ...seriesOf('usdc', [DAY - 7200, '1'], [DAY + 3600, '1']),
        badTicks: [{ timeSeconds: DAY - 60, price: '2', knownSeconds: DAY + 3600 }],
      },
    ];
    expect(pointsOf(build(series, DAY + 86_399), 'usdc')).toEqual([[0, String(parseWad('2'))]]);
    expect(pointsOf(build(series, DAY + 86_400), 'usdc')).toEqual([
      [0, String(parseWad('1'))],
      [1, String(parseWad('1'))],
    ]);
  });
});

describe('no look into the future', () => {
  const HOURS = 24 * 12;
  const rowAt = (hour: number, price: string): string => `${isoTime(DAY + hour * 3600)},${price}`;
  const text = (prices: readonly string[]): string =>
    ['timestamp,price_usd', ...prices.map((price, hour) => rowAt(hour, price))].join('\n');
  const historyAt = (prices: readonly string[], toSeconds: number): string => {
    const path = join(folder, 'USDCUSD.csv');
    writeFileSync(path, text(prices));
    const file = importPriceFile(path);
    expect(file.refusals).toEqual([]);
    const [own] = file.series;
    const series =
      own === undefined ? [] : [{ assetId: 'usdc', source: 'test', points: own.points, badTicks: own.badTicks }];
    return canonicalText(build(series, toSeconds));
  };
  const calm = fc.integer({ min: 9900, max: 10_100 }).map((units) => (units / 10_000).toFixed(4));
  const wild = fc.oneof(fc.constantFrom('0', '', '1e-9', '1000000', '2.5', '0.3'), calm);

  it('whatever happens after a moment, also a price that makes the last one look wrong, the history at that moment stays', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 30, arbitrary: calm }, { weight: 1, arbitrary: wild }), {
          minLength: HOURS,
          maxLength: HOURS,
        }),
        fc.array(wild, { minLength: HOURS, maxLength: HOURS }),
        fc.integer({ min: 2, max: 10 }),
        (prices, other, day) => {
          // The moment itself belongs to the past: a tick at midnight is known at midnight.
          const cut = day * 24 + 1;
          const corrupted = [...prices.slice(0, cut), ...other.slice(cut)];
          expect(historyAt(corrupted, DAY + day * DAY_SECONDS)).toBe(historyAt(prices, DAY + day * DAY_SECONDS));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a misprint at the end of a day is seen that day and gone the next', () => {
    const prices = Array.from({ length: HOURS }, (_, hour) => (hour === 48 ? '2.5' : hour % 2 === 0 ? '1' : '1.001'));
    expect(historyAt(prices, DAY + 2 * DAY_SECONDS)).toContain(String(parseWad('2.5')));
    expect(historyAt(prices, DAY + 3 * DAY_SECONDS)).not.toContain(String(parseWad('2.5')));
  });
});
