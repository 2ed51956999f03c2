// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry. The twin is quant/elementary.ts.

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/** Natural logarithm of a positive number. */
export function logarithm(x: f64): f64 {
  let k: f64 = 0;
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
  let sum: f64 = 0;
  for (let n: f64 = 23; n >= 3; n -= 2) sum = sum * z + 2 / n;
  const halfSquare = (f * f) / 2;
  return k * LN2_HIGH - (halfSquare - (s * (halfSquare + sum * z) + k * LN2_LOW) - f);
}

/** e^x for x within ±700. */
export function exponential(x: f64): f64 {
  const k = Math.round(x * 1.4426950408889634);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  let tail: f64 = 0;
  for (let n: f64 = 18; n >= 2; n -= 1) tail = ((1 + tail) * r) / n;
  const rest = r * tail - low;
  const middle = high + rest;
  const rough = 1 + middle;
  const sum = rough + (middle - (rough - 1) + (rest - (middle - high)));
  let scale: f64 = 1;
  for (let i: f64 = 0; i < Math.abs(k); i += 1) scale *= 2;
  return k >= 0 ? sum * scale : sum / scale;
}
