// The plain way to judge one path, every comparison made: what `pathFailure.ts` must answer, bit for bit.
import type { DefaultTable, DefaultTables } from './defaultTable.ts';

export interface PlainRange {
  readonly low: number;
  readonly high: number;
}

export interface PlainPath {
  readonly margin: Float64Array;
  /** Per counterparty one array per step. */
  readonly losses: readonly Float64Array[];
}

export interface PlainFailure {
  readonly first: PlainRange;
  readonly terminal: PlainRange;
  /** Per counterparty the last step by which its default alone would do it, −1 for none; null where the path fails anyway. */
  readonly alone: readonly number[] | null;
}

const CERTAIN: PlainRange = { low: 1, high: 1 };

export function plainFailure(path: PlainPath, tables: DefaultTables, steps: number): PlainFailure {
  const last = steps - 1;
  const fails = [...path.margin.subarray(0, steps)].map((left) => left < 0);
  const terminal = fails[last] === true ? { range: CERTAIN, alone: [] } : combine(path, tables, last, last);
  if (fails.includes(true)) return { first: CERTAIN, terminal: terminal.range, alone: null };
  const first = combine(path, tables, 0, last);
  return { first: first.range, terminal: terminal.range, alone: first.alone };
}

function combine(path: PlainPath, { low, high }: DefaultTables, from: number, to: number) {
  const parties = path.losses.map((_, j) => j);
  const never = { range: { low: 0, high: 0 }, alone: parties.map(() => -1) };
  if (lastStep(path, from, to, parties) < 0) return never;
  const chance = (table: DefaultTable, j: number, step: number): number => table.chances[j]?.[step] ?? 0;
  const alone = parties.map((j) => lastStep(path, from, to, [j]));
  let [surviveLow, surviveHigh, pairs] = [1, 1, 0];
  alone.forEach((step, j) => {
    if (step < 0) return;
    surviveLow *= 1 - chance(low, j, step);
    surviveHigh *= 1 - chance(high, j, step);
  });
  for (const i of parties)
    for (const j of parties.filter((other) => other > i)) {
      const covered = Math.max(alone[i] ?? -1, alone[j] ?? -1);
      const step = lastStep(path, Math.max(from, covered + 1), to, [i, j]);
      if (step >= 0) pairs += chance(high, i, step) * chance(high, j, step);
    }
  const independent = 1 - surviveHigh + pairs + (high.triples[to] ?? 0);
  const together = Math.max(independent, oneCause(path, high, from, to));
  return { range: { low: 1 - surviveLow, high: Math.min(1, together) }, alone };
}

/** The last step at which the path fails with these defaults; −1 for no step. */
function lastStep({ margin, losses }: PlainPath, from: number, to: number, parties: readonly number[]): number {
  for (let t = to; t >= from; t -= 1) {
    const left = parties.reduce((money, j) => money - (losses[j]?.[t] ?? 0), margin[t] ?? 0);
    if (left < 0) return t;
  }
  return -1;
}

function oneCause({ margin, losses }: PlainPath, table: DefaultTable, from: number, to: number): number {
  let worst = 0;
  for (let t = from; t <= to; t += 1) {
    let left = margin[t] ?? 0;
    for (const j of table.orders[t] ?? []) {
      left -= losses[j]?.[t] ?? 0;
      if (left < 0) {
        worst = Math.max(worst, table.chances[j]?.[t] ?? 0);
        break;
      }
    }
  }
  return worst;
}
