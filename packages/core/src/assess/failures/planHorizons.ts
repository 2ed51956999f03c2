import type { History } from '../../records/history.ts';
import type { FailureFigure } from '../../records/failure.ts';
import { judgeFailures } from './assessFailures.ts';
import type { BookTally } from './bookTally.ts';
import { historicalMatrix, type MatrixOrNot } from './historicalMatrix.ts';
import { coinPars } from './parMove.ts';
import { planFailures, type FailurePlan, type FailuresInput } from './planFailures.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

export interface HorizonsInput extends Omit<FailuresInput, 'scenarios'> {
  readonly history: History;
  /** Simulated matrices that reach the longest horizon; none where nothing could be simulated. */
  readonly drawn: readonly ScenarioMatrix[];
}

/** What must be counted before the failures over several horizons can be judged. */
export interface HorizonsPlan {
  /** The history as scenarios by horizon, or why there is none. */
  readonly past: readonly MatrixOrNot[];
  /** Of the past a plan a horizon; then one of what was drawn, for all horizons: a shorter one is its first days. */
  readonly plans: readonly FailurePlan[];
}

/** Failures by horizon, and the history as scenarios they were judged by. */
export interface HorizonFailures {
  readonly figures: readonly FailureFigure[];
  readonly past: readonly MatrixOrNot[];
}

/**
 * Lays the books over history and over what was drawn. Every horizon is asked of its own stretches of history, because
 * the longest has fewest. Prices after the sheet's own time are not read. Pure; throws as `planFailures` and
 * `historicalMatrix` do.
 */
export function planHorizons({ history, drawn, ...base }: HorizonsInput): HorizonsPlan {
  const { sheet, policy, horizonsDays } = base;
  const assetIds = policy.assets.map((asset) => asset.id);
  const [nowSeconds, pars] = [sheet.asOfSeconds, coinPars(policy)];
  const past = horizonsDays.map((days) => historicalMatrix(history, { assetIds, days, nowSeconds, pars }));
  const ofPast = past.map((made, index) =>
    planFailures({ ...base, scenarios: 'why' in made ? [] : [made], horizonsDays: [horizonsDays[index] ?? 1] }),
  );
  return { past, plans: [...ofPast, planFailures({ ...base, scenarios: drawn })] };
}

/** The figures of a plan, from the tallies of the jobs of each of its plans, one a book, whoever counted them. Pure. */
export function judgeHorizons(
  { horizonsDays, defaults }: Pick<HorizonsInput, 'horizonsDays' | 'defaults'>,
  { past, plans }: HorizonsPlan,
  tallies: readonly (readonly (readonly BookTally[])[])[],
): HorizonFailures {
  const drawn = plans.at(-1);
  const figures = past.flatMap((_, index) => {
    const both = [plans[index], drawn].flatMap((plan) => (plan === undefined ? [] : [plan]));
    const plan: FailurePlan = {
      models: both.flatMap(({ models }) => models),
      refusals: new Map(both.flatMap(({ refusals }) => [...refusals])),
    };
    const counted = [...(tallies[index] ?? []), ...(tallies.at(-1) ?? [])];
    return judgeFailures({ horizonsDays: [horizonsDays[index] ?? 1], defaults }, plan, counted);
  });
  return { figures, past };
}
