import { formatDecimal, formatWad } from '../units/decimal.ts';

const PLACES: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
];

/** A value of `Policy` as its document would write it; null for an entry that is not there. Pure. */
export function showPolicyValue(value: unknown, unit: string): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ');
  if (typeof value === 'object') return 'name' in value ? String(value.name) : 'listed';
  if (typeof value === 'bigint') {
    if (unit.startsWith('share')) return `${formatDecimal(value, 2)}%`;
    if (unit.startsWith('ratio')) return `${formatWad(value * 100n)}%`;
    return formatWad(value).replaceAll(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, '_');
  }
  if (typeof value === 'number' && unit.startsWith('duration')) {
    const [word, size] = PLACES.find(([, seconds]) => value > 0 && value % seconds === 0) ?? ['s', 1];
    return `${value / size}${word}`;
  }
  return String(value);
}
