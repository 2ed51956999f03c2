/** 2^(k − 80) at index k. */
const POWERS = new Float64Array(161).fill(1);
for (let k = 1; k <= 80; k += 1) {
  POWERS[80 + k] = (POWERS[79 + k] as number) * 2;
  POWERS[80 - k] = (POWERS[81 - k] as number) / 2;
}
const FACTORIALS = [479_001_600, 39_916_800, 3_628_800, 362_880, 40_320, 5_040, 720, 120, 24, 6, 2, 1, 1];
const COEFFICIENTS = Float64Array.from(FACTORIALS, (factorial) => 1 / factorial);

/**
 * e^x − 1 for x within ±50, by the kernel's own operations: reduction by ln 2 (Cody and Waite) and the series to the
 * twelfth power. Within 4e-16 of e^x (a test says so). Pure.
 */
export function growth(x: number): number {
  // Adding 1.5·2⁵² rounds to a whole number, ties to even.
  const k = x * 1.4426950408889634 + 6_755_399_441_055_744 - 6_755_399_441_055_744;
  const r = x - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
  let sum = COEFFICIENTS[0] as number;
  for (let i = 1; i < 13; i += 1) sum = sum * r + (COEFFICIENTS[i] as number);
  return sum * (POWERS[80 + k] as number) - 1;
}
