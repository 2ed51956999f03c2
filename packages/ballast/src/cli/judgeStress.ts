import {
  DAY_SECONDS,
  dayOf,
  assetHaircuts,
  bps,
  buildBooks,
  exitCosts,
  exitPlans,
  firstDays,
  heldStakes,
  lossWithExit,
  momentsOf,
  packOf,
  parseDefault,
  policyDefaults,
  requiredBuffer,
  reverseStress,
  shortfallByAsset,
  surplusRisk,
  tablesOf,
  withBooks,
  type AssetHaircut,
  type DefaultAssumption,
  type DrawnSet,
  type FailureBook,
  type History,
  type HorizonFailures,
  type HorizonsInput,
  type LossWithExit,
  type Pack,
  type Policy,
  type ScenarioMatrix,
  type Seconds,
} from '@ballast/core';
import { bpsPercent } from '../report/money.ts';
import type { StressView } from '../report/stressView.ts';
import { judgeCrises } from './judgeCrises.ts';
import type { Look } from './lookOnce.ts';

export interface StressFlags {
  readonly horizonDays: number;
  /** Target probability, a ratio, and as it was written. */
  readonly target: number;
  readonly targetText: string;
  /** As written; those of the policy when undefined. */
  readonly defaults: readonly string[] | undefined;
  /** That of the policy when undefined. */
  readonly pack: Pack | undefined;
}

/** Simulated scenarios that reach the longest horizon, or why there are none. */
export type Simulated = readonly DrawnSet[] | { readonly why: string };

const HORIZONS = [1, 7, 30];
/** Days a sale may take: what the ladder calls a week. */
const EXIT_DAYS = 7;
const CONFIDENCE_BPS = bps(9_750n);
const CONFIDENCE = Number(CONFIDENCE_BPS) / 10_000;

/** Days a reserve's failure is looked at over, besides those asked for; rising. Pure. */
export const stressHorizons = (horizonDays: number): number[] =>
  [...new Set([...HORIZONS, horizonDays])].toSorted((a, b) => a - b);

/** What is asked of every horizon. Pure; throws DefaultUnreadable. */
export function stressQuestion(look: Look, flags: StressFlags, simulated: Simulated): HorizonsInput {
  const { sheet, snapshot, policy, history } = look;
  const rule = policy.limits.failure;
  return {
    sheet,
    snapshot,
    policy,
    history,
    defaults: flags.defaults?.map((text) => parseDefault(text, policy)) ?? statedDefaults(policy),
    runMultiples: [0.5, 1, 2],
    pack: flags.pack ?? (rule?.pack == null ? null : packOf(rule.pack)),
    drawn: drawnOf(simulated).map(({ matrix }) => matrix),
    horizonsDays: stressHorizons(flags.horizonDays),
  };
}

const statedDefaults = ({ limits }: Policy): DefaultAssumption[] =>
  policyDefaults({ defaults: limits.failure?.defaults ?? [] });

const drawnOf = (simulated: Simulated): readonly DrawnSet[] => ('why' in simulated ? [] : simulated);

/**
 * How a reserve that was looked at fails, by history and by simulation; `failures` is what `assessHorizons` answers to
 * the `question`, whoever counted it. Pure.
 */
