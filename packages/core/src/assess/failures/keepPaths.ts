import { FALL, measureRoom, RISE } from '../../quant/failures/pathRoom.ts';
import { SLACK, type Verdict } from '../../quant/failures/pathFailure.ts';
import { peakBounds, type PathStretch } from '../../quant/failures/pathSums.ts';
import { classifyRows } from '../../quant/failures/rowClasses.ts';
import { keepWorst, type WorstPath } from './bookTally.ts';
import { lossGroups, STRETCH, sumBooks, type FailureAsk, type FailureJob } from './tallyBooks.ts';

/**
 * What is remembered of the paths of a stretch, so that a job whose money moved little is counted without summing
 * most of them again: 26 bytes a path, and at most `MOST_CLASSES` different answers. Plain data.
 */
export interface KeptPaths {
  readonly stretch: PathStretch;
  /** What was judged; nothing here holds the ratios in memory. */
  readonly job: FailureAsk;
  /** Per path which row of `rows` is its answer; `OPEN` where it must be judged in any case. */
  readonly classes: Uint16Array;
  /** Per path by how much its money may fall and rise with no answer on it changing. */
  readonly falls: Float64Array;
  readonly rises: Float64Array;
  /** Per path √Σ(ratio − 1)² over all columns, of its farthest day. */
  readonly reaches: Float64Array;
  /** One answer after the other; each book by book and horizon by horizon, `answerWidth` numbers. */
  readonly rows: Float64Array;
  /** Per book and horizon the least money on any path that is not open for being among the worst. */
  readonly floors: Float64Array;
}

/** No row: the path is judged in any case. */
export const OPEN = 0xffff;
const MOST_CLASSES = 8_192;
/** Paths that leave least, kept open so that the worst ones are found among them again. */
const CANDIDATES = 64;

/** Verdicts as numbers, at the head of an answer; four chances follow, then the steps of `alone`. */
export const VERDICTS: readonly Verdict[] = ['other', 'alone', 'certain'];
export const answerWidth = (parties: number): number => 5 + parties;

/**
 * Judges a stretch of paths as `tallyBooks` does, and remembers of each path what was answered and by how much its
 * money may move until anything is answered differently; `candidates`, at least three, for the worst are kept open. Pure.
 */
export function keepPaths(job: FailureJob, stretch: PathStretch, candidates = CANDIDATES): KeptPaths {
  const { paths, books, tables, horizonsDays } = job;
  const [days, parties] = [paths.steps, tables.high.chances.length];
  const size = answerWidth(parties);
  const row = new Float64Array(books.length * horizonsDays.length * size);
  const sorted = classifyRows(row.length, MOST_CLASSES);
  const [falls, rises] = [new Float64Array(stretch.count), new Float64Array(stretch.count)];
  const reaches = new Float64Array(stretch.count);
  const classes = new Uint16Array(stretch.count);
  const worst = books.flatMap(() => horizonsDays.map((): WorstPath[] => []));
  const cuts = Float64Array.from(worst, () => Infinity);
  const groups = lossGroups(job).map((group) => ({ ...group, meter: measureRoom(tables, days, group.losses.judge) }));
  const columns = Int32Array.from({ length: paths.width }, (_, column) => column);
  const peaks = new Float64Array(STRETCH * days);
  const margin = new Float64Array(days);
  const parts = horizonsDays.map((horizon) => margin.subarray(0, horizon));

  const answer = (book: number, { losses, meter }: (typeof groups)[number], path: number): void => {
    const lowest = least(margin);
    const most = losses.most[0] as number;
    const isSafe = most < SLACK * lowest;
    // No default leaves less than nothing: all numbers of the answer are those of an empty row.
    if (isSafe) meter.room[FALL] = Math.min(meter.room[FALL] as number, lowest - most);
    for (let k = 0; k < parts.length; k += 1) {
      const at = book * parts.length + k;
      const part = parts[k] as Float64Array;
      if (!(least(part) >= (cuts[at] as number)))
        cuts[at] = keepWorst(worst[at] as WorstPath[], path, part, candidates);
      if (isSafe) continue;
      const { judge } = losses;
      const verdict = judge.judge(margin, part.length);
      const to = at * size;
      row[to] = VERDICTS.indexOf(verdict);
      row.set(judge.answer, to + 1);
      if (verdict === 'alone') row.set(judge.alone, to + 5);
      meter.narrow(margin, part.length);
    }
  };

  for (const { stretch: now, money, peaks: taken } of sumBooks(job, stretch)) {
    peakBounds(paths, columns, now, peaks);
    for (let i = 0; i < now.count; i += 1) {
      const at = now.from + i - stretch.from;
      let [fall, rise] = [Infinity, Infinity];
      row.fill(0);
      for (const group of groups) {
        const { members, losses, meter } = group;
        losses.begin(now.from + i, taken[members[0] as number] as Float64Array, i * days);
        meter.begin();
        for (const book of members) {
          const [fixed, line] = [books[book]?.fixed as Float64Array, money[book] as Float64Array];
          for (let day = 0; day < days; day += 1)
            margin[day] = (fixed[day] as number) + (line[i * days + day] as number);
          answer(book, group, now.from + i);
        }
        [fall, rise] = [Math.min(fall, meter.room[FALL] as number), Math.min(rise, meter.room[RISE] as number)];
      }
      [falls[at], rises[at]] = [fall, rise];
      let peak = 1;
      for (let day = 0; day < days; day += 1) peak = Math.max(peak, peaks[i * days + day] as number);
      reaches[at] = peak - 1;
      const kind = sorted.classOf(row);
      classes[at] = kind < 0 ? OPEN : kind;
    }
  }
  for (const list of worst) for (const { path } of list) classes[path - stretch.from] = OPEN;
  const floors = Float64Array.from(worst, (list) => list[candidates - 1]?.money ?? Infinity);
  const ask = { books, tables, horizonsDays, paths: { steps: days, width: paths.width } };
  return { stretch, job: ask, classes, falls, rises, reaches, rows: sorted.rows(), floors };
}

function least(values: Float64Array): number {
  let lowest = Infinity;
  for (let i = 0; i < values.length; i += 1) lowest = Math.min(lowest, values[i] as number);
  return lowest;
}
