// One idea: the most that keeper actions may cost in any window of time, as a sum a reader can check by hand.
import { BPS, bpsOfUp, min, mulDivUp, sum, wad, ZERO_WAD, type Bps, type Wad } from '../units/amounts.ts';
import { DAY_SECONDS, type Seconds } from '../units/time.ts';

/** A leaky bucket: what may be spent at once, and how fast it refills. */
export interface BoundBudget {
  readonly burstWad: Wad;
  readonly refillPerDayWad: Wad;
}

/** Everything the bound is made of; each part with the stricter of document and chain already taken. */
export interface BoundParameters {
  readonly loss: BoundBudget;
  /** Budget of the depeg exit; zero unless the policy gives one. */
  readonly depeg: BoundBudget;
  readonly turnover: BoundBudget;
  /** Widest slip a trade outside the exit regime may have. */
  readonly slipBps: Bps;
  /** How far the honest feed of an asset may stand from the truth: one entry per asset that can be traded. */
  readonly oracleErrors: readonly { readonly assetId: string; readonly errorBps: Bps }[];
  /** What leaving a venue may cost by its stated terms, on the most that may sit there. */
  readonly exitPenalties: readonly { readonly venueId: string; readonly capWad: Wad; readonly penaltyBps: Bps }[];
  /** What may sit in each venue, and what its failure would take. */
  readonly venues: readonly { readonly venueId: string; readonly capWad: Wad; readonly lossGivenDefaultBps: Bps }[];
}

/** The bound for one length of window. `sumWad` = X + D + V·ε + E; venue failure stands apart. */
export interface LossBound {
  readonly windowSeconds: Seconds;
  /** X: burst and refill of the loss budget. */
  readonly lossWad: Wad;
  /** D: burst and refill of the depeg-exit budget. */
  readonly depegWad: Wad;
  /** V: most that may be turned over. */
  readonly turnoverWad: Wad;
  /** ε: the two largest errors of honest feeds, one for what is sold and one for what is bought. */
  readonly oracleErrorBps: Bps;
  readonly oracleErrorAssets: readonly string[];
  /** V·ε. */
  readonly oracleWad: Wad;
  /** E: stated exit penalties. */
  readonly exitPenaltyWad: Wad;
  readonly sumWad: Wad;
  /** Σ cap × loss given default: if every venue failed at its cap. */
  readonly venueFailureWad: Wad;
  /** What swaps at the widest slip could lose before the turnover budget ends them. */
  readonly slipWad: Wad;
  /** Which parameter ends a keeper's losses by trading first. */
  readonly binding: 'lossBudget' | 'turnoverTimesSlip';
  /** The largest term of the sum. */
  readonly largest: 'loss' | 'depeg' | 'oracle' | 'exitPenalty';
}

/**
 * The most a leaky bucket lets through in any window of this length, whenever it starts: all of the burst and what
 * refills meanwhile, rounded up. Pure; the contract drains rounded down, so it never lets through more.
 */
export const admittedUp = ({ burstWad, refillPerDayWad }: BoundBudget, windowSeconds: Seconds): Wad =>
  wad(burstWad + mulDivUp(refillPerDayWad, BigInt(windowSeconds), BigInt(DAY_SECONDS)));

/**
 * X + D + V·ε + E for every window of `windowSeconds`, with each term. Holds while one of each asset's two sources is
 * honest: the contract charges what is sold at the higher feed and what is bought at the lower, so what it charges is
 * no less than the true loss at the honest feed's answer, and that answer is within ε of the truth. Pure; every
 * amount is rounded up.
 */
export function lossBound(parameters: BoundParameters, windowSeconds: Seconds): LossBound {
  const lossWad = admittedUp(parameters.loss, windowSeconds);
  const depegWad = admittedUp(parameters.depeg, windowSeconds);
  const turnoverWad = admittedUp(parameters.turnover, windowSeconds);
  const worst = parameters.oracleErrors
    .toSorted((a, b) => Number(b.errorBps - a.errorBps) || (a.assetId < b.assetId ? -1 : 1))
    .slice(0, 2);
  const oracleErrorBps = sum(worst.map((item) => item.errorBps));
  // A trade cannot lose more than what it sells.
  const oracleWad = bpsOfUp(turnoverWad, min(oracleErrorBps, BPS));
  const exitPenaltyWad = sum(parameters.exitPenalties.map((item) => bpsOfUp(item.capWad, item.penaltyBps)));
  const venueFailureWad = sum(parameters.venues.map((item) => bpsOfUp(item.capWad, item.lossGivenDefaultBps)));
  const slipWad = bpsOfUp(turnoverWad, parameters.slipBps);
  return {
    windowSeconds,
    lossWad,
    depegWad,
    turnoverWad,
    oracleErrorBps,
    oracleErrorAssets: worst.map((item) => item.assetId),
    oracleWad,
    exitPenaltyWad,
    sumWad: sum([lossWad, depegWad, oracleWad, exitPenaltyWad]),
    venueFailureWad,
    slipWad,
    binding: slipWad < lossWad ? 'turnoverTimesSlip' : 'lossBudget',
    largest: largestOf({ loss: lossWad, depeg: depegWad, oracle: oracleWad, exitPenalty: exitPenaltyWad }),
  };
}

function largestOf(terms: Readonly<Record<LossBound['largest'], Wad>>): LossBound['largest'] {
  const names = ['loss', 'depeg', 'oracle', 'exitPenalty'] as const;
  return names.reduce((best, name) => (terms[name] > terms[best] ? name : best), 'loss');
}

/** No budget at all. */
export const NO_BUDGET: BoundBudget = { burstWad: ZERO_WAD, refillPerDayWad: ZERO_WAD };
