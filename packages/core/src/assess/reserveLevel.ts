import { isoTime, type Seconds } from '../units/time.ts';
import type { ReserveLevel } from '../records/assessment.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Demand } from './levelDemands.ts';
import { duration } from './words.ts';

/** Calmest first. */
export const LEVELS = ['normal', 'watch', 'defensive', 'emergency'] as const satisfies readonly ReserveLevel[];

export const rankOf = (level: ReserveLevel): number => LEVELS.indexOf(level);

/** Where the level stands after this cycle, and what the next cycle must remember. */
export interface LevelStep {
  readonly level: ReserveLevel;
  readonly sinceSeconds: Seconds;
  readonly calmerSinceSeconds: Seconds | null;
  readonly evidence: readonly string[];
}

/**
 * Advances the reserve level. It worsens at once to the worst that any evidence demands. It calms by one level,
 * and only after the evidence has asked for a calmer one without a break for `calmForSeconds`; the next step
 * waits again. Evidence lines are worst first. Pure.
 */
export function advanceLevel(
  demands: readonly Demand[],
  carried: Pick<CarriedState, 'level' | 'levelSinceSeconds' | 'calmerSinceSeconds'>,
  nowSeconds: Seconds,
  calmForSeconds: number,
): LevelStep {
  const sorted = demands.toSorted(
    (a, b) => rankOf(b.level) - rankOf(a.level) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
  );
  const lines = sorted.map((demand) => `${demand.level}: ${demand.text}`);
  const asked = sorted[0]?.level ?? 'normal';
  const { level } = carried;
  if (rankOf(asked) >= rankOf(level)) {
    const sinceSeconds = asked === level ? carried.levelSinceSeconds : nowSeconds;
    const evidence = lines.length > 0 ? lines : ['normal: every limit is met and nothing else asks for care'];
    return { level: asked, sinceSeconds, calmerSinceSeconds: null, evidence };
  }
  const calmerSince = carried.calmerSinceSeconds ?? nowSeconds;
  if (nowSeconds - calmerSince < calmForSeconds) {
    const held = `${level}: held until ${duration(calmForSeconds)} of calm, calmer since ${isoTime(calmerSince)}`;
    return {
      level,
      sinceSeconds: carried.levelSinceSeconds,
      calmerSinceSeconds: calmerSince,
      evidence: [held, ...lines],
    };
  }
  const next = LEVELS[rankOf(level) - 1] ?? 'normal';
  const isCalmerStill = rankOf(asked) < rankOf(next);
  return {
    level: next,
    sinceSeconds: nowSeconds,
    calmerSinceSeconds: isCalmerStill ? nowSeconds : null,
    evidence: [
      `${next}: calmer than ${level} for ${duration(calmForSeconds)}${isCalmerStill ? ', one level at a time' : ''}`,
      ...lines,
    ],
  };
}
