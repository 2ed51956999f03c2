import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ray } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';
import type { CarriedSavings } from '../records/carried.ts';
import type { SavingsState, Snapshot } from '../records/snapshot.ts';
import { carrySavings } from './carrySavings.ts';

const seen = (atSeconds: number, ...prices: readonly (readonly [string, bigint])[]): Snapshot =>
  ({
    asOfSeconds: atSeconds,
    savings: prices.map(([venueId, price]) => ({ venueId, sharePriceRay: ray(price) }) as SavingsState),
  }) as unknown as Snapshot;

describe('carrySavings', () => {
  it('measures from first sight for a week, then from a week ago', () => {
    let past: readonly CarriedSavings[] = [];
    for (const day of [0, 1, 6]) past = carrySavings(past, seen(day * DAY_SECONDS, ['s', 100n + BigInt(day)]));
    expect(past).toEqual([
      { venueId: 's', from: { sharePriceRay: 100n, atSeconds: 0 }, next: { sharePriceRay: 100n, atSeconds: 0 } },
    ]);
    past = carrySavings(past, seen(7 * DAY_SECONDS, ['s', 107n]));
    expect(past[0]).toMatchObject({ from: { atSeconds: 0 }, next: { atSeconds: 7 * DAY_SECONDS } });
    past = carrySavings(past, seen(15 * DAY_SECONDS, ['s', 115n]));
    expect(past[0]).toMatchObject({ from: { atSeconds: 7 * DAY_SECONDS }, next: { atSeconds: 15 * DAY_SECONDS } });
  });
  it('a venue that was not read keeps its points', () => {
    const past = carrySavings([], seen(1, ['b', 1n], ['a', 1n]));
    expect(past.map((item) => item.venueId)).toEqual(['a', 'b']);
    expect(carrySavings(past, seen(2, ['a', 1n]))).toEqual(past);
  });
  it('seen often enough, never looks back less than a week once a week has passed, nor more than two and a step', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 60, max: DAY_SECONDS }), { minLength: 1, maxLength: 60 }), (steps) => {
        let [time, past]: [number, readonly CarriedSavings[]] = [0, carrySavings([], seen(0, ['s', 1n]))];
        for (const step of steps) {
          time += step;
          past = carrySavings(past, seen(time, ['s', 1n]));
          const back = time - (past[0]?.from.atSeconds ?? 0);
          expect(back).toBeGreaterThanOrEqual(Math.min(time, 7 * DAY_SECONDS));
          expect(back).toBeLessThanOrEqual(15 * DAY_SECONDS);
        }
      }),
    );
  });
});
