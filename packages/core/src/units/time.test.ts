import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, isoTime } from './time.ts';

describe('isoTime', () => {
  it('agrees with the calendar of the platform over all of its years', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }), (seconds) => {
        expect(isoTime(seconds)).toBe(new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'));
      }),
    );
  });
  it('the second before and after a leap day and a century', () => {
    expect(isoTime(951_782_399)).toBe('2000-02-28T23:59:59Z');
    expect(isoTime(951_782_400)).toBe('2000-02-29T00:00:00Z');
    expect(isoTime(-2_203_891_201)).toBe('1900-02-28T23:59:59Z');
    expect(isoTime(-2_203_891_200)).toBe('1900-03-01T00:00:00Z');
    expect(isoTime(0)).toBe('1970-01-01T00:00:00Z');
  });
});

describe('dayOf', () => {
  it('reads every day back, and no text that is none', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (day) => {
        expect(dayOf(isoTime(day * 86_400).slice(0, 10))).toBe(day);
      }),
    );
    for (const none of ['2022-06-31', '2023-02-29', '2022-13-01', '2022-00-10', '2022-01-00', '22-01-01', ''])
      expect(dayOf(none), none).toBeNull();
  });
});
