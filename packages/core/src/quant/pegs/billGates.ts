import { rateRange } from '../distributions/posteriorRange.ts';
import type { PegBreaks } from './pegBreaks.ts';
import type { BreakSide } from './pegNumbers.ts';
import { worseInTurn } from './worseInTurn.ts';

/**
 * Funds of Treasury bills on a chain were open on every day so far: BENJI, OUSG, TBILL, USYC, USDY, USTB and BUIDL, some
 * 17 years together to September 2025.
 */
const FUND_DAYS = 17 * 365;
const GATES = 0;

/**
 * What a gate costs and how long it stays shut, from the one that is documented: the Reserve Primary Fund said 97 cents
 * on 16 September 2008 and in the end paid 99.1; half was paid after some 45 days (Makhija, Journal of Financial Crises
 * 7(2), 2025).
 */
const PAID_LESS = 0.009;
const SAID_LESS = 0.03;
const SHUT_DAYS = 45;

/** Years that a shift of the curve moves a bill by: half of the 93 days reserves may hold (GENIUS Act, s. 4), and all of them. */
export const billDuration = (side: BreakSide): number => (side === 'mean' ? 46.5 : 93) / 365;

/**
 * A gate as a break of which nothing is the end: worth what is paid in the end until it opens. The worse side has one worse
 * end of how often gates shut and what they cost, up to what was first said (`worseInTurn`). Pure.
 */
export function gateBreaks(side: BreakSide): PegBreaks {
  const { middle, high } = rateRange(GATES, FUND_DAYS);
  const doubts = { chance: { middle, worse: high }, loss: { middle: PAID_LESS, worse: SAID_LESS } };
  const { chance, loss } =
    side === 'mean'
      ? { chance: middle, loss: PAID_LESS }
      : worseInTurn(doubts, [['chance'], ['loss']], (at) => at.chance * at.loss);
  return {
    edges: [PAID_LESS],
    chances: [chance],
    leastLoss: PAID_LESS,
    furtherLoss: loss - PAID_LESS,
    deathShare: 0,
    dyingFall: 0,
    deathValue: 1,
    shutShare: 1,
    reopening: 1 / SHUT_DAYS,
    recovery: 1,
  };
}
