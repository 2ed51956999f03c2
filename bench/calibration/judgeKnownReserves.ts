// Many reserves in worlds whose law is known: what the engine says of each from a thousand days of prices, beside the truth.
import { askEngine, HORIZONS, PASSAGES, type Forecast } from './askEngine.ts';
import { BREAK_LAWS, drawReserve, type BreakLaw, type KnownReserve } from './drawReserve.ts';
import { plainHistory } from './plainReserve.ts';
import type { Judged } from './scoreForecasts.ts';
import { throwDice } from './throwDice.ts';
import { trueFailure } from './trueFailure.ts';

/** A judged forecast, and what kind of reserve it is of. */
export interface KnownCase extends Judged {
  readonly seed: number;
  readonly breaks: BreakLaw;
  /** Floating assets and coins held. */
  readonly floats: number;
  readonly coins: number;
  /** True breaks a year of its coins; null without coins, and where they are not at a rate. */
  readonly breaksPerYear: number | null;
  /** Whether every true chance of default lies in its stated range; null where nobody may default. */
  readonly isDefaultCovered: boolean | null;
}

export interface KnownRun {
  readonly cases: readonly KnownCase[];
  /** Reserves the engine had no answer for, with why. */
  readonly refused: readonly string[];
}

export interface KnownSizes {
  /** By law of breaks. */
  readonly reserves: Readonly<Record<BreakLaw, number>>;
  readonly truthPaths: number;
  readonly enginePaths: number;
}

/** An evening in the future, midnight UTC: no real price is meant. */
const NOW = 1_760_054_400;
/** Keeps the dice of the truth apart from those that drew the reserve. */
const TRUTH_SEEDS = 1_000_000;
/** And the laws of breaks. */
const LAW_SEEDS = { rated: 0, counted: 100_000 } as const;

/** Draws reserves by their seeds and judges each; `onDone` counts. The same sizes give the same answer. */
export async function judgeKnownReserves(
  { reserves, truthPaths, enginePaths }: KnownSizes,
  onDone: (done: number) => void = () => {},
): Promise<KnownRun> {
  const cases: KnownCase[] = [];
  const refused: string[] = [];
  const seeds = BREAK_LAWS.flatMap((breaks) =>
    Array.from({ length: reserves[breaks] }, (_, i) => ({ breaks, seed: LAW_SEEDS[breaks] + i + 1 })),
  );
  for (const [done, { breaks, seed }] of seeds.entries()) {
    const reserve = drawReserve(throwDice(seed), breaks);
    const answer = await askAbout(reserve, enginePaths);
    onDone(done + 1);
    if ('why' in answer) {
      refused.push(answer.why);
      continue;
    }
    const truths = trueFailure(reserve, HORIZONS, truthPaths, throwDice(TRUTH_SEEDS + seed));
    const kind = kindOf(reserve);
    for (const truth of truths)
      for (const passage of PASSAGES) {
        const forecast = answer.find(
          (item) => item.failure === truth.failure && item.days === truth.days && item.passage === passage,
        );
        if (forecast === undefined) continue;
        const isFirst = passage === 'first passage';
        cases.push({
          ...kind,
          seed,
          breaks,
          forecast,
          truth: isFirst ? truth.first : truth.terminal,
          truthError: isFirst ? truth.firstError : truth.terminalError,
        });
      }
  }
  return { cases, refused };
}

function kindOf({
  world,
  defaults,
}: KnownReserve): Pick<KnownCase, 'floats' | 'coins' | 'breaksPerYear' | 'isDefaultCovered'> {
  const [peg] = world.pegged;
  return {
    floats: world.floating.length,
    coins: world.pegged.length,
    breaksPerYear: world.counted === null ? (peg?.breaksPerYear ?? null) : null,
    isDefaultCovered:
      defaults.length === 0
        ? null
        : defaults.every(({ perYear, statedLow, statedHigh }) => perYear >= statedLow && perYear <= statedHigh),
  };
}

/** The engine is shown closes, the sheet and what was stated of defaults: nothing of the law. */
function askAbout(
  { world, closes, holdings, owed, defaults, books }: KnownReserve,
  paths: number,
): Promise<readonly Forecast[] | { readonly why: string }> {
  const ids = holdings.map((_, asset) => (asset < world.floating.length ? `F${asset}` : `P${asset}`));
  return askEngine({
    holdings: ids.map((id, asset) => ({ id, isPegged: id.startsWith('P'), money: holdings[asset] ?? 0 })),
    claim: { money: owed, index: null, runPerDayBps: books.runPerDayBps },
    other: {
      cash: { day: books.books.liquidity.early, week: books.books.liquidity.late },
      permits: books.permits,
      minBps: books.minBps,
    },
    history: plainHistory(
      ids.map((id, asset) => ({ id, closes: closes[asset] ?? [] })),
      NOW,
    ),
    nowSeconds: NOW,
    defaults: defaults.map(({ asset, statedLow, statedHigh, lossBps }) => ({
      id: ids[asset] ?? '',
      low: statedLow,
      high: statedHigh,
      lossBps,
    })),
    paths,
  });
}
