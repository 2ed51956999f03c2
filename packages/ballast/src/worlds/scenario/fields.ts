import { z } from 'zod';
import { MalformedDecimal, parseRatio, parseWad, wadToFloat } from '@ballast/core';

/** Turns a text parser into a field whose failure is an issue with a stable code. */
function parsed<T>(code: string, expected: string, parse: (text: string) => T | null) {
  return z.string().transform((text, context): T => {
    const value = attempt(parse, text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: `expected ${expected}`, params: { code, found: text } });
    return z.NEVER;
  });
}

function attempt<T>(parse: (text: string) => T | null, text: string): T | null {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof MalformedDecimal) return null;
    throw error;
  }
}

/** A share or an offset such as "2.5%", "-30 bps" or "0.4": a float ratio. */
export const ratioField = parsed('SCENARIO_BAD_NUMBER', 'a ratio, for example 2.5%', (text) =>
  toFloat(parseRatio(text)),
);

/** A share between 0 and 100 %. */
export const shareField = parsed('SCENARIO_BAD_NUMBER', 'a share between 0% and 100%', (text) => {
  const value = toFloat(parseRatio(text));
  return value >= 0 && value <= 1 ? value : null;
});

/** A price per whole token in dollars, above zero. */
export const priceField = parsed('SCENARIO_BAD_NUMBER', 'a price above zero, for example 0.974', (text) => {
  const value = toFloat(parseWad(text));
  return value > 0 ? value : null;
});

const DURATION = /^(\d{1,6})\s*(s|m|h|d)$/;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration above zero, in seconds. */
export const durationField = parsed('SCENARIO_BAD_DURATION', 'a duration: 90s, 15m, 24h or 7d', (text) => {
  const match = DURATION.exec(text.trim());
  const value = match === null ? 0 : Number(match[1]) * (SECONDS[match[2] ?? ''] ?? 0);
  return value > 0 ? value : null;
});

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/;

/** A moment in UTC, in unix seconds. */
export const timeField = parsed('SCENARIO_BAD_TIME', 'a UTC time such as 2023-03-11T07:15Z', (text) => {
  const milliseconds = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
});

/** A small whole number above zero. */
export const countField = parsed('SCENARIO_BAD_NUMBER', 'a whole number from 1 to 100', (text) =>
  /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 100 ? Number(text) : null,
);

export const idField = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected an id');
export const textField = z.string().trim().min(1, 'expected some text').max(2_000);

const toFloat = (value: ReturnType<typeof parseWad>): number =>
  value < 0n ? -wadToFloat(-value as ReturnType<typeof parseWad>) : wadToFloat(value);
