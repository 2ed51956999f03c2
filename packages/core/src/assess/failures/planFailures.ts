import type { DefaultTables } from '../../quant/failures/defaultTable.ts';
import type { FailureKind } from '../../records/failure.ts';
import { withBooks } from './bookColumns.ts';
import { buildBooks, type BooksInput } from './buildBooks.ts';
import type { FailureBook } from './failureBook.ts';
import { layBook } from './laidBook.ts';
import { withParAccess } from './parAccess.ts';
import { checkScenarios, pathsOf, type ScenarioMatrix } from './scenarioMatrix.ts';
import { tablesOf } from './simulateBook.ts';
import type { FailureJob } from './tallyBooks.ts';

export interface FailuresInput extends Omit<BooksInput, 'assetIds'> {
  /** One or more models; a range of one is no range, and says so. */
  readonly scenarios: readonly ScenarioMatrix[];
  readonly horizonsDays: readonly number[];
}

export const FAILURE_KINDS: readonly FailureKind[] = ['balance sheet', 'liquidity', 'regulatory'];

/** What must be counted, model by model, before failures can be judged. */
export interface FailurePlan {
  readonly models: readonly FailureModel[];
  /** Failures of which a reading cannot be simulated, and why. */
  readonly refusals: ReadonlyMap<FailureKind, string>;
}

export interface FailureModel {
  readonly matrix: ScenarioMatrix;
  /** Whether the next question of the same scenarios has the same matrix: none of its columns is of this sheet's positions. */
  readonly lasts: boolean;
  readonly tables: DefaultTables;
  /** In the order of the job's books. */
  readonly books: readonly { readonly kind: FailureKind; readonly book: FailureBook }[];
  readonly job: FailureJob;
}

/** Lays the books of every failure over every model. Pure; throws ScenariosMalformed and DefaultMalformed. */
export function planFailures(input: FailuresInput): FailurePlan {
  const { scenarios, horizonsDays, defaults } = input;
  for (const matrix of scenarios) checkScenarios(matrix);
  const refusals = new Map<FailureKind, string>();
  const models = scenarios.map((given): FailureModel => {
    const booked = withBooks(given, input);
    const matrix = withParAccess(booked, input);
    const tables = tablesOf(defaults, matrix.days);
    const all = buildBooks({ ...input, assetIds: matrix.assetIds });
    const books: { readonly kind: FailureKind; readonly book: FailureBook }[] = [];
    for (const kind of FAILURE_KINDS)
      for (const book of all[kind])
        if ('why' in book) refusals.set(kind, book.why);
        else books.push({ kind, book });
    const job = {
      paths: pathsOf(matrix),
      books: books.map(({ book }) => layBook(book, matrix.days)),
      tables,
      horizonsDays: horizonsDays.filter((days) => days <= matrix.days),
    };
    return { matrix, lasts: booked === given, tables, books, job };
  });
  return { models, refusals };
}
