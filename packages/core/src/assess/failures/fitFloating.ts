import { standardise } from '../../quant/tails/filteredTails.ts';
import { ewmaVariance } from '../../quant/volatility/ewma.ts';
import { fitGarch } from '../../quant/volatility/fitGarch.ts';
import type { StepAsset } from '../../quant/simulation/stepModel.ts';
import { fitDoubt, type FitDoubt } from './fitDoubt.ts';
import type { ReturnsByDay } from './pegWorld.ts';

/** Days of history a model is fitted to at most. */
export const MOST_MODEL_DAYS = 1_000;

/** Returns of the newest days a model is fitted to. Pure. */
export const newest = (returns: ReturnsByDay): number[] => [...returns.values()].slice(-MOST_MODEL_DAYS);
/** The same by day. Pure. */
export const newestDays = (returns: ReturnsByDay): ReturnsByDay => new Map([...returns].slice(-MOST_MODEL_DAYS));

/** A fit, and its standardised residuals by day. */
export interface FloatingFit {
  readonly asset: StepAsset;
  readonly doubt: FitDoubt;
  readonly isFitted: boolean;
  readonly shocks: ReturnsByDay;
}

/** Where no fit converges: variance as RiskMetrics (1996) has it, and tails of the thickness coins usually have. */
const EWMA = { decay: 0.94, nu: 5 };

/**
 * GJR-GARCH-t, else GARCH-t, else the exponentially weighted variance: a series whose variance stands still fits neither. Daily log
 * returns, oldest first. Pure; throws what `fitGarch` refuses.
 */
export function fitFloating(returns: ReturnsByDay): FloatingFit {
  const window = newest(returns);
  const days = [...returns.keys()].slice(-MOST_MODEL_DAYS);
  const byDay = (shocks: readonly number[]): ReturnsByDay => new Map(days.map((day, i) => [day, shocks[i] ?? 0]));
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
