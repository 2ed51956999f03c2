import { choleskyFactor } from '../../quant/cholesky.ts';
import { logarithm } from '../../quant/elementary.ts';
import { standardise } from '../../quant/filteredTails.ts';
import { ewmaVariance } from '../../quant/ewma.ts';
import { fitGarch } from '../../quant/fitGarch.ts';
import { fitTCopula } from '../../quant/fitTCopula.ts';
import type { Matrix } from '../../quant/matrix.ts';
import type { CopulaDegrees } from '../../quant/simulation/preparedModel.ts';
import { PEG_BREAKS, preparePeg, type PegLaw } from '../../quant/simulation/pegPaths.ts';
import { DAILY_PEG } from '../../quant/pegFilter.ts';
import { prepareSteps, type PreparedSteps, type StepAsset } from '../../quant/simulation/stepModel.ts';
import { stressedCorrelation, uniformCorrelation } from '../../quant/stressedCorrelation.ts';
import { BallastError } from '../../units/error.ts';
import { DAY_SECONDS, type Seconds } from '../../units/time.ts';
import type { Policy } from '../../policy/policy.ts';
import type { History } from '../../records/history.ts';
import { readSeries, type Series } from '../portfolioReturns.ts';
import { doubtAsset, fitDoubt, type FitDoubt } from './fitDoubt.ts';

/** How bad a world the fitted model is put into; the two together are the range of the simulated models. */
export const SCENARIO_TEMPERS = ['calm', 'stressed'] as const;
export type ScenarioTemper = (typeof SCENARIO_TEMPERS)[number];

