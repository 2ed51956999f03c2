// What every law of another market is to the bench: a state that is moved by a day, and how its shocks are shared.
import type { Dice } from '../throwDice.ts';

/** A market whose law is known, in code that shares nothing with the engine. */
export interface Market {
  /** What stands first in its state: a log price an asset. */
  readonly size: number;
  /** A state to start from. */
  readonly rest: () => Float64Array;
  /** Moves a state by one day. */
  readonly live: (state: Float64Array, dice: Dice) => void;
  /** What changes once the days shown are over; nothing when left out. */
  readonly turn?: (state: Float64Array) => void;
}

/** Builds the market of so many assets; every draw comes from the dice. */
export type DrawMarket = (dice: Dice, size: number) => Market;

/** Numbers by place. */
export const numbers = (size: number, make: (place: number) => number): Float64Array =>
  Float64Array.from({ length: size }, (_, place) => make(place));

/** A yearly number of volatility as one of a day. */
export const daily = (yearly: number): number => yearly / Math.sqrt(365);

/** A normal of variance one that loads on a common one. */
export const sharing = (loading: number, common: number, dice: Dice): number =>
  loading * common + Math.sqrt(1 - loading * loading) * dice.normal();

/** Deviations a day, 30 to 110 % a year, and loadings on one factor. */
export const drawAssets = (
  dice: Dice,
  size: number,
): { readonly deviations: Float64Array; readonly loadings: Float64Array } => ({
  deviations: numbers(size, () => daily(dice.between(0.3, 1.1))),
  loadings: numbers(size, () => dice.between(0.4, 0.95)),
});
