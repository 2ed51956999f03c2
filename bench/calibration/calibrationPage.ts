// The page of figures that both parts of the bench come to.
import { EVES, RESERVES } from './exposedReserves.ts';
import { PASSAGES, type Forecast } from './askEngine.ts';
import type { KnownCase, KnownRun, KnownSizes } from './judgeKnownReserves.ts';
import {
  coverRanges,
  READINGS,
  reliabilityOf,
  scoreReading,
  scoreTruth,
  type Judged,
  type ReliabilityBin,
} from './scoreForecasts.ts';
import { judgeEvenings, type Evening } from './walkForward.ts';

export interface CalibrationResult {
  readonly sizes: KnownSizes;
  readonly known: KnownRun;
  /** Every so many days. */
  readonly stride: number;
  readonly ordinary: readonly Evening[];
  readonly eves: readonly Evening[];
  /** Evenings without an answer, with why. */
  readonly silent: readonly string[];
  /** Reserves whose files were not there. */
  readonly absent: readonly string[];
}

const percent = (value: number, digits = 1): string => (Number.isNaN(value) ? '' : (100 * value).toFixed(digits));
/** Chances: two digits where they are small. */
const chance = (value: number): string => (Number.isNaN(value) ? '' : percent(value, value < 0.1 ? 2 : 1));
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');

/** Markdown of all of it. Pure. */
export function calibrationPage(result: CalibrationResult): string {
  const first = result.known.cases.filter(({ forecast }) => forecast.passage === 'first passage');
  return [
    INTRODUCTION,
    `## Reserves whose law is known\n\n${KNOWN}\n\n${sizesLine(result)}`,
    `### Does the range hold the truth?\n\n${COVERAGE}\n\n${coverageTable(result.known.cases)}`,
    `First passage, all three horizons:\n\n${groupTable(first)}`,
    `### Reliability\n\n${RELIABILITY}\n\n${reliabilityTable(first)}`,
    `### Scores\n\n${SCORES}\n\n${scoreTable(first)}`,
    ...(result.eves.length === 0 ? [] : realSections(result)),
    AGAIN,
  ].join('\n\n');
}

const INTRODUCTION = `# Failure probabilities against the truth

What \`ballast stress\` says of a balance-sheet failure, beside what is true: for reserves in
worlds of our own making, whose chance of failing is known, and for reserves that stood where
the crises of the price data struck. Chances in per cent. What to make of it stands in
[trust a probability](../how-to/trust-a-probability.md). Written by the bench at the foot of the page.`;

const KNOWN = `Each reserve holds 3 to 8 assets drawn by lot and a surplus from a third of a month's deviation
to four of them. Floating assets follow GJR-GARCH with Student-t shocks of 3.5 to 9 degrees, one
factor and a t copula, and a drift the models leave out; coins keep about par and break 0.025 to 0.4
times a year by an exponential loss of 1.5 to 6 %, up to a quarter of them for good; up to two
issuers may default, on their own or by one cause in part, and whoever states their chance is off by a
factor e^±0.5 and gives a range of half to twice. The engine is shown 1,000 days of closes, the
sheet and what was stated. The truth comes from a simulation of the law itself, in code that
shares nothing with the engine.`;

const sizesLine = ({ sizes, known }: CalibrationResult): string =>
  `${sizes.reserves} reserves, ${sizes.enginePaths} paths a model, ${sizes.truthPaths} of the truth; ${known.refused.length} without an answer${known.refused.length === 0 ? '' : ` (${[...new Set(known.refused)].join('; ')})`}.`;

const COVERAGE = `\`strictly\`: the truth lies between the two ends as printed, the noise of so few paths included.
\`nearly\`: not below the low end by more than a fifth nor above the high end by more than a quarter, or off by less than
0.05 %. \`with errors\`: within two standard errors of the ends, its own and those the engine states, which are wide where
a month of history sets an end (33 independent stretches); \`below\` and \`above\` say on which side the rest lies (above: the
engine was too calm).`;

const COVER_HEAD = ['', 'n', 'truth', 'low', 'high', 'strictly', 'nearly', 'with errors', 'below', 'above'];

function coverRow(name: string, own: readonly Judged[]): string[][] {
  if (own.length === 0) return [];
  const { count, meanTruth, meanLow, meanHigh, strictly, nearly, withErrors, below, above } = coverRanges(own);
  const shares = [strictly, nearly, withErrors, below, above].map((share) => `${percent(share, 0)} %`);
  return [[name, String(count), chance(meanTruth), chance(meanLow), chance(meanHigh), ...shares]];
}

