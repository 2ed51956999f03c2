/** The first place, in canonical key order, where two artefacts differ; values as JSON, cut when long. */
export interface Difference {
  /** For example limits[3].valueWad; empty for the whole. */
  readonly path: string;
  readonly stored: string;
  readonly recomputed: string;
}

const LONGEST = 120;

/** Compares two artefacts value by value; null when their canonical text is the same. Pure. */
export function firstDifference(stored: unknown, recomputed: unknown): Difference | null {
  return compare(stored, recomputed, '');
}

function compare(stored: unknown, recomputed: unknown, path: string): Difference | null {
  if (Array.isArray(stored) && Array.isArray(recomputed)) {
    for (let index = 0; index < Math.max(stored.length, recomputed.length); index += 1) {
      const found = compare(stored[index], recomputed[index], `${path}[${index}]`);
      if (found !== null) return found;
    }
    return null;
  }
  if (isRecord(stored) && isRecord(recomputed)) {
    const keys = [...new Set([...Object.keys(stored), ...Object.keys(recomputed)])].toSorted((a, b) =>
      a < b ? -1 : 1,
    );
    for (const key of keys) {
      const found = compare(stored[key], recomputed[key], path === '' ? key : `${path}.${key}`);
      if (found !== null) return found;
    }
    return null;
  }
  return Object.is(stored, recomputed) ? null : { path, stored: show(stored), recomputed: show(recomputed) };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
