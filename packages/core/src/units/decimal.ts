import { BallastError } from './error.ts';
import { pow10, type Bps, type Wad } from './amounts.ts';

export class MalformedDecimal extends BallastError {
  constructor(text: string, expected: string) {
    super({
      code: 'UNITS_MALFORMED_DECIMAL',
      message: `"${text}" is not ${expected}`,
      remedy: 'write plain decimal notation, for example 1250000.5 or 2.5%',
      retryable: false,
    });
  }
}

const PLAIN = /^([+-]?)(\d+(?:_\d+)*)(?:\.(\d+(?:_\d+)*))?$/;

/** Parses plain decimal text exactly to an integer of the given scale; refuses digits it could not keep. */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = PLAIN.exec(text.trim());
  if (match === null) throw new MalformedDecimal(text, 'a plain decimal number');
  const whole = (match[2] ?? '').replaceAll('_', '');
  const fraction = (match[3] ?? '').replaceAll('_', '').replace(/0+$/, '');
  if (fraction.length > decimals) {
    throw new MalformedDecimal(text, `a number with at most ${decimals} decimals`);
  }
  const magnitude = BigInt(whole) * pow10(decimals) + BigInt(fraction.padEnd(decimals, '0') || '0');
  return match[1] === '-' ? -magnitude : magnitude;
}

/** "1250000.5" → WAD. */
export const parseWad = (text: string): Wad => parseDecimal(text, 18) as Wad;

/** "2.5%", "30 bps" or "0.025" → a ratio in WAD. */
export function parseRatio(text: string): Wad {
  const trimmed = text.trim();
  if (trimmed.endsWith('%')) return parseDecimal(trimmed.slice(0, -1), 16) as Wad;
  if (trimmed.endsWith('bps')) return parseDecimal(trimmed.slice(0, -3), 14) as Wad;
  return parseDecimal(trimmed, 18) as Wad;
}

/** "0.3%", "30 bps" or "0.003" → whole basis points; finer text is refused. */
export function parseBps(text: string): Bps {
  const ratio = parseRatio(text);
  if (ratio % 100_000_000_000_000n !== 0n) {
    throw new MalformedDecimal(text, 'a whole number of basis points');
  }
  return (ratio / 100_000_000_000_000n) as Bps;
}

/** An integer of the given scale as plain decimal text, cut (toward zero) to `places` when given. */
export function formatDecimal(value: bigint, decimals: number, places?: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = decimals === 0 ? digits : digits.slice(0, -decimals);
  let fraction = decimals === 0 ? '' : digits.slice(-decimals);
  fraction = places === undefined ? fraction.replace(/0+$/, '') : fraction.slice(0, places).padEnd(places, '0');
  const body = fraction === '' ? whole : `${whole}.${fraction}`;
  return negative && /[1-9]/.test(body) ? `-${body}` : body;
}

export const formatWad = (value: bigint, places?: number): string => formatDecimal(value, 18, places);
