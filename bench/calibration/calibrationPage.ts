// The page of figures that all parts of the bench come to.
import { EVES, RESERVES } from './exposedReserves.ts';
import type { Forecast } from './askEngine.ts';
import { chance, percent, reliabilityTable, table } from './calibrationTables.ts';
import type { KnownRun, KnownSizes } from './judgeKnownReserves.ts';
import { knownSections } from './knownSections.ts';
import type { LawRun, LawSizes } from './laws/judgeOtherLaws.ts';
import { lawSections } from './laws/lawSections.ts';
import { READINGS, scoreReading, type Judged } from './scoreForecasts.ts';
import { judgeEvenings, type Evening } from './walkForward.ts';

export interface CalibrationResult {
  readonly sizes: KnownSizes;
  readonly known: KnownRun;
  readonly lawSizes: LawSizes;
  readonly laws: LawRun;
  /** Every so many days. */
  readonly stride: number;
  readonly ordinary: readonly Evening[];
  readonly eves: readonly Evening[];
  /** Evenings without an answer, with why. */
  readonly silent: readonly string[];
  /** Reserves whose files were not there. */
  readonly absent: readonly string[];
}

/** Markdown of all of it. Pure. */
export const calibrationPage = (result: CalibrationResult): string =>
  [
    INTRODUCTION,
    ...knownSections(result),
    ...lawSections(result),
    ...(result.eves.length === 0 ? [] : realSections(result)),
    AGAIN,
  ].join('\n\n');

const INTRODUCTION = `# Failure probabilities against the truth

What \`ballast stress\` says of a failure, of the balance sheet unless another is named, beside what is true: for reserves in
worlds of our own making, whose chance of failing is known, and for reserves that stood where
the crises of the price data struck. Chances in per cent. What to make of it stands in
[trust a probability](../how-to/trust-a-probability.md). Written by the bench at the foot of the page.`;

const REAL = `Real prices, walked forward: on each evening the engine was given closes up to that midnight UTC
(at most 1,001 days, as they stood then, bad ticks included) and nothing else, the reserve put together anew in the same
shares. No default was stated: what stands here is prices and pegs alone. Failing is by daily closes.`;

function realSections(result: CalibrationResult): string[] {
  return [
    `## Crises, walked forward\n\n${REAL}\n\n${reservesList(result)}`,
    `### The evening before\n\n${EVE}\n\n${eveTable(result)}`,
    `### Ordinary evenings\n\n${ORDINARY(result)}\n\n${ordinaryTable(result)}`,
    `Reliability, all reserves and horizons, first passage:\n\n${reliabilityTable(firstOf(result.ordinary))}`,
    `${REAL_SCORES}\n\n${realScores(result)}`,
  ];
}

const firstOf = (evenings: readonly Evening[]) =>
  judgeEvenings(evenings).filter(({ forecast }) => forecast.passage === 'first passage');

const reservesList = ({ ordinary }: CalibrationResult): string =>
  table(
    ['reserve', 'holds, per cent', 'evenings', 'from', 'to'],
    RESERVES.flatMap(({ id, says }) => {
      const own = ordinary.filter(({ reserveId }) => reserveId === id);
      return own.length === 0 ? [] : [[id, says, String(own.length), own[0]?.date ?? '', own.at(-1)?.date ?? '']];
    }),
  );

const EVE = `Said for 1, 7 and 30 days (first passage), on which day it came, and the least that was left in the 30 days, as a
share of what was owed. \`as high\`: on how many ordinary evenings of the same reserve the high end for 30 days
was as high, in per cent, and on how many of those the reserve failed within the 30 days.`;

function eveTable({ eves, ordinary }: CalibrationResult): string {
  const range = (forecasts: readonly Forecast[], days: number): string => {
    const found = forecasts.find((item) => item.passage === 'first passage' && item.days === days);
    return found === undefined ? '' : `${chance(found.low)}–${chance(found.high)}`;
  };
  return table(
    ['event', 'reserve', 'evening', '1 d', '7 d', '30 d', 'failed on day', 'least left', 'as high', 'of those failed'],
    EVES.flatMap(({ event, reserveId, date }) => {
      const eve = eves.find((item) => item.reserveId === reserveId && item.date === date);
      if (eve === undefined) return [];
      const month = eve.outcomes.at(-1);
      const alarm = highOf(eve);
      const all = ordinary.filter((item) => item.reserveId === reserveId);
      const asHigh = all.filter((item) => highOf(item) >= alarm);
      const failed = asHigh.filter((item) => item.outcomes.at(-1)?.failedOnDay != null);
      return [
        [
          event,
          reserveId,
          date,
          range(eve.forecasts, 1),
          range(eve.forecasts, 7),
          range(eve.forecasts, 30),
          month?.failedOnDay == null ? 'none' : String(month.failedOnDay),
          month === undefined ? '' : percent(month.leastLeft),
          all.length === 0 ? '' : percent(asHigh.length / all.length, 0),
          asHigh.length === 0 ? '' : percent(failed.length / asHigh.length, 0),
        ],
      ];
    }),
  );
}

const highOf = ({ forecasts }: Evening): number =>
  forecasts.find(({ passage, days }) => passage === 'first passage' && days === 30)?.high ?? 0;

const ORDINARY = ({ stride, silent, absent }: CalibrationResult): string =>
  `Every ${stride} days, whatever happened then: the base rate of failing, and what was said on average. Stretches
of 30 days overlap, so that a crash is in several of them: those rows are worth fewer evenings than they count. ${silent.length} evenings without an
answer${silent.length === 0 ? '' : ` (${[...new Set(silent)].join('; ')})`}.${absent.length === 0 ? '' : ` No files for: ${absent.join(', ')}.`}`;

function ordinaryTable({ ordinary }: CalibrationResult): string {
  const judged = firstOf(ordinary);
  const mean = (own: readonly Judged[], of: (item: Judged) => number): number =>
    own.reduce((sum, item) => sum + of(item), 0) / own.length;
  return table(
    ['reserve', 'days', 'n', 'failed', 'low', 'high', 'history', 'normal'],
    RESERVES.flatMap(({ id }) =>
      [1, 7, 30].flatMap((days) => {
        const own = judged.filter((item) => item.reserveId === id && item.forecast.days === days);
        if (own.length === 0) return [];
        const said = (['low', 'high', 'history', 'normal'] as const).map((reading) =>
          chance(mean(own, ({ forecast }) => forecast[reading] ?? Number.NaN)),
        );
        return [[id, String(days), String(own.length), chance(mean(own, ({ truth }) => truth)), ...said]];
      }),
    ),
  );
}

const REAL_SCORES =
  'Scores on ordinary evenings, Brier × 10⁴ / logarithm × 10³; here nobody knows the truth, and lower is better:';

function realScores({ ordinary }: CalibrationResult): string {
  const judged = firstOf(ordinary);
  return table(
    ['days', 'n', ...READINGS],
    [1, 7, 30].map((days) => {
      const own = judged.filter(({ forecast }) => forecast.days === days);
      const cells = READINGS.map((reading) => {
        const { brier, logarithmic } = scoreReading(own, reading);
        return `${(1e4 * brier).toFixed(1)} / ${(1e3 * logarithmic).toFixed(1)}`;
      });
      return [String(days), String(own.length), ...cells];
    }),
  );
}

const AGAIN = `## Again

\`\`\`
npm run bench:calibration -- --write
\`\`\`

With \`BALLAST_DATA_DIR\` naming the price data; without it what needs no prices is printed and nothing is written.
`;
