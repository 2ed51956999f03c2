// Real prices walked forward: on each evening the engine is asked with what was known that evening, and then it is
// looked up what came. The reserve is put together anew each evening, in the same shares and with the same backing.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DAY_SECONDS, isoTime, wadToFloat, type History, type Seconds } from '@ballast/core';
import { importPriceFile } from '../../packages/ballast/src/history/importPriceFile.ts';
import type { PriceSeries } from '../../packages/ballast/src/history/priceSeries.ts';
import { stepEnd, toHistory } from '../../packages/ballast/src/history/toHistory.ts';
import { askEngine, HORIZONS, type Forecast } from './askEngine.ts';
import type { ExposedReserve } from './exposedReserves.ts';
import { plainPolicy, type PlainClaim, type PlainHolding } from './plainReserve.ts';
import type { Judged } from './scoreForecasts.ts';

/** A reserve with the series of its holdings, in their order. */
export interface PricedReserve {
  readonly reserve: ExposedReserve;
  readonly series: readonly PriceSeries[];
}

/** What came after an evening over one horizon. */
export interface Outcome {
  readonly days: number;
  /** First day on which the surplus was below zero, 1 the first; null for none. */
  readonly failedOnDay: number | null;
  readonly failedAtEnd: boolean;
  /** The least that was left, as a share of what was owed that day. */
  readonly leastLeft: number;
}

/** One evening of one reserve. */
export interface Evening {
  readonly reserveId: string;
  /** Midnight UTC at which it was asked. */
  readonly date: string;
  readonly forecasts: readonly Forecast[];
  readonly outcomes: readonly Outcome[];
}

const DAYS_READ = 1_001;
const OWED = 100;

/** Days before the first evening: what the models need at least, and a little for gaps. */
const FEWEST_DAYS = 260;

/** The reserves whose files are all under `folder`, with their series as imported. */
export function priceReserves(folder: string, reserves: readonly ExposedReserve[]): readonly PricedReserve[] {
  const read = new Map<string, readonly PriceSeries[]>();
  return reserves.flatMap((reserve) => {
    const series = reserve.holdings.flatMap(({ file, symbol }) => {
      const path = resolve(folder, file);
      if (!existsSync(path)) return [];
      const all = read.get(path) ?? importPriceFile(path).series;
      read.set(path, all);
      const found = all.find((item) => item.symbol === symbol);
      return found === undefined ? [] : [found];
    });
    return series.length === reserve.holdings.length ? [{ reserve, series }] : [];
  });
}

/** Every `stride`-th midnight on which the reserve can be asked and a whole longest horizon is known after it. */
export function eveningsOf({ reserve, series }: PricedReserve, stride: number): readonly string[] {
  const day = (seconds: Seconds): number => Math.floor(seconds / DAY_SECONDS);
  const dayOf = (date: string): number => day(Date.parse(`${date}T00:00:00Z`) / 1_000);
  const first = Math.max(
    ...series.map(({ points }) => day(points[0]?.timeSeconds ?? 0) + FEWEST_DAYS),
    reserve.from === undefined ? 0 : dayOf(reserve.from),
  );
  const last = Math.min(
    ...series.map(({ points }) => day(points.at(-1)?.timeSeconds ?? 0) - Math.max(...HORIZONS)),
    reserve.to === undefined ? Number.POSITIVE_INFINITY : dayOf(reserve.to),
  );
  const dates: string[] = [];
  for (let at = Math.ceil(first / stride) * stride; at <= last; at += stride)
    dates.push(isoTime(at * DAY_SECONDS).slice(0, 10));
  return dates;
}

/** What the engine said at midnight of `date`, and what came; or why it had no answer. */
export async function askEvening(
  { reserve, series }: PricedReserve,
  date: string,
  paths: number,
): Promise<Evening | { readonly why: string }> {
  const nowSeconds = Date.parse(`${date}T00:00:00Z`) / 1_000;
  const claim: PlainClaim = { money: OWED, index: reserve.index };
  const holdings = reserve.holdings.map(({ id, isPegged, staked, share }): PlainHolding => ({
    id,
    isPegged,
    ...(staked === undefined ? {} : { staked }),
    money: (reserve.backing * OWED * share) / 100,
  }));
  const policy = plainPolicy(holdings, claim);
  const own = reserve.holdings.map(({ id }, index) => ({
    assetId: id,
    source: series[index]?.symbol ?? '',
    points: series[index]?.points ?? [],
    badTicks: series[index]?.badTicks ?? [],
  }));
  const history: History = toHistory({
    reserve: policy.reserve,
    policy,
    series: own,
    toSeconds: nowSeconds,
    windowDays: DAYS_READ,
  });
  const forecasts = await askEngine({ holdings, claim, history, nowSeconds, defaults: [], paths });
  if ('why' in forecasts) return forecasts;
  const lastKnown = history.series.map(({ points }) => wadToFloat(points.at(-1)?.priceWad ?? (0n as never)));
  const outcomes = HORIZONS.map((days) => lookUp({ reserve, series }, holdings, { nowSeconds, lastKnown, days }));
  return { reserveId: reserve.id, date, forecasts, outcomes };
}

function lookUp(
  { reserve, series }: PricedReserve,
  holdings: readonly PlainHolding[],
  { nowSeconds, lastKnown, days }: { nowSeconds: Seconds; lastKnown: readonly number[]; days: number },
): Outcome {
  const closes = series.map(({ points }) => {
    const after = points.filter(
      ({ timeSeconds }) => timeSeconds > nowSeconds && timeSeconds <= nowSeconds + days * DAY_SECONDS,
    );
    return new Map(after.map(({ timeSeconds, price }) => [stepEnd(timeSeconds, DAY_SECONDS), Number(price)]));
  });
  let [failedOnDay, leastLeft, isFailing] = [null as number | null, Number.POSITIVE_INFINITY, false];
  for (let day = 1; day <= days; day += 1) {
    const ratios = closes.map((own, index) => {
      const close = own.get(nowSeconds + day * DAY_SECONDS);
      return close === undefined ? Number.NaN : close / (lastKnown[index] ?? Number.NaN);
    });
    const worth = holdings.reduce((sum, { money }, index) => sum + money * (ratios[index] ?? Number.NaN), 0);
    const owed =
      OWED *
      (reserve.index === null ? 1 : (ratios[holdings.findIndex(({ id }) => id === reserve.index)] ?? Number.NaN));
    // A day without every close says nothing.
    if (Number.isNaN(worth) || Number.isNaN(owed)) continue;
    isFailing = worth < owed;
    if (isFailing) failedOnDay ??= day;
    leastLeft = Math.min(leastLeft, (worth - owed) / owed);
  }
  return { days, failedOnDay, failedAtEnd: isFailing, leastLeft };
}

/** Forecasts of evenings as judged ones: what came is the truth. */
export function judgeEvenings(evenings: readonly Evening[]): readonly (Judged & { readonly reserveId: string })[] {
  return evenings.flatMap(({ reserveId, forecasts, outcomes }) =>
    forecasts.flatMap((forecast) => {
      const outcome = outcomes.find(({ days }) => days === forecast.days);
      if (outcome === undefined) return [];
      const hasFailed = forecast.passage === 'terminal' ? outcome.failedAtEnd : outcome.failedOnDay !== null;
      return [{ reserveId, forecast, truth: hasFailed ? 1 : 0, truthError: 0 }];
    }),
  );
}
