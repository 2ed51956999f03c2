import { exponential, logarithm } from '../elementary.ts';
import type { PosteriorRange } from '../posteriorRange.ts';
import type { PegCalibration } from './calibratePegs.ts';
import { worstTogether, type Doubt } from './worstTogether.ts';

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

/**
 * The numbers of a calibration on one side. The mean takes each range's middle. The worse side is worse in the whole, not
 * in each: the worst of the equally likely worlds by what is missing of par in the month after a day at par, which is
 * the chance of a break, times what it takes, times how long, times what it takes along (`worstTogether`). The chances of
 * further buckets move as far towards their ends as that at par does. `left`: what there is of the dead. Throws
 * OutsideDomain for a calibration without a chance. Pure.
 */
export function pegNumbers(calibration: PegCalibration, left: PosteriorRange, side: BreakSide): PegNumbers {
  const { chances, furtherLoss, deathShare, shutShare, shutDays, recovery, leastLoss, follow } = calibration;
  const atPar = chances[0] ?? NONE;
  const doubts = {
    atPar: rising(atPar),
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
  const worst = worstTogether(doubts, (at) => {
    const days = at.shutShare * at.shutDays * (1 - exponential(-LOOKED_AT / at.shutDays)) + 1 / at.recovery;
    const survivor = (1 - at.deathShare) * (leastLoss + at.furtherLoss) * days;
    const dead = at.deathShare * (1 - at.left) * LOOKED_AT;
    return at.atPar * (survivor + dead) * (1 + at.linked + at.unlinked);
  });
  const part = logarithm(worst.atPar / atPar.middle) / logarithm(atPar.high / atPar.middle);
  const chance = ({ middle, high }: PosteriorRange): number => middle * exponential(part * logarithm(high / middle));
  return { ...worst, chances: chances.map(chance) };
}

const NONE: PosteriorRange = { low: 0, middle: 0, high: 0 };
const rising = ({ middle, high }: PosteriorRange): Doubt => ({ middle, worse: high });
const falling = ({ middle, low }: PosteriorRange): Doubt => ({ middle, worse: low });
