import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  amountDown,
  amountUp,
  BPS,
  bps,
  bpsOfDown,
  bpsOfUp,
  DivisionByZero,
  divWadDown,
  divWadUp,
  max,
  min,
  mulDivDown,
  mulDivUp,
  mulWadDown,
  mulWadUp,
  pow10,
  RAY,
  raw,
  rawToWadDown,
  squareRoot,
  sub,
  subFloor,
  sum,
  valueDown,
  valueUp,
  WAD,
  wad,
  wadToRawDown,
} from './amounts.ts';

const any = fc.bigInt(-(10n ** 40n), 10n ** 40n);
const positive = fc.bigInt(1n, 10n ** 40n);
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof DivisionByZero) return error.code;
    throw error;
  }
  return '';
};

describe('mulDiv', () => {
  it('refuses a denominator of nothing', () => {
    expect(codeOf(() => mulDivDown(1n, 1n, 0n))).toBe('UNITS_DIVISION_BY_ZERO');
    expect(codeOf(() => mulDivUp(0n, 0n, 0n))).toBe('UNITS_DIVISION_BY_ZERO');
    expect(codeOf(() => divWadDown(WAD, wad(0n)))).toBe('UNITS_DIVISION_BY_ZERO');
    expect(codeOf(() => divWadUp(WAD, wad(0n)))).toBe('UNITS_DIVISION_BY_ZERO');
    expect(codeOf(() => amountDown(WAD, 6, wad(0n)))).toBe('UNITS_DIVISION_BY_ZERO');
  });
  it('Down ≤ exact ≤ Up, at most one apart, equal where it divides, for every sign', () => {
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        if (c === 0n) return;
        const [down, up] = [mulDivDown(a, b, c), mulDivUp(a, b, c)];
        const [product, sign] = [a * b, c > 0n ? 1n : -1n];
        expect(down * c * sign <= product * sign && product * sign <= up * c * sign).toBe(true);
        expect(up - down).toBe(product % c === 0n ? 0n : 1n);
      }),
    );
  });
  it('rounds toward the infinities, not toward zero', () => {
    expect([mulDivDown(-1n, 1n, 2n), mulDivUp(-1n, 1n, 2n)]).toEqual([-1n, 0n]);
    expect([mulDivDown(1n, 1n, -2n), mulDivUp(1n, 1n, -2n)]).toEqual([-1n, 0n]);
    expect([mulDivDown(-1n, 1n, -2n), mulDivUp(-1n, 1n, -2n)]).toEqual([0n, 1n]);
  });
  it('grows with what is multiplied and falls with what divides', () => {
    fc.assert(
      fc.property(positive, positive, positive, positive, (a, b, c, more) => {
        expect(mulDivDown(a, b, c) <= mulDivDown(a + more, b, c)).toBe(true);
        expect(mulDivUp(a, b, c + more) <= mulDivUp(a, b, c)).toBe(true);
      }),
    );
  });
});

describe('fixed point', () => {
  it('a WAD times one, over one, is itself; there and back never gains', () => {
    fc.assert(
      fc.property(positive.map(wad), positive.map(wad), (a, b) => {
        expect([mulWadDown(a, WAD), mulWadUp(a, WAD), divWadDown(a, WAD), divWadUp(a, WAD)]).toEqual([a, a, a, a]);
        expect(mulWadDown(divWadDown(a, b), b) <= a).toBe(true);
        expect(mulWadUp(divWadUp(a, b), b) >= a).toBe(true);
        expect(mulWadDown(a, b) <= mulWadUp(a, b)).toBe(true);
      }),
    );
  });
  it('a share and its rest make the whole, rounded against each other', () => {
    fc.assert(
      fc.property(positive.map(wad), fc.integer({ min: 0, max: 10_000 }), (value, share) => {
        expect(bpsOfDown(value, bps(share)) + bpsOfUp(value, bps(10_000 - share))).toBe(value);
        expect([bpsOfDown(value, bps(0)), bpsOfUp(value, BPS)]).toEqual([0n, value]);
      }),
    );
  });
  it('the value of an amount and the amount of a value: down, never more than went in', () => {
    const decimals = fc.integer({ min: 0, max: 27 });
    fc.assert(
      fc.property(positive.map(raw), decimals, positive.map(wad), (amount, places, price) => {
        expect(amountDown(valueDown(amount, places, price), places, price) <= amount).toBe(true);
        expect(amountUp(valueUp(amount, places, price), places, price) >= amount).toBe(true);
        expect(valueUp(amount, places, price) - valueDown(amount, places, price) <= 1n).toBe(true);
      }),
    );
  });
  it('whole tokens keep every unit up to 18 decimals and lose only dust beyond', () => {
    fc.assert(
      fc.property(positive.map(raw), fc.integer({ min: 0, max: 27 }), (amount, places) => {
        const back = wadToRawDown(rawToWadDown(amount, places), places);
        expect(back <= amount).toBe(true);
        expect(amount - back < pow10(Math.max(0, places - 18))).toBe(true);
      }),
    );
    expect(rawToWadDown(raw(1_000_000n), 6)).toBe(WAD);
  });
});

describe('sums and bounds', () => {
  it('add and sub undo each other; subFloor stops at nothing; abs has no sign', () => {
    fc.assert(
      fc.property(any.map(wad), any.map(wad), (a, b) => {
        expect(sub(add(a, b), b)).toBe(a);
        expect(subFloor(a, b)).toBe(a > b ? sub(a, b) : 0n);
        expect(abs(a) >= 0n && (abs(a) === a || abs(a) === sub(wad(0n), a))).toBe(true);
        expect(add(min(a, b), max(a, b))).toBe(add(a, b));
        expect(min(a, b) <= max(a, b)).toBe(true);
      }),
    );
  });
  it('the sum of none is nothing, of a list independent of its order', () => {
    expect(sum([])).toBe(0n);
    fc.assert(
      fc.property(fc.array(any.map(wad)), (list) => {
        expect(sum(list)).toBe(sum(list.toReversed()));
      }),
    );
  });
  it('powers of ten', () => {
    expect([pow10(0), pow10(18), pow10(27)]).toEqual([1n, WAD, RAY]);
  });
});

describe('squareRoot', () => {
  it('is the largest whole number whose square is no more', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 1n << 400n), (value) => {
        const root = squareRoot(value);
        expect(root * root <= value && (root + 1n) * (root + 1n) > value).toBe(true);
      }),
    );
  });
  it('of squares and their neighbours, of nothing and of less than nothing', () => {
    for (const root of [1n, 2n, 3n, 1n << 96n, 10n ** 40n]) {
      expect(squareRoot(root * root)).toBe(root);
      expect(squareRoot(root * root - 1n)).toBe(root - 1n);
    }
    expect([squareRoot(0n), squareRoot(-4n)]).toEqual([0n, 0n]);
  });
});
