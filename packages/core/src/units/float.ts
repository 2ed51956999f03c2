import { BallastError } from './error.ts';
import { WAD, type Wad } from './amounts.ts';

export class NotFinite extends BallastError {
  constructor(value: number) {
    super({
      code: 'UNITS_NOT_FINITE',
      message: `${value} cannot become an exact amount`,
      remedy: 'refuse the series that produced it',
      retryable: false,
    });
  }
}

const SCALE = 1_000_000_000;

/**
 * The one door from exact to float64: a WAD as a double, correct to about 1e-15 relative.
 * Splits into whole and fractional parts so that large values keep their leading digits.
 */
export function wadToFloat(value: Wad): number {
  const whole = value / WAD;
  const fraction = value % WAD;
  return Number(whole) + Number(fraction) / 1e18;
}

/** The one door back, rounding toward minus infinity at 1e-9; refuses NaN and infinity. */
export const floatToWadDown = (value: number): Wad => floatToWad(value, Math.floor);
/** The same, rounding toward plus infinity at 1e-9. */
export const floatToWadUp = (value: number): Wad => floatToWad(value, Math.ceil);

function floatToWad(value: number, round: (x: number) => number): Wad {
  if (!Number.isFinite(value)) throw new NotFinite(value);
  const whole = Math.trunc(value);
  const nano = round((value - whole) * SCALE);
  return (BigInt(whole) * WAD + BigInt(nano) * 1_000_000_000n) as Wad;
}
