import { exponential, logarithm } from '../numbers/elementary.ts';
import { nextExceeds, type PosteriorRange } from '../distributions/posteriorRange.ts';
import { areLinked, calibratePegs, furtherLosses, type PegCalibration } from './calibratePegs.ts';
import { bucketOf } from './countPeg.ts';
import type { PegEvent, PegFacts } from './pegFacts.ts';

/** What the facts without a break and those that came with it said of it, the evening before. */
export interface PegJudgement {
  readonly id: string;
  /**
   * Chance of a break within `JUDGED_DAYS` days from where the price stood. Of one that followed: that it would, given
   * the one it followed.
   */
  readonly chance: PosteriorRange;
  /** Chance that a break takes as much as it did, the end of a peg among them. */
  readonly asDeep: number;
  /** Breaks the judgement rests on. */
  readonly basis: number;
}

/** Days ahead that a break of its own is asked for. */
export const JUDGED_DAYS = 7;

/**
 * Leave-one-event-out: each break judged by a calibration that has seen neither it nor what it came with. Its coin's
 * other days stay in, those of the break itself with them, so that a chance is not raised by leaving out. Throws as
 * `calibratePegs`. Pure.
 */
export function judgePegs(facts: PegFacts): PegJudgement[] {
  return facts.events.map((event) => {
    const cluster = event.follows ?? event.id;
    const others: PegFacts = {
      ...facts,
      events: facts.events.filter(({ id, follows }) => id !== cluster && follows !== cluster),
    };
    const calibration = calibratePegs(others);
    const origin = facts.events.find(({ id }) => id === event.follows);
    return {
      id: event.id,
      chance:
        origin === undefined ? withinDays(calibration, event.before) : followChance(facts, calibration, origin, event),
      asDeep: chanceOfLoss(others, event.worst),
      basis: others.events.length,
    };
  });
}

function withinDays({ edges, chances }: PegCalibration, below: number): PosteriorRange {
  const { low, middle, high } = chances[bucketOf(edges, below)] ?? { low: 0, middle: 0, high: 0 };
  const days = (chance: number): number => 1 - exponential(JUDGED_DAYS * logarithm(1 - chance));
  return { low: days(low), middle: days(middle), high: days(high) };
}

const followChance = (facts: PegFacts, { follow }: PegCalibration, origin: PegEvent, event: PegEvent): PosteriorRange =>
  follow[areLinked(facts, origin.coin, event.coin) ? 'linked' : 'unlinked'];

/** Chance that a break takes `loss` or more of par, given the facts: a survivor's, or the end of a peg. Pure. */
export function chanceOfLoss(facts: PegFacts, loss: number): number {
  const { deathShare, leastLoss } = calibratePegs(facts);
  const survived = facts.events.filter(({ days }) => days !== null);
  const further = nextExceeds(furtherLosses(survived, leastLoss), loss - leastLoss);
  return deathShare.middle + (1 - deathShare.middle) * further;
}
