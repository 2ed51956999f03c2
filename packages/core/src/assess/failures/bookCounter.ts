import { FIRST_HIGH, FIRST_LOW, TERMINAL_HIGH, TERMINAL_LOW, type PathJudge } from '../../quant/pathFailure.ts';
import { tallyValues } from '../../quant/valueTally.ts';
import { keepWorst, type BookTally, type HorizonTally, type WorstPath } from './bookTally.ts';

/** Counts what becomes of one book on one path after the other. */
export interface BookCounter {
  /** The money that moves stands in `money` from `at` on, one a day; the judge has turned to the path. */
  readonly count: (path: number, money: Float64Array, at: number, judge: PathJudge) => void;
  readonly tally: (paths: number) => BookTally;
}

/** A fresh counter for a book with so much fixed money on each day. */
export function countBook(fixed: Float64Array, horizonsDays: readonly number[], parties: number): BookCounter {
  const days = fixed.length;
  const margin = new Float64Array(days);
  // The least money left until a day, and when.
  const [least, leastDay] = [new Float64Array(days), new Int32Array(days)];
  const counters = horizonsDays.map((horizon) => countHorizon(horizon, days, parties));
  return {
    count: (path, money, at, judge) => {
      let lowest = Infinity;
      let lowestDay = 0;
      for (let day = 0; day < days; day += 1) {
        const left = (fixed[day] as number) + (money[at + day] as number);
        margin[day] = left;
        if (left < lowest) {
          lowest = left;
          lowestDay = day;
        }
        least[day] = lowest;
        leastDay[day] = lowestDay;
      }
      for (let k = 0; k < counters.length; k += 1) {
        const last = (horizonsDays[k] as number) - 1;
        const counter = counters[k] as HorizonCounter;
        counter.keep(path, leastDay[last] as number, least[last] as number);
        counter.count(margin, judge);
      }
    },
    tally: (paths) => ({ paths, horizons: counters.map(({ tally }) => tally()) }),
  };
}

interface HorizonCounter {
  readonly keep: (path: number, day: number, money: number) => void;
  readonly count: (margin: Float64Array, judge: PathJudge) => void;
  readonly tally: () => HorizonTally;
}

function countHorizon(horizon: number, days: number, parties: number): HorizonCounter {
  const [firstLow, firstHigh, terminalLow, terminalHigh] = [tallyValues(), tallyValues(), tallyValues(), tallyValues()];
  const alone = new Float64Array(parties * days);
  const worst: WorstPath[] = [];
  let byPrices = 0;
  return {
    keep: (path, day, money) => keepWorst(worst, path, day, money),
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
    tally: () => ({
      days: horizon,
      firstLow: firstLow.counts(),
      firstHigh: firstHigh.counts(),
      terminalLow: terminalLow.counts(),
      terminalHigh: terminalHigh.counts(),
      byPrices,
      alone,
      worst,
    }),
  };
}
