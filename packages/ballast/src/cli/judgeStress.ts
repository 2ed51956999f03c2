import {
  assessFailures,
  assetHaircuts,
  buildBooks,
  historicalMatrix,
  momentsOf,
  parseDefault,
  requiredBuffer,
  reverseStress,
  shortfallByAsset,
  tablesOf,
  type DefaultAssumption,
  type FailureBook,
  type Pack,
  type ScenarioMatrix,
} from '@ballast/core';
import type { StressView } from '../report/stressView.ts';
import type { Look } from './lookOnce.ts';

export interface StressFlags {
  readonly horizonDays: number;
  /** Target probability, a ratio, and as it was written. */
  readonly target: number;
  readonly targetText: string;
  readonly defaults: readonly string[];
  readonly pack: Pack | null;
}

const HORIZONS = [1, 7, 30];
const CONFIDENCE = 0.975;

/** How a reserve that was looked at fails. Pure; throws DefaultUnreadable. */
export function judgeStress(look: Look, flags: StressFlags): StressView {
  const { sheet, snapshot, policy, history, carriedIn } = look;
  const defaults = flags.defaults.map((text) => parseDefault(text, policy));
  const { horizonDays, pack } = flags;
  const assetIds = policy.assets.map((asset) => asset.id);
  // The longest horizon has fewest stretches; shorter ones are read from matrices of their own.
  const wanted = [...new Set([...HORIZONS, horizonDays])].toSorted((a, b) => a - b);
  const made = wanted.map((days) => historicalMatrix(history, { assetIds, days, nowSeconds: sheet.asOfSeconds }));
  const matrices = made.filter((item): item is ScenarioMatrix => !('why' in item));
  const base = { sheet, snapshot, policy, defaults, runMultiples: [0.5, 1, 2], pack };
  const figures = wanted.flatMap((days, index) => {
    const matrix = made[index];
    const scenarios = matrix === undefined || 'why' in matrix ? [] : [matrix];
    return assessFailures({ ...base, scenarios, horizonsDays: [days] });
  });
  const kinds = ['balance sheet', 'liquidity', 'regulatory'];
  const matrix = matrices.find((item) => item.days === horizonDays) ?? null;
  const book = matrix === null ? null : bookFor(matrix, base);
  return {
    reserve: policy.reserve,
    from: 'a look now',
    asOfSeconds: sheet.asOfSeconds,
    models: made.map((item, index) =>
      'why' in item
        ? `none for ${wanted[index] ?? 0} days: ${item.why}`
        : `${item.model}, ${item.paths} stretches of ${item.days} d, worth ${item.independentPaths}`,
    ),
    defaults: flags.defaults,
    figures: figures.toSorted((a, b) => kinds.indexOf(a.failure) - kinds.indexOf(b.failure)),
    horizonDays,
    reverse:
      matrix === null || book === null ? null : reverseStress(book, matrix.assetIds, momentsOf(matrix, horizonDays)),
    shortfall:
      matrix === null || book === null ? null : shortfallByAsset(book, matrix, { confidence: CONFIDENCE, horizonDays }),
    buffer:
      matrix === null || book === null
        ? null
        : {
            target: flags.targetText,
            required: requiredBuffer(book, matrix, tablesOf(defaults, matrix.days), {
              target: flags.target,
              horizonDays,
            }),
          },
    haircuts: assetHaircuts({
      sheet,
      snapshot,
      policy,
      carried: carriedIn,
      history,
      confidence: CONFIDENCE,
      horizonDays,
      defaults,
      previous: new Map(),
    }),
    haircutTerms: `ES 97.5 % of ${horizonDays} d, one after the other, and what the rest asks`,
    notes: notesOf(
      figures.map((item) => item.note),
      defaults,
    ),
  };
}

function bookFor(matrix: ScenarioMatrix, base: Omit<Parameters<typeof buildBooks>[0], 'assetIds'>): FailureBook | null {
  const [book] = buildBooks({ ...base, assetIds: matrix.assetIds })['balance sheet'];
  return book === undefined || 'why' in book ? null : book;
}

const notesOf = (figures: readonly string[], defaults: readonly DefaultAssumption[]): string[] => [
  ...new Set(figures.flatMap((note) => (note === '' ? [] : note.split('; ')))),
  ...(defaults.length === 0 ? ['no default probabilities were stated (--default): prices and runs alone'] : []),
  'history as scenarios: nothing worse than what happened can come out of it',
  "liquidity: holders run at half, once and twice the policy's run; cash is a lower bound",
];
