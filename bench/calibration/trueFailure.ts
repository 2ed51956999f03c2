// The truth about a known reserve: the chance that it falls short, by long simulation of its own law. Defaults are
// integrated, not drawn: at most two parties, whose times are joined by one normal factor (Li, 2000).
import { normalCumulative, normalQuantile } from '@ballast/core';
import type { KnownReserve } from './drawReserve.ts';
import { FAILURES, WEEK, type Failure, type KnownBook } from './knownBooks.ts';
import { copyState, liveDay, logPrice, resetState } from './knownWorld.ts';
import type { Dice } from './throwDice.ts';

/** Chances of one failure over one horizon, with the standard error of the simulation. */
export interface Truth {
  readonly failure: Failure;
  readonly days: number;
  readonly first: number;
  readonly firstError: number;
  readonly terminal: number;
  readonly terminalError: number;
}

/** Simulates `paths` futures of `reserve` from its evening. Horizons rise; at most two defaults. */
export function trueFailure(
  reserve: KnownReserve,
  horizonsDays: readonly number[],
  paths: number,
  dice: Dice,
): readonly Truth[] {
  const { world, evening, books } = reserve;
  const days = horizonsDays.at(-1) ?? 0;
  const start = evening.level.map((_, asset) => logPrice(evening, asset));
  const chance = defaultChance(reserve, days);
  const watched = FAILURES.map((failure) => watch(failure, books.books[failure], reserve, horizonsDays));
  const state = copyState(evening);
  const ratios = new Float64Array(start.length);
  for (let path = 0; path < paths; path += 1) {
    resetState(state, evening);
    for (let day = 0; day < days; day += 1) {
      liveDay(world, state, dice);
      for (let asset = 0; asset < ratios.length; asset += 1)
        ratios[asset] = Math.exp(logPrice(state, asset) - (start[asset] as number));
      for (const one of watched) layDay(one, day, ratios);
    }
    for (const { margin, losses, sums } of watched)
      horizonsDays.forEach((horizon, index) => {
        const [first, terminal] = [0, horizon - 1].map((from) => chance(margin, losses, from, horizon - 1));
        const into = sums[index];
        if (into === undefined || first === undefined || terminal === undefined) return;
        into[0] += first;
        into[1] += first * first;
        into[2] += terminal;
        into[3] += terminal * terminal;
      });
  }
  const error = (sum: number, squares: number): number =>
    Math.sqrt(Math.max(0, squares / paths - (sum / paths) ** 2) / paths);
  return watched.flatMap(({ failure, sums }) =>
    sums.map(([first, firstSquares, terminal, terminalSquares], index) => ({
      failure,
      days: horizonsDays[index] ?? 0,
      first: first / paths,
      firstError: error(first, firstSquares),
      terminal: terminal / paths,
      terminalError: error(terminal, terminalSquares),
    })),
  );
}

/** One book on the path being looked at: what is left and what each default would take by day, and sums over paths by horizon. */
interface Watched {
  readonly failure: Failure;
  readonly book: KnownBook;
  readonly margin: Float64Array;
  readonly losses: readonly PartyLoss[];
  readonly sums: readonly [number, number, number, number][];
}

function watch(
  failure: Failure,
  book: KnownBook,
  { defaults }: KnownReserve,
  horizonsDays: readonly number[],
): Watched {
  const days = horizonsDays.at(-1) ?? 0;
  return {
    failure,
    book,
    margin: new Float64Array(days),
    losses: defaults.map(({ asset, lossBps }) => ({ asset, share: lossBps / 10_000, lost: new Float64Array(days) })),
    sums: horizonsDays.map(() => [0, 0, 0, 0]),
  };
}

/** Day 0 is the first. */
function layDay({ book, margin, losses }: Watched, day: number, ratios: Float64Array): void {
  const held = day + 1 < WEEK ? book.early : book.late;
  let worth = 0;
  for (let asset = 0; asset < ratios.length; asset += 1) worth += (held[asset] as number) * (ratios[asset] as number);
  margin[day] = worth - book.asked(day + 1);
  for (const { asset, share, lost } of losses) lost[day] = share * (held[asset] as number) * (ratios[asset] as number);
}

/** What the default of one party takes, by day of the path being looked at. */
export interface PartyLoss {
  readonly asset: number;
  readonly share: number;
  readonly lost: Float64Array;
}

/** Quantiles of the common factor, in equal parts of its probability. */
const FACTORS = Array.from({ length: 32 }, (_, i) => normalQuantile((i + 0.5) / 32));

type Chance = (margin: Float64Array, losses: readonly PartyLoss[], from: number, to: number) => number;

/**
 * The chance that the margin is below zero on some day from…to of one path, over the times of default. A party that
 * has defaulted stays defaulted, so what counts is the last day on which its loss, or that of both, would do it.
 */
export function defaultChance(
  { defaults, defaultCorrelation }: Pick<KnownReserve, 'defaults' | 'defaultCorrelation'>,
  days: number,
): Chance {
  const factors = defaultCorrelation === 0 ? [0] : FACTORS;
  // By day, −1 (never, chance zero) first: the chance to have defaulted given each value of the factor.
  const tables = defaults.map(({ perYear }) =>
    Array.from({ length: days + 1 }, (_, day) => {
      const p = 1 - (1 - perYear) ** (day / 365);
      return factors.map((factor) => {
        if (defaultCorrelation === 0 || p === 0) return p;
        const given = normalQuantile(p) - Math.sqrt(defaultCorrelation) * factor;
        return normalCumulative(given / Math.sqrt(1 - defaultCorrelation));
      });
    }),
  );
  const lastDay = (margin: Float64Array, losses: readonly PartyLoss[], from: number, to: number): number => {
    for (let day = to; day >= from; day -= 1) {
      let left = margin[day] as number;
      for (const { lost } of losses) left -= lost[day] as number;
      if (left < 0) return day;
    }
    return -1;
  };
  return (margin, losses, from, to) => {
    if (lastDay(margin, [], from, to) >= 0) return 1;
    const both = lastDay(margin, losses, from, to);
    if (both < 0) return 0;
    const alone = losses.map((loss) => lastDay(margin, [loss], from, to));
    let mean = 0;
    factors.forEach((_, k) => {
      const [one = 0, two = 0] = alone.map((day, j) => tables[j]?.[day + 1]?.[k] ?? 0);
      const [oneOfBoth = 0, twoOfBoth = 0] = losses.map((_loss, j) => tables[j]?.[both + 1]?.[k] ?? 0);
      const pair = losses.length === 2 ? Math.max(0, oneOfBoth - one) * Math.max(0, twoOfBoth - two) : 0;
      mean += (1 - (1 - one) * (1 - two) + pair) / factors.length;
    });
    return mean;
  };
}
