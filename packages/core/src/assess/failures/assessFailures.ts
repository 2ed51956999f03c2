import { max } from '../../units/amounts.ts';
import { floatToWadDown, floatToWadUp } from '../../units/float.ts';
import type { FailureFigure, FailureKind, PathMove } from '../../records/failure.ts';
import { count } from '../words.ts';
import type { BookTally } from './bookTally.ts';
import { pathMoves } from './pathMoves.ts';
import { FAILURE_KINDS, planFailures, type FailurePlan, type FailuresInput } from './planFailures.ts';
import { failuresOf, marginToday, type BookFailure } from './simulateBook.ts';
import { sumBooks, tallyBooks } from './tallyBooks.ts';

/**
 * How likely the reserve fails, in three ways kept apart, each as first passage and at the end of each horizon, as a
 * range over models, readings of the sheet and default probabilities with the sampling error beside it. Never below
 * the default probability of an exposure whose loss exceeds the surplus. What cannot be simulated has a note and no
 * figure. Pure: the same input gives the same bytes; throws ScenariosMalformed and DefaultMalformed.
 */
export function assessFailures(input: FailuresInput): FailureFigure[] {
  const plan = planFailures(input);
  const tallies = plan.models.map(({ job, matrix }) =>
    tallyBooks(job, sumBooks(job, { from: 0, count: matrix.paths })),
  );
  return judgeFailures(input, plan, tallies);
}

/**
 * What `assessFailures` answers, from the tallies of the plan's jobs over all their paths, one a book, whoever counted
 * them. Pure.
 */
export function judgeFailures(
  { horizonsDays, defaults }: Pick<FailuresInput, 'horizonsDays' | 'defaults'>,
  { models, refusals }: FailurePlan,
  tallies: readonly (readonly BookTally[])[],
): FailureFigure[] {
  const parties = defaults.map(({ party }) => `${party.kind} ${party.id}`);
  const runs = models.flatMap(({ matrix, tables, books }, model) =>
    books.flatMap(({ kind, book }, index) =>
      failuresOf(book, tallies[model]?.[index] ?? NOTHING, tables).map((failure): Run => ({
        kind,
        model: [matrix.model, book.label].filter((text) => text !== '').join(', '),
        paths: matrix.independentPaths,
        nameOf: (path) => matrix.pathNames?.[path] ?? `path ${path + 1}`,
        movesOf: (path, day) => pathMoves(book, matrix, path, day),
        isBroken: marginToday(book) < 0,
        inItself: marginToday(book) < 0 ? 'as it stands' : kind === 'liquidity' ? 'prices and the run' : 'prices',
        parties,
        inflation: Math.sqrt(matrix.paths / matrix.independentPaths),
        failure,
      })),
    ),
  );
  return FAILURE_KINDS.flatMap((kind) =>
    horizonsDays.flatMap((days) =>
      (['first passage', 'terminal'] as const).map((passage) =>
        figureOf({ kind, days, passage }, runs, refusals.get(kind) ?? '', models.length),
      ),
    ),
  );
}

const NOTHING: BookTally = { paths: 0, horizons: [] };

interface Run {
  readonly kind: FailureKind;
  readonly model: string;
  /** Independent ones. */
  readonly paths: number;
  /** What overlap makes of a standard error. */
  readonly inflation: number;
  readonly failure: BookFailure;
  readonly nameOf: (path: number) => string;
  /** What moved on a path by a day (0 the first). */
  readonly movesOf: (path: number, day: number) => readonly PathMove[];
  /** Failed before anything has moved. */
  readonly isBroken: boolean;
  readonly parties: readonly string[];
  /** What a failure without a default is called. */
  readonly inItself: string;
}

interface Question {
  readonly kind: FailureKind;
  readonly days: number;
  readonly passage: FailureFigure['passage'];
}

