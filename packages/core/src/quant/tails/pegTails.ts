import { OutsideDomain } from '../numbers/elementary.ts';
import { DAILY_PEG, heldShocks, pegFilter, type PegSettings } from './pegFilter.ts';
import { checkSample, checkSpread } from '../numbers/sample.ts';
import { historicalTail, type TailRisk } from '../distributions/tailRisk.ts';

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
  const { breakChance, breakLoss } = settings;
  const held = heldShocks(shocks, settings);
  return confidences.map((confidence) => {
    if (!(confidence > 0 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
    const tail = historicalTail(held, confidence);
    const valueAtRisk = Math.max(deviation * tail.valueAtRisk - shift, LEAST_VAR * deviation);
    const hazard = (breakChance * breakLoss) / (1 - confidence);
    const expectedShortfall = deviation * tail.expectedShortfall - shift + hazard;
    return { valueAtRisk, expectedShortfall: Math.max(expectedShortfall, LEAST_ES * valueAtRisk) };
  });
}
