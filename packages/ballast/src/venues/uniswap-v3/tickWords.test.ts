import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TICK, MIN_TICK } from '@ballast/core';
import { DEPTH_TICKS, ticksInWord, ticksOfWord, wordOf, wordsAround } from './tickWords.ts';

const spacing = fc.constantFrom(1, 10, 60, 200);
const tick = fc.integer({ min: MIN_TICK, max: MAX_TICK });

describe('tickWords', () => {
  it.each([
    [0, 1, 0],
    [-1, 1, -1],
    [255, 1, 0],
    [256, 1, 1],
    [-256, 1, -1],
    [-257, 1, -2],
    [-1, 60, -1],
    [15_359, 60, 0],
    [15_360, 60, 1],
  ])('tick %i at spacing %i stands in word %i (TickBitmap.position rounds toward minus infinity)', (at, size, word) => {
    expect(wordOf(at, size)).toBe(word);
  });

  it('the words around a tick cover the depth range, without a gap, inside the legal ticks', () => {
    fc.assert(
      fc.property(tick, spacing, (at, size) => {
        const { words, tickFrom, tickTo } = wordsAround(at, size);
        expect(tickFrom).toBeLessThanOrEqual(Math.max(MIN_TICK, at - DEPTH_TICKS));
        expect(tickTo).toBeGreaterThanOrEqual(Math.min(MAX_TICK, at + DEPTH_TICKS));
        expect(tickFrom).toBeGreaterThanOrEqual(MIN_TICK);
        expect(tickTo).toBeLessThanOrEqual(MAX_TICK);
        expect(words.every((word, index) => index === 0 || word === (words[index - 1] ?? 0) + 1)).toBe(true);
        expect(words.length).toBeLessThanOrEqual(31);
      }),
    );
  });

  it('every initialised tick a word names lies in that word, on the grid, ascending', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -40, max: 40 }),
        fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }),
        spacing,
        (word, bitmap, size) => {
          const ticks = ticksInWord(word, bitmap, size);
          const { from, to } = ticksOfWord(word, size);
          expect(
            ticks.every((item) => item >= from && item <= to && item % size === 0 && wordOf(item, size) === word),
          ).toBe(true);
          expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
          const bits = [...bitmap.toString(2)].filter((bit) => bit === '1').length;
          if (from > MIN_TICK && to < MAX_TICK) expect(ticks).toHaveLength(bits);
        },
      ),
    );
  });
});
