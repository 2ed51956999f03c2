import { choleskyFactor } from '../../quant/algebra/cholesky.ts';
import type { BreakSide } from '../../quant/pegs/pegNumbers.ts';
import { curveLaw, type CurveLaw } from '../../quant/simulation/curvePaths.ts';
import type { PegLaw, PegSystem } from '../../quant/simulation/pegLaw.ts';
import { prepareSteps, type PreparedSteps } from '../../quant/simulation/stepModel.ts';
import { stressedCorrelation, uniformCorrelation } from '../../quant/dependence/stressedCorrelation.ts';
import { BallastError } from '../../units/error.ts';
import { DAY_SECONDS, type Seconds } from '../../units/time.ts';
import type { Policy } from '../../policy/policy.ts';
import type { History } from '../../records/history.ts';
import { columnOf } from './failureBook.ts';
import { doubtAsset, fallsBehind } from './fitDoubt.ts';
import { fitFloating, MOST_MODEL_DAYS, newest, newestDays, type FloatingFit } from './fitFloating.ts';
import { floatingDependence, type FloatingDependence } from './floatingDependence.ts';
import { linkPegs, pegLaw, type PegColumn } from './pegWorld.ts';
import {
  assetIdsOf,
  FEWEST_MODEL_DAYS,
  movedOf,
  scenarioColumns,
  type MovedColumn,
  type ScenarioColumns,
} from './scenarioColumns.ts';

/** How bad a world the fitted model is put into; together they are the range of the simulated models. Rising: what is owed. */
export const SCENARIO_TEMPERS = ['calm', 'stressed', 'rising'] as const;
export type ScenarioTemper = (typeof SCENARIO_TEMPERS)[number];

/** A fitted model of all assets that move, ready to be drawn on any thread. Plain data. */
export interface ScenarioModel {
  /** For people: which world, and what was fitted to how much. */
  readonly model: string;
  readonly basis: string;
  /** Floating assets first, then pegged coins, then what moves with something else. */
  readonly assetIds: readonly string[];
  readonly days: number;
  readonly floating: PreparedSteps | null;
  /** Of pegged coins, and of the discounts and gates of what moves with something else, in the same order. */
  readonly pegs: PegSystem;
  readonly moved: readonly MovedColumn[];
  readonly curve: CurveLaw;
}

/** Models by temper, or why history carries none. */
export type ScenarioModelsOrNot = readonly ScenarioModel[] | { readonly why: string };

export interface ScenarioModelInput {
  readonly history: History;
  readonly policy: Policy;
  /** What must be modelled; assets without a series are left to the caller, those at par do not move. */
  readonly assetIds: readonly string[];
  readonly days: number;
  readonly nowSeconds: Seconds;
}

/** Half way from the correlations of the window to a crisis in which everything floats down together. */
const CRISIS = { correlation: 0.9, weight: 0.5 };
/** Of what the facts on pegs, gates and the curve leave open. */
const SIDES: Readonly<Record<ScenarioTemper, BreakSide>> = { calm: 'mean', stressed: 'worse', rising: 'worse' };

/**
 * Fits the models that scenarios are drawn from: each floating asset GJR-GARCH with Student-t innovations on its daily
 * log returns, joined by a t copula of the standardised residuals; each pegged coin the peg model with breaks; a staking
 * token what it redeems for and a discount that may break; a bill the curve and a gate. Drift is left out: a month of a
 * good year's drift would hide losses. Where no fit converges, EWMA stands in and the basis says so. Calm: correlations
 * as fitted, breaks as the facts have them in the mean. Stressed: correlations half way to 0.9, drift and level of
 * variance one standard error worse, and the worse end of what the facts leave open. Rising, where
 * something that floats is owed: that up by a standard error and the rest behind it, correlations as fitted, for what
 * falls together is kind to whoever owes it. Refuses, naming the asset, a history shorter than 250 days, of another
 * step than divides a day, or on which no model can be fitted. Pure; throws HistoryMalformed.
 */
