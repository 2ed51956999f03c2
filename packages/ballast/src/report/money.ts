import { formatWad } from '@ballast/core';

const THOUSANDS = /\B(?=(\d{3})+(?!\d))/g;

/** Whole digits grouped in threes; fraction untouched. */
export function groupDigits(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(THOUSANDS, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Money in WAD as "$98.41m", "$12.3k" or "$7.20": short, cut toward zero. */
export function shortUsd(value: bigint): string {
  const sign = value < 0n ? '-' : '';
  const magnitude = value < 0n ? -value : value;
  const million = 10n ** 24n;
  const thousand = 10n ** 21n;
  if (magnitude >= 1000n * million) return `${sign}$${groupDigits(formatWad(magnitude / 1_000_000_000n, 2))}bn`;
  if (magnitude >= million) return `${sign}$${formatWad(magnitude / 1_000_000n, 2)}m`;
  if (magnitude >= 10n * thousand) return `${sign}$${formatWad(magnitude / 1000n, 1)}k`;
  return `${sign}$${groupDigits(formatWad(magnitude, 2))}`;
}

/** Money in WAD in full, two decimals, grouped. */
export const fullUsd = (value: bigint): string =>
  `${value < 0n ? '-' : ''}$${groupDigits(formatWad(value < 0n ? -value : value, 2))}`;

/** A ratio in WAD as per cent with two decimals; "unknown" for null. */
export const percent = (value: bigint | null, places = 2): string =>
  value === null ? 'unknown' : `${formatWad(value * 100n, places)} %`;

/** Basis points as per cent. */
export const bpsPercent = (value: bigint): string => percent(value * 10n ** 14n);

/** A price in WAD with four decimals, or more for small ones; "unknown" for null. */
export function price(value: bigint | null): string {
  if (value === null) return 'unknown';
  if (value >= 100n * 10n ** 18n) return groupDigits(formatWad(value, 2));
  return formatWad(value, 4);
}

/** Whole tokens from raw units, grouped, at most four decimals. */
export function tokens(amountRaw: bigint, decimals: number): string {
  const scale = 10n ** BigInt(Math.max(0, decimals - 4));
  const kept = decimals > 4 ? amountRaw / scale : amountRaw;
  const places = Math.min(4, decimals);
  const digits = kept.toString().padStart(places + 1, '0');
  const whole = places === 0 ? digits : digits.slice(0, -places);
  const fraction = places === 0 ? '' : digits.slice(-places).replace(/0+$/, '');
  return groupDigits(fraction === '' ? whole : `${whole}.${fraction}`);
}

/** Seconds as "45 s", "12 min", "3 h", "2 d". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
