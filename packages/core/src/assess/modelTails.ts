import { exponential, logarithm } from '../quant/numbers/elementary.ts';
import { FEWEST_FOR_TAILS, forecastTails } from '../quant/tails/tailModels.ts';
import type { TailRisk } from '../quant/distributions/tailRisk.ts';
import { BallastError } from '../units/error.ts';
import { portfolioReturns, type Position } from './portfolioReturns.ts';

/** Methods of a tail limit that forecast the next day from a model of the days before. */
export const MODEL_METHODS = ['combined', 'combined with pegs'] as const;
export type ModelMethod = (typeof MODEL_METHODS)[number];

/** A forecast of the portfolio's next day as fractions of it, or why there is none. */
export type ModelTail =
  | { readonly isKnown: true; readonly sampleSize: number; readonly tail: TailRisk; readonly note: string }
  | { readonly isKnown: false; readonly sampleSize: number; readonly note: string };

/** Returns a model is fitted to, the newest. */
const WINDOW = 1_000;

/**
 * VaR and ES of the portfolio's loss over one step of history, which must be a day. `combined`: the combined model on
 * returns at today's weights. `combined with pegs`: that on the floating positions alone, and the peg model on each
 * pegged one; the tails are added, as if all were hit on one day. 500 returns or more each; a model that cannot answer
 * is a refusal with its code. Losses are turned from log to simple. `steps` of history in the horizon. Pure.
 */
export function modelTail(
  positions: readonly Position[],
  method: ModelMethod,
  confidence: number,
  { steps, isDaily }: { readonly steps: number; readonly isDaily: boolean },
): ModelTail {
  if (!isDaily || steps !== 1)
    return { isKnown: false, sampleSize: 0, note: 'the model speaks of one day, on daily prices' };
  const isSplit = method === 'combined with pegs';
  const pegs = isSplit ? positions.filter((position) => position.series !== null && position.isPegged) : [];
  const floating = positions.filter((position) => position.series !== null && !pegs.includes(position));
  const parts: Part[] = [
    ...(floating.length === 0 ? [] : [partOf(floating, 'combined', confidence)]),
    ...pegs.map((position) => partOf([position], 'peg', confidence)),
  ];
  const sampleSize = parts.reduce((least, part) => Math.min(least, part.sampleSize), Number.MAX_SAFE_INTEGER);
  const refused = parts.find((part) => part.refusal !== '');
  if (refused !== undefined) return { isKnown: false, sampleSize, note: refused.refusal };
  const add = (of: keyof TailRisk): number => parts.reduce((sum, { tail }) => sum + (tail?.[of] ?? 0), 0);
  return {
    isKnown: true,
    sampleSize,
    tail: { valueAtRisk: add('valueAtRisk'), expectedShortfall: add('expectedShortfall') },
    note: parts.length > 1 ? `${parts.length} tails added` : '',
  };
}

interface Part {
  readonly sampleSize: number;
  readonly tail: TailRisk | null;
  readonly refusal: string;
}

function partOf(positions: readonly Position[], model: 'combined' | 'peg', confidence: number): Part {
  const whole = positions.reduce((sum, { weight }) => sum + weight, 0);
  const shares = positions.map((position) => ({ ...position, weight: position.weight / whole }));
  const window = portfolioReturns(shares, 1)
    .slice(-WINDOW)
    .map((simple) => logarithm(1 + simple));
  const refuse = (refusal: string): Part => ({ sampleSize: window.length, tail: null, refusal });
  if (window.length < FEWEST_FOR_TAILS)
    return refuse(`${window.length} returns, the ${model} model needs ${FEWEST_FOR_TAILS}`);
  try {
    const forecast = forecastTails(window, [confidence], [model])[model];
    if (forecast.kind === 'refused') return refuse(`the ${model} model refused: ${forecast.code}`);
    const [tail] = forecast.tails;
    if (tail === undefined) return refuse(`the ${model} model gave no tail`);
    // 1 − e^(−loss) is concave, so that of the mean loss is no less than the mean of those.
    const simple = (log: number): number => whole * (1 - exponential(-log));
    return {
      sampleSize: window.length,
      tail: { valueAtRisk: simple(tail.valueAtRisk), expectedShortfall: simple(tail.expectedShortfall) },
      refusal: '',
    };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return refuse(`the ${model} model refused: ${error.code}`);
  }
}
