import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, formatWad, MalformedDecimal, parseBps, parseDecimal, parseRatio, parseWad } from './decimal.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof MalformedDecimal) return error.code;
    throw error;
  }
  return '';
};

describe('parseDecimal', () => {
  it.each([
    '',
    ' ',
    '.',
    '1.',
    '.5',
    '1e5',
    '1E5',
    '0x10',
    'NaN',
    'Infinity',
    '1,000',
    '1 000',
    '--1',
    '+-1',
    '1__0',
    '_1',
    '1_',
    '1._0',
    '1.0_',
    '１',
    '١',
    '1.2.3',
    '∞',
  ])('refuses "%s"', (text) => {
    expect(codeOf(() => parseDecimal(text, 18))).toBe('UNITS_MALFORMED_DECIMAL');
  });
  it('refuses digits it could not keep, but not zeros that say nothing', () => {
    expect(codeOf(() => parseDecimal('0.1234567', 6))).toBe('UNITS_MALFORMED_DECIMAL');
    expect(codeOf(() => parseDecimal('0.5', 0))).toBe('UNITS_MALFORMED_DECIMAL');
    expect(parseDecimal('0.1234560000', 6)).toBe(123_456n);
    expect(parseDecimal('7.000', 0)).toBe(7n);
  });
  it('reads signs, underscores and spaces around', () => {
    expect(['+1', '-1', ' 1 ', '1_000_000.5', '007', '-0'].map((text) => parseDecimal(text, 1))).toEqual([
      10n,
      -10n,
      10n,
      10_000_005n,
      70n,
      0n,
    ]);
  });
  it('keeps what a double would lose: 2^53 + 1 and a third of it', () => {
    expect(parseDecimal('9007199254740993', 0)).toBe(9_007_199_254_740_993n);
    expect(parseWad('0.333333333333333333')).toBe(333_333_333_333_333_333n);
  });
});

describe('parseRatio and parseBps', () => {
  it('the same share in three spellings', () => {
    expect(['2.5%', '250 bps', '0.025'].map((text) => parseRatio(text))).toEqual(
      Array.from({ length: 3 }, () => 25_000_000_000_000_000n),
    );
    expect(['0.3%', '30 bps', '0.003'].map((text) => parseBps(text))).toEqual([30n, 30n, 30n]);
  });
  it.each(['0.305%', '0.5 bps', '0.00001', '%', 'bps', '3 %%', '3bps%'])('parseBps refuses "%s"', (text) => {
    expect(codeOf(() => parseBps(text))).toBe('UNITS_MALFORMED_DECIMAL');
  });
  it('a per cent of sixteen decimals is kept, of seventeen refused', () => {
    expect(parseRatio('0.0000000000000001%')).toBe(1n);
    expect(codeOf(() => parseRatio('0.00000000000000001%'))).toBe('UNITS_MALFORMED_DECIMAL');
  });
});

describe('formatDecimal', () => {
  it('and parseDecimal are each other’s inverse', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 60n), 10n ** 60n), fc.integer({ min: 0, max: 40 }), (value, decimals) => {
        expect(parseDecimal(formatDecimal(value, decimals), decimals)).toBe(value);
      }),
    );
  });
  it('cut to places it never shows more than there is, and never a minus before nothing', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: 0, max: 18 }), (value, places) => {
        const text = formatWad(value, places);
        const shown = parseWad(text);
        expect(shown < 0n ? -shown : shown).toBeLessThanOrEqual(value < 0n ? -value : value);
        expect(/^-0(\.0*)?$/.test(text)).toBe(false);
        expect((text.split('.')[1] ?? '').length).toBe(places);
      }),
    );
  });
  it('shows plain decimals', () => {
    expect([
      formatWad(1_500_000_000_000_000_000n),
      formatWad(0n),
      formatWad(-1n),
      formatDecimal(5n, 0),
      formatDecimal(-15n, 1),
    ]).toEqual(['1.5', '0', '-0.000000000000000001', '5', '-1.5']);
    expect([formatWad(1_999_999_999_999_999_999n, 2), formatWad(-1n, 2)]).toEqual(['1.99', '0.00']);
  });
});
