import type { Assessment, LimitResult } from '../../records/assessment.ts';

/** One limit through a what-if. */
export interface LimitPath {
  readonly id: string;
  readonly unit: LimitResult['unit'];
  readonly direction: LimitResult['direction'];
  readonly thresholdWad: LimitResult['thresholdWad'];
  /** Before, as it hits, and once the run is paid; in that order. */
  readonly values: readonly LimitResult['valueWad'][];
  readonly statuses: readonly LimitResult['status'][];
  /** breaks: met before and not met at some time after. stays: not met before either. holds: met all along. heals: not met before only. */
  readonly course: 'breaks' | 'stays' | 'holds' | 'heals';
}

/** Follows every limit of the last assessment through the earlier ones; broken ones first, else in their order. Pure. */
export function compareLimits(assessments: readonly Assessment[]): LimitPath[] {
  const last = assessments.at(-1);
  if (last === undefined) return [];
  const paths = last.limits.map((limit): LimitPath => {
    const seen = assessments.map((item) => item.limits.find((other) => other.id === limit.id));
    const statuses = seen.map((item) => item?.status ?? 'unknown');
    const isBad = statuses.map((status) => status !== 'met');
    const isBadLater = isBad.slice(1).some(Boolean);
    const course = isBad[0] === true ? (isBadLater ? 'stays' : 'heals') : isBadLater ? 'breaks' : 'holds';
    const { id, unit, direction, thresholdWad } = limit;
    return { id, unit, direction, thresholdWad, values: seen.map((item) => item?.valueWad ?? null), statuses, course };
  });
  const rank = { breaks: 0, stays: 1, heals: 2, holds: 3 } as const;
  return paths.toSorted((a, b) => rank[a.course] - rank[b.course]);
}
