import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { formatWad } from '../units/decimal.ts';
import { isChecksummed } from './checksum.ts';
import {
  addressField,
  bytes32Field,
  chainField,
  counterpartyField,
  countField,
  dateField,
  durationField,
  flagField,
  idField,
  moneyField,
  optional,
  priceField,
  ratioField,
  shareField,
  textField,
  wordField,
} from './fields.ts';

const meta = { description: 'test', enforcedBy: 'engine' } as const;
const read = (field: z.ZodType, text: unknown): unknown => {
  const result = field.safeParse(text);
  return result.success ? result.data : undefined;
};

describe('fields refuse what they could not keep', () => {
  const numbers = [
    'NaN',
    '.nan',
    'Infinity',
    '1e5',
    '0x10',
    '0b1',
    '1,5',
    '1.',
    '.5',
    '',
    ' ',
    '--1',
    '-1',
    '-0',
    '1_',
    '_1',
    '1__0',
    '１',
    'null',
  ];
  it.each([
    ['share', shareField(meta)],
    ['ratio', ratioField(meta)],
    ['money', moneyField(meta)],
    ['price', priceField(meta)],
    ['duration', durationField(meta)],
    ['count', countField(meta)],
  ])('%s', (_name, field) => {
    for (const text of numbers) expect(read(field, text)).toBeUndefined();
    for (const value of [1, 1n, true, null, undefined, [], {}]) expect(read(field, value)).toBeUndefined();
  });
  it('a share above everything, finer than a basis point, or without its unit', () => {
    for (const text of ['100.01%', '10001 bps', '1.01', '0.005%', '0.5 bps', '30', '3 000 bps'])
      expect(read(shareField(meta), text)).toBeUndefined();
  });
  it('money, price and ratio beyond 128 bits, and a price of nothing', () => {
    const most = formatWad((1n << 128n) - 1n);
    const beyond = formatWad(1n << 128n);
    for (const field of [moneyField(meta), priceField(meta), ratioField(meta)]) {
      expect(read(field, most)).toBe((1n << 128n) - 1n);
      expect(read(field, beyond)).toBeUndefined();
      expect(read(field, '1.0000000000000000001')).toBeUndefined();
    }
    expect(read(priceField(meta), '0')).toBeUndefined();
    expect(read(priceField(meta), '0.000000000000000001')).toBe(1n);
  });
  it('a duration of more than ten years, or below its least', () => {
    expect(read(durationField(meta), '3650d')).toBe(315_360_000);
    expect(read(durationField(meta), '3651d')).toBeUndefined();
    expect(read(durationField(meta), '0s')).toBe(0);
    expect(read(durationField(meta, 1), '0s')).toBeUndefined();
    for (const text of ['1w', '1.5h', '1h30m', 'h', '99999999999s'])
      expect(read(durationField(meta), text)).toBeUndefined();
  });
  it('a count outside its range', () => {
    expect(read(countField(meta, { least: 1, most: 36 }), '0')).toBeUndefined();
    expect(read(countField(meta, { least: 1, most: 36 }), '37')).toBeUndefined();
    expect(read(countField(meta, { least: 1, most: 36 }), '36')).toBe(36);
    expect(read(countField(meta), '6.0')).toBeUndefined();
  });
  it('an id that another reader takes for nothing or a flag, or that could break a path or a line', () => {
    for (const text of [
      'null',
      'NULL',
      'true',
      'No',
      'yes',
      'on',
      '',
      '.hidden',
      '-x',
      'a b',
      'a/b',
      'a\nb',
      'é',
      'x'.repeat(65),
    ])
      expect(read(idField(meta), text)).toBeUndefined();
    for (const text of ['USDC', 'a.b-c_d', '0', 'x'.repeat(64), 'nullable'])
      expect(read(idField(meta), text)).toBe(text);
  });
  it('a name of two lines, none, with control or direction characters, or half of a pair', () => {
    for (const text of [
      '',
      'a\nb',
      'a\u0000b',
      'a\u001b[2Jb',
      'a\u202Eb',
      'a\u2066b',
      'a\u2028b',
      'a\ud83d',
      '\ufeffa',
      'x'.repeat(201),
    ])
      expect(read(textField(meta), text)).toBeUndefined();
    for (const text of ['Harbor reserve', '準備金', '😀', 'x'.repeat(200)])
      expect(read(textField(meta), text)).toBe(text);
  });
  it('a day that is none', () => {
    for (const text of [
      '2026-02-29',
      '2100-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '2026-1-1',
      '26-01-01',
      '2026-01-00',
    ])
      expect(read(dateField(meta), text)).toBeUndefined();
    for (const text of ['2026-01-31', '2024-02-29', '2000-02-29']) expect(read(dateField(meta), text)).toBe(text);
  });
  it('flags, words, chains and hex of another shape', () => {
    expect(['yes', 'True', '1', ''].map((text) => read(flagField(meta), text))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(read(flagField(meta), 'false')).toBe(false);
    expect(read(wordField(['a', 'b'], meta), 'A')).toBeUndefined();
    expect(['eip155:0', 'eip155:01', 'eip155:', 'solana:1'].map((text) => read(chainField(meta), text))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(read(counterpartyField(meta), 'eip155:1')).toBe('eip155:1');
    expect(read(counterpartyField(meta), 'a:b')).toBeUndefined();
    expect(read(bytes32Field(meta), 'ab')).toBeUndefined();
    expect(read(bytes32Field(meta), 'AB'.repeat(32))).toBe(`0x${'ab'.repeat(32)}`);
    expect(read(addressField(meta), '0x12')).toBeUndefined();
  });
  it('a field left out is null, and null written is no value', () => {
    expect(read(optional(idField(meta)), undefined)).toBeNull();
    expect(read(optional(idField(meta)), 'null')).toBeUndefined();
    expect(read(optional(idField(meta)), null)).toBeUndefined();
  });
});

describe('fields read equal things alike', () => {
  it.each([
    ['2.5%', 250n],
    ['250 bps', 250n],
    ['250bps', 250n],
    ['0.025', 250n],
    ['100%', 10_000n],
    ['0%', 0n],
    ['0.01%', 1n],
  ])('a share of %s', (text, expected) => {
    expect(read(shareField(meta), text)).toBe(expected);
  });
  it.each([
    ['90', 90],
    ['90s', 90],
    ['15m', 900],
    ['24h', 86_400],
    ['1d', 86_400],
    ['7 d', 604_800],
  ])('a duration of %s', (text, expected) => {
    expect(read(durationField(meta), text)).toBe(expected);
  });
  it('every whole number of basis points, written as bps, per cent or fraction', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (bps) => {
        const percent = `${Math.floor(bps / 100)}.${String(bps % 100).padStart(2, '0')}%`;
        const fraction = bps === 10_000 ? '1' : `0.${String(bps).padStart(4, '0')}`;
        for (const text of [`${bps} bps`, percent, fraction]) expect(read(shareField(meta), text)).toBe(BigInt(bps));
      }),
    );
  });
  it('every amount of 18 decimals survives its text', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 128n) - 1n), (wad) => {
        expect(read(moneyField(meta), formatWad(wad))).toBe(wad);
      }),
    );
  });
});

describe('isChecksummed', () => {
  it('EIP-55, the test cases of the standard', () => {
    for (const address of [
      '0x52908400098527886E0F7030069857D2E4169EE7',
      '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
      '0xde709f2102306220921060314715629080e2fb77',
      '0x27b1fdb04752bbc536007a920d24acb045561c26',
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
      '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
      '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
    ])
      expect(isChecksummed(address)).toBe(true);
  });
  it('one letter in the wrong case is noticed', () => {
    const good = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
    for (let at = 2; at < good.length; at += 1) {
      const letter = good[at] ?? '';
      const flipped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
      if (flipped !== letter) expect(isChecksummed(good.slice(0, at) + flipped + good.slice(at + 1))).toBe(false);
    }
  });
});
