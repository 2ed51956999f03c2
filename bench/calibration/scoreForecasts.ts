// How good forecasts of failure are where the chance itself is known, or what came of it: coverage of the range,
// reliability by bins, and two proper scores (Brier 1950; the logarithm, Good 1952).
import type { Forecast } from './askEngine.ts';

/** A forecast with what was true: a known chance, or 0 and 1 for what came. */
export interface Judged {
  readonly forecast: Forecast;
  readonly truth: number;
  /** Standard error of the truth; zero for what came. */
  readonly truthError: number;
}

/** Ways to read one number out of a forecast. */
export const READINGS = ['low', 'middle', 'high', 'history', 'normal'] as const;
export type Reading = (typeof READINGS)[number];

/** One number of a forecast; the middle is the mean of the two ends. NaN where there is none. */
export const readingOf = (forecast: Forecast, reading: Reading): number =>
  reading === 'middle' ? (forecast.low + forecast.high) / 2 : (forecast[reading] ?? Number.NaN);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export interface Coverage {
  readonly count: number;
  readonly meanTruth: number;
  readonly meanLow: number;
  readonly meanHigh: number;
  /** Shares: the truth between the ends; between a fifth less and a quarter more than them, or off by less than 0.05 %. */
  readonly strictly: number;
  readonly nearly: number;
  /** Shares: between the ends with two standard errors on every side; and left outside those, by side. */
  readonly withErrors: number;
  readonly below: number;
  readonly above: number;
}

const NEARLY_NOTHING = 5e-4;

/** How often the range covers a known chance. */
export function coverRanges(all: readonly Judged[]): Coverage {
  const share = (is: (item: Judged) => boolean): number => all.filter(is).length / all.length;
  const isBelow = ({ forecast, truth, truthError }: Judged): boolean =>
    truth + 2 * truthError < forecast.low - 2 * forecast.lowError;
  const isAbove = ({ forecast, truth, truthError }: Judged): boolean =>
    truth - 2 * truthError > forecast.high + 2 * forecast.highError;
  return {
    count: all.length,
    meanTruth: mean(all.map(({ truth }) => truth)),
    meanLow: mean(all.map(({ forecast }) => forecast.low)),
    meanHigh: mean(all.map(({ forecast }) => forecast.high)),
    strictly: share(({ forecast, truth }) => truth >= forecast.low && truth <= forecast.high),
    nearly: share(
      ({ forecast, truth }) =>
        truth >= Math.min(0.8 * forecast.low, forecast.low - NEARLY_NOTHING) &&
        truth <= Math.max(1.25 * forecast.high, forecast.high + NEARLY_NOTHING),
    ),
    withErrors: share((item) => !isBelow(item) && !isAbove(item)),
    below: share(isBelow),
    above: share(isAbove),
  };
}

/** Upper ends of the bins of a reliability curve. */
export const BINS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1] as const;

export interface ReliabilityBin {
  /** Said from (not including, but for zero) … to. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly said: number;
  readonly came: number;
}

/** Mean of what was said and of what was true, by what was said. */
export function reliabilityOf(all: readonly Judged[], reading: Reading): readonly ReliabilityBin[] {
  return BINS.map((to, index) => {
    const from = index === 0 ? -1 : (BINS[index - 1] ?? 0);
    const own = all.filter(({ forecast }) => readingOf(forecast, reading) > from && readingOf(forecast, reading) <= to);
    return {
      from: Math.max(0, from),
      to,
      count: own.length,
      said: own.length === 0 ? Number.NaN : mean(own.map(({ forecast }) => readingOf(forecast, reading))),
      came: own.length === 0 ? Number.NaN : mean(own.map(({ truth }) => truth)),
    };
  });
}

/** Nobody is taken at less than this, or at more than one less it: a zero that fails once would score infinity. */
const LEAST_SAID = 1e-4;

export interface Scores {
  /** Means of (said − outcome)² and of −ln of the chance given to the outcome, expected under the truth; lower is better. */
  readonly brier: number;
  readonly logarithmic: number;
}

/** Both scores of one reading. */
export function scoreReading(all: readonly Judged[], reading: Reading): Scores {
  return scoreWith(all, ({ forecast }) => readingOf(forecast, reading));
}

/** Scores of whoever knows the truth: no forecast has less in expectation. */
export const scoreTruth = (all: readonly Judged[]): Scores => scoreWith(all, ({ truth }) => truth);

function scoreWith(all: readonly Judged[], said: (item: Judged) => number): Scores {
  const expected = (cost: (chance: number, came: 0 | 1) => number): number =>
    mean(all.map((item) => item.truth * cost(said(item), 1) + (1 - item.truth) * cost(said(item), 0)));
  return {
    brier: expected((chance, came) => (chance - came) ** 2),
    logarithmic: expected((chance, came) => {
      const held = Math.min(1 - LEAST_SAID, Math.max(LEAST_SAID, chance));
      return -Math.log(came === 1 ? held : 1 - held);
    }),
  };
}
