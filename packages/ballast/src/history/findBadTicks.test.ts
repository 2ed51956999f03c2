import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBadTicks, type Tick } from './findBadTicks.ts';

const ticksOf = (prices: readonly number[], opens: readonly (number | null)[] = []): Tick[] =>
  prices.map((price, index) => ({
    knownSeconds: (index + 1) * 3600,
    price: String(price),
    open: opens[index] === undefined || opens[index] === null ? null : String(opens[index]),
  }));
const CALM = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 100 : 100.5));
const found = (prices: readonly number[], opens: readonly (number | null)[] = []): string[] =>
  findBadTicks(ticksOf(prices, opens)).map(({ index, code }) => `${code} ${index}`);

describe('findBadTicks', () => {
  it('takes out a misprint up or down between calm closes', () => {
    expect(found([...CALM, 150, ...CALM])).toEqual(['HISTORY_BAD_TICK 20']);
    expect(found([...CALM, 60, ...CALM])).toEqual(['HISTORY_BAD_TICK 20']);
  });

  it('knows it from the close after it on', () => {
    const [finding] = findBadTicks(ticksOf([...CALM, 150, ...CALM]));
    expect(finding?.knownSeconds).toBe(22 * 3600);
  });

  it('leaves alone what is less than ten per cent, stays, comes only half-way back, or ends the series', () => {
    expect(found([...CALM, 109, ...CALM])).toEqual([]);
    expect(found([...CALM, 60, 60.2, 60.1, 60])).toEqual([]);
    expect(found([...CALM, 60, 80, 80.5, 80])).toEqual([]);
    expect(found([...CALM, 60])).toEqual([]);
    expect(found([...CALM, 100, 150, 152, 100, ...CALM])).toEqual([]);
  });

  it('leaves alone what is not fifteen times the usual step', () => {
    const stormy = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 100 : 104));
    expect(found([...stormy, 150, ...stormy])).toEqual([]);
  });

  it('does not judge before it has seen twelve steps', () => {
    expect(found([...CALM.slice(0, 12), 150, 100, 100.5, 100])).toEqual([]);
    expect(found([...CALM.slice(0, 13), 150, 100, 100.5, 100])).toEqual(['HISTORY_BAD_TICK 13']);
  });

  it('does not judge across a hole of more than a week', () => {
    const ticks = ticksOf([...CALM, 150, ...CALM]).map((tick, index) => ({
      ...tick,
      knownSeconds: tick.knownSeconds + (index > 20 ? 8 * 86_400 : 0),
    }));
    expect(findBadTicks(ticks)).toEqual([]);
  });

  it('believes a close at which the next candle opened', () => {
    const prices = [...CALM, 150, ...CALM];
    expect(
      found(
        prices,
        prices.map((_, index) => (index === 21 ? 149 : 100)),
      ),
    ).toEqual([]);
    expect(
      found(
        prices,
        prices.map(() => 100),
      ),
    ).toEqual(['HISTORY_BAD_TICK 20']);
  });

  it('takes out a listing print, and only with twelve calm steps after it', () => {
    expect(found([7666, ...CALM])).toEqual(['HISTORY_LISTING_PRINT 0']);
    expect(found([1, ...CALM])).toEqual(['HISTORY_LISTING_PRINT 0']);
    expect(found([7666, ...CALM.slice(0, 12)])).toEqual([]);
    expect(found([190, ...CALM])).toEqual([]);
  });

  it('finds nothing in any walk whose steps are below ten per cent', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -95, max: 99 }), { minLength: 30, maxLength: 120 }), (steps) => {
        let price = 100;
        const prices = steps.map((step) => (price *= 1 + step / 1000));
        expect(found(prices)).toEqual([]);
      }),
    );
  });

  it('judges the past the same whatever follows: a finding known by then is found without the rest', () => {
    const price = fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 990, max: 1010 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 9000 }) },
    );
    fc.assert(
      fc.property(fc.array(price, { minLength: 40, maxLength: 90 }), fc.nat({ max: 89 }), (prices, at) => {
        const ticks = ticksOf(prices);
        const cut = ticks.slice(0, at + 1);
        const nowSeconds = cut.at(-1)?.knownSeconds ?? 0;
        expect(findBadTicks(cut)).toEqual(findBadTicks(ticks).filter(({ knownSeconds }) => knownSeconds <= nowSeconds));
      }),
      { numRuns: 300 },
    );
  });
});
