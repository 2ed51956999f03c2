import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime } from './time.ts';

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
