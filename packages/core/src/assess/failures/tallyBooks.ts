import type { DefaultTables } from '../../quant/failures/defaultTable.ts';
import { pathSums, peakBounds, usedColumns, type PathRatios, type PathStretch } from '../../quant/failures/pathSums.ts';
import { countBook, type BookCounter } from './bookCounter.ts';
import type { BookTally } from './bookTally.ts';
import type { BookStage, LaidBook } from './laidBook.ts';
import { judgeLosses, type LossJudge } from './lossJudge.ts';

/** Books of one model and what is asked of them. Plain data. */
export interface FailureJob {
  readonly paths: PathRatios;
  readonly books: readonly LaidBook[];
  readonly tables: DefaultTables;
  /** Days; none longer than the paths. */
  readonly horizonsDays: readonly number[];
}

/** A job without its ratios: what is asked of them, and of what shape they are. */
export type FailureAsk = Omit<FailureJob, 'paths'> & { readonly paths: Omit<PathRatios, 'ratios'> };

/** Sums of some paths: per book the money that moves, and what no ratio of anything its defaults take from is above. */
export interface BookSums {
  readonly stretch: PathStretch;
  /** Index (path − from) × days + day; books with the same weights share them. */
  readonly money: readonly Float64Array[];
  readonly peaks: readonly Float64Array[];
}

/** Paths summed at once: their ratios stay in the processor's cache while their books are judged. */
export const STRETCH = 128;

/** Sums of a stretch of paths, `size` at a time; the next ones take the place of those before. Pure but for that. */
export function sumBooks(
  job: Pick<FailureJob, 'paths' | 'books'>,
  { from, count }: PathStretch,
  size = STRETCH,
): Generator<BookSums> {
  const longest = Math.min(size, count);
  const stretches = function* (): Generator<PathStretch> {
    for (let done = 0; done < count; done += size) yield { from: from + done, count: Math.min(size, count - done) };
  };
  return sumStretches(job, stretches(), longest);
}

/** The same of some stretches, none longer than `longest`. */
export function* sumStretches(
  { paths, books }: Pick<FailureJob, 'paths' | 'books'>,
  stretches: Iterable<PathStretch>,
  longest = STRETCH,
): Generator<BookSums> {
  const held = alike(books, ({ weights }) => [weights]);
  const taken = alike(books, ({ lossWeights }) => lossWeights);
  const sum = pathSums(
    paths,
    held.map(({ first }) => first.stages.map((stage) => stage.weights)),
  );
  const columns = taken.map(({ first }) =>
    usedColumns([...new Set(first.stages)].flatMap(({ lossWeights }) => lossWeights)),
  );
  const line = (): Float64Array => new Float64Array(longest * paths.steps);
  const [moneyLines, peakLines] = [held.map(line), taken.map(line)];
  const [money, peaks] = [spread(held, moneyLines), spread(taken, peakLines)];
  for (const stretch of stretches) {
    sum(stretch, moneyLines);
    peakLines.forEach((peak, k) => peakBounds(paths, columns[k] as Int32Array, stretch, peak));
    yield { stretch, money, peaks };
  }
}

/** Lines of groups as lines of books. */
function spread(groups: readonly Alike[], lines: readonly Float64Array[]): Float64Array[] {
  const each: Float64Array[] = [];
  groups.forEach(({ members }, group) => members.forEach((book) => (each[book] = lines[group] as Float64Array)));
  return each;
}

/**
 * Judges every book on the paths that were summed: surplus by day, and over the defaults that may befall it, by
 * `judgePaths`. One tally a book. Pure.
 */
export function tallyBooks(job: FailureJob, sums: Iterable<BookSums>): BookTally[] {
  const { books, tables, horizonsDays } = job;
  const days = job.paths.steps;
  const counters = books.map(({ fixed }) => countBook(fixed, horizonsDays, tables.high.chances.length));
  const groups = lossGroups(job);
  let judged = 0;
  for (const { stretch, money, peaks } of sums) {
    judged += stretch.count;
    for (let i = 0; i < stretch.count; i += 1)
      for (const { members, losses } of groups) {
        losses.begin(stretch.from + i, peaks[members[0] as number] as Float64Array, i * days);
        for (const book of members)
          (counters[book] as BookCounter).count(stretch.from + i, money[book] as Float64Array, i * days, losses);
      }
  }
  return counters.map(({ tally }) => tally(judged));
}

/** Books that lose the same: they share a judge, and so the sums of losses on a path. */
export interface LossGroup {
  readonly members: readonly number[];
  readonly losses: LossJudge;
}

/** The books of a job by what they lose. Pure but for the judges' scratch. */
export const lossGroups = ({ paths, books, tables }: FailureJob): LossGroup[] =>
  alike(books, ({ lossWeights, lossFixed }) => [...lossWeights, Float64Array.from(lossFixed)]).map(
    ({ first, members }) => ({ members, losses: judgeLosses(first.stages, paths, tables) }),
  );

/** Books that agree in something of all their stages: the first of them, and which they are. */
interface Alike {
  readonly first: LaidBook;
  readonly members: readonly number[];
}

function alike(books: readonly LaidBook[], pick: (stage: BookStage) => readonly Float64Array[]): Alike[] {
  const names = books.map(({ stages }) => {
    const texts = new Map([...new Set(stages)].map((stage) => [stage, pick(stage).join(';')]));
    return stages.map((stage) => texts.get(stage)).join('|');
  });
  return [...new Set(names)].map((name) => {
    const members = [...books.keys()].filter((book) => names[book] === name);
    return { first: books[members[0] as number] as LaidBook, members };
  });
}