function figureOf(
  { kind, days, passage }: Question,
  all: readonly Run[],
  refusal: string,
  models: number,
): FailureFigure {
  const base = { failure: kind, passage, horizonDays: days };
  const runs = all.filter((run) => run.kind === kind && run.failure.days === days);
  const part = (run: Run) => (passage === 'terminal' ? run.failure.terminal : run.failure.first);
  const lowOf = (run: Run): number => Math.max(part(run).low.mean, run.failure.floor.low);
  const highOf = (run: Run): number => Math.max(part(run).high.mean, run.failure.floor.high, lowOf(run));
  const [first] = runs;
  // A reading that cannot be simulated makes the whole figure unknown: its end of the range is missing.
  if (first === undefined || refusal !== '') {
    const note = refusal === '' ? `no scenarios reach ${count(days, 'day')}` : refusal;
    const none = { lowWad: null, highWad: null, lowErrorWad: null, highErrorWad: null };
    return {
      ...base,
      ...none,
      lowModel: '',
      highModel: '',
      byPricesWad: null,
      causes: [],
      worstPaths: [],
      floorWad: null,
      note,
    };
  }
  // Of models that say the same the one that knows it best: a few stretches of history say nothing of a rare failure.
  const [lowErrorOf, highErrorOf] = (['low', 'high'] as const).map(
    (end) => (run: Run) => errorOf(run, passage, part(run)[end].standardError),
  ) as [(run: Run) => number, (run: Run) => number];
  const low = runs.reduce((best, run) => {
    const gap = lowOf(run) - lowOf(best);
    return gap < 0 || (gap === 0 && lowErrorOf(run) < lowErrorOf(best)) ? run : best;
  }, first);
  const high = runs.reduce((worst, run) => {
    const gap = highOf(run) - highOf(worst);
    return gap > 0 || (gap === 0 && highErrorOf(run) < highErrorOf(worst)) ? run : worst;
  }, first);
  return {
    ...base,
    // Rounded down, but never below the floor it states.
    lowWad: max(floatToWadDown(lowOf(low)), floatToWadUp(low.failure.floor.low)),
    highWad: floatToWadUp(highOf(high)),
    lowErrorWad: floatToWadUp(lowErrorOf(low)),
    highErrorWad: floatToWadUp(highErrorOf(high)),
    lowModel: low.model,
    highModel: high.model,
    byPricesWad: floatToWadUp(high.failure.byPrices),
    causes: causesOf(high),
    worstPaths: high.failure.worst.map(({ path, day, money }) => ({
      path: high.nameOf(path),
      day: day + 1,
      moneyWad: floatToWadDown(money),
      moves: high.movesOf(path, day),
    })),
    floorWad: floatToWadUp(high.failure.floor.high),
    note: [
      ...(models === 1 ? ['one model only: the range is of default probabilities and readings'] : []),
      ...(high.failure.byPrices === 0
        ? [`no path of ${count(days, 'day')} fails by prices alone: with 95 % fewer than 3 in ${high.paths} would`]
        : []),
    ].join('; '),
  };
}

/**
 * The rule of three: with none or all of n, the 95 % bound is 3 ÷ n away. What is broken as it stands has failed at some
 * day whatever is drawn.
 */
function errorOf(
  { failure, paths, inflation, isBroken }: Run,
  passage: FailureFigure['passage'],
  standardError: number,
): number {
  const isCertain = isBroken && passage === 'first passage';
  const isOneSided = failure.byPrices === 0 || (failure.byPrices === 1 && !isCertain);
  return Math.max(inflation * standardError, isOneSided ? Math.min(1, 3 / paths) : 0);
}

function causesOf({ failure, parties, inItself }: Run): FailureFigure['causes'] {
  const all = [
    { cause: inItself, probability: failure.byPrices },
    ...parties.map((cause, j) => ({ cause, probability: failure.byDefault[j] ?? 0 })),
  ];
  return all
    .filter(({ probability }) => probability > 0)
    .toSorted((a, b) => b.probability - a.probability)
    .map(({ cause, probability }) => ({ cause, probabilityWad: floatToWadUp(probability) }));
}
