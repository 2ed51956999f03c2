import type { DefaultTables } from '../../quant/failures/defaultTable.ts';
import { judgePaths, type PathJudge } from '../../quant/failures/pathFailure.ts';
import { usedColumns, type PathRatios } from '../../quant/failures/pathSums.ts';
import type { BookStage } from './laidBook.ts';

/** Judges paths on which defaults take what the stages of a book say. */
export interface LossJudge {
  readonly judge: PathJudge;
  /** At 0: all defaults together take no more than this on every day of the path. */
  readonly most: Float64Array;
  /** Turns to a path; bounds of all ratios a default takes from, one a day, stand in `peaks` from `at` on. */
  readonly begin: (path: number, peaks: Float64Array, at: number) => void;
}

/** A judge of the losses of one stage a day. Pure but for its scratch. */
export function judgeLosses(
  stages: readonly BookStage[],
  { ratios, steps, width }: PathRatios,
  tables: DefaultTables,
): LossJudge {
  const kinds = new Map([...new Set(stages)].map((stage) => [stage, packLosses(stage)]));
  const packed = stages.map((stage) => kinds.get(stage) as PackedLosses);
  const most = new Float64Array(1);
  let here = 0;
  const judge = judgePaths(tables, steps, (step, into, at) => {
    const { starts, columns, values, fixed } = packed[step] as PackedLosses;
    const row = here + step * width;
    for (let j = 0; j < fixed.length; j += 1) {
      let loss = 0;
      const end = starts[j + 1] as number;
      for (let k = starts[j] as number; k < end; k += 1)
        loss += (values[k] as number) * (ratios[row + (columns[k] as number)] as number);
      into[at + j] = (fixed[j] as number) + loss;
    }
  });
  const { mostOfTwo, mostOfAll } = judge;
  return {
    judge,
    most,
    begin: (path, peaks, at) => {
      here = path * steps * width;
      most[0] = 0;
      for (let step = 0; step < steps; step += 1) {
        const { two, all } = packed[step] as PackedLosses;
        const peak = peaks[at + step] as number;
        mostOfTwo[step] = two.fixed + two.weight * peak;
        mostOfAll[step] = all.fixed + all.weight * peak;
        most[0] = Math.max(most[0] as number, mostOfAll[step] as number);
      }
      judge.begin();
    },
  };
}

/** What each default takes: the weights of j stand from starts[j] to starts[j + 1]; and bounds of the two largest and of all. */
interface PackedLosses {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  readonly fixed: Float64Array;
  readonly two: LossBound;
  readonly all: LossBound;
}

/** No more than this is lost where no ratio is above the peak: fixed + weight × peak. */
interface LossBound {
  readonly fixed: number;
  readonly weight: number;
}

function packLosses({ lossWeights, lossFixed }: BookStage): PackedLosses {
  const columns = lossWeights.map((row) => [...usedColumns([row])]);
  const starts = new Int32Array(lossWeights.length + 1);
  columns.forEach((list, j) => (starts[j + 1] = (starts[j] as number) + list.length));
  const weights = lossWeights.map((row) => add([...row]));
  const largest = (values: readonly number[]): number => add(values.toSorted((a, b) => b - a).slice(0, 2));
  return {
    starts,
    columns: Int32Array.from(columns.flat()),
    values: Float64Array.from(columns.flatMap((list, j) => list.map((column) => lossWeights[j]?.[column] ?? 0))),
    fixed: Float64Array.from(lossFixed),
    two: { fixed: largest(lossFixed), weight: largest(weights) },
    all: { fixed: add(lossFixed), weight: add(weights) },
  };
}

const add = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