export function judgeStress(
  look: Look,
  flags: StressFlags,
  simulated: Simulated,
  { runMultiples, pack, defaults, horizonsDays: wanted }: HorizonsInput,
  { figures, past: made }: HorizonFailures,
): StressView {
  const { sheet, snapshot, policy, history, carriedIn } = look;
  const { horizonDays } = flags;
  const drawn = drawnOf(simulated);
  const base = { sheet, snapshot, policy, defaults, runMultiples, pack };
  const kinds = ['balance sheet', 'liquidity', 'regulatory'];
  const past = made.find((item): item is ScenarioMatrix => !('why' in item) && item.days === horizonDays);
  const models = [...(past === undefined ? [] : [past]), ...drawn.map((item) => firstDays(item.matrix, horizonDays))];
  // What happened says which way prices move together; what could happen, how far.
  const whole = { ...base, defaults: [] };
  const [towards, beyond] = [modelled(models[0], whole), modelled(models.at(-1), whole)];
  const buffered = modelled(models.at(-1), base);
  // Stretches of history overlap: their errors are not those of a sample.
  const scenarios = beyond === null || drawn.length === 0 ? [] : [beyond.matrix];
  const haircuts = assetHaircuts({
    sheet,
    snapshot,
    policy,
    carried: carriedIn,
    history,
    confidence: CONFIDENCE,
    horizonDays,
    defaults,
    previous: new Map((carriedIn.haircuts ?? []).map((item) => [item.assetId, item])),
    ...(policy.limits.haircuts === undefined ? {} : { decayPerDayBps: policy.limits.haircuts.decayPerDayBps }),
  });
  return {
    reserve: policy.reserve,
    from: 'a look now',
    asOfSeconds: sheet.asOfSeconds,
    models: [
      ...made.map((item, index) =>
        'why' in item
          ? `none of history for ${wanted[index] ?? 0} days: ${item.why}`
          : `${item.model}, ${item.paths} stretches of ${item.days} d, worth ${item.independentPaths}`,
      ),
      ...('why' in simulated
        ? [`none simulated: ${simulated.why}`]
        : drawn.map(
            ({ matrix, basis, hash }) =>
              `${matrix.model}, ${matrix.paths} paths of ${matrix.days} d: ${basis}; set ${hash.slice(0, 10)}`,
          )),
    ],
    scenarioSets: drawn.map(({ matrix, hash }) => ({ model: matrix.model, hash })),
    defaults: flags.defaults ?? statedDefaults(policy).map((item) => defaultInWords(item, sheet.asOfSeconds)),
    figures: figures.toSorted((a, b) => kinds.indexOf(a.failure) - kinds.indexOf(b.failure)),
    horizonDays,
    reverse:
      towards === null
        ? null
        : reverseStress(towards.book, towards.matrix.assetIds, momentsOf(towards.matrix, horizonDays)),
    shortfall:
      beyond === null ? null : shortfallByAsset(beyond.book, beyond.matrix, { confidence: CONFIDENCE, horizonDays }),
    risk: surplusRisk({ ...base, carried: carriedIn, scenarios, confidenceBps: CONFIDENCE_BPS, horizonDays }),
    riskAdjustedWad: sheet.riskAdjustedBackingRatioWad,
    buffer:
      buffered === null
        ? null
        : {
            target: flags.targetText,
            required: requiredBuffer(buffered.book, buffered.matrix, tablesOf(defaults, buffered.matrix.days), {
              target: flags.target,
              horizonDays,
            }),
          },
    basis: { reverse: towards?.matrix.model ?? '', shortfall: beyond?.matrix.model ?? '' },
    losses: beyond === null ? [] : lossesOf(beyond, haircuts, look, horizonDays),
    exits:
      beyond === null
        ? []
        : exitPlans({ sheet, snapshot, policy, matrix: beyond.matrix, confidence: CONFIDENCE, days: EXIT_DAYS }),
    crises: judgeCrises(
      { snapshot, carried: carriedIn, history, policy, policyHash: look.file.documentHash },
      horizonDays,
    ),
    haircuts,
    haircutTerms: `ES 97.5 % of ${horizonDays} d, one after the other, and what the rest asks`,
    prices: pricesOf(history),
    notes: notesOf(
      figures.map((item) => item.note),
      defaults,
      drawn.length > 0,
      sheet.asOfSeconds,
      policy,
      pack,
    ),
  };
}

/** A default of the policy, as it would be stated here, with its source and age. */
function defaultInWords(assumption: DefaultAssumption, nowSeconds: Seconds): string {
  const { party, lowPerYear, highPerYear, lossBps, source, asOf } = assumption;
  const share = (ratio: number): string => `${Math.round(ratio * 10_000) / 100}%`;
  const chance = lowPerYear === highPerYear ? share(lowPerYear) : `${share(lowPerYear)}..${share(highPerYear)}`;
  return `${party.kind} ${party.id} ${chance} loss ${share(Number(lossBps) / 10_000)} (policy: ${source}, ${asOf === undefined ? 'undated' : `${ageDays(asOf, nowSeconds)} days old`})`;
}

