import {
  max,
  MOST_PAST_DAYS,
  PAST_CRISES,
  RunClaimUnknown,
  wad,
  WhatIfNoHistory,
  WhatIfPriceBeyond,
  type Policy,
} from '@ballast/core';
import type { CrisisLine } from '../report/stressView.ts';
import { judgeWhatIf, type WhatIfSubject } from './judgeWhatIf.ts';

/** Standard deviations every price falls by at once. */
const DEVIATIONS = [3, 5];
/** What cannot be answered of this reserve, and says why. */
const LEAVE_A_GAP = [WhatIfNoHistory, RunClaimUnknown, WhatIfPriceBeyond] as const;

/**
 * What the reserve comes to if every price fell by so many of its own standard deviations of the horizon, and if each crisis
 * of the past came again: the answers of `ballast what-if` with those words. The limits of failure are not asked again.
 * Pure; throws what `judgeWhatIf` throws, but for a missing history, a run on claims that are unknown and a price above
 * all that its sources may say, which leave a line without figures.
 */
export function judgeCrises(subject: Omit<WhatIfSubject, 'from'>, horizonDays: number): CrisisLine[] {
  const asked = { ...subject, policy: withoutFailure(subject.policy), from: '' };
  const texts = [
    ...DEVIATIONS.map((count) => `all -${count}sigma over ${Math.min(horizonDays, MOST_PAST_DAYS)}d`),
    ...PAST_CRISES.map(({ id }) => `crisis ${id}`),
  ];
  return texts.map((text): CrisisLine => {
    try {
      const view = judgeWhatIf(text, asked);
      const unpaidWad = view.run.moments.reduce((most, moment) => max(most, moment.unpaidWad), wad(0n));
      return {
        text,
        why: '',
        state: view.atOnce,
        unpaidWad: view.run.parts.length === 0 ? null : unpaidWad,
        broken: view.limits.filter(({ course }) => course === 'breaks' || course === 'blurs').length,
        notes: view.pastNotes,
      };
    } catch (error) {
      if (!LEAVE_A_GAP.some((kind) => error instanceof kind)) throw error;
      return {
        text,
        why: error instanceof Error ? error.message : '',
        state: null,
        unpaidWad: null,
        broken: 0,
        notes: [],
      };
    }
  });
}

const withoutFailure = ({ limits: { failure: _, ...limits }, ...policy }: Policy): Policy => ({ ...policy, limits });
