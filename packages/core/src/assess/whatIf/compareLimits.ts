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
  /**
   * breaks: met before, breached at some time after. blurs: met before, unknown at some time after and never breached.
   * stays: not met before either. holds: met all along. heals: not met before only.
   */
  readonly course: 'breaks' | 'blurs' | 'stays' | 'holds' | 'heals';
}

/** Follows every limit of the last assessment through the earlier ones; broken ones first, else in their order. Pure. */
export function compareLimits(assessments: readonly Assessment[]): LimitPath[] {
  const last = assessments.at(-1);
  if (last === undefined) return [];
  const paths = last.limits.map((limit): LimitPath => {
    const seen = assessments.map((item) => item.limits.find((other) => other.id === limit.id));
    const statuses = seen.map((item) => item?.status ?? 'unknown');
    const course = courseOf(statuses);
    const { id, unit, direction, thresholdWad } = limit;
    return { id, unit, direction, thresholdWad, values: seen.map((item) => item?.valueWad ?? null), statuses, course };
  });
  const rank = { breaks: 0, blurs: 1, stays: 2, heals: 3, holds: 4 } as const;
  return paths.toSorted((a, b) => rank[a.course] - rank[b.course]);
}

function courseOf([before, ...later]: LimitPath['statuses']): LimitPath['course'] {
  const isMetLater = later.every((status) => status === 'met');
  if (before !== 'met') return isMetLater ? 'heals' : 'stays';
  if (isMetLater) return 'holds';
  return later.includes('breached') ? 'breaks' : 'blurs';
}