const coverageTable = (cases: readonly KnownCase[]): string =>
  table(
    COVER_HEAD,
    PASSAGES.flatMap((passage) =>
      [1, 7, 30].flatMap((days) =>
        coverRow(
          `${passage}, ${days} d`,
          cases.filter(({ forecast }) => forecast.passage === passage && forecast.days === days),
        ),
      ),
    ),
  );

function groupTable(first: readonly KnownCase[]): string {
  const groups: readonly (readonly [string, (item: KnownCase) => boolean])[] = [
    ['nothing pegged', (item) => item.coins === 0],
    ['coins alone', (item) => item.floats === 0],
    ['both', (item) => item.coins > 0 && item.floats > 0],
    ['one floating asset', (item) => item.floats === 1],
    ['two or three', (item) => item.floats === 2 || item.floats === 3],
    ['four or more', (item) => item.floats >= 4],
    ...[0.025, 0.05, 0.1, 0.2, 0.4].map(
      (rate) =>
        [
          `coins alone, ${rate} breaks a year`,
          (item: KnownCase) => item.floats === 0 && item.breaksPerYear === rate,
        ] as const,
    ),
    ['defaults, true chance in its range', (item) => item.isDefaultCovered === true],
    ['defaults, one outside it', (item) => item.isDefaultCovered === false],
    ...(
      [
        [0, 0.001],
        [0.001, 0.01],
        [0.01, 0.1],
        [0.1, 0.5],
        [0.5, 1.01],
      ] as const
    ).map(
      ([from, to]) =>
        [
          to > 1 ? `truth from ${percent(from, 0)} %` : `truth ${percent(from)} to ${percent(to)} %`,
          (item: KnownCase) => item.truth >= from && item.truth < to,
        ] as const,
    ),
  ];
  return table(
    COVER_HEAD,
    groups.flatMap(([name, is]) => coverRow(name, first.filter(is))),
  );
}

const RELIABILITY = `Of all forecasts that said so much, what was true on average. \`middle\` is the mean of the two
ends; \`history\` the share of past stretches that would have failed; \`normal\` a Brownian surplus with the
variance of the days shown. A reading is calibrated where said and true agree.`;

function reliabilityTable(all: readonly Judged[]): string {
  const curves = READINGS.map((reading) => reliabilityOf(all, reading));
  const cell = (bin: ReliabilityBin | undefined): string =>
    bin === undefined || bin.count === 0 ? '' : `${chance(bin.said)} → ${chance(bin.came)} (${bin.count})`;
  return table(
    ['said, %', ...READINGS.map((reading) => `${reading}: said → true (n)`)],
    (curves[0] ?? []).map(({ from, to }, index) => [
      `${percent(from)} to ${percent(to)}`,
      ...curves.map((curve) => cell(curve[index])),
    ]),
  );
}

const SCORES = `How much worse than whoever knows the truth, in expectation: Brier × 10⁴, and logarithm × 10³
(no reading is taken at less than 0.01 %). Reserves without defaults, so that the two simple methods,
which know none, are not beaten for that.`;

function scoreTable(first: readonly KnownCase[]): string {
  const rows = (['nothing pegged', 'coins alone', 'both'] as const).flatMap((holds) =>
    [1, 7, 30].flatMap((days) => {
      const own = first.filter(
        (item) =>
          item.isDefaultCovered === null &&
          item.forecast.days === days &&
          (holds === 'nothing pegged') === (item.coins === 0) &&
          (holds === 'coins alone') === (item.floats === 0),
      );
      if (own.length === 0) return [];
      const best = scoreTruth(own);
      const cells = READINGS.map((reading) => {
        const { brier, logarithmic } = scoreReading(own, reading);
        return `${(1e4 * (brier - best.brier)).toFixed(1)} / ${(1e3 * (logarithmic - best.logarithmic)).toFixed(1)}`;
      });
      return [[`${holds}, ${days} d`, String(own.length), ...cells]];
    }),
  );
  return table(['', 'n', ...READINGS], rows);
}

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
          chance(mean(own, ({ forecast }) => forecast[reading])),
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

With \`BALLAST_DATA_DIR\` naming the price data; without it the first half is printed and nothing is written.
`;
