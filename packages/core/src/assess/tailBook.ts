import type { Wad } from '../units/amounts.ts';
import { wadToFloat } from '../units/float.ts';
import type { Policy } from '../policy/policy.ts';
import type { History } from '../records/history.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import { newestStep, readSeries, type Position, type Series } from './portfolioReturns.ts';
import { knownValue, unknownNote } from './unknownValue.ts';

/** The portfolio as the statistics see it. */
export interface TailBook {
  readonly positions: readonly Position[];
  readonly wholeWad: Wad;
  /** Share without history, as a fraction. */
  readonly uncovered: number;
  readonly uncoveredIds: readonly string[];
  /** Age of the newest price of the position whose newest price is oldest; zero when nothing moves. */
  readonly ageSeconds: number;
  readonly notes: readonly string[];
}

/** Weights at mark of everything with a value, each with the prices it moves with. Pure; throws HistoryMalformed. */
export function readBook(sheet: BalanceSheet, policy: Policy, history: History): TailBook {
  const series = readSeries(history, sheet.asOfSeconds);
  const wholeWad = knownValue(sheet.lines);
  const whole = wadToFloat(wholeWad);
  const positions: Position[] = [];
  const uncoveredIds: string[] = [];
  const notes: string[] = [];
  let uncovered = 0;
  // By id, so that the order of the policy does not reach the last bit of a sum.
  const ids = [...new Set(sheet.lines.map((line) => line.assetId))].toSorted();
  for (const id of ids) {
    const value = knownValue(sheet.lines.filter((line) => line.assetId === id));
    if (value === 0n) continue;
    const weight = wadToFloat(value) / whole;
    const asset = policy.assets.find((item) => item.id === id);
    const own = seriesOf(id, policy, series);
    if (asset?.pricing.method === 'par') positions.push({ weight, series: null });
    else if (own === null) {
      uncovered += weight;
      uncoveredIds.push(id);
    } else {
      const under = policy.assets.find((item) => item.id === asset?.underlying);
      const isPegged = asset !== undefined && (asset.pegWad ?? under?.pegWad ?? null) !== null;
      positions.push({ weight, series: own.series, isPegged });
      if (own.assetId !== id) notes.push(`${id} moves with ${own.assetId}`);
    }
  }
  const missing = unknownNote(sheet.lines);
  if (missing !== '') notes.push(`${missing} left out`);
  if (sheet.liabilities.some((line) => (line.bookBackingWad ?? 0n) > 0n)) notes.push('collateral of books left out');
  const newest = positions.flatMap(({ series: own }) => (own === null ? [] : [newestStep(own)]));
  const ageSeconds = newest.length === 0 ? 0 : sheet.asOfSeconds - Math.min(...newest) * history.stepSeconds;
  return { positions, wholeWad, uncovered, uncoveredIds, ageSeconds, notes };
}

/** An asset's own series, else that of what a share of it redeems for. */
function seriesOf(
  assetId: string,
  policy: Policy,
  series: ReadonlyMap<string, Series>,
): { readonly assetId: string; readonly series: Series } | null {
  const seen = new Set<string>();
  let at: string | null = assetId;
  while (at !== null && !seen.has(at)) {
    seen.add(at);
    const found = series.get(at);
    if (found !== undefined && found.size > 0) return { assetId: at, series: found };
    const id: string = at;
    at = policy.assets.find((asset) => asset.id === id)?.underlying ?? null;
  }
  return null;
}
