import { sampleMoments } from '../../quant/numbers/moments.ts';
import type { StepAsset } from '../../quant/simulation/stepModel.ts';
import type { ReturnsByDay } from './pegWorld.ts';

/** Standard errors of what a window of days cannot tell well. */
export interface FitDoubt {
  /** Of the mean daily return. */
  readonly drift: number;
  /** Of the level of the variance, as a part of it. */
  readonly variance: number;
}

/**
 * The doubt left by daily log returns and their standardised shocks, oldest first. The level of a variance is as sure
 * as the mean of the squared shocks, which are independent where its dynamics are right. Of 1,000 days of a coin: some
 * 4 % a month of drift, 5 to 10 % of variance. Pure.
 */
export function fitDoubt(returns: readonly number[], shocks: readonly number[]): FitDoubt {
  const squares = errorOf(shocks.map((shock) => shock * shock));
  return { drift: errorOf(returns).standardError, variance: squares.standardError / squares.mean };
}

/** An asset one standard error worse in drift and in the level of its variance; its dynamics as fitted. Pure. */
export const doubtAsset = ({ garch, nextVariance }: StepAsset, { drift, variance }: FitDoubt): StepAsset => ({
  garch: { ...garch, mean: garch.mean - drift, omega: (1 + variance) * garch.omega },
  nextVariance: (1 + variance) * nextVariance,
});

/**
 * How far each asset falls a day (log) where what is `owed` rises, of daily log returns in the order of the assets and the
 * places of those owed. One that is owed rises by the standard error of its mean; another rises with it, less the standard error
 * of the mean by which the two differ on the days both have, and of several owed it is the one it falls behind most.
 * Pure.
 */
export const fallsBehind = (returns: readonly ReturnsByDay[], owed: readonly number[]): readonly number[] =>
  returns.map((own, asset) => {
    const rise = (place: number): number => errorOf([...(returns[place]?.values() ?? [])]).standardError;
    if (owed.includes(asset)) return -rise(asset);
    return Math.max(...owed.map((place) => errorOf(differences(own, returns[place])).standardError - rise(place)));
  });

const differences = (own: ReturnsByDay, other: ReturnsByDay | undefined): number[] =>
  [...own].flatMap(([day, move]) => {
    const against = other?.get(day);
    return against === undefined ? [] : [move - against];
  });

/** Mean and its standard error. */
function errorOf(values: readonly number[]): { readonly mean: number; readonly standardError: number } {
  const { mean, deviation } = sampleMoments(values);
  return { mean, standardError: deviation / Math.sqrt(values.length) };
}
