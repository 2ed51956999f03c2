import { z } from 'zod';
import { isoTime, type Seconds } from '@ballast/core';
import { PullMisread } from './pullErrors.ts';
import type { PullRow } from './pullSource.ts';

/** An answer by its documented shape. Throws PullMisread naming the first place where it differs. */
export function readShape<Shape>(where: string, shape: z.ZodType<Shape>, answer: unknown): Shape {
  const read = shape.safeParse(answer);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const at = issue?.path.join('.') ?? '';
  throw new PullMisread(where, `${at === '' ? '' : `${at}: `}${issue?.message ?? 'another shape'}`);
}

/** A whole count of milliseconds since 1970, as services state times. */
export const milliseconds = z.number().int().min(0).max(32_503_680_000_000);

/** A price or rate as a number; its text is the shortest that gives the same number. */
export const numeric = z.number().transform(String);

/** A price as decimal text. */
export const decimalText = z.string().regex(/^-?\d+(\.\d*)?([eE][+-]?\d+)?$/, 'no decimal number');

/** Rows as they must be: rising, none before the place asked for. Throws PullMisread. */
export function requireRising(where: string, rows: readonly PullRow[], fromSeconds: Seconds): void {
  let last = fromSeconds - 1;
  for (const { timeSeconds } of rows) {
    if (timeSeconds < fromSeconds)
      throw new PullMisread(where, `${isoTime(timeSeconds)} lies before ${isoTime(fromSeconds)}, which was asked for`);
    if (timeSeconds <= last) throw new PullMisread(where, `${isoTime(timeSeconds)} does not follow ${isoTime(last)}`);
    last = timeSeconds;
  }
}
