// What is looked at to say which failure it is: the whole against what is owed, the cash reached against a run that is
// stated, what a rule permits against its minimum.
import type { Dice } from './throwDice.ts';

export const FAILURES = ['balance sheet', 'liquidity', 'regulatory'] as const;
export type Failure = (typeof FAILURES)[number];

/** Money in each asset that counts, and what is asked of it by the end of a day (1 the first). */
export interface KnownBook {
  /** Up to the sixth day. */
  readonly early: readonly number[];
  /** From the seventh. */
  readonly late: readonly number[];
  readonly asked: (day: number) => number;
}

export interface KnownBooks {
  readonly books: Readonly<Record<Failure, KnownBook>>;
  /** Basis points of what is owed that run a day. */
  readonly runPerDayBps: number;
  /** Whether the rule permits coins alone, or what floats; and its minimum of what is owed. */
  readonly permits: 'coins' | 'floating';
  readonly minBps: number;
}

/** The day from which the cash of a week is there. */
export const WEEK = 7;

/**
 * A run of 1 to 2 % of what is owed a day; cash of the first six days and of all thirty that exceeds what they ask for by 1 to 30 %, unevenly
 * out of all assets; and a rule that permits coins alone, or what floats where nothing is pegged, and is met by 0.1 to 10 %.
 */
export function drawBooks(
  { holdings, owed, floats }: { readonly holdings: readonly number[]; readonly owed: number; readonly floats: number },
  dice: Dice,
): KnownBooks {
  const runPerDayBps = Math.round(dice.between(100, 200));
  const run = (day: number): number => owed * Math.min(1, (day * runPerDayBps) / 10_000);
  const cash = (asked: number): number[] => {
    const uneven = holdings.map((money) => money * dice.between(0.8, 1.2));
    const whole = uneven.reduce((sum, money) => sum + money, 0);
    const wanted = asked * (1 + dice.betweenLogs(0.01, 0.3));
    return uneven.map((money, asset) => Math.min(holdings[asset] ?? 0, (money * wanted) / whole));
  };
  const [early, late] = [cash(run(WEEK - 1)), cash(run(30))];
  const permits = floats < holdings.length ? 'coins' : 'floating';
  const permitted = holdings.map((money, asset) => ((permits === 'coins') === asset >= floats ? money : 0));
  const whole = permitted.reduce((sum, money) => sum + money, 0);
  const minBps = Math.floor((10_000 * whole) / owed / (1 + dice.betweenLogs(0.001, 0.1)));
  return {
    books: {
      'balance sheet': { early: holdings, late: holdings, asked: () => owed },
      liquidity: { early, late, asked: run },
      regulatory: { early: permitted, late: permitted, asked: () => (owed * minBps) / 10_000 },
    },
    runPerDayBps,
    permits,
    minBps,
  };
}
