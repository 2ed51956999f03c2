// What the engine says of one reserve on one evening, by the way `ballast stress` takes; and what two simple methods say.
import {
  assessFailures,
  assessHorizons,
  bps,
  DAY_SECONDS,
  firstPassageProbability,
  hashArtefact,
  terminalProbability,
  wadToFloat,
  type DefaultAssumption,
  type FailureFigure,
  type History,
  type Pack,
  type Seconds,
  type Snapshot,
} from '@ballast/core';
import { simulateScenarios } from '../../packages/ballast/src/engine/simulateScenarios.ts';
import { FAILURES, type Failure } from './knownBooks.ts';
import { plainPolicy, plainSheet, type PlainCash, type PlainClaim, type PlainHolding } from './plainReserve.ts';

export interface Question {
  readonly holdings: readonly PlainHolding[];
  readonly claim: PlainClaim;
  readonly history: History;
  readonly nowSeconds: Seconds;
  /** Of the issuer of an asset; chances a year. */
  readonly defaults: readonly {
    readonly id: string;
    readonly low: number;
    readonly high: number;
    readonly lossBps: number;
  }[];
  readonly paths: number;
  /** What the other two failures need; the balance sheet alone is asked for where they are left out. */
  readonly other?: {
    readonly cash: PlainCash;
    readonly permits: 'coins' | 'floating';
    readonly minBps: number;
  };
}

export const PASSAGES = ['first passage', 'terminal'] as const;
export type Passage = (typeof PASSAGES)[number];
export const HORIZONS = [1, 7, 30] as const;

/** One forecast of one failure: the engine's range, and the baselines. Probabilities. */
export interface Forecast {
  readonly failure: Failure;
  readonly passage: Passage;
  readonly days: number;
  readonly low: number;
  readonly high: number;
  /** Standard errors of the ends, as the engine states them. */
  readonly lowError: number;
  readonly highError: number;
  readonly lowModel: string;
  readonly highModel: string;
  /** Share of past stretches that would have failed; no defaults. */
  readonly history: number;
  /**
   * Brownian surplus with the deviation of the days in the history, looked at once a day; no defaults, no drift. Null but for the
   * balance sheet.
   */
  readonly normal: number | null;
}

/** Asks for all horizons and both passages; or why there is no answer. */
export async function askEngine(question: Question): Promise<readonly Forecast[] | { readonly why: string }> {
  const { holdings, claim, history, nowSeconds, paths, other } = question;
  const policy = plainPolicy(holdings, claim);
  const sheet = plainSheet(policy, holdings, claim, nowSeconds, other?.cash ?? null);
  const drawn = await simulateScenarios({
    sheet,
    policy,
    policyHash: hashArtefact({ policy: holdings.map(({ id }) => id) }),
    history,
    days: Math.max(...HORIZONS),
    paths,
    workers: 1,
  });
  if ('why' in drawn) return drawn;
  const defaults = question.defaults.map(({ id, low, high, lossBps }): DefaultAssumption => ({
    party: { kind: 'issuer', id: `${id}-issuer` },
    lowPerYear: low,
    highPerYear: high,
    lossBps: bps(lossBps),
    source: 'bench',
  }));
  const base = {
    sheet,
    // Packs ask it for records of maturities, and there are none.
    snapshot: { holdings: [], attested: [] } as unknown as Snapshot,
    policy,
    runMultiples: other === undefined ? [] : [1],
    pack: other === undefined ? null : packOf(other),
  };
  const { figures, past } = assessHorizons({
    ...base,
    defaults,
    history,
    drawn: drawn.map(({ matrix }) => matrix),
    horizonsDays: HORIZONS,
  });
  const deviation = surplusDeviation(question);
  const distance = wadToFloat(sheet.surplusWad);
  const pastFigures = past.flatMap((made) =>
    'why' in made ? [] : assessFailures({ ...base, defaults: [], scenarios: [made], horizonsDays: [made.days] }),
  );
  const answers: Forecast[] = [];
  for (const failure of other === undefined ? (['balance sheet'] as const) : FAILURES)
    for (const [days, passage] of HORIZONS.flatMap((days) => PASSAGES.map((passage) => [days, passage] as const))) {
      const own = pick(figures, failure, passage, days);
      const { lowWad, highWad, lowErrorWad, highErrorWad } = own;
      if (lowWad === null || highWad === null || lowErrorWad === null || highErrorWad === null)
        return { why: own.note };
      const byHistory = pastFigures.length === 0 ? null : pick(pastFigures, failure, passage, days).lowWad;
      const walk = { distance, drift: 0, deviation };
      answers.push({
        failure,
        passage,
        days,
        low: wadToFloat(lowWad),
        high: wadToFloat(highWad),
        lowError: wadToFloat(lowErrorWad),
        highError: wadToFloat(highErrorWad),
        lowModel: own.lowModel,
        highModel: own.highModel,
        history: byHistory === null ? 0 : wadToFloat(byHistory),
        normal: failure === 'balance sheet' ? normalOf(walk, passage, days) : null,
      });
    }
  return answers;
}

const normalOf = (walk: Parameters<typeof terminalProbability>[0], passage: Passage, days: number): number =>
  passage === 'terminal' ? terminalProbability(walk, days) : firstPassageProbability(walk, days, days);

/** A rule on backing alone, which permits one class. */
const packOf = ({ permits, minBps }: NonNullable<Question['other']>): Pack => ({
  id: 'bench',
  name: 'bench',
  note: '',
  permitted: [{ what: permits === 'coins' ? 'stablecoin' : 'crypto', maxMaturityDays: null }],
  rules: [
    {
      id: 'backing',
      text: 'what is permitted, of what is owed',
      status: 'in force',
      from: null,
      until: null,
      source: 'bench',
      measure: { kind: 'backing', minBps },
    },
  ],
});

function pick(figures: readonly FailureFigure[], failure: Failure, passage: Passage, days: number): FailureFigure {
  const found = figures.find(
    (item) => item.failure === failure && item.passage === passage && item.horizonDays === days,
  );
  if (found === undefined) throw new RangeError(`no figure of ${days} days, ${failure}, ${passage}`);
  return found;
}

/** Deviation of a day's change of the surplus, as the holdings of today would have changed over the history. */
function surplusDeviation({ holdings, claim, history, nowSeconds }: Question): number {
  const prices = new Map(
    history.series.map(({ assetId, points }) => [
      assetId,
      new Map(
        points
          .filter(({ timeSeconds }) => timeSeconds <= nowSeconds)
          .map(({ timeSeconds, priceWad }) => [timeSeconds, wadToFloat(priceWad)]),
      ),
    ]),
  );
  const stakes = [
    ...holdings.map(({ id, money }) => ({ id, money })),
    ...(claim.index === null ? [] : [{ id: claim.index, money: -claim.money }]),
  ];
  const changes: number[] = [];
  for (const end of prices.get(stakes[0]?.id ?? '')?.keys() ?? []) {
    let change = 0;
    for (const { id, money } of stakes) {
      const [from, to] = [prices.get(id)?.get(end - DAY_SECONDS), prices.get(id)?.get(end)];
      change += from === undefined || to === undefined ? Number.NaN : money * (to / from - 1);
    }
    if (!Number.isNaN(change)) changes.push(change);
  }
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  return Math.sqrt(changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (changes.length - 1));
}
