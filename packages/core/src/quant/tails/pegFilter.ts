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
/** What the filter leaves after the last return: where a forecast, or a path, begins. */
export interface PegState {
  /** Standardised shocks, one a return, oldest first. */
  readonly shocks: readonly number[];
  /** Variance of calm steps, and the price's distance from its level (log, below zero when it trades below). */
  readonly calm: number;
  readonly gap: number;
  /** Mean variance of calm steps over the shocks that are held. */
  readonly usual: number;
  /** Deviation and expected return of the step to come. */
  readonly deviation: number;
  readonly shift: number;
}

/** Deviation and expected return of the next step at a calm variance and a gap. Pure. */
export function pegOutlook(
  calm: number,
  gap: number,
  { doubtPerGap, reversion, mostReversion }: PegSettings,
): { readonly deviation: number; readonly shift: number } {
  const deviation = Math.sqrt(calm + doubtPerGap * doubtPerGap * gap * gap);
  const most = mostReversion * deviation;
  return { deviation, shift: Math.max(-most, Math.min(most, -reversion * gap)) };
}

/** The shocks an empirical tail is taken from: the newest, warmed up, none beyond what the hazard stands for. Pure. */
export function heldShocks(shocks: readonly number[], { shocks: count, mostShock }: PegSettings): number[] {
  return shocks.slice(Math.max(WARM_UP, shocks.length - count)).map((z) => Math.max(z, -mostShock));
}

/** Runs the model over log returns, oldest first, which the caller has checked; their sum is the price. Pure. */
export function pegFilter(returns: readonly number[], settings: PegSettings): PegState {
  const { anchorDecay, varianceDecay, shockCap } = settings;
  const count = Math.min(WARM_UP, returns.length);
  let calm = 0;
  for (let t = 0; t < count; t += 1) calm += (returns[t]! * returns[t]!) / count;
  if (calm === 0) {
    // A start without a move: the first move stands in for it.
    const first = returns.find((value) => value !== 0) ?? 0;
    calm = first * first;
  }
  // The gap to the level is all of the price that matters, so the price itself may start at zero.
  let gap = 0;
  let outlook = { deviation: Math.sqrt(calm), shift: 0 };
  const shocks: number[] = [];
  const calms: number[] = [];
  for (const value of returns) {
    const shock = (value - outlook.shift) / outlook.deviation;
    shocks.push(shock);
    calms.push(calm);
    calm = varianceDecay * calm + (1 - varianceDecay) * calm * Math.min(shock * shock, shockCap * shockCap);
    gap = anchorDecay * (gap + value);
    outlook = pegOutlook(calm, gap, settings);
  }
  const held = calms.slice(-settings.shocks);
  const usual = held.reduce((sum, value) => sum + value, 0) / held.length;
  return { shocks, calm, gap, usual, ...outlook };
}
