import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_SECONDS, isoTime } from '@ballast/core';
import { fredKnownDays } from './fredKnownDays.ts';

describe('fredKnownDays', () => {
  it.each([
    ['days', ['2023-03-08', '2023-03-09', '2023-03-10'], ['2023-03-09', '2023-03-10', '2023-03-13']],
    ['a Friday before a holiday', ['2023-02-17', '2023-02-21'], ['2023-02-21', '2023-02-22']],
    ['a rest of weeks', ['2024-12-06', '2025-01-02'], ['2024-12-11', '2025-01-03']],
    ['months', ['2023-01-01', '2023-02-01', '2023-03-01'], ['2023-02-01', '2023-03-01', '2023-04-03']],
    ['quarters', ['2022-10-01', '2023-01-01'], ['2023-01-02', '2023-04-03']],
    ['a year', ['2022-01-01'], ['2023-01-02']],
  ])('%s', (_name, days, known) => {
    expect(fredKnownDays(days)).toEqual(known);
  });

  it('is always later than the day, and keeps the order', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), gaps, (start, steps) => {
        let at = start;
        const days = steps.map((step) => isoTime((at += step) * DAY_SECONDS).slice(0, 10));
        const known = fredKnownDays(days);
        expect(known.every((day, index) => day > (days[index] ?? ''))).toBe(true);
        expect(known.every((day, index) => index === 0 || day > (known[index - 1] ?? ''))).toBe(true);
      }),
    );
  });
});
