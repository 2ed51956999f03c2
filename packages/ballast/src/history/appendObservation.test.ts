import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_SECONDS, hashArtefact, wad, type History, type Wad } from '@ballast/core';
import { appendObservation } from './appendObservation.ts';

const DAY = Date.UTC(2023, 2, 11) / 1000;
const START: History = {
  schema: 'ballast/history/1',
  reserve: 'r',
  toSeconds: DAY,
  stepSeconds: DAY_SECONDS,
  series: [
    { assetId: 'usdc', source: 'imported', points: [{ timeSeconds: DAY, priceWad: wad(100n) }] },
    { assetId: 'eth', source: 'none', points: [] },
  ],
};
const observe = (
  history: History,
  lastSeconds: number,
  nowSeconds: number,
  prices: Record<string, Wad | null>,
): History =>
  appendObservation({
    history,
    last: { asOfSeconds: lastSeconds, prices: new Map(Object.entries(prices)) },
    nowSeconds,
    windowDays: 3,
  });
const seriesOf = (history: History, assetId: string): string[] =>
  (history.series.find((series) => series.assetId === assetId)?.points ?? []).map(
    ({ timeSeconds, priceWad }) => `${(timeSeconds - DAY) / DAY_SECONDS}:${priceWad}`,
  );

describe('appendObservation', () => {
  it('changes nothing while the day lasts', () => {
    for (const [last, now] of [
      [10, 20],
      [10, 86_399],
      [-10, 86_399],
    ] as const) {
      expect(observe(START, DAY + last, DAY + now, { usdc: wad(99n) })).toBe(START);
    }
  });

  it('adds the close of the day that ended, from the last cycle in it', () => {
    const next = observe(START, DAY + 80_000, DAY + 86_400, { usdc: wad(99n), eth: wad(7n) });
    expect(seriesOf(next, 'usdc')).toEqual(['0:100', '1:99']);
    expect(seriesOf(next, 'eth')).toEqual(['1:7']);
    expect(next.toSeconds).toBe(DAY + 86_400);
    expect(next.series.map(({ source }) => source)).toEqual(['imported, then own consensus', 'own consensus']);
  });

  it('says the change of source once', () => {
    const one = observe(START, DAY + 1, DAY + 86_400, { usdc: wad(99n) });
    const two = observe(one, DAY + 86_401, DAY + 2 * 86_400, { usdc: wad(98n) });
    expect(two.series[0]?.source).toBe('imported, then own consensus');
    expect(seriesOf(two, 'usdc')).toEqual(['0:100', '1:99', '2:98']);
  });

  it('leaves a gap where consensus gave no price, and where no cycle ran', () => {
    const unknown = observe(START, DAY + 80_000, DAY + 86_400, { usdc: null });
    expect(seriesOf(unknown, 'usdc')).toEqual(['0:100']);
    const skipped = observe(unknown, DAY + 86_500, DAY + 3 * 86_400 + 5, { usdc: wad(97n) });
    expect(seriesOf(skipped, 'usdc')).toEqual(['2:97']);
    expect(skipped.toSeconds).toBe(DAY + 3 * 86_400);
  });

  it('closes a day also where cycles fall right on its end', () => {
    let history = observe(START, DAY + 43_200, DAY + 86_400, { usdc: wad(99n) });
    for (const day of [1, 2, 3]) {
      history = observe(history, DAY + day * 86_400, DAY + (day + 1) * 86_400, { usdc: wad(BigInt(day)) });
    }
    expect(seriesOf(history, 'usdc')).toEqual(['2:2', '3:3']);
  });

  it('does not take the prices of a cycle before the history began', () => {
    const late = observe(START, DAY - 50, DAY + 86_400, { usdc: wad(99n) });
    expect(seriesOf(late, 'usdc')).toEqual(['0:100']);
  });

  it('begins a series for an asset that is new, once it has a price', () => {
    const none = observe(START, DAY + 80_000, DAY + 86_400, { dai: null });
    expect(none.series.map(({ assetId }) => assetId)).toEqual(['usdc', 'eth']);
    const some = observe(none, DAY + 90_000, DAY + 2 * 86_400, { dai: wad(3n) });
    expect(seriesOf(some, 'dai')).toEqual(['2:3']);
    expect(some.series.at(-1)?.source).toBe('own consensus');
  });

  it('never takes a price of zero for a close', () => {
    expect(seriesOf(observe(START, DAY + 80_000, DAY + 86_400, { usdc: wad(0n) }), 'usdc')).toEqual(['0:100']);
  });

  it('lets points older than the window fall off', () => {
    let history = START;
    for (let day = 0; day < 6; day += 1) {
      history = observe(history, DAY + day * 86_400 + 100, DAY + (day + 1) * 86_400, { usdc: wad(BigInt(day + 1)) });
    }
    expect(seriesOf(history, 'usdc')).toEqual(['4:4', '5:5', '6:6']);
  });

  it('over any sequence of cycles: rising times, none after now, at most one new artefact a day', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 60, max: 200_000 }), { minLength: 2, maxLength: 40 }), (steps) => {
        let [history, last] = [START, DAY];
        const hashes = new Map<number, Set<string>>();
        for (const step of steps) {
          const now = last + step;
          history = observe(history, last, now, { usdc: wad(5n) });
          const times = (history.series[0]?.points ?? []).map(({ timeSeconds }) => timeSeconds);
          expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
          for (const time of times) expect(time).toBeLessThanOrEqual(now);
          const day = Math.floor(now / DAY_SECONDS);
          hashes.set(day, (hashes.get(day) ?? new Set()).add(hashArtefact(history)));
          last = now;
        }
        for (const seen of hashes.values()) expect(seen.size).toBe(1);
      }),
    );
  });
});
