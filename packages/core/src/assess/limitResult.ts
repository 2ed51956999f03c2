import { sub, type Wad } from '../units/amounts.ts';
import type { LimitResult } from '../records/assessment.ts';

/** A limit before it is compared with anything. */
export type LimitTerms = Pick<LimitResult, 'id' | 'unit' | 'direction' | 'thresholdWad' | 'origin'>;

/** What is known of the value a limit speaks of. */
export type Measure =
  /** Between the worst and the best it can be, each rounded against us; null where there is no bound on that side. */
  | { readonly kind: 'between'; readonly worstWad: Wad | null; readonly bestWad: Wad | null; readonly note: string }
  /** There is nothing to limit, which meets it. */
  | { readonly kind: 'nothing'; readonly note: string }
  | { readonly kind: 'unknown'; readonly note: string };

/** A value without doubt, already rounded against us. */
export const exactly = (valueWad: Wad, note = ''): Measure => ({
  kind: 'between',
  worstWad: valueWad,
  bestWad: valueWad,
  note,
});

/** Compares a measure with its limit: met when the worst case holds, breached when the best case fails, else unknown. Pure. */
export function judgeLimit(terms: LimitTerms, measure: Measure): LimitResult {
  const silent = { ...terms, valueWad: null, headroomWad: null, isBinding: false, note: measure.note };
  if (measure.kind === 'nothing') return { ...silent, status: 'met' };
  if (measure.kind === 'unknown') return { ...silent, status: 'unknown' };
  const headroom = (value: Wad): Wad =>
    terms.direction === 'min' ? sub(value, terms.thresholdWad) : sub(terms.thresholdWad, value);
  const { worstWad, bestWad } = measure;
  const isMet = worstWad !== null && headroom(worstWad) >= 0n;
  const isBreached = !isMet && bestWad !== null && headroom(bestWad) < 0n;
  const shown = worstWad ?? bestWad;
  if ((!isMet && !isBreached) || shown === null) return { ...silent, status: 'unknown' };
  return { ...silent, valueWad: shown, headroomWad: headroom(shown), status: isMet ? 'met' : 'breached' };
}

/** Marks the limits that bind, by the rule of `LimitResult.isBinding`. Pure; keeps the order. */
export function markBinding(limits: readonly LimitResult[]): LimitResult[] {
  const tightest = limits.reduce<LimitResult | null>((best, limit) => {
    if (limit.status !== 'met' || limit.headroomWad === null || limit.thresholdWad <= 0n) return best;
    return best === null || isTighter(limit, best) ? limit : best;
  }, null);
  return limits.map((limit) => ({ ...limit, isBinding: limit.status === 'breached' || limit === tightest }));
}

/** Whether headroom ÷ threshold is less, compared without dividing. */
function isTighter(a: LimitResult, b: LimitResult): boolean {
  const [left, right] = [(a.headroomWad ?? 0n) * b.thresholdWad, (b.headroomWad ?? 0n) * a.thresholdWad];
  return left < right || (left === right && a.id < b.id);
}
