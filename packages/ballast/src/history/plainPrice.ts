const NUMBER = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A price cell, read without a float. */
export type PriceCell =
  | { readonly kind: 'price'; readonly text: string; readonly hadExponent: boolean }
  | { readonly kind: 'blank' }
  | { readonly kind: 'zero' }
  | { readonly kind: 'negative' }
  | { readonly kind: 'absurd' }
  | { readonly kind: 'malformed' };

/** Digits before the point, and places after it, that a price may have: nothing is priced beyond, and floats end at 1e308. */
export const MOST_DIGITS = 60;

/** Reads a cell as a price in plain decimal text, every digit kept and exponents written out. */
export function readPrice(cell: string): PriceCell {
  const text = cell.trim();
  if (text === '') return { kind: 'blank' };
  const match = NUMBER.exec(text.startsWith('.') ? `0${text}` : text);
  if (match === null) return { kind: 'malformed' };
  const [, sign, whole = '', fraction = '', exponent] = match;
  if (!/[1-9]/.test(whole + fraction)) return { kind: 'zero' };
  if (sign === '-') return { kind: 'negative' };
  const shown = shift(whole, fraction, Number(exponent ?? 0));
  const [digits = '', places = ''] = shown.split('.');
  if (digits.length > MOST_DIGITS || places.length > MOST_DIGITS) return { kind: 'absurd' };
  return { kind: 'price', text: shown, hadExponent: exponent !== undefined };
}

/** Cells that stand for no observation in tables of rates. */
const NO_RATE = /^(\.|n\/?[ad]|#n\/a)$/i;

/** Reads a cell as a rate: as a price, but zero and negative values are values. */
export function readRate(cell: string): PriceCell {
  const text = cell.trim();
  if (NO_RATE.test(text)) return { kind: 'blank' };
  const isNegative = /^-[\d.]/.test(text);
  const size = readPrice(isNegative ? text.slice(1) : text);
  if (size.kind === 'zero') return { kind: 'price', text: '0', hadExponent: false };
  return size.kind === 'price' && isNegative ? { ...size, text: `-${size.text}` } : size;
}

/** A whole number of the smallest unit as plain decimal text: `100018009` at 8 decimals is 1.00018009. */
export const scaleDown = (digits: string, decimals: number): string => shift(digits, '', -decimals);

/** A plain decimal number times a whole one, divided by a power of ten: exact. `0.0001` times 109500 is 10.95. */
export function timesWhole(text: string, factor: bigint, decimals = 0): string {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const product = shift(String(BigInt(whole + fraction) * factor), '', -fraction.length - decimals);
  return text.startsWith('-') && product !== '0' ? `-${product}` : product;
}

/** whole.fraction × 10^exponent as plain text without needless zeros. */
function shift(whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 0);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const right = padded.slice(at).replace(/0+$/, '');
  return right === '' ? left : `${left}.${right}`;
}
