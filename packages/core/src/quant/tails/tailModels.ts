import { BallastError } from '../../units/error.ts';
import { ewmaVariance } from '../volatility/ewma.ts';
import {
  extremeTail,
  filteredTail,
  garchTail,
  outlookOf,
  scaleTail,
  standardise,
  type Outlook,
} from './filteredTails.ts';
import { fitGarch, type GarchFit, type GarchSpec } from '../volatility/fitGarch.ts';
import { normalDensity, normalQuantile } from '../distributions/normal.ts';
import { pegTails } from './pegTails.ts';
import { checkSample, checkSpread } from '../numbers/sample.ts';
import { historicalTail, type TailRisk } from '../distributions/tailRisk.ts';

/** One-day-ahead tail models that read nothing but a window of returns. */
export const TAIL_MODELS = [
  'HS-250',
  'HS-500',
  'EWMA-normal',
  'EWMA-FHS',
  'EWMA90-normal',
  'EWMA97-FHS',
  'GARCH-normal',
  'GJR-t',
  'GJR-skewed-t',
  'GJR-t-FHS',
  'GJR-t-EVT',
  'GJR-t+EWMA-FHS',
  'combined',
  'peg',
] as const;
export type TailModel = (typeof TAIL_MODELS)[number];

/** What a model says of the next return, one tail a confidence; or the code of why it says nothing. */
export type TailForecast =
  | { readonly kind: 'forecast'; readonly tails: readonly TailRisk[] }
  | { readonly kind: 'refused'; readonly code: string };

/** Returns a window must hold for every model; HS-500 reads the most of it. */
export const FEWEST_FOR_TAILS = 500;

/**
 * VaR and ES of the next return by each model asked for, from `window`: log returns as fractions, oldest first, at least
 * 500 of them finite (SampleRefused otherwise). Models share their fits. HS-n: the last n returns; EWMA with decay 0.94,
 * or as named; GARCH by maximum likelihood over the window; FHS and EVT on its standardised residuals; `combined`: the
 * weighted mean of the VaRs and of the ESs of `COMBINED`; `peg`: `pegTails`. A model that cannot answer is refused with
 * a code. Pure.
 */
export function forecastTails<Model extends TailModel>(
  window: readonly number[],
  confidences: readonly number[],
  models: readonly Model[],
): Record<Model, TailForecast> {
  checkSample(window, FEWEST_FOR_TAILS, 'tail forecast');
  checkSpread(window, 'tail forecast');
  const answer = tailModels(window);
  return Object.fromEntries(models.map((model) => [model, attempt(answer[model], confidences)])) as Record<
    Model,
    TailForecast
  >;
}

/**
 * What `combined` averages, and by what weight: half GJR-t, which alone is best in crashes, and a thin fast and a thick
 * slow member that correct it in between. Chosen among some eighty means on eleven coins 2020–2025; better than the
 * plain mean of GJR-t and EWMA-FHS on seven others and on the years before. It costs one fit.
 */
export const COMBINED = [
  ['GJR-t', 0.5],
  ['EWMA90-normal', 0.25],
  ['EWMA97-FHS', 0.25],
] as const;

type Answer = (confidence: number) => TailRisk;

function tailModels(window: readonly number[]): Record<TailModel, Answer> {
  const start = 'sampleVariance';
  const normal = once(() => converged(window, { variance: 'garch', innovation: 'normal', start }));
  const gjr = once(() => converged(window, { variance: 'gjr', innovation: 'studentT', start }));
  const skewed = once(() => converged(window, { variance: 'gjr', innovation: 'skewedT', start }));
  const shocks = once(() => standardise(gjr().residuals, gjr().variances));
  const ewma = (decay: number): (() => { readonly shocks: number[]; readonly outlook: Outlook }) =>
    once(() => {
      const { variances, nextVariance } = ewmaVariance(window, decay);
      return { shocks: standardise(window, variances), outlook: { mean: 0, deviation: Math.sqrt(nextVariance) } };
    });
  const [fast, usual, slow] = [ewma(0.9), ewma(0.94), ewma(0.97)];
  const plain =
    (of: typeof usual): Answer =>
    (confidence) =>
      scaleTail(standardNormalTail(confidence), of().outlook);
  const filtered =
    (of: typeof usual): Answer =>
    (confidence) =>
      filteredTail(of().shocks, of().outlook, confidence);
  const members: Record<Exclude<TailModel, 'GJR-t+EWMA-FHS' | 'combined' | 'peg'>, Answer> = {
    'HS-250': (confidence) => historicalTail(window.slice(-250), confidence),
    'HS-500': (confidence) => historicalTail(window.slice(-500), confidence),
    'EWMA-normal': plain(usual),
    'EWMA-FHS': filtered(usual),
    'EWMA90-normal': plain(fast),
    'EWMA97-FHS': filtered(slow),
    'GARCH-normal': (confidence) => garchTail(normal(), confidence),
    'GJR-t': (confidence) => garchTail(gjr(), confidence),
    'GJR-skewed-t': (confidence) => garchTail(skewed(), confidence),
    'GJR-t-FHS': (confidence) => filteredTail(shocks(), outlookOf(gjr()), confidence),
    'GJR-t-EVT': (confidence) => extremeTail(shocks(), outlookOf(gjr()), confidence),
  };
  return {
    ...members,
    'GJR-t+EWMA-FHS': (confidence) =>
      meanTail([
        [members['GJR-t'](confidence), 0.5],
        [members['EWMA-FHS'](confidence), 0.5],
      ]),
    combined: (confidence) => meanTail(COMBINED.map(([model, weight]) => [members[model](confidence), weight])),
    peg: (confidence) => pegTails(window, [confidence])[0]!,
  };
}

class FitUnfinished extends BallastError {
  constructor(ended: string) {
    super({
      code: 'QUANT_FIT_UNFINISHED',
      message: `the likelihood search ended ${ended}`,
      remedy: 'use a model without a fit for this window',
      retryable: false,
    });
  }
}

function converged(window: readonly number[], spec: GarchSpec): GarchFit {
  const fit = fitGarch(window, spec);
  if (fit.ended !== 'converged') throw new FitUnfinished(fit.ended);
  return fit;
}

/** Refusals of one model as data; anything else is a fault of ours and goes on. */
function attempt(answer: Answer, confidences: readonly number[]): TailForecast {
  try {
    return { kind: 'forecast', tails: confidences.map(answer) };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return { kind: 'refused', code: error.code };
  }
}

function standardNormalTail(confidence: number): TailRisk {
  const z = -normalQuantile(1 - confidence);
  return { valueAtRisk: z, expectedShortfall: normalDensity(z) / (1 - confidence) };
}

const meanTail = (tails: readonly (readonly [TailRisk, number])[]): TailRisk => ({
  valueAtRisk: tails.reduce((sum, [{ valueAtRisk }, weight]) => sum + weight * valueAtRisk, 0),
  expectedShortfall: tails.reduce((sum, [{ expectedShortfall }, weight]) => sum + weight * expectedShortfall, 0),
});

/** Computes at the first call and keeps it; a failure is kept as well. */
function once<T>(make: () => T): () => T {
  let kept: { readonly value: T } | { readonly error: unknown } | null = null;
  return () => {
    if (kept === null)
      try {
        kept = { value: make() };
      } catch (error) {
        kept = { error };
      }
    if ('error' in kept) throw kept.error;
    return kept.value;
  };
}
