// One reserve in one known world: what it holds and owes, who may default on it, and the days the engine is shown.
import { drawBooks, type KnownBooks } from './knownBooks.ts';
import { drawCounted } from './countedBreaks.ts';
import { copyState, liveDay, logPrice, restingState, type KnownWorld, type WorldState } from './knownWorld.ts';
import type { Dice } from './throwDice.ts';

/** An issuer that may default, as it truly is and as somebody stated it before knowing. */
export interface KnownDefault {
  /** Place of its coin among the assets. */
  readonly asset: number;
  readonly perYear: number;
  readonly statedLow: number;
  readonly statedHigh: number;
  readonly lossBps: number;
}

export interface KnownReserve {
  readonly world: KnownWorld;
  /** Closes of each asset over the days shown, oldest first, floating assets first. */
  readonly closes: readonly (readonly number[])[];
  readonly evening: WorldState;
  /** Money in each asset on that evening. */
  readonly holdings: readonly number[];
  readonly owed: number;
  /** What is looked at to say which failure. */
  readonly books: KnownBooks;
  readonly defaults: readonly KnownDefault[];
  /** Correlation of the normals behind the times of default; one cause in part, or none. */
  readonly defaultCorrelation: number;
}

export const DAYS_SHOWN = 1_000;
/** Days lived before the ones shown, so that variances have settled. */
const BURN_IN = 500;
/** One break in ten years, times so much, for all coins of a world. */
const HAZARDS = [0.25, 0.5, 1, 2, 4] as const;

/** How coins break: at a rate of the world, whatever their price; or as counted, ever likelier the further they are off par. */
export const BREAK_LAWS = ['rated', 'counted'] as const;
export type BreakLaw = (typeof BREAK_LAWS)[number];

/** A reserve of 3 to 8 assets; every draw comes from `dice`. Where breaks are counted ones it holds a coin at least, and none that is dead. */
export function drawReserve(dice: Dice, breaks: BreakLaw): KnownReserve {
  const size = 3 + Math.floor(6 * dice.uniform());
  // A quarter hold coins alone, a quarter nothing pegged (coins alone too where that is what is looked at), half of them both.
  const kind = dice.uniform();
  const isAlone = kind < (breaks === 'rated' ? 0.25 : 0.5);
  const pegged = isAlone ? size : kind < 0.5 ? 0 : 1 + Math.floor((size - 1) * dice.uniform());
  const hazard = HAZARDS[Math.floor(HAZARDS.length * dice.uniform())] ?? 1;
  const world: KnownWorld = {
    degrees: dice.between(3.5, 9),
    floating: Array.from({ length: size - pegged }, () => drawFloating(dice)),
    pegged: Array.from({ length: pegged }, () => ({
      memory: dice.between(0.1, 0.7),
      noise: dice.betweenLogs(0.0002, 0.0015),
      breaksPerYear: breaks === 'rated' ? 0.1 * hazard : 0,
      meanLoss: dice.betweenLogs(0.015, 0.06),
      deathShare: dice.between(0, 0.25),
    })),
    counted: breaks === 'counted' ? drawCounted(dice) : null,
  };
  const { closes, state } = livePast(world, dice);
  const shares = Array.from({ length: size }, () => dice.between(0.2, 1));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const holdings = shares.map((share) => (100 * share) / whole);
  // A surplus of 0.3 to 4 monthly deviations, as a treasurer would read them off the year behind, or of pegs alone 0.1 % to 3 %.
  const surplus = Math.max(
    dice.betweenLogs(0.3, 4) * monthlyDeviation(closes.slice(0, size - pegged), holdings),
    dice.betweenLogs(0.1, 3),
  );
  const owed = 100 - Math.min(80, surplus);
  const issuers = Math.min(pegged, Math.floor(3 * dice.uniform()));
  return {
    world,
    closes,
    evening: copyState(state),
    holdings,
    owed,
    defaults: Array.from({ length: issuers }, (_, i) => drawDefault(size - pegged + i, dice)),
    defaultCorrelation: dice.uniform() < 0.5 ? 0 : 0.5,
    books: drawBooks({ holdings, owed, floats: size - pegged }, dice),
  };
}

/** Lives burn-in and the days shown. A counted world is lived again until no coin has died: nobody holds a dead one. */
function livePast(world: KnownWorld, dice: Dice): { readonly closes: readonly number[][]; readonly state: WorldState } {
  for (;;) {
    const state = restingState(world);
    const closes: number[][] = Array.from({ length: state.level.length }, () => []);
    for (let day = 0; day < BURN_IN + DAYS_SHOWN; day += 1) {
      liveDay(world, state, dice);
      if (day >= BURN_IN) closes.forEach((line, asset) => line.push(Math.exp(logPrice(state, asset))));
    }
    if (world.counted === null || !state.dying.includes(1)) return { closes, state };
  }
}

function drawFloating(dice: Dice): KnownWorld['floating'][number] {
  const daily = dice.between(0.4, 1.1) / Math.sqrt(365);
  const alpha = dice.between(0.02, 0.09);
  const gamma = dice.between(0, 0.1);
  const persistence = dice.between(0.93, 0.985);
  return {
    // A year's drift of 30 % either way is ordinary: what it costs to leave it out is part of the question.
    drift: (0.3 * dice.normal() - daily * daily * 182.5) / 365,
    omega: daily * daily * (1 - persistence),
    alpha,
    gamma,
    beta: persistence - alpha - gamma / 2,
    loading: dice.between(0.4, 0.95),
  };
}

function drawDefault(asset: number, dice: Dice): KnownDefault {
  const perYear = dice.betweenLogs(0.002, 0.08);
  // Whoever states it is wrong by half as a rule, and says so with a range of half to twice.
  const stated = Math.min(0.4, perYear * Math.exp(0.5 * dice.normal()));
  const lossBps = Math.round(dice.between(2_000, 10_000));
  return { asset, perYear, statedLow: stated / 2, statedHigh: stated * 2, lossBps };
}

function monthlyDeviation(closes: readonly (readonly number[])[], holdings: readonly number[]): number {
  let squares = 0;
  const from = DAYS_SHOWN - 365;
  for (let day = from; day < DAYS_SHOWN; day += 1) {
    const move = closes.reduce(
      (sum, line, asset) => sum + (holdings[asset] ?? 0) * ((line[day] ?? 1) / (line[day - 1] ?? 1) - 1),
      0,
    );
    squares += move * move;
  }
  return Math.sqrt((30 * squares) / 365);
}
