// Reference values to 300 binary places in whole numbers, independent of the functions they judge.

const BITS = 300n;
const ONE = 1n << BITS;
const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
const over = (a: bigint, b: bigint): bigint => (a << BITS) / b;

/** A double as significand and exponent: x = significand·2^exponent, exactly. */
export function parts(x: number): { readonly significand: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 2047n);
  const fraction = bits & ((1n << 52n) - 1n);
  const magnitude = field === 0 ? fraction : fraction | (1n << 52n);
  return { significand: x < 0 ? -magnitude : magnitude, exponent: (field === 0 ? 1 : field) - 1075 };
}

/** A double in fixed point; exact while its last bit is above 2^-300. */
export function fixed(x: number): bigint {
  const { significand, exponent } = parts(x);
  const shift = BITS + BigInt(exponent);
  return shift >= 0n ? significand << shift : significand >> -shift;
}

/** Σ 2·z^(2k+1)/(2k+1): twice the inverse hyperbolic tangent. */
function twiceArtanh(z: bigint): bigint {
  const square = times(z, z);
  let [sum, power] = [0n, z];
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = times(power, square);
  }
  return 2n * sum;
}

const LN2 = twiceArtanh(ONE / 3n);

/** ln x of a positive double. */
export function preciseLogarithm(x: number): bigint {
  const { significand, exponent } = parts(x);
  const length = BigInt(significand.toString(2).length - 1);
  const m = (significand << BITS) >> length;
  return twiceArtanh(over(m - ONE, m + ONE)) + (BigInt(exponent) + length) * LN2;
}

/** e^x of fixed point, by its series; for |x| of some hundreds at most. */
function exponentialSeries(x: bigint): bigint {
  let [sum, term] = [ONE, ONE];
  for (let n = 1n; term !== 0n && term !== -1n; n += 1n) {
    term = times(term, x) / n;
    sum += term;
  }
  return sum;
}

/** e^x as significand·2^power, so that no bits are lost at either end. */
export function preciseExponential(x: number): { readonly significand: bigint; readonly power: number } {
  const power = Math.round(x / Math.LN2);
  return { significand: exponentialSeries(fixed(x) - BigInt(power) * LN2), power };
}

const PI = BigInt(
  '31415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679',
);
const ROOT_TWO_PI = squareRoot((2n * PI * (1n << (2n * BITS))) / 10n ** 100n);

function squareRoot(value: bigint): bigint {
  let x = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + value / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

/** Φ(x) of the standard normal, by its alternating series; for |x| up to about 10. */
export function preciseNormal(x: number): bigint {
  const z = fixed(x);
  const half = times(z, z) / 2n;
  let [sum, term] = [0n, z];
  for (let n = 0n; term !== 0n && term !== -1n; n += 1n) {
    sum += term / (2n * n + 1n);
    term = -times(term, half) / (n + 1n);
  }
  return ONE / 2n + over(sum, ROOT_TWO_PI);
}

/** e^(−x²/2)/√(2π) of a double. */
export const preciseDensity = (x: number): bigint => {
  const z = fixed(x);
  return over(ONE, times(exponentialSeries(times(z, z) / 2n), ROOT_TWO_PI));
};

/** Distance of a double from a fixed-point truth, in units in the double's last place. */
export function ulps(actual: number, truth: bigint, power = 0): number {
  const { significand, exponent } = parts(actual);
  const shift = BITS + BigInt(exponent - power);
  const scaled = shift >= 0n ? significand << shift : significand >> -shift;
  const unit = shift >= 0n ? 1n << shift : 1n;
  const gap = scaled - truth;
  return Number(((gap < 0n ? -gap : gap) * 1000n) / unit) / 1000;
}
