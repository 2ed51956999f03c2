import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { BallastError, parseRatio, parseWad, type PublishedBucket } from '@ballast/core';

export class BucketFileInvalid extends BallastError {
  constructor(path: string, why: string) {
    super({
      code: 'CLI_BUCKETS_INVALID',
      message: `${path}: ${why}`,
      remedy: 'a JSON list, or CSV with a header, of name, max, slopePerDay, slippage and unit',
      retryable: false,
    });
  }
}

const KEYS = ['name', 'max', 'slopePerDay', 'slippage', 'unit'] as const;
type Row = Readonly<Record<string, unknown>>;

/** Published limits of another system; throws BucketFileInvalid naming the entry and the key. */
export function readBucketFile(path: string): PublishedBucket[] {
  if (!existsSync(path)) throw new BucketFileInvalid(path, 'does not exist');
  const text = readFileSync(path, 'utf8');
  return rowsOf(path, text).map((row, at) => bucketOf(path, row, at + 1));
}

function rowsOf(path: string, text: string): readonly Row[] {
  try {
    const rows: unknown = /^\s*[[{]/.test(text)
      ? JSON.parse(text)
      : parse(text, { columns: true, trim: true, skip_empty_lines: true });
    if (Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null)) return rows as Row[];
  } catch (cause) {
    throw new BucketFileInvalid(path, cause instanceof Error ? cause.message : 'cannot be read');
  }
  throw new BucketFileInvalid(path, 'is not a list of buckets');
}

function bucketOf(path: string, row: Row, at: number): PublishedBucket {
  const text = (key: (typeof KEYS)[number]): string => {
    const value = row[key];
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
    throw new BucketFileInvalid(path, `entry ${at} lacks ${key}`);
  };
  const read = <T extends bigint>(key: (typeof KEYS)[number], parseText: (text: string) => T): T => {
    try {
      const value = parseText(text(key));
      if (value >= 0n) return value;
    } catch (error) {
      if (error instanceof BucketFileInvalid || !(error instanceof BallastError)) throw error;
    }
    throw new BucketFileInvalid(path, `entry ${at}: ${key} "${text(key)}" is not a number that can be kept exactly`);
  };
  return {
    name: text('name'),
    maxWad: read('max', parseWad),
    slopePerDayWad: read('slopePerDay', parseWad),
    slippageWad: read('slippage', parseRatio),
    unit: text('unit'),
  };
}
