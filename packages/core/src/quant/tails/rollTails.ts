import { OutsideDomain } from '../numbers/elementary.ts';
import { forecastTails, type TailForecast, type TailModel } from './tailModels.ts';

export interface RollOptions<Model extends TailModel> {
  /** Returns a forecast reads: the last so many before its day. */
  readonly window: number;
  readonly confidences: readonly number[];
  readonly models: readonly Model[];
}

/** Forecasts made for one return, from the returns before it alone. */
export interface RolledDay<Model extends TailModel> {
  /** Index of the return forecast. */
  readonly index: number;
  readonly forecasts: Record<Model, TailForecast>;
}

/**
 * Out-of-sample forecasts of `returns[from]` up to but without `returns[to]`, each from the `window` returns before it:
 * the return itself and what follows are never read. Log returns as fractions, oldest first. Refuses a `from` with less
 * than a window before it. Lazy, so that a caller may show progress or stop. Pure.
 */
export function* rollTails<Model extends TailModel>(
  returns: readonly number[],
  from: number,
  to: number,
  { window, confidences, models }: RollOptions<Model>,
): Generator<RolledDay<Model>> {
  if (!(Number.isSafeInteger(window) && window >= 1)) throw new OutsideDomain('window', window);
  if (!(Number.isSafeInteger(from) && from >= window)) throw new OutsideDomain('first forecast', from);
  if (!(Number.isSafeInteger(to) && to <= returns.length)) throw new OutsideDomain('end of forecasts', to);
  for (let index = from; index < to; index += 1)
    yield { index, forecasts: forecastTails(returns.slice(index - window, index), confidences, models) };
}
