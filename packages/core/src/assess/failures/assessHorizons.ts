import type { History } from '../../records/history.ts';
import type { FailureFigure } from '../../records/failure.ts';
import { assessFailures } from './assessFailures.ts';
import { firstDays } from './drawScenarios.ts';
import { historicalMatrix, type MatrixOrNot } from './historicalMatrix.ts';
import type { FailuresInput } from './planFailures.ts';
import { coinPars } from './parMove.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

export interface HorizonsInput extends Omit<FailuresInput, 'scenarios'> {
  readonly history: History;
  /** Simulated matrices that reach the longest horizon; none where nothing could be simulated. */
  readonly drawn: readonly ScenarioMatrix[];
}

/**
 * How likely the reserve fails over each horizon, by what happened and by what was simulated together: the figures of
 * `ballast stress`. Every horizon is asked of its own stretches of history, because the longest has fewest, and of the
 * first days of the same simulated paths. `past` is the history as scenarios by horizon, or why there is none. Prices
 * after the sheet's own time are not read. Pure; throws as `assessFailures` and `historicalMatrix` do.
 */
export function assessHorizons({ history, drawn, ...base }: HorizonsInput): {
  readonly figures: readonly FailureFigure[];
  readonly past: readonly MatrixOrNot[];
} {
  const { sheet, policy, horizonsDays } = base;
  const assetIds = policy.assets.map((asset) => asset.id);
  const [nowSeconds, pars] = [sheet.asOfSeconds, coinPars(policy)];
  const past = horizonsDays.map((days) => historicalMatrix(history, { assetIds, days, nowSeconds, pars }));
  const figures = past.flatMap((made, index) => {
    const days = horizonsDays[index] ?? 1;
    const scenarios = [...('why' in made ? [] : [made]), ...drawn.map((matrix) => firstDays(matrix, days))];
    return assessFailures({ ...base, scenarios, horizonsDays: [days] });
  });
  return { figures, past };
}