export function fitScenarioModels(input: ScenarioModelInput): ScenarioModelsOrNot {
  const { history, days } = input;
  const stepsADay = DAY_SECONDS / history.stepSeconds;
  if (!Number.isInteger(stepsADay)) return { why: `a step of ${history.stepSeconds} seconds does not divide a day` };
  const columns = scenarioColumns(input, stepsADay);
  const { floating, pegs } = columns;
  if (floating.length + pegs.length === 0) return { why: 'no asset held has a price history' };
  const lengths = [
    ...floating.map(({ assetId, returns }) => ({ assetId, size: returns.size })),
    ...pegs.flatMap(({ asset, returns }) => (returns === null ? [] : [{ assetId: asset.id, size: returns.size }])),
  ];
  const short = lengths.find(({ size }) => size < FEWEST_MODEL_DAYS);
  if (short !== undefined)
    return { why: `${short.assetId} has ${short.size} daily returns of ${FEWEST_MODEL_DAYS} needed` };
  const fits: FloatingFit[] = [];
  for (const { assetId, returns } of floating) {
    const fit = attempt(assetId, () => fitFloating(returns));
    if ('why' in fit) return fit;
    fits.push(fit);
  }
  const copula = floatingDependence(
    floating.map(({ assetId }) => assetId),
    fits,
  );
  if ('why' in copula) return copula;
  const longest = Math.min(MOST_MODEL_DAYS, Math.max(0, ...lengths.map(({ size }) => size)));
  const unfitted = floating.flatMap(({ assetId }, i) => (fits[i]?.isFitted === false ? [assetId] : []));
  const models: ScenarioModel[] = [];
  const owed = owedPlaces(columns, input.policy);
  const behind =
    owed.length === 0
      ? []
      : fallsBehind(
          floating.map(({ returns }) => newestDays(returns)),
          owed,
        );
  for (const temper of SCENARIO_TEMPERS) {
    if (temper === 'rising' && owed.length === 0) continue;
    const laws: PegLaw[] = [];
    for (const column of pegs) {
      const law = attempt(column.asset.id, () => pegLaw(column, SIDES[temper], newest));
      if ('why' in law) return law;
      laws.push(law);
    }
    const steps =
      floating.length === 0 ? null : attempt('dependence', () => stepsOf(fits, copula, days, { temper, behind }));
    if (steps !== null && 'why' in steps) return steps;
    models.push({
      model: `${temper} simulation`,
      basis: basisOf(columns, longest, unfitted),
      assetIds: assetIdsOf(columns),
      days,
      floating: steps,
      pegs: linkPegs(pegs, laws, SIDES[temper], input.policy),
      moved: movedOf(columns, SIDES[temper]),
      curve: curveLaw(SIDES[temper]),
    });
  }
  return models;
}

/** Places of the floating assets that claims move with. */
function owedPlaces(columns: ScenarioColumns, policy: Policy): number[] {
  const assetIds = assetIdsOf(columns);
  const baseOf = new Map(columns.pegs.map(({ asset, baseId }) => [asset.id, baseId]));
  const places = policy.liabilities.flatMap((liability) => {
    const isInKind = liability.kind === 'par' && liability.owed === 'payoutAsset';
    const id = liability.kind === 'indexed' ? liability.index : isInKind ? liability.payoutAsset : null;
    const own = id === null ? null : columnOf(id, policy, assetIds);
    return own === null ? [] : [assetIds.indexOf(baseOf.get(assetIds[own] ?? '') ?? assetIds[own] ?? '')];
  });
  return [...new Set(places)].filter((place) => place >= 0 && place < columns.floating.length);
}

function stepsOf(
  fits: readonly FloatingFit[],
  { correlation, degrees }: FloatingDependence,
  days: number,
  { temper, behind }: { readonly temper: ScenarioTemper; readonly behind: readonly number[] },
): PreparedSteps {
  choleskyFactor(correlation);
  const crisis = uniformCorrelation(fits.length, fits.length === 1 ? 1 : CRISIS.correlation);
  return prepareSteps({
    steps: days,
    assets: fits.map(({ asset, doubt }, i) => {
      if (temper === 'calm') return asset;
      return doubtAsset(asset, temper === 'rising' ? { ...doubt, drift: behind[i] ?? 0 } : doubt);
    }),
    correlation: temper === 'stressed' ? stressedCorrelation(correlation, crisis, CRISIS.weight) : correlation,
    degrees,
    jumps: [],
  });
}

/** What mathematics refuses, as a reason; faults of ours go on. */
function attempt<T extends object>(what: string, make: () => T): T | { readonly why: string } {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return { why: `${what}: ${error.message}` };
  }
}

function basisOf({ floating, pegs }: ScenarioColumns, days: number, unfitted: readonly string[]): string {
  const count = (kind: PegColumn['kind']): number => pegs.filter((item) => item.kind === kind).length;
  const parts: readonly (readonly [number, string])[] = [
    [floating.length, `floating by GJR-GARCH-t${floating.length > 1 ? ' and t copula' : ''}`],
    [count('coin'), 'pegged by the peg model'],
    [count('staked'), 'staked by what they redeem for and a discount'],
    [count('bill'), 'of bills by curve and gate'],
  ];
  const said = parts.flatMap(([number, text]) => (number === 0 ? [] : [`${number} ${text}`]));
  const rest = unfitted.length === 0 ? '' : `; no fit converged for ${unfitted.join(', ')}: EWMA`;
  return `${said.join(', ')}${days === 0 ? '' : `, on ${days} days`}${rest}`;
}
