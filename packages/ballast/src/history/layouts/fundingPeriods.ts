import { DAY_SECONDS, isoTime, type Seconds } from '@ballast/core';
import { stepName } from '../stepName.ts';
import { findGrid } from '../timeGrid.ts';

/** For how long a rate of a table is paid, where the table does not say it. */
export interface StatedPeriods {
  /** Of every venue that is not named, in seconds. */
  readonly all?: number;
  /** Of one venue of a table that has several, by its name in lower case. */
  readonly of: ReadonlyMap<string, number>;
}

/** The year rates are stated for. */
const YEAR_SECONDS = 365 * DAY_SECONDS;
const HUNDRED = 100;
/** Payments are made on the minute or some seconds after. */
const NEAR_SECONDS = 60;
/** So many longer distances of one length in a row are another period, and no gaps. */
const RUN = 3;

/**
 * What a rate of one period is multiplied by to be percent a year of 365 days, simple: 109500 for eight hours. Null for
 * a period of which a year holds no whole hundredth: its rate could not be written out and had back. Pure.
 */
export function percentFactor(periodSeconds: number): bigint | null {
  const isPeriod = Number.isInteger(periodSeconds) && periodSeconds > 0;
  if (!isPeriod || (HUNDRED * YEAR_SECONDS) % periodSeconds !== 0) return null;
  return BigInt((HUNDRED * YEAR_SECONDS) / periodSeconds);
}

/** Seconds of a period as users state it (8h, 30m, 1d); null for anything else, and where it has no factor. Pure. */
export function readPeriod(text: string): number | null {
  const match = /^(\d{1,4})(m|h|d)$/.exec(text);
  const seconds = Number(match?.[1] ?? 0) * ({ m: 60, h: 3600, d: DAY_SECONDS }[match?.[2] ?? ''] ?? 0);
  return percentFactor(seconds) === null ? null : seconds;
}

/**
 * Why moments cannot be of payments so far apart; null where they can. Gaps are no contradiction, nor is
 * one payment made late, between a longer distance and a shorter one: rows closer than the period are, another usual
 * distance is, and a longer one kept up three times or more. Pure.
 */
export function periodContradiction(moments: readonly Seconds[], periodSeconds: number): string | null {
  const times = [...new Set(moments)].toSorted((a, b) => a - b);
  const period = stepName(periodSeconds);
  const isLonger = (distance: number): boolean => distance > periodSeconds + NEAR_SECONDS;
  let run = 0;
  for (let at = 1; at < times.length; at += 1) {
    const [from = 0, to = 0] = [times[at - 1], times[at]];
    const [distance, before, after] = [to - from, from - (times[at - 2] ?? from), (times[at + 1] ?? to) - to];
    const isMadeGood = Math.max(before, after) + distance >= 2 * periodSeconds - NEAR_SECONDS;
    if (distance < periodSeconds - NEAR_SECONDS && !isMadeGood)
      return `${isoTime(from)} and ${isoTime(to)} are ${stepName(distance)} apart, closer than ${period}`;
    run = isLonger(distance) ? (Math.abs(distance - before) <= NEAR_SECONDS ? run + 1 : 1) : 0;
    if (run >= RUN) return `${RUN} rows up to ${isoTime(to)} are each ${stepName(distance)} apart, not ${period}`;
  }
  const { usualSeconds } = findGrid(times);
  return usualSeconds === null || !isLonger(usualSeconds)
    ? null
    : `rows are usually ${stepName(usualSeconds)} apart, not ${period}`;
}
