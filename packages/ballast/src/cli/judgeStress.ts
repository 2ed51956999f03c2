import {
  assessHorizons,
  assetHaircuts,
  buildBooks,
  firstDays,
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
import type { DrawnScenarios } from '../engine/simulateScenarios.ts';
import type { Look } from './lookOnce.ts';

export interface StressFlags {
  readonly horizonDays: number;
  /** Target probability, a ratio, and as it was written. */
  readonly target: number;
  readonly targetText: string;
  readonly defaults: readonly string[];
  readonly pack: Pack | null;
}

/** Simulated scenarios that reach the longest horizon, or why there are none. */
export type Simulated = readonly DrawnScenarios[] | { readonly why: string };

const HORIZONS = [1, 7, 30];
const CONFIDENCE = 0.975;

/** Days a reserve's failure is looked at over, besides those asked for; rising. Pure. */
export const stressHorizons = (horizonDays: number): number[] =>
  [...new Set([...HORIZONS, horizonDays])].toSorted((a, b) => a - b);

/** How a reserve that was looked at fails, by history and by simulation. Pure; throws DefaultUnreadable. */
export function judgeStress(look: Look, flags: StressFlags, simulated: Simulated): StressView {
  const { sheet, snapshot, policy, history, carriedIn } = look;
  const defaults = flags.defaults.map((text) => parseDefault(text, policy));
  const { horizonDays, pack } = flags;
  const drawn = 'why' in simulated ? [] : simulated;
  const wanted = stressHorizons(horizonDays);
  const base = { sheet, snapshot, policy, defaults, runMultiples: [0.5, 1, 2], pack };
  const { figures, past: made } = assessHorizons({
    ...base,
    history,
    drawn: drawn.map(({ matrix }) => matrix),
    horizonsDays: wanted,
  });
  const kinds = ['balance sheet', 'liquidity', 'regulatory'];
  const past = made.find((item): item is ScenarioMatrix => !('why' in item) && item.days === horizonDays);
  const models = [...(past === undefined ? [] : [past]), ...drawn.map((item) => firstDays(item.matrix, horizonDays))];
  // What happened says which way prices move together; what could happen, how far.
  const [towards, beyond] = [modelled(models[0], base), modelled(models.at(-1), base)];
  return {
    reserve: policy.reserve,
    from: 'a look now',
    asOfSeconds: sheet.asOfSeconds,
    models: [
      ...made.map((item, index) =>
        'why' in item
          ? `none of history for ${wanted[index] ?? 0} days: ${item.why}`
          : `${item.model}, ${item.paths} stretches of ${item.days} d, worth ${item.independentPaths}`,
      ),
      ...('why' in simulated
        ? [`none simulated: ${simulated.why}`]
        : drawn.map(
            ({ matrix, basis, hash }) =>
              `${matrix.model}, ${matrix.paths} paths of ${matrix.days} d: ${basis}; set ${hash.slice(0, 10)}`,
          )),
    ],
    scenarioSets: drawn.map(({ matrix, hash }) => ({ model: matrix.model, hash })),
    defaults: flags.defaults,
    figures: figures.toSorted((a, b) => kinds.indexOf(a.failure) - kinds.indexOf(b.failure)),
    horizonDays,
    reverse:
      towards === null
        ? null
        : reverseStress(towards.book, towards.matrix.assetIds, momentsOf(towards.matrix, horizonDays)),
    shortfall:
      beyond === null ? null : shortfallByAsset(beyond.book, beyond.matrix, { confidence: CONFIDENCE, horizonDays }),
    buffer:
      beyond === null
        ? null
        : {
            target: flags.targetText,
            required: requiredBuffer(beyond.book, beyond.matrix, tablesOf(defaults, beyond.matrix.days), {
              target: flags.target,
              horizonDays,
            }),
          },
    basis: { reverse: towards?.matrix.model ?? '', shortfall: beyond?.matrix.model ?? '' },
    haircuts: assetHaircuts({
      sheet,
      snapshot,
      policy,
      carried: carriedIn,
      history,
      confidence: CONFIDENCE,
      horizonDays,
      defaults,
      previous: new Map((carriedIn.haircuts ?? []).map((item) => [item.assetId, item])),
      ...(policy.limits.haircuts === undefined ? {} : { decayPerDayBps: policy.limits.haircuts.decayPerDayBps }),
    }),
    haircutTerms: `ES 97.5 % of ${horizonDays} d, one after the other, and what the rest asks`,
    notes: notesOf(
      figures.map((item) => item.note),
      defaults,
      drawn.length > 0,
    ),
  };
}

interface Modelled {
  readonly book: FailureBook;
  readonly matrix: ScenarioMatrix;
}

function modelled(
  matrix: ScenarioMatrix | undefined,
  base: Omit<Parameters<typeof buildBooks>[0], 'assetIds'>,
): Modelled | null {
  if (matrix === undefined) return null;
  const [book] = buildBooks({ ...base, assetIds: matrix.assetIds })['balance sheet'];
  return book === undefined || 'why' in book ? null : { book, matrix };
}

const notesOf = (
  figures: readonly string[],
  defaults: readonly DefaultAssumption[],
  isSimulated: boolean,
): string[] => [
  ...new Set(figures.flatMap((note) => (note === '' ? [] : note.split('; ')))),
  ...(defaults.length === 0 ? ['no default probabilities were stated (--default): prices and runs alone'] : []),
  'history as scenarios: nothing worse than what happened can come out of it',
  ...(isSimulated
    ? [
        'simulation: no drift, in the stressed one a standard error below it; pegs break independently of each other and of the market, once in ten years, more often from below par',
      ]
    : []),
  "liquidity: holders run at half, once and twice the policy's run; cash is a lower bound",
];
