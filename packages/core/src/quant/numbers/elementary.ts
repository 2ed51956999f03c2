import { BallastError } from '../../units/error.ts';

export class OutsideDomain extends BallastError {
  constructor(what: string, value: number) {
    super({
      code: 'QUANT_OUTSIDE_DOMAIN',
      message: `${what} of ${value}`,
      remedy: 'refuse the series that led here',
      retryable: false,
    });
  }
}

// ln 2 in two parts, the first with 21 trailing zero bits, so that its product with any exponent is exact (Cody and Waite, 1980).
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN2_INVERSE = 1.4426950408889634;

/** Natural logarithm from + − × ÷ alone, within 1 ulp: x = 2^k·m with m near 1, then the artanh series as in fdlibm's e_log. */
export function logarithm(x: number): number {
  if (!(x > 0) || !Number.isFinite(x)) throw new OutsideDomain('logarithm', x);
  let k = 0;
  let m = x;
  while (m > 1.4142135623730951) {
    m /= 2;
    k += 1;
  }
  while (m < 0.7071067811865476) {
    m *= 2;
    k -= 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  let sum = 0;
  // z ≤ 0.0295, so eleven terms leave less than 1e-18 of the first.
  for (let n = 23; n >= 3; n -= 2) sum = sum * z + 2 / n;
  const halfSquare = (f * f) / 2;
  return k * LN2_HIGH - (halfSquare - (s * (halfSquare + sum * z) + k * LN2_LOW) - f);
}

/** Exponential from + − × ÷ alone, within 0.75 ulp. Refuses arguments beyond ±700. */
export function exponential(x: number): number {
  if (!(x >= -700 && x <= 700)) throw new OutsideDomain('exponential', x);
  const k = Math.round(x * LN2_INVERSE);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  // Everything after 1 + r, so that the leading terms are added last and once; |r| ≤ 0.35.
  let tail = 0;
  for (let n = 18; n >= 2; n -= 1) tail = ((1 + tail) * r) / n;
  // high + rest is added to one with its rounding error kept: one rounding remains instead of two.
  const rest = r * tail - low;
  const middle = high + rest;
  const rough = 1 + middle;
  const sum = rough + (middle - (rough - 1) + (rest - (middle - high)));
  let scale = 1;
  for (let i = 0; i < Math.abs(k); i += 1) scale *= 2;
  return k >= 0 ? sum * scale : sum / scale;
}

/** ln(1 + x) for x > −1, within 3 ulp however small x: the rounding of 1 + x is divided out again (Kahan). Pure. */
export function logarithmOnePlus(x: number): number {
  const sum = 1 + x;
  if (sum === 1) return x;
  return logarithm(sum) * (x / (sum - 1));
}