/** Whole days since a day; none for one that is to come. */
const ageDays = (day: string, nowSeconds: Seconds): number =>
  Math.max(0, Math.floor(nowSeconds / DAY_SECONDS) - (dayOf(day) ?? 0));

/** A probability of default older than this says more of its time than of today. */
const OLD_DAYS = 365;

interface Modelled {
  readonly book: FailureBook;
  readonly matrix: ScenarioMatrix;
}

function modelled(
  given: ScenarioMatrix | undefined,
  base: Omit<Parameters<typeof buildBooks>[0], 'assetIds'>,
): Modelled | null {
  if (given === undefined) return null;
  const matrix = withBooks(given, base);
  const [book] = buildBooks({ ...base, assetIds: matrix.assetIds })['balance sheet'];
  return book === undefined || 'why' in book ? null : { book, matrix };
}

/** A day ahead and the horizon; none where the model has too few paths for the confidence. */
function lossesOf(
  { book, matrix }: Modelled,
  haircuts: readonly AssetHaircut[],
  { sheet, policy }: Look,
  horizonDays: number,
): LossWithExit[] {
  const costs = exitCosts(heldStakes(sheet), haircuts, policy, matrix.assetIds);
  return [...new Set([1, horizonDays])].flatMap((days) => {
    const loss = lossWithExit(book, matrix, costs, { confidence: CONFIDENCE, horizonDays: days });
    return loss === null ? [] : [loss];
  });
}

const notesOf = (
  figures: readonly string[],
  defaults: readonly DefaultAssumption[],
  isSimulated: boolean,
  nowSeconds: Seconds,
  policy: Policy,
  pack: Pack | null,
): string[] => [
  ...new Set(figures.flatMap((note) => (note === '' ? [] : note.split('; ')))),
  ...(defaults.length === 0 ? ['no default probabilities were stated (--default): prices and runs alone'] : []),
  ...defaults.flatMap(({ party, asOf }) =>
    asOf !== undefined && ageDays(asOf, nowSeconds) > OLD_DAYS
      ? [`the probability that ${party.kind} ${party.id} defaults is of ${asOf}: over a year old`]
      : [],
  ),
  'history as scenarios: nothing worse than what happened can come out of it',
  ...(isSimulated
    ? [
        'simulation: no drift, in the stressed one a standard error below it',
        'pegs break as thirteen breaks that were counted say (`ballast model pegs`), some together, none for a fall of the market',
      ]
    : []),
  'leaving: at the depth seen now; plans over days take it that depth is back the next day, and know no budget of the law',
  `liquidity: holders run at half, once and twice the policy's run (${runOf(policy)}), on every day; cash is a lower bound`,
  ...ruleNotes(pack),
];

/** The rule behind the regulatory failure: the first of the pack on backing. */
function ruleNotes(pack: Pack | null): string[] {
  const rule = pack?.rules.find(({ measure }) => measure.kind === 'backing');
  if (pack === null || rule === undefined) return [];
  return [
    `regulatory: rule ${rule.id} of ${pack.id}, ${rule.text}; \`ballast assess --pack ${pack.id}\` says how it stands`,
  ];
}

/** What the policy says holders take out on a day of a run. */
const runOf = ({ liabilities }: Policy): string =>
  liabilities.map(({ id, runPerDayBps }) => `${bpsPercent(runPerDayBps)} of ${id} a day`).join(', ');

/** The sources of the price history, each once, in the order of their first asset. */
function pricesOf(history: History): StressView['prices'] {
  const assets = new Map<string, string[]>();
  for (const { assetId, source } of history.series) assets.set(source, [...(assets.get(source) ?? []), assetId]);
  return [...assets].map(([source, assetIds]) => ({ source, assetIds }));
}
