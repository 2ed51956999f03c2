import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw, wad, type Wad } from '../units/amounts.ts';
import { assetOf, policyOf, usd } from '../policy/policy.fixture.ts';
import type { SheetLine } from '../records/sheet.ts';
import { matchClaims } from './claimMatcher.ts';
import { holdingOf, quote, sheetOf, snapshotOf } from './value.fixture.ts';

const policy = policyOf([assetOf('USDC'), assetOf('USDT')]);
const sheet = (amounts: readonly bigint[], price = '0.93') =>
  sheetOf(
    policy,
    snapshotOf({
      holdings: amounts.map((amount, index) => holdingOf('USDC', '0', { id: `h${index}`, amountRaw: raw(amount) })),
      prices: quote('USDC', price, '0.95', '0.94'),
    }),
  );
const claimOn = (amounts: readonly bigint[], lines?: (line: SheetLine) => SheetLine) => {
  const { lines: held, prices } = sheet(amounts);
  return matchClaims(lines === undefined ? held : held.map(lines), prices);
};

describe('matchClaims', () => {
  it('an asset without a price gives no value, and nothing owed needs none', () => {
    const claim = claimOn([1_000_000n]);
    expect(claim('USDT', usd('1'))).toBeNull();
    expect(claim('USDT', usd('0'))).toBe(0n);
  });
  it('takes what covers at the mark and the rest at the high side', () => {
    const { prices } = sheet([]);
    expect([prices[0]?.markWad, prices[0]?.highWad]).toEqual([usd('0.93'), usd('0.95')]);
    expect(claimOn([40_000_000n])('USDC', usd('100'))).toBe(usd('94.2'));
  });
  it('what covered one claim is gone for the next', () => {
    const claim = claimOn([100_000_000n]);
    expect([claim('USDC', usd('100')), claim('USDC', usd('100'))]).toEqual([usd('93'), usd('95')]);
  });
  it.each(['ENCUMBERED', 'DUPLICATE_CLAIM', 'OWN_LIABILITY'])('a line flagged %s covers nothing', (flag) => {
    const claim = claimOn([100_000_000n], (line) => ({ ...line, flags: [flag] }));
    expect(claim('USDC', usd('100'))).toBe(usd('95'));
  });
  it('a line of unknown amount or value covers nothing', () => {
    expect(claimOn([100_000_000n], (line) => ({ ...line, amountRaw: null }))('USDC', usd('1'))).toBe(usd('0.95'));
    expect(claimOn([100_000_000n], (line) => ({ ...line, valueWad: null }))('USDC', usd('1'))).toBe(usd('0.95'));
  });
  it('splitting a claim never makes it cheaper, and all parts together exhaust the lines at exactly their value', () => {
    const amount = fc.bigInt(1n, 10n ** 13n);
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 4 }),
        fc.array(fc.bigInt(1n, 10n ** 25n), { minLength: 1, maxLength: 5 }),
        (held, parts) => {
          const total = held.reduce((sum, item) => sum + item, 0n) * 10n ** 12n;
          const [whole, split] = [claimOn(held), claimOn(held)];
          const owed = parts.reduce((sum, part) => sum + part, 0n);
          const inParts = parts.reduce((sum, part) => sum + (split('USDC', wad(part)) ?? 0n), 0n);
          const atOnce = whole('USDC', wad(owed)) ?? 0n;
          expect(inParts >= atOnce && inParts - atOnce <= BigInt(parts.length)).toBe(true);
          const exact = claimOn(held)('USDC', wad(total)) ?? 0n;
          const value = sheet(held).lines.reduce<Wad>((sum, line) => wad(sum + (line.valueWad ?? 0n)), usd('0'));
          expect(exact).toBe(value);
        },
      ),
    );
  });
});
