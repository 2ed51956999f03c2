import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timesWhole } from '../plainPrice.ts';
import { percentFactor, periodContradiction, readPeriod } from './fundingPeriods.ts';

const HOUR = 3600;
const START = Date.UTC(2023, 0, 1) / 1000;
/** Moments by their distances in hours. */
const moments = (...hours: readonly number[]): number[] => {
  let time = START;
  return [time, ...hours.map((distance) => (time += distance * HOUR))];
};

describe('percentFactor', () => {
  it.each([
    [HOUR, 876_000n],
    [4 * HOUR, 219_000n],
    [8 * HOUR, 109_500n],
    [16 * HOUR, 54_750n],
    [24 * HOUR, 36_500n],
  ])('%i seconds: a year has %i hundredths of them', (seconds, factor) => {
    expect(percentFactor(seconds)).toBe(factor);
  });
  it.each([0, -HOUR, 0.5, 7 * HOUR, Number.NaN, Number.POSITIVE_INFINITY])('%d has none', (seconds) => {
    expect(percentFactor(seconds)).toBeNull();
  });
});

describe('readPeriod', () => {
  it.each([
    ['8h', 8 * HOUR],
    ['30m', 1800],
    ['1d', 24 * HOUR],
    ['7h', null],
    ['0h', null],
    ['8', null],
    ['8 h', null],
    ['-8h', null],
    ['8h8h', null],
  ])('%s', (text, seconds) => {
    expect(readPeriod(text)).toBe(seconds);
  });
});

describe('timesWhole', () => {
  it.each([
    ['0.0001', 109_500n, 0, '10.95'],
    ['-0.00012359', 109_500n, 0, '-13.533105'],
    ['0.01', 109_500n, 2, '10.95'],
    ['0.00000000000001', 1n, 2, '0.0000000000000001'],
    ['0', 876_000n, 0, '0'],
    ['3', 100n, 0, '300'],
  ])('%s times %i by 10^%i is %s', (text, factor, decimals, product) => {
    expect(timesWhole(text, factor, decimals)).toBe(product);
  });
  it('the published figure can be had back, to the last digit', () => {
    const rate = fc.tuple(fc.boolean(), fc.bigInt(1n, 10n ** 30n), fc.integer({ min: 0, max: 30 }));
    fc.assert(
      fc.property(rate, fc.constantFrom(1, 2, 4, 8, 16, 24), ([isNegative, digits, decimals], hours) => {
        const factor = percentFactor(hours * HOUR) ?? 0n;
        const text = timesWhole(`${isNegative ? '-' : ''}${digits}`, 1n, decimals);
        const [whole = '', fraction = ''] = timesWhole(text, factor).split('.');
        // Percent a year over the factor, as whole numbers at one scale.
        const scaled = BigInt(whole + fraction.padEnd(decimals, '0'));
        expect(scaled % factor).toBe(0n);
        expect(scaled / factor).toBe(isNegative ? -digits : digits);
      }),
    );
  });
});

describe('periodContradiction', () => {
  it.each([
    ['payments on time', [8, 8, 8, 8]],
    ['gaps', [8, 8, 16, 8, 24, 24, 8, 8]],
    ['one payment made late', [8, 9, 7, 8, 8]],
    ['one made early', [8, 7, 9, 8, 8]],
    ['seconds of jitter', [8, 8.005, 7.995, 8]],
    ['one moment', []],
    ['rows in any order', [8, -16, 24, 8]],
    ['the same moment twice', [8, 0, 8]],
  ])('%s fit', (_name, hours) => {
    expect(periodContradiction(moments(...hours), 8 * HOUR)).toBeNull();
  });
  it.each([
    ['every hour', [1, 1, 1], 'are 1h apart, closer than 8h'],
    ['a shorter period from then on', [8, 8, 8, 4, 4, 4], 'are 4h apart, closer than 8h'],
    ['a shorter one after a gap', [8, 8, 16, 4, 4, 4], 'are 4h apart, closer than 8h'],
    ['a stray row', [8, 3, 5, 8], 'are 3h apart, closer than 8h'],
    ['a longer period', [24, 24], 'usually 1d apart, not 8h'],
    ['a longer period from then on', [8, 8, 8, 8, 8, 16, 16, 16], 'each 16h apart, not 8h'],
  ])('%s do not', (_name, hours, why) => {
    expect(periodContradiction(moments(...hours), 8 * HOUR)).toContain(why);
  });
  it('says the moments', () => {
    expect(periodContradiction(moments(8, 8, 4, 4), 8 * HOUR)).toBe(
      '2023-01-01T16:00:00Z and 2023-01-01T20:00:00Z are 4h apart, closer than 8h',
    );
  });
});
