import { OutsideDomain } from '../numbers/elementary.ts';
import { DAILY_PEG, heldShocks, pegFilter, type PegSettings } from '../tails/pegFilter.ts';
import { checkBreaks, coinBreaks, type PegBreaks } from '../pegs/pegBreaks.ts';
import { checkSample, checkSpread } from '../numbers/sample.ts';

/** A peg made ready for drawing. */
export interface PegLaw {
  readonly settings: PegSettings;
  readonly breaks: PegBreaks;
  readonly calm: number;
  /** Distance from the level the price comes back to (log), and how far below par it stands, as a fraction of par. */
  readonly gap: number;
  readonly below: number;
  /** Variance it comes back to, and the mean of the capped squares of its shocks. */
  readonly usual: number;
  readonly meanSquare: number;
  /** Shocks to draw from, in deviations. */
  readonly shocks: Float64Array;
}

/** Pegs that may break together. */
export interface PegSystem {
  readonly laws: readonly PegLaw[];
  /** Chance that the second breaks on the day the first does of itself: index first × pegs + second. */
  readonly follows: Float64Array;
  /** 1 where the second has the fate of the first, for what stands behind it is gone. */
  readonly shares: Uint8Array;
}

const FEWEST_RETURNS = 250;

/**
 * The state a peg is in after `returns` (log, fractions, oldest first, 250 or more; SampleRefused) and the shocks it
 * may meet. `below`: how far below par it stands, as a fraction of par; without it, below its usual level. Refuses
 * breaks as `checkBreaks` does, and a price that is not above zero (OutsideDomain). Pure.
 */
export function preparePeg(
  returns: readonly number[],
  breaks: PegBreaks = coinBreaks('mean'),
  below: number | null = null,
  settings: PegSettings = DAILY_PEG,
): PegLaw {
  checkSample(returns, FEWEST_RETURNS, 'peg model');
  checkSpread(returns, 'peg model');
  checkBreaks(breaks);
  if (below !== null && !(below < 1 && below > Number.NEGATIVE_INFINITY)) throw new OutsideDomain('below par', below);
  const { shocks, calm, gap, usual } = pegFilter(returns, settings);
  const held = Float64Array.from(heldShocks(shocks, settings));
  const most = settings.shockCap * settings.shockCap;
  const meanSquare = held.reduce((sum, shock) => sum + Math.min(shock * shock, most), 0) / held.length;
  return { settings, breaks, calm, gap, below: below ?? Math.max(0, -gap), usual, meanSquare, shocks: held };
}

/** A peg without a history: it stands still at par until it breaks. Refuses breaks as `checkBreaks` does. Pure. */
export function stillPeg(breaks: PegBreaks): PegLaw {
  checkBreaks(breaks);
  const still = { calm: 0, gap: 0, below: 0, usual: 0, meanSquare: 1, shocks: new Float64Array(1) };
  return { settings: DAILY_PEG, breaks, ...still };
}

/** Pegs, each breaking with another by the chance `follow` gives and sharing its fate where `shares` says. Pure. */
export function joinPegs(
  laws: readonly PegLaw[],
  follow: (first: number, second: number) => { readonly chance: number; readonly shares: boolean },
): PegSystem {
  const width = laws.length;
  const follows = new Float64Array(width * width);
  const shares = new Uint8Array(width * width);
  for (let first = 0; first < width; first += 1)
    for (let second = 0; second < width; second += 1) {
      if (first === second) continue;
      const link = follow(first, second);
      if (!(link.chance >= 0 && link.chance <= 1)) throw new OutsideDomain('chance to break together', link.chance);
      follows[first * width + second] = link.chance;
      shares[first * width + second] = link.shares ? 1 : 0;
    }
  return { laws, follows, shares };
}