/** A fitted model of all assets that move, ready to be drawn on any thread. Plain data. */
export interface ScenarioModel {
  /** For people: which world, and what was fitted to how much. */
  readonly model: string;
  readonly basis: string;
  /** Floating assets first, then pegged ones. */
  readonly assetIds: readonly string[];
  readonly days: number;
  readonly floating: PreparedSteps | null;
  readonly pegged: readonly PegLaw[];
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

/** Days of history a model is fitted to: at least, and at most. */
export const FEWEST_MODEL_DAYS = 250;
const MOST_MODEL_DAYS = 1_000;
/** Half way from the correlations of the window to a crisis in which everything floats down together. */
const CRISIS = { correlation: 0.9, weight: 0.5 };

/**
 * Fits the models that scenarios are drawn from: each floating asset GJR-GARCH with Student-t innovations on its daily
 * log returns, joined by a t copula of the standardised residuals; each pegged asset the peg model with breaks. Drift is
 * left out: a month of a good year's drift would hide losses. Where no fit converges, EWMA stands in and the basis says
 * so. Calm: correlations as fitted, pegs that break come back. Stressed: correlations half way to 0.9, drift and level of
 * variance one standard error worse, and a quarter of the breaks are the end. Refuses, naming the asset, a history
 * shorter than 250 days, of another step than divides a day, or on which no model can be fitted. Pure; throws
 * HistoryMalformed.
 */
export function fitScenarioModels(input: ScenarioModelInput): ScenarioModelsOrNot {
  const { history, policy, assetIds, days, nowSeconds } = input;
  const stepsADay = DAY_SECONDS / history.stepSeconds;
  if (!Number.isInteger(stepsADay)) return { why: `a step of ${history.stepSeconds} seconds does not divide a day` };
  const series = readSeries(history, nowSeconds);
  const moving = assetIds.flatMap((assetId) => {
    const asset = policy.assets.find((item) => item.id === assetId);
    const own = series.get(assetId);
    if (asset === undefined || own === undefined || asset.pricing.method === 'par') return [];
    return [{ assetId, isPegged: asset.pegWad !== null, returns: dailyReturns(own, stepsADay) }];
  });
  if (moving.length === 0) return { why: 'no asset held has a price history' };
  const short = moving.find(({ returns }) => returns.size < FEWEST_MODEL_DAYS);
  if (short !== undefined)
    return { why: `${short.assetId} has ${short.returns.size} daily returns of ${FEWEST_MODEL_DAYS} needed` };
  const floating = moving.filter(({ isPegged }) => !isPegged);
  const pegged = moving.filter(({ isPegged }) => isPegged);
  const fits: Fitted[] = [];
  for (const { assetId, returns } of floating) {
    const fit = attempt(assetId, () => fitFloating(returns));
    if ('why' in fit) return fit;
    fits.push(fit);
  }
  const copula = floating.length < 2 ? ALONE : attempt('dependence', () => copulaOf(fits));
  if ('why' in copula) return copula;
  const longest = Math.min(MOST_MODEL_DAYS, Math.max(...moving.map(({ returns }) => returns.size)));
  const models: ScenarioModel[] = [];
  for (const temper of SCENARIO_TEMPERS) {
    const breaks = temper === 'calm' ? { ...PEG_BREAKS, deathShare: 0 } : PEG_BREAKS;
    const laws: PegLaw[] = [];
    for (const { assetId, returns } of pegged) {
      const law = attempt(assetId, () => preparePeg(newest(returns), DAILY_PEG, breaks));
      if ('why' in law) return law;
      laws.push(law);
    }
    const steps = floating.length === 0 ? null : attempt('dependence', () => stepsOf(fits, copula, days, temper));
    if (steps !== null && 'why' in steps) return steps;
    models.push({
      model: `${temper} simulation`,
      basis: basisOf(
        floating.length,
        pegged.length,
        longest,
        floating.flatMap(({ assetId }, i) => (fits[i]?.isFitted === false ? [assetId] : [])),
      ),
      assetIds: [...floating, ...pegged].map(({ assetId }) => assetId),
      days,
      floating: steps,
      pegged: laws,
    });
  }
  return models;
}

type DailyReturns = ReadonlyMap<number, number>;

/** Log returns of single days by the step they end at, on the phase of the newest price; gaps stay gaps. */
function dailyReturns(series: Series, stepsADay: number): DailyReturns {
  const steps = [...series.keys()].toSorted((a, b) => a - b);
  const phase = (steps.at(-1) ?? 0) % stepsADay;
  const found = new Map<number, number>();
  for (const step of steps) {
    const [from, to] = [series.get(step - stepsADay), series.get(step)];
    if (step % stepsADay === phase && from !== undefined && to !== undefined)
      found.set((step - phase) / stepsADay, logarithm(to / from));
  }
  return found;
}

const newest = (returns: DailyReturns): number[] => [...returns.values()].slice(-MOST_MODEL_DAYS);

/** A fit, and its standardised residuals by day. */
interface Fitted {
  readonly asset: StepAsset;
  readonly doubt: FitDoubt;
  readonly isFitted: boolean;
  readonly shocks: DailyReturns;
}

/** Where no fit converges: variance as RiskMetrics (1996) has it, and tails of the thickness coins usually have. */
const EWMA = { decay: 0.94, nu: 5 };

/** GJR-GARCH-t, else GARCH-t, else the exponentially weighted variance: a series whose variance stands still fits neither. */
function fitFloating(returns: DailyReturns): Fitted {
  const window = newest(returns);
  const days = [...returns.keys()].slice(-MOST_MODEL_DAYS);
  const byDay = (shocks: readonly number[]): DailyReturns => new Map(days.map((day, i) => [day, shocks[i] ?? 0]));
  for (const variance of ['gjr', 'garch'] as const) {
    const fit = fitGarch(window, { variance, innovation: 'studentT', start: 'sampleVariance' });
    if (fit.ended !== 'converged') continue;
    const asset = { garch: { ...fit.estimate, mean: 0 }, nextVariance: fit.nextVariance };
    const shocks = standardise(fit.residuals, fit.variances);
    return { asset, doubt: fitDoubt(window, shocks), isFitted: true, shocks: byDay(shocks) };
  }
  const { variances, nextVariance } = ewmaVariance(window, EWMA.decay);
  const garch = { mean: 0, omega: 0, alpha: 1 - EWMA.decay, gamma: 0, beta: EWMA.decay, nu: EWMA.nu, skew: null };
  const shocks = standardise(window, variances);
  return { asset: { garch, nextVariance }, doubt: fitDoubt(window, shocks), isFitted: false, shocks: byDay(shocks) };
}

interface Dependence {
  readonly correlation: Matrix;
  readonly degrees: CopulaDegrees;
}

const ALONE: Dependence = { correlation: [[1]], degrees: 'gaussian' };

/** The copula of the days all assets share; refuses (TooFewObservations) as `fitTCopula` does. */
function copulaOf(fits: readonly Fitted[]): Dependence {
  const [first] = fits;
  const shared = [...(first?.shocks.keys() ?? [])].filter((day) => fits.every(({ shocks }) => shocks.has(day)));
  return fitTCopula(shared.map((day) => fits.map(({ shocks }) => shocks.get(day) ?? 0)));
}

function stepsOf(
  fits: readonly Fitted[],
  { correlation, degrees }: Dependence,
  days: number,
  temper: ScenarioTemper,
): PreparedSteps {
  choleskyFactor(correlation);
  const crisis = uniformCorrelation(fits.length, fits.length === 1 ? 1 : CRISIS.correlation);
  return prepareSteps({
    steps: days,
    assets: fits.map(({ asset, doubt }) => (temper === 'calm' ? asset : doubtAsset(asset, doubt))),
    correlation: temper === 'calm' ? correlation : stressedCorrelation(correlation, crisis, CRISIS.weight),
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

function basisOf(floating: number, pegged: number, days: number, unfitted: readonly string[]): string {
  const parts = [
    ...(floating === 0 ? [] : [`${floating} floating by GJR-GARCH-t${floating > 1 ? ' and t copula' : ''}`]),
    ...(pegged === 0 ? [] : [`${pegged} pegged by the peg model`]),
  ];
  const rest = unfitted.length === 0 ? '' : `; no fit converged for ${unfitted.join(', ')}: EWMA`;
  return `${parts.join(', ')}, on ${days} days${rest}`;
}
