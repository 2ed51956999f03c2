import {
  FIRST_HIGH,
  FIRST_LOW,
  SLACK,
  TERMINAL_HIGH,
  TERMINAL_LOW,
  type PathJudge,
} from '../../quant/failures/pathFailure.ts';
import { tallyValues } from '../../quant/failures/valueTally.ts';
import { keepWorst, type BookTally, type HorizonTally, type WorstPath } from './bookTally.ts';
import type { LossJudge } from './lossJudge.ts';

/** Counts what becomes of one book on one path after the other. */
export interface BookCounter {
  /** The money that moves stands in `money` from `at` on, one a day; the judge has turned to the path. */
  readonly count: (path: number, money: Float64Array, at: number, losses: LossJudge) => void;
  readonly tally: (paths: number) => BookTally;
}

/** A fresh counter for a book with so much fixed money on each day. */
export function countBook(fixed: Float64Array, horizonsDays: readonly number[], parties: number): BookCounter {
  const days = fixed.length;
  const margin = new Float64Array(days);
  const counters = horizonsDays.map((horizon) => countHorizon(horizon, days, parties));
  /** Paths on which all defaults together leave something, not yet told to the horizons. */
  let safe = 0;
  /** The least money left until a day; and per horizon what a path must leave less than to be among the worst. */
  const least = new Float64Array(days);
  const cuts = Float64Array.from(horizonsDays, () => Infinity);
  return {
    count: (path, money, at, { judge, most }) => {
      let lowest = Infinity;
      for (let day = 0; day < days; day += 1) {
        const left = (fixed[day] as number) + (money[at + day] as number);
        margin[day] = left;
        if (left < lowest) lowest = left;
        least[day] = lowest;
      }
      for (let k = 0; k < counters.length; k += 1)
        if ((least[(horizonsDays[k] as number) - 1] as number) < (cuts[k] as number))
          cuts[k] = (counters[k] as HorizonCounter).keep(path, margin);
      if ((most[0] as number) < SLACK * lowest) safe += 1;
      else for (let k = 0; k < counters.length; k += 1) (counters[k] as HorizonCounter).count(margin, judge);
    },
    tally: (paths) => ({ paths, horizons: counters.map(({ tally }) => tally(safe)) }),
  };
}

interface HorizonCounter {
  /** Keeps a path if it is among the worst; returns what another must be below to be. */
  readonly keep: (path: number, margin: Float64Array) => number;
  readonly count: (margin: Float64Array, judge: PathJudge) => void;
  /** With so many more paths on which nothing fails. */
  readonly tally: (safe: number) => HorizonTally;
}

function countHorizon(horizon: number, days: number, parties: number): HorizonCounter {
  const tallies = {
    firstLow: tallyValues(),
    firstHigh: tallyValues(),
    terminalLow: tallyValues(),
    terminalHigh: tallyValues(),
  };
  const { firstLow, firstHigh, terminalLow, terminalHigh } = tallies;
  const alone = new Float64Array(parties * days);
  const worst: WorstPath[] = [];
  let byPrices = 0;
  return {
    keep: (path, margin) => keepWorst(worst, path, margin.subarray(0, horizon)),
    count: (margin, judge) => {
      const verdict = judge.judge(margin, horizon);
      const { answer } = judge;
      firstLow.add(answer, FIRST_LOW);
      firstHigh.add(answer, FIRST_HIGH);
      terminalLow.add(answer, TERMINAL_LOW);
      terminalHigh.add(answer, TERMINAL_HIGH);
      if (verdict === 'certain') byPrices += 1;
      if (verdict !== 'alone') return;
      for (let j = 0; j < parties; j += 1) {
        const step = judge.alone[j] as number;
        if (step >= 0) alone[j * days + step] = (alone[j * days + step] as number) + 1;
      }
    },
    tally: (safe) => {
      for (const tally of Object.values(tallies)) tally.addZeros(safe);
      return {
        days: horizon,
        firstLow: firstLow.counts(),
        firstHigh: firstHigh.counts(),
        terminalLow: terminalLow.counts(),
        terminalHigh: terminalHigh.counts(),
        byPrices,
        alone,
        worst,
      };
    },
  };
}
