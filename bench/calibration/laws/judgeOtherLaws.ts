// Reserves under laws that are not ours: what the engine says of each, beside the chance that the law itself gives.
import { askEngine, HORIZONS, PASSAGES } from '../askEngine.ts';
import { plainHistory } from '../plainReserve.ts';
import type { Judged } from '../scoreForecasts.ts';
import { throwDice, type Dice } from '../throwDice.ts';
import type { Market } from './market.ts';
import { OTHER_LAWS, type LawAsset, type OtherLaw } from './otherLaws.ts';

export interface LawCase extends Judged {
  readonly law: string;
}

export interface LawRun {
  readonly cases: readonly LawCase[];
  /** Reserves the engine had no answer for, with why. */
  readonly refused: readonly string[];
}

export interface LawSizes {
  /** Reserves a law. */
  readonly reserves: number;
  readonly truthPaths: number;
  readonly enginePaths: number;
}

interface LawReserve {
  readonly market: Market;
  readonly kinds: readonly LawAsset[];
  readonly closes: readonly (readonly number[])[];
  readonly evening: Float64Array;
  /** Money in each asset, 100 together. */
  readonly holdings: readonly number[];
  readonly owed: number;
  readonly owesFirst: boolean;
}

/** An evening in the future, midnight UTC: no real price is meant. */
const NOW = 1_760_054_400;
/** Keeps the dice of the truth apart from those that drew the reserve, and laws apart. */
const [LAW_SEEDS, TRUTH_SEEDS] = [1_000, 5_000_000];
/** Days lived before the ones shown. */
const BURN_IN = 500;
const MONTH = 30;

/** Draws reserves of every law by their seeds and judges each; `onDone` counts, `only` chooses laws. The same sizes give the same answer. */
export async function judgeOtherLaws(
  { reserves, truthPaths, enginePaths }: LawSizes,
  onDone: (done: number) => void = () => {},
  only: (id: string) => boolean = () => true,
): Promise<LawRun> {
  const cases: LawCase[] = [];
  const refused: string[] = [];
  let done = 0;
  for (const [place, law] of OTHER_LAWS.entries())
    for (let number = 1; number <= reserves && only(law.id); number += 1) {
      const seed = (place + 1) * LAW_SEEDS + number;
      const reserve = drawLawReserve(law, throwDice(seed));
      const answer = await askAbout(reserve, enginePaths);
      done += 1;
      onDone(done);
      if ('why' in answer) {
        refused.push(`${law.id}: ${answer.why}`);
        continue;
      }
      const truths = trueChances(reserve, truthPaths, throwDice(TRUTH_SEEDS + seed));
      for (const forecast of answer) {
        const truth = truths[forecast.passage][HORIZONS.findIndex((days) => days === forecast.days)] ?? Number.NaN;
        cases.push({ law: law.id, forecast, truth, truthError: Math.sqrt((truth * (1 - truth)) / truthPaths) });
      }
    }
  return { cases, refused };
}

/** One reserve of a law; every draw comes from `dice`. */
export function drawLawReserve(law: OtherLaw, dice: Dice): LawReserve {
  const size = law.size?.(dice) ?? 3 + Math.floor(6 * dice.uniform());
  const shown = law.shown?.(dice) ?? 1_000;
  const market = law.market(dice, size);
  const state = market.rest();
  const closes: number[][] = Array.from({ length: size }, () => []);
  for (let day = 0; day < BURN_IN + shown; day += 1) {
    market.live(state, dice);
    if (day >= BURN_IN) closes.forEach((line, asset) => line.push(Math.exp(state[asset] ?? 0)));
  }
  market.turn?.(state);
  const shares = Array.from({ length: size }, (_, asset) => law.share?.(asset, dice) ?? dice.between(0.2, 1));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const holdings = shares.map((share) => (100 * share) / whole);
  const kinds = holdings.map((_, asset) => law.kind?.(asset, size) ?? 'floating');
  const owesFirst = law.owesFirst ?? false;
  // As the bench has it for its own worlds: 0.3 to 4 deviations of a month, and 0.1 to 3 % of pegs alone.
  const surplus =
    law.surplus?.(dice) ??
    (kinds.every((kind) => kind === 'coin')
      ? dice.betweenLogs(0.1, 3)
      : Math.max(0.1, dice.betweenLogs(0.3, 4) * monthlyDeviation(closes, holdings, owesFirst)));
  return { market, kinds, closes, evening: state.slice(), holdings, owed: 100 - Math.min(80, surplus), owesFirst };
}

/** Of the surplus over the last year shown, as if nearly all of what is held were owed. */
function monthlyDeviation(
  closes: readonly (readonly number[])[],
  holdings: readonly number[],
  owesFirst: boolean,
): number {
  const shown = closes[0]?.length ?? 0;
  const days = Math.min(365, shown - 1);
  const move = (asset: number, day: number): number =>
    (closes[asset]?.[day] ?? 1) / (closes[asset]?.[day - 1] ?? 1) - 1;
  let squares = 0;
  for (let day = shown - days; day < shown; day += 1) {
    const held = holdings.reduce((sum, money, asset) => sum + money * move(asset, day), 0);
    squares += (held - (owesFirst ? 95 * move(0, day) : 0)) ** 2;
  }
  return Math.sqrt((MONTH * squares) / days);
}

function askAbout(
  { kinds, holdings, owed, owesFirst, closes }: LawReserve,
  paths: number,
): ReturnType<typeof askEngine> {
  const ids = kinds.map((kind, asset) => `${kind}${asset}`);
  return askEngine({
    holdings: ids.map((id, asset) => ({
      id,
      isPegged: kinds[asset] === 'coin',
      ...(kinds[asset] === 'staked' ? { staked: ids[0] ?? '' } : {}),
      money: holdings[asset] ?? 0,
    })),
    claim: { money: owed, index: owesFirst ? (ids[0] ?? '') : null },
    history: plainHistory(
      ids.map((id, asset) => ({ id, closes: closes[asset] ?? [] })),
      NOW,
    ),
    nowSeconds: NOW,
    defaults: [],
    paths,
  });
}

/** Chances by passage and horizon, from so many futures of the law. */
export function trueChances(
  {
    market,
    evening,
    holdings,
    owed,
    owesFirst,
  }: Pick<LawReserve, 'market' | 'evening' | 'holdings' | 'owed' | 'owesFirst'>,
  paths: number,
  dice: Dice,
): Readonly<Record<(typeof PASSAGES)[number], readonly number[]>> {
  const first = HORIZONS.map(() => 0);
  const terminal = HORIZONS.map(() => 0);
  const state = evening.slice();
  for (let path = 0; path < paths; path += 1) {
    state.set(evening);
    let hasFailed = false;
    for (let day = 1; day <= MONTH; day += 1) {
      market.live(state, dice);
      const ratio = (asset: number): number => Math.exp((state[asset] ?? 0) - (evening[asset] ?? 0));
      const worth = holdings.reduce((sum, money, asset) => sum + money * ratio(asset), 0);
      const isFailing = worth < owed * (owesFirst ? ratio(0) : 1);
      hasFailed ||= isFailing;
      const at = HORIZONS.findIndex((days) => days === day);
      if (at >= 0) {
        first[at] = (first[at] ?? 0) + (hasFailed ? 1 / paths : 0);
        terminal[at] = (terminal[at] ?? 0) + (isFailing ? 1 / paths : 0);
      }
    }
  }
  return { 'first passage': first, terminal };
}
