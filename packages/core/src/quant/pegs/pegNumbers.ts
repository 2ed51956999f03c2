import { exponential } from '../numbers/elementary.ts';
import type { PosteriorRange } from '../distributions/posteriorRange.ts';
import type { PegCalibration } from './calibratePegs.ts';
import { worseInTurn, type Doubt } from './worseInTurn.ts';

/** The mean of what the facts leave open, or its one worse end. */
export type BreakSide = 'mean' | 'worse';

/** A calibration without its doubts. Per day; fractions of par. */
export interface PegNumbers {
  /** By bucket, as in the calibration. */
  readonly chances: readonly number[];
  readonly furtherLoss: number;
  readonly deathShare: number;
  /** What is left of the dead. */
  readonly left: number;
  readonly shutShare: number;
  readonly shutDays: number;
  readonly recovery: number;
  readonly linked: number;
  readonly unlinked: number;
}

/** Days a break is looked at to say how bad a world is: a month. */
const LOOKED_AT = 30;

/** What is asked of a break, in turn: how often, what it takes, what it takes along, how long. */
const QUESTIONS = [
  ['atPar'],
  ['deathShare', 'left', 'furtherLoss'],
  ['linked', 'unlinked'],
  ['shutShare', 'shutDays', 'recovery'],
] as const;

/**
 * The numbers of a calibration on one side. The mean takes each range's middle. The worse side stands at one worse end of
 * each question in turn (`worseInTurn`): the chance of a break at its own; with what a break takes, what a day is expected to
 * lose; and on to what is missing of par in the month after a day at par. The chances of all buckets are at their ends, as
 * that at par is. `left`: what there is of the dead. Throws OutsideDomain for a calibration without a chance. Pure.
 */
export function pegNumbers(calibration: PegCalibration, left: PosteriorRange, side: BreakSide): PegNumbers {
  const { chances, furtherLoss, deathShare, shutShare, shutDays, recovery, leastLoss, follow } = calibration;
  const doubts = {
    atPar: rising(chances[0] ?? NONE),
    furtherLoss: rising(furtherLoss),
    deathShare: rising(deathShare),
    left: falling(left),
    shutShare: rising(shutShare),
    shutDays: rising(shutDays),
    recovery: falling(recovery),
    linked: rising(follow.linked),
    unlinked: rising(follow.unlinked),
  };
  if (side === 'mean')
    return {
      chances: chances.map(({ middle }) => middle),
      furtherLoss: furtherLoss.middle,
      deathShare: deathShare.middle,
      left: left.middle,
      shutShare: shutShare.middle,
      shutDays: shutDays.middle,
      recovery: recovery.middle,
      linked: follow.linked.middle,
      unlinked: follow.unlinked.middle,
    };
  const { atPar: _, ...rest } = worseInTurn(doubts, QUESTIONS, (at) => {
    const days = at.shutShare * at.shutDays * (1 - exponential(-LOOKED_AT / at.shutDays)) + 1 / at.recovery;
    const survivor = (1 - at.deathShare) * (leastLoss + at.furtherLoss) * days;
    const dead = at.deathShare * (1 - at.left) * LOOKED_AT;
    return at.atPar * (survivor + dead) * (1 + at.linked + at.unlinked);
  });
  return { ...rest, chances: chances.map(({ high }) => high) };
}

const NONE: PosteriorRange = { low: 0, middle: 0, high: 0 };
const rising = ({ middle, high }: PosteriorRange): Doubt => ({ middle, worse: high });
const falling = ({ middle, low }: PosteriorRange): Doubt => ({ middle, worse: low });
