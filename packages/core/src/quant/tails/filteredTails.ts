import { OutsideDomain } from '../numbers/elementary.ts';
import type { GarchFit } from '../volatility/fitGarch.ts';
import { fitParetoTail, paretoTailRisk } from '../distributions/generalisedPareto.ts';
import { normalDensity, normalQuantile } from '../distributions/normal.ts';
import { checkSample } from '../numbers/sample.ts';
import { skewedTTail } from '../distributions/skewedT.ts';
import { studentTTail } from '../distributions/studentT.ts';
import { historicalTail, type TailRisk } from '../distributions/tailRisk.ts';

/** Mean and deviation of the return to come. */
export interface Outlook {
  readonly mean: number;
  readonly deviation: number;
}

/** The outlook one step after a fit. Pure. */
export const outlookOf = ({ estimate, nextVariance }: GarchFit): Outlook => ({
  mean: estimate.mean,
  deviation: Math.sqrt(nextVariance),
});

/** Residuals over their deviations, oldest first. Pure. */
export function standardise(residuals: ArrayLike<number>, variances: ArrayLike<number>): number[] {
  checkSample(residuals, 1, 'residuals');
  const shocks: number[] = [];
  for (let t = 0; t < residuals.length; t += 1) {
    const h = variances[t] ?? Number.NaN;
    if (!(h > 0)) throw new OutsideDomain('variance', h);
    shocks.push(residuals[t]! / Math.sqrt(h));
  }
  return shocks;
}

/** −mean + deviation × a tail of variance one. Pure. */
export const scaleTail = (tail: TailRisk, { mean, deviation }: Outlook): TailRisk => ({
  valueAtRisk: deviation * tail.valueAtRisk - mean,
  expectedShortfall: deviation * tail.expectedShortfall - mean,
});

/** VaR and ES one step ahead by the fitted distribution itself. Pure. */
export function garchTail(fit: GarchFit, confidence: number): TailRisk {
  return scaleTail(innovationTail(fit, confidence), outlookOf(fit));
}

/**
 * Filtered historical simulation one step ahead: the empirical tail of standardised residuals, at today's outlook.
 * Source: Barone-Adesi, Giannopoulos and Vosper, Journal of Futures Markets, 1999. Pure.
 */
export const filteredTail = (shocks: readonly number[], outlook: Outlook, confidence: number): TailRisk =>
  scaleTail(historicalTail(shocks, confidence), outlook);

/** Share of standardised losses a Pareto tail is fitted to, as McNeil and Frey have it. */
const TAIL_SHARE = 0.1;

/**
 * Conditional extreme-value tail one step ahead: a generalised Pareto law fitted to the worst tenth of standardised
 * residuals, at today's outlook. Source: McNeil and Frey, Journal of Empirical Finance, 2000. Needs 201 residuals for
 * its 20 exceedances; refuses what `fitParetoTail` and `paretoTailRisk` do. Pure.
 */
export function extremeTail(shocks: readonly number[], outlook: Outlook, confidence: number): TailRisk {
  checkSample(shocks, 201, 'extreme-value tail');
  const losses = Float64Array.from(shocks, (shock) => -shock).toSorted();
  const tail = fitParetoTail(losses, losses[losses.length - 1 - Math.floor(TAIL_SHARE * losses.length)]!);
  return scaleTail(paretoTailRisk(tail, confidence), outlook);
}

/** Tail of the standardised innovation of a fit. Pure. */
function innovationTail({ spec, estimate }: GarchFit, confidence: number): TailRisk {
  const nu = estimate.nu ?? 0;
  if (spec.innovation === 'studentT')
    return studentTTail({ location: 0, scale: Math.sqrt((nu - 2) / nu), nu }, confidence);
  if (spec.innovation === 'skewedT') return skewedTTail({ nu, skew: estimate.skew ?? 0 }, confidence);
  if (!(confidence > 0 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
  const z = -normalQuantile(1 - confidence);
  return { valueAtRisk: z, expectedShortfall: normalDensity(z) / (1 - confidence) };
}
