import type { PathStretch } from '../../quant/failures/pathSums.ts';
import { joinCounts, type ValueCounts } from '../../quant/failures/valueTally.ts';
import { joinTallies, WORST, type BookTally, type HorizonTally } from './bookTally.ts';
import { jobMove, type JobMove } from './jobMove.ts';
import type { LaidBook } from './laidBook.ts';
import { answerWidth, OPEN, VERDICTS, type KeptPaths } from './keepPaths.ts';
import { STRETCH, sumBooks, sumStretches, tallyBooks, type FailureJob } from './tallyBooks.ts';

/** What a recount came to. */
export interface Recount {
  /** One a book, to the last bit what `tallyBooks` finds on the same paths. */
  readonly tallies: readonly BookTally[];
  /** Paths that had to be judged; the others answer as they did. */
  readonly judged: number;
}

/**
 * Counts books on the paths that are kept. A path whose money surely moves less than its room answers as it did, and
 * so is counted unsummed; all others, and those that may be among the worst, are summed and judged anew by the same code in the
 * same order. No bit depends on what was kept: where it is of another question, everything is judged. The ratios must
 * be those that were kept. Pure.
 */
export function recountBooks(job: FailureJob, kept: KeptPaths): Recount {
  const { stretch, floors } = kept;
  const move = jobMove(kept.job, job);
  if (move === null) return { tallies: tallyBooks(job, sumBooks(job, stretch)), judged: stretch.count };
  const { isOpen, counts, reach } = screen(kept, move);
  const fresh = tallyBooks(job, sumStretches(job, runsOf(isOpen, 1, stretch.from)));
  const judged = fresh[0]?.paths ?? 0;
  const isWorstKnown =
    judged === stretch.count ||
    fresh.every(({ horizons }, book) => {
      // The same money on all paths: the first ones count as worst, and those are open.
      if (isFlat(kept.job.books[book]) && isFlat(job.books[book])) return true;
      return horizons.every(({ worst }, k) => {
        const floor = floors[book * horizons.length + k] as number;
        return (worst[WORST - 1]?.money ?? Infinity) < floor - move.fall - move.slope * reach;
      });
    });
  if (!isWorstKnown) {
    const rest = tallyBooks(job, sumStretches(job, runsOf(isOpen, 0, stretch.from)));
    return { tallies: join(fresh, rest), judged: stretch.count };
  }
  return { tallies: join(fresh, answered(job, kept, counts)), judged };
}

const isFlat = (book: LaidBook | undefined): boolean =>
  book?.stages.every(({ weights }) => weights.every((weight) => weight === 0)) === true;

const join = (some: readonly BookTally[], others: readonly BookTally[]): BookTally[] =>
  some.map((tally, book) => joinTallies([tally, others[book] as BookTally]));

interface Screened {
  readonly isOpen: Uint8Array;
  /** Paths a row of answers. */
  readonly counts: Float64Array;
  /** The farthest of those. */
  readonly reach: number;
}

function screen({ classes, falls, rises, reaches, rows, job }: KeptPaths, { fall, rise, slope }: JobMove): Screened {
  const isOpen = new Uint8Array(classes.length);
  const width = job.books.length * job.horizonsDays.length * answerWidth(job.tables.high.chances.length);
  const counts = new Float64Array(width === 0 ? 1 : rows.length / width);
  let farthest = 0;
  for (let i = 0; i < classes.length; i += 1) {
    const kind = classes[i] as number;
    const reach = reaches[i] as number;
    const more = slope * reach;
    if (kind !== OPEN && (falls[i] as number) > fall + more && (rises[i] as number) > rise + more) {
      counts[kind] = (counts[kind] as number) + 1;
      if (reach > farthest) farthest = reach;
    } else isOpen[i] = 1;
  }
  return { isOpen, counts, reach: farthest };
}

/** Stretches of neighbours that are marked so. */
function* runsOf(marks: Uint8Array, mark: 0 | 1, from: number): Generator<PathStretch> {
  for (let at = 0; at < marks.length; at += 1) {
    if (marks[at] !== mark) continue;
    let end = at + 1;
    while (end < marks.length && end - at < STRETCH && marks[end] === mark) end += 1;
    yield { from: from + at, count: end - at };
    at = end - 1;
  }
}

/** The tallies of paths that answer as they did: so many of each row. */
function answered(
  { books, tables, horizonsDays, paths: { steps } }: FailureJob,
  { rows }: KeptPaths,
  counts: Float64Array,
): BookTally[] {
  const parties = tables.high.chances.length;
  const size = answerWidth(parties);
  const width = books.length * horizonsDays.length * size;
  const paths = counts.reduce((sum, times) => sum + times, 0);
  const some = [...counts.keys()].filter((kind) => (counts[kind] as number) > 0);
  return books.map((_, book) => ({
    paths,
    horizons: horizonsDays.map((days, k): HorizonTally => {
      const place = (book * horizonsDays.length + k) * size;
      const at = (kind: number, item: number): number => rows[kind * width + place + item] as number;
      const times = (kind: number): number => counts[kind] as number;
      const values = (item: number): ValueCounts =>
        joinCounts(
          some.map((kind) => ({ values: Float64Array.of(at(kind, item)), counts: Float64Array.of(times(kind)) })),
        );
      const of = (verdict: (typeof VERDICTS)[number]): number[] =>
        some.filter((kind) => VERDICTS[at(kind, 0)] === verdict);
      const alone = new Float64Array(parties * steps);
      for (const kind of of('alone'))
        for (let j = 0; j < parties; j += 1) {
          const step = at(kind, 5 + j);
          if (step >= 0) alone[j * steps + step] = (alone[j * steps + step] as number) + times(kind);
        }
      return {
        days,
        firstLow: values(1),
        firstHigh: values(2),
        terminalLow: values(3),
        terminalHigh: values(4),
        byPrices: of('certain').reduce((sum, kind) => sum + times(kind), 0),
        alone,
        worst: [],
      };
    }),
  }));
}
