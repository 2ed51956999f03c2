import { OutsideDomain } from '../numbers/elementary.ts';
import type { PosteriorRange } from '../distributions/posteriorRange.ts';
import { calibratePegs, deathValues, type PegCalibration } from './calibratePegs.ts';
import { pegNumbers, type BreakSide } from './pegNumbers.ts';
import { POOLED_FACTS, REPORTED_FALLS, STABLECOIN_FACTS, STAKING_FACTS } from './pegFacts.ts';

/** How one kind of peg breaks, in plain numbers for a simulation. Per step; fractions of par. */
export interface PegBreaks {
  /** Upper edges of the buckets of how far below par it stands, and the chance of a break in each. */
  readonly edges: readonly number[];
  readonly chances: readonly number[];
  /** What a break takes: at least, and in the mean beyond that. */
  readonly leastLoss: number;
  readonly furtherLoss: number;
  /** Share of breaks that are the end; of its price a dying peg loses so much a step, until this is left. */
  readonly deathShare: number;
  readonly dyingFall: number;
  readonly deathValue: number;
  /** Share of breaks in which redemption at par is shut, and the chance that it opens again. */
  readonly shutShare: number;
  readonly reopening: number;
  /** Part of what is missing that comes back while par is open. */
  readonly recovery: number;
}

/** UST from 8 to 13 May 2022, 0.996 to 0.154 in five closes: the fifth root. No other death was seen day by day. */
const DYING_FALL = 0.312;

/** Breaks as a calibration has them. `left` is what there is of the dead. Throws as `pegNumbers` does. Pure. */
export function pegBreaks(calibration: PegCalibration, left: PosteriorRange, side: BreakSide): PegBreaks {
  const { edges, leastLoss } = calibration;
  const {
    chances,
    furtherLoss,
    deathShare,
    shutShare,
    shutDays,
    recovery,
    left: deathValue,
  } = pegNumbers(calibration, left, side);
  return {
    edges,
    chances,
    leastLoss,
    furtherLoss,
    deathShare,
    dyingFall: DYING_FALL,
    deathValue,
    shutShare,
    reopening: 1 / Math.max(1, shutDays),
    recovery,
  };
}

/** Refuses breaks whose shares lie outside [0, 1] or whose edges do not rise (OutsideDomain). Pure. */
export function checkBreaks(breaks: PegBreaks): void {
  const { edges, chances, leastLoss, furtherLoss, deathValue } = breaks;
  const { deathShare, dyingFall, shutShare, reopening, recovery } = breaks;
  for (const share of [...chances, deathShare, dyingFall, shutShare, reopening, recovery, leastLoss, deathValue])
    if (!(share >= 0 && share <= 1)) throw new OutsideDomain('share of a peg that breaks', share);
  if (!(furtherLoss >= 0 && furtherLoss < Number.POSITIVE_INFINITY))
    throw new OutsideDomain('loss of a peg that breaks', furtherLoss);
  if (edges.length === 0 || edges.length !== chances.length || edges.some((edge, i) => !(edge > (edges[i - 1] ?? 0))))
    throw new OutsideDomain('edges of buckets', edges.length);
}

interface Calibrated {
  readonly coins: PegCalibration;
  readonly staked: PegCalibration;
  readonly left: PosteriorRange;
}

/** Made when first asked for: a program that draws no peg does not wait for it. */
let made: Calibrated | null = null;
function calibrated(): Calibrated {
  made ??= {
    coins: calibratePegs(STABLECOIN_FACTS),
    staked: calibratePegs(STAKING_FACTS, POOLED_FACTS),
    left: deathValues(POOLED_FACTS.events, REPORTED_FALLS),
  };
  return made;
}

/** Breaks of coins pegged to money, as the facts have them. Pure. */
export const coinBreaks = (side: BreakSide): PegBreaks => pegBreaks(calibrated().coins, calibrated().left, side);

/** Breaks of staking tokens against what they redeem for. Pure. */
export const stakingBreaks = (side: BreakSide): PegBreaks => pegBreaks(calibrated().staked, calibrated().left, side);

/** Chance that a peg breaks with another, by whether the two are linked. Pure. */
export function followChances(side: BreakSide): { readonly linked: number; readonly unlinked: number } {
  const { coins, left } = calibrated();
  const { linked, unlinked } = pegNumbers(coins, left, side);
  return { linked, unlinked };
}
