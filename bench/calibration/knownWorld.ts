// A market whose law is known: what floats follows GJR-GARCH joined by a t copula, what is pegged stays about par until
// it breaks at a known rate. The engine is shown prices drawn from it, never the law.
import { liveCounted, type CountedBreaks, type PegState } from './countedBreaks.ts';
import type { Dice } from './throwDice.ts';

/** Daily log return: drift + e, e = √h × t of variance one, h' = omega + (alpha + gamma where e < 0) × e² + beta × h. */
export interface FloatingLaw {
  readonly drift: number;
  readonly omega: number;
  readonly alpha: number;
  readonly gamma: number;
  readonly beta: number;
  /** Loading on the one factor all share; what is left is its own. */
  readonly loading: number;
}

/** Log price about par: keeps `memory` of its gap a day, plus noise; and breaks, by a law of its own or by the world's. */
export interface PegLawKnown {
  readonly memory: number;
  readonly noise: number;
  readonly breaksPerYear: number;
  /** Mean of the exponential share of its price a break takes at once, at most half. */
  readonly meanLoss: number;
  /** Chance that a break is the end: a third of the price a day, down to a tenth. Else half of what is missing returns each day. */
  readonly deathShare: number;
}

export interface KnownWorld {
  /** Degrees of freedom of copula and margins alike: the shocks of a day are one multivariate t. */
  readonly degrees: number;
  readonly floating: readonly FloatingLaw[];
  readonly pegged: readonly PegLawKnown[];
  /** How all pegs break, in place of their own laws; null where those hold. */
  readonly counted: CountedBreaks | null;
}

/** Where a world stands on an evening; everything tomorrow depends on. */
export interface WorldState extends PegState {
  readonly variance: Float64Array;
  /** Log prices of floating assets, then log gaps of pegs between breaks. */
  readonly level: Float64Array;
  /** Per peg: what a break has taken of its log price and not returned; and whether it is dying. */
  readonly missing: Float64Array;
  readonly dying: Uint8Array;
  /** Where breaks are counted ones: whether par is shut, and what a dying peg will have lost of its log price. */
  readonly shut: Uint8Array;
  readonly left: Float64Array;
}

const DYING_FALL = Math.log(1 - 1 / 3);
const DEAD = Math.log(0.1);

/** Variances where they settle, prices at one, pegs whole. */
export function restingState({ floating, pegged }: KnownWorld): WorldState {
  return {
    variance: Float64Array.from(floating, ({ omega, alpha, gamma, beta }) => omega / (1 - alpha - gamma / 2 - beta)),
    level: new Float64Array(floating.length + pegged.length),
    missing: new Float64Array(pegged.length),
    dying: new Uint8Array(pegged.length),
    shut: new Uint8Array(pegged.length),
    left: new Float64Array(pegged.length),
  };
}

/** A state of its own to walk on from `from`. */
export const copyState = (from: WorldState): WorldState => ({
  variance: from.variance.slice(),
  level: from.level.slice(),
  missing: from.missing.slice(),
  dying: from.dying.slice(),
  shut: from.shut.slice(),
  left: from.left.slice(),
});

/** Puts `into` where `from` stands, without new arrays: the truth walks many paths from one evening. */
export function resetState(into: WorldState, from: WorldState): void {
  into.variance.set(from.variance);
  into.level.set(from.level);
  into.missing.set(from.missing);
  into.dying.set(from.dying);
  into.shut.set(from.shut);
  into.left.set(from.left);
}

/** Log price of each asset as a state has it, floating ones first. */
export function logPrice({ level, missing, variance }: WorldState, asset: number): number {
  return (level[asset] ?? 0) - (missing[asset - variance.length] ?? 0);
}

/** Moves a state by one day. */
export function liveDay(world: KnownWorld, state: WorldState, dice: Dice): void {
  const { degrees, floating, pegged, counted } = world;
  const { variance, level, missing, dying } = state;
  if (floating.length > 0) {
    const common = dice.normal();
    // Of variance one: the t of `degrees` has degrees ÷ (degrees − 2).
    const mixing = Math.sqrt((degrees - 2) / dice.chiSquared(degrees));
    for (let i = 0; i < floating.length; i += 1) {
      const law = floating[i] as FloatingLaw;
      const own = Math.sqrt(1 - law.loading * law.loading) * dice.normal();
      const h = variance[i] as number;
      const e = Math.sqrt(h) * mixing * (law.loading * common + own);
      variance[i] = law.omega + (e < 0 ? law.alpha + law.gamma : law.alpha) * e * e + law.beta * h;
      level[i] = (level[i] as number) + law.drift + e;
    }
  }
  if (counted !== null) {
    liveCounted({ first: floating.length, pegged }, counted, state, dice);
    return;
  }
  for (let j = 0; j < pegged.length; j += 1) {
    const law = pegged[j] as PegLawKnown;
    const at = floating.length + j;
    level[at] = law.memory * (level[at] as number) + law.noise * dice.normal();
    if (dying[j] === 1) missing[j] = Math.min(-DEAD, (missing[j] as number) - DYING_FALL);
    else {
      missing[j] = (missing[j] as number) / 2;
      if (dice.uniform() < law.breaksPerYear / 365) {
        missing[j] = (missing[j] as number) - Math.log(1 - Math.min(0.5, -law.meanLoss * Math.log(dice.uniform())));
        if (dice.uniform() < law.deathShare) dying[j] = 1;
      }
    }
  }
}
