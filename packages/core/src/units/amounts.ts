import { BallastError } from './error.ts';

/** Token units as the ledger counts them (USDC: 1e6 per token). */
export type Raw = bigint & { readonly __scale: 'raw' };
/** Fixed point with 18 decimals: money, prices, ratios, whole tokens. */
export type Wad = bigint & { readonly __scale: 'wad' };
/** Fixed point with 27 decimals: interest rates and indices. */
export type Ray = bigint & { readonly __scale: 'ray' };
/** Ten-thousandths. */
export type Bps = bigint & { readonly __scale: 'bps' };

export const WAD = 1_000_000_000_000_000_000n as Wad;
export const RAY = 1_000_000_000_000_000_000_000_000_000n as Ray;
export const BPS = 10_000n as Bps;
export const ZERO_WAD = 0n as Wad;

/** Brands a bigint that already is in raw token units. */
export const raw = (value: bigint): Raw => value as Raw;
/** Brands a bigint that already carries 18 decimals. */
export const wad = (value: bigint): Wad => value as Wad;
/** Brands a bigint that already carries 27 decimals. */
export const ray = (value: bigint): Ray => value as Ray;
/** Brands a whole number of basis points. */
export const bps = (value: bigint | number): Bps => BigInt(value) as Bps;

export class DivisionByZero extends BallastError {
  constructor() {
    super({
      code: 'UNITS_DIVISION_BY_ZERO',
      message: 'exact arithmetic divided by zero',
      remedy: 'the caller must treat a missing denominator as unknown',
      retryable: false,
    });
  }
}

/** a·b/c rounded toward minus infinity; c must not be zero. */
export function mulDivDown(a: bigint, b: bigint, c: bigint): bigint {
  if (c === 0n) throw new DivisionByZero();
  const product = a * b;
  const quotient = product / c;
  return product % c !== 0n && product < 0n !== c < 0n ? quotient - 1n : quotient;
}

/** a·b/c rounded toward plus infinity; c must not be zero. */
export function mulDivUp(a: bigint, b: bigint, c: bigint): bigint {
  return -mulDivDown(-a, b, c);
}

export const mulWadDown = (a: Wad, b: Wad): Wad => mulDivDown(a, b, WAD) as Wad;
export const mulWadUp = (a: Wad, b: Wad): Wad => mulDivUp(a, b, WAD) as Wad;
export const divWadDown = (a: Wad, b: Wad): Wad => mulDivDown(a, WAD, b) as Wad;
export const divWadUp = (a: Wad, b: Wad): Wad => mulDivUp(a, WAD, b) as Wad;

/** The share `part` (bps) of `value`, rounded down. */
export const bpsOfDown = <T extends bigint>(value: T, part: Bps): T => mulDivDown(value, part, BPS) as T;
/** The share `part` (bps) of `value`, rounded up. */
export const bpsOfUp = <T extends bigint>(value: T, part: Bps): T => mulDivUp(value, part, BPS) as T;

/** a + b, of one scale. */
export function add<T extends bigint>(a: T, b: T): T {
  const [x, y]: [bigint, bigint] = [a, b];
  return (x + y) as T;
}
/** a − b, of one scale; may be negative. */
export function sub<T extends bigint>(a: T, b: T): T {
  const [x, y]: [bigint, bigint] = [a, b];
  return (x - y) as T;
}
/** Sum of amounts of one scale; zero for none. */
export const sum = <T extends bigint>(values: readonly T[]): T =>
  values.reduce<bigint>((total, value) => total + value, 0n) as T;
export const min = <T extends bigint>(a: T, b: T): T => (a < b ? a : b);
export const max = <T extends bigint>(a: T, b: T): T => (a > b ? a : b);
/** a − b, or zero when b is larger. */
export const subFloor = <T extends bigint>(a: T, b: T): T => (a > b ? sub(a, b) : (0n as T));
export const abs = <T extends bigint>(a: T): T => (a < 0n ? sub(0n as T, a) : a);

/** Integer square root, rounded down (Newton); zero for what is not positive. */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value < 0n ? 0n : value;
  let x = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + value / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

const POWERS: readonly bigint[] = Array.from({ length: 78 }, (_, exponent) => BigInt(`1${'0'.repeat(exponent)}`));

/** Ten to the given whole power; exponent 0 … 77. */
export function pow10(exponent: number): bigint {
  const known = POWERS[exponent];
  if (known !== undefined) return known;
  let result = 1n;
  for (let i = 0; i < exponent; i += 1) result *= 10n;
  return result;
}

/** Value in the price's numeraire (WAD) of raw token units at a WAD price per whole token, rounded down. */
export const valueDown = (amount: Raw, decimals: number, price: Wad): Wad =>
  mulDivDown(amount, price, pow10(decimals)) as Wad;
/** The same, rounded up: for what we owe. */
export const valueUp = (amount: Raw, decimals: number, price: Wad): Wad =>
  mulDivUp(amount, price, pow10(decimals)) as Wad;
/** Raw token units worth `value` (WAD) at a WAD price per whole token, rounded down. */
export const amountDown = (value: Wad, decimals: number, price: Wad): Raw =>
  mulDivDown(value, pow10(decimals), price) as Raw;
/** The same, rounded up. */
export const amountUp = (value: Wad, decimals: number, price: Wad): Raw =>
  mulDivUp(value, pow10(decimals), price) as Raw;
/** Raw units to whole tokens in WAD, rounded down. */
export const rawToWadDown = (amount: Raw, decimals: number): Wad => mulDivDown(amount, WAD, pow10(decimals)) as Wad;
/** Whole tokens in WAD to raw units, rounded down. */
export const wadToRawDown = (amount: Wad, decimals: number): Raw => mulDivDown(amount, pow10(decimals), WAD) as Raw;
