// Reserves whose law is known, as the page of figures shows them.
import type { KnownCase, KnownRun, KnownSizes } from './judgeKnownReserves.ts';
import { BREAK_LAWS, type BreakLaw } from './drawReserve.ts';
import { COVER_HEAD, coverRow, percent, reliabilityTable, table } from './calibrationTables.ts';
import { PASSAGES } from './askEngine.ts';
import { READINGS, scoreReading, scoreTruth } from './scoreForecasts.ts';

/** The first part of the page, in Markdown. Pure. */
export function knownSections({
  sizes,
  known,
}: {
  readonly sizes: KnownSizes;
  readonly known: KnownRun;
}): readonly string[] {
  const sheet = known.cases.filter(({ forecast }) => forecast.failure === 'balance sheet');
  const first = (breaks: BreakLaw): KnownCase[] =>
    sheet.filter((item) => item.breaks === breaks && item.forecast.passage === 'first passage');
  const others = known.cases.filter(
    ({ forecast }) => forecast.failure !== 'balance sheet' && forecast.passage === 'first passage',
  );
  return [
    `## Reserves whose law is known\n\n${KNOWN}\n\n${sizesLine(sizes, known)}`,
    `### Does the range hold the truth?\n\n${COVERAGE}\n\n${coverageTable(sheet)}`,
    `First passage, all three horizons, breaks at a rate:\n\n${groupTable(first('rated'))}`,
    `First passage, all three horizons, breaks as counted:\n\n${groupTable(first('counted'))}`,
    `### Reliability\n\n${RELIABILITY}\n\nBreaks at a rate:\n\n${reliabilityTable(first('rated'))}`,
    `Breaks as counted:\n\n${reliabilityTable(first('counted'))}`,
    `### Scores\n\n${SCORES}\n\n${scoreTable([...first('rated'), ...first('counted')])}`,
    `### The other two failures\n\n${OTHERS}\n\n${otherTable(others)}`,
    ...(['liquidity', 'regulatory'] as const).map(
      (failure) =>
        `Reliability, ${failure}, both laws:\n\n${reliabilityTable(
          others.filter(({ forecast }) => forecast.failure === failure),
          ['low', 'middle', 'high', 'history'],
        )}`,
    ),
  ];
}

const KNOWN = `Each reserve holds 3 to 8 assets drawn by lot and a surplus from a third of a month's deviation
to four of them. Floating assets follow GJR-GARCH with Student-t shocks of 3.5 to 9 degrees, one
factor and a t copula, and a drift the models leave out; coins keep about par with a memory of 0.1 to 0.7 and noise of 2 to
15 bps a day. Up to two issuers may default, on their own or by one cause in part, and whoever states their chance
is off by a factor e^±0.5 and gives a range of half to twice. The engine is shown 1,000 days of closes, the
sheet and what was stated. The truth comes from a simulation of the law itself, in code that
shares nothing with the engine.

Coins break by one of two laws. *Rated*: 0.025 to 0.4 times a year wherever they stand, by an exponential loss of 1.5 to 6 %, up to a
quarter of them for good; a quarter of the reserves holds coins alone, a quarter nothing pegged. *Counted*: as
[pegs](pegs.md) counts it, ever likelier the further below par a coin closed, the numbers of each world drawn from
what the counts leave open; par may be shut, others are taken along, a half of the reserves holds coins alone and all hold
one, none a dead one. The first is what nobody counted: there the model is wrong on purpose.`;

const sizesLine = ({ reserves, enginePaths, truthPaths }: KnownSizes, { refused }: KnownRun): string =>
  `${reserves.rated} reserves whose coins break at a rate and ${reserves.counted} whose coins break as counted, ${enginePaths} paths a model, ${truthPaths} of the truth; ${refused.length} without an answer${refused.length === 0 ? '' : ` (${[...new Set(refused)].join('; ')})`}.`;

const COVERAGE = `\`strictly\`: the truth lies between the two ends as printed, the noise of so few paths included.
\`nearly\`: not below the low end by more than a fifth nor above the high end by more than a quarter, or off by less than
0.05 %. \`with errors\`: within two standard errors of the ends, its own and those the engine states, which are wide where
a month of history sets an end (33 independent stretches); \`below\` and \`above\` say on which side the rest lies (above: the
engine was too calm).`;

const coverageTable = (cases: readonly KnownCase[]): string =>
  table(
    COVER_HEAD,
    BREAK_LAWS.flatMap((breaks) =>
      PASSAGES.flatMap((passage) =>
        [1, 7, 30].flatMap((days) =>
          coverRow(
            `${breaks}, ${passage}, ${days} d`,
            cases.filter(
              (item) => item.breaks === breaks && item.forecast.passage === passage && item.forecast.days === days,
            ),
          ),
        ),
      ),
    ),
  );

const OTHERS = `First passage. *Liquidity*: holders run at 1 to 2 % of what is owed a day, and that is stated; cash within a day
and within a week covers what they ask by then by 1 to 30 % more, out of all assets unevenly. *Regulatory*: a rule that permits coins alone, or
what floats where nothing is pegged, with a minimum that is exceeded by 0.1 to 10 %. The run and the rule are the same in the engine and in
the truth: what is judged is prices, breaks and defaults on another book. Nobody calibrates here how fast holders run.`;

const otherTable = (cases: readonly KnownCase[]): string =>
  table(
    COVER_HEAD,
    (['liquidity', 'regulatory'] as const).flatMap((failure) =>
      BREAK_LAWS.flatMap((breaks) =>
        [1, 7, 30].flatMap((days) =>
          coverRow(
            `${failure}, ${breaks}, ${days} d`,
            cases.filter(
              (item) => item.breaks === breaks && item.forecast.failure === failure && item.forecast.days === days,
            ),
          ),
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

const SCORES = `How much worse than whoever knows the truth, in expectation: Brier × 10⁴, and logarithm × 10³
(no reading is taken at less than 0.01 %). Reserves without defaults, so that the two simple methods,
which know none, are not beaten for that. Rows of *counted*: coins break as counted.`;

function scoreTable(first: readonly KnownCase[]): string {
  const groups: readonly (readonly [string, (item: KnownCase) => boolean])[] = [
    ['nothing pegged', (item) => item.coins === 0],
    ['coins alone', (item) => item.breaks === 'rated' && item.floats === 0],
    ['both', (item) => item.breaks === 'rated' && item.coins > 0 && item.floats > 0],
    ['coins alone, counted', (item) => item.breaks === 'counted' && item.floats === 0],
    ['both, counted', (item) => item.breaks === 'counted' && item.floats > 0],
  ];
  const rows = groups.flatMap(([name, is]) =>
    [1, 7, 30].flatMap((days) => {
      const own = first.filter((item) => is(item) && item.isDefaultCovered === null && item.forecast.days === days);
      if (own.length === 0) return [];
      const best = scoreTruth(own);
      const cells = READINGS.map((reading) => {
        const { brier, logarithmic } = scoreReading(own, reading);
        return `${(1e4 * (brier - best.brier)).toFixed(1)} / ${(1e3 * (logarithmic - best.logarithmic)).toFixed(1)}`;
      });
      return [[`${name}, ${days} d`, String(own.length), ...cells]];
    }),
  );
  return table(['', 'n', ...READINGS], rows);
}
