import { OutsideDomain } from './elementary.ts';
import { checkSample, checkSpread } from './sample.ts';
import { historicalTail, type TailRisk } from './tailRisk.ts';

/** Settings of the peg model. The shares are of the model's daily form; give others for other steps. */
export interface PegSettings {
  /** Weight of the past in the level the price comes back to. */
  readonly anchorDecay: number;
  /** Weight of the past in the variance of calm days. */
  readonly varianceDecay: number;
  /** A shock of more than so many deviations moves the variance like one of so many. */
  readonly shockCap: number;
  /** Part of the gap to the level expected to close in a step. */
  readonly reversion: number;
  /** Most of a deviation that coming back may be worth: a peg under attack does not return on schedule. */
  readonly mostReversion: number;
  /** Deviation added per unit of gap: a price off its level is a price in doubt. */
  readonly doubtPerGap: number;
  /** Shocks the empirical tail is taken from, the newest. */
  readonly shocks: number;
  /** Most of a shock, in deviations, that the empirical tail holds; what lies beyond is the hazard's. */
  readonly mostShock: number;
  /** Chance a step that the peg breaks with no warning in the price, and what a break costs, as a fraction. */
  readonly breakChance: number;
  readonly breakLoss: number;
}

/**
 * Daily settings. A break of 3 % once in ten years: what USDC and DAI did once each in their first seven (March 2023),
 * halved for being two sights of one event. The rest is round numbers in the middle of a flat optimum; see the card.
 */
export const DAILY_PEG: PegSettings = {
  anchorDecay: 0.95,
  varianceDecay: 0.9,
  shockCap: 3,
  reversion: 0.7,
  mostReversion: 0.25,
  doubtPerGap: 0.5,
  shocks: 500,
  mostShock: 12,
  breakChance: 1 / 3650,
  breakLoss: 0.03,
};

/** Shocks before this many steps still carry the start. */
const WARM_UP = 50;
/** VaR is never below half a deviation, whatever return to the level is hoped for; nor ES below 1.05 VaR. */
const LEAST_VAR = 0.5;
const LEAST_ES = 1.05;

/**
 * VaR and ES of the next step of an asset that trades about a level, one a confidence: a deviation that reverts, the
 * empirical tail of its shocks over a variance that one crash cannot pollute, and a standing chance of a break that no
 * calm history shows. A floating price that leaves its level for good is followed, through the gap, within days.
 * `returns`: log returns as fractions, oldest first, 250 or more (SampleRefused); their sum is the price. Coverage and
 * score on USDC, USDT and DAI are in the tests; the model is Ballast's own. Pure.
 */
export function pegTails(
  returns: readonly number[],
  confidences: readonly number[],
  settings: PegSettings = DAILY_PEG,
): TailRisk[] {
  checkSample(returns, 250, 'peg model');
  checkSpread(returns, 'peg model');
  const { shocks, deviation, shift } = pegFilter(returns, settings);
  const { mostShock, breakChance, breakLoss } = settings;
  const held = shocks.slice(Math.max(WARM_UP, shocks.length - settings.shocks)).map((z) => Math.max(z, -mostShock));
  return confidences.map((confidence) => {
    if (!(confidence > 0 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
    const tail = historicalTail(held, confidence);
    const valueAtRisk = Math.max(deviation * tail.valueAtRisk - shift, LEAST_VAR * deviation);
    const hazard = (breakChance * breakLoss) / (1 - confidence);
    const expectedShortfall = deviation * tail.expectedShortfall - shift + hazard;
    return { valueAtRisk, expectedShortfall: Math.max(expectedShortfall, LEAST_ES * valueAtRisk) };
  });
}

/** Standardised shocks, and deviation and expected return of the step to come. */
function pegFilter(
  returns: readonly number[],
  settings: PegSettings,
): { readonly shocks: number[]; readonly deviation: number; readonly shift: number } {
  const { anchorDecay, varianceDecay, shockCap, reversion, mostReversion, doubtPerGap } = settings;
  const count = Math.min(WARM_UP, returns.length);
  let calm = 0;
  for (let t = 0; t < count; t += 1) calm += (returns[t]! * returns[t]!) / count;
  if (calm === 0) {
    // A start without a move: the first move stands in for it.
    const first = returns.find((value) => value !== 0) ?? 0;
    calm = first * first;
  }
  // The gap to the level is all of the price that matters, so the price itself may start at zero.
  let [gap, deviation, shift] = [0, Math.sqrt(calm), 0];
  const shocks: number[] = [];
  for (const value of returns) {
    const shock = (value - shift) / deviation;
    shocks.push(shock);
    calm = varianceDecay * calm + (1 - varianceDecay) * calm * Math.min(shock * shock, shockCap * shockCap);
    gap = anchorDecay * (gap + value);
    deviation = Math.sqrt(calm + doubtPerGap * doubtPerGap * gap * gap);
    const most = mostReversion * deviation;
    shift = Math.max(-most, Math.min(most, -reversion * gap));
  }
  return { shocks, deviation, shift };
}
