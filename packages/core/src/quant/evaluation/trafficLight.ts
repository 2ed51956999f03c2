import { binomialCumulative } from '../numbers/beta.ts';
import { OutsideDomain } from '../numbers/elementary.ts';

export interface TrafficLight {
  readonly zone: 'green' | 'yellow' | 'red';
  /** Chance of as many exceptions or fewer under a right model. */
  readonly cumulative: number;
}

/**
 * The Basel Committee's zones (Supervisory framework for the use of backtesting, 1996): yellow from where the chance of
 * as many exceptions or fewer reaches 95 %, red from 99.99 %; for 250 days at 1 %: up to 4, 5 to 9, 10 and more. Pure.
 */
export function trafficLight(exceptions: number, days = 250, p = 0.01): TrafficLight {
  if (!(Number.isSafeInteger(days) && days >= 1)) throw new OutsideDomain('days', days);
  if (!(Number.isSafeInteger(exceptions) && exceptions >= 0 && exceptions <= days))
    throw new OutsideDomain('exceptions', exceptions);
  if (!(p > 0 && p < 1)) throw new OutsideDomain('chance of an exception', p);
  const cumulative = binomialCumulative(exceptions, days, p);
  return { zone: cumulative >= 0.9999 ? 'red' : cumulative >= 0.95 ? 'yellow' : 'green', cumulative };
}

const MULTIPLIERS = [1.5, 1.5, 1.5, 1.5, 1.5, 1.7, 1.76, 1.83, 1.88, 1.92];

/** Capital multiplier of the market-risk framework in force, by exceptions of the last 250 days at 99 % (MAR99, table 2). Pure. */
export function capitalMultiplier(exceptions: number): number {
  if (!(Number.isSafeInteger(exceptions) && exceptions >= 0)) throw new OutsideDomain('exceptions', exceptions);
  return MULTIPLIERS[exceptions] ?? 2;
}
