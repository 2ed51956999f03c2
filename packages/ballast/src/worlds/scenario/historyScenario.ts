// One idea: real series in the place of a scenario's prices, with everything that had to be decided said aloud.
import { DAY_SECONDS, type Seconds } from '@ballast/core';
import type { PriceFile, PriceSeries } from '../../history/priceSeries.ts';
import { assetNamesOf } from '../../history/symbols.ts';
import type { WorldSeries } from '../world.ts';
import { AssetNotInScenario, shareRatioAt, type OutsidePrices } from './outsidePrices.ts';
import { lastAtOrBefore, toSteps, type PriceSteps } from './priceSteps.ts';
import type { Origin, Scenario } from './scenario.ts';

/** What was done with a series, or not: shown to people, never silent. */
export interface HistoryNote {
  readonly code: HistoryNoteCode;
  readonly file: string;
  readonly symbol: string;
  readonly assetId: string | null;
  readonly detail: string;
}

export type HistoryNoteCode =
  /** Drives the outside price of its asset. */
  | 'HISTORY_USED'
  /** Drives the one-exchange feed of an asset that has a first series. */
  | 'HISTORY_USED_AS_VENUE'
  /** Quoted in another dollar and converted at that dollar's own price. */
  | 'HISTORY_CONVERTED'
  /** A stretch without prices: the last one is held. */
  | 'HISTORY_HELD'
  | 'HISTORY_NO_SUCH_ASSET'
  | 'HISTORY_QUOTE_NOT_CONVERTED'
  | 'HISTORY_STARTS_LATE'
  | 'HISTORY_OUTSIDE_WINDOW'
  | 'HISTORY_ONE_TOO_MANY'
  /** No series: the scenario's own reconstruction stands. */
  | 'HISTORY_ABSENT';

export interface HistoryPrices {
  readonly outside: OutsidePrices;
  /** Real prices before the window, for assets that have some. */
  readonly before: readonly WorldSeries[];
  readonly notes: readonly HistoryNote[];
}

/** Holes longer than this many steps of a series are worth a word. */
const LONG_GAP_STEPS = 5;
/** A series may begin this much after the window and still drive it. */
const LATE_SECONDS = 900;

interface Candidate {
  readonly file: string;
  readonly series: PriceSeries;
}

interface Driver {
  readonly outside: PriceSteps;
  readonly source: string;
  venue: PriceSteps | null;
}

/**
 * Puts real series in the place of a scenario's prices. The first usable series of an asset (dollars before other
 * quotes, then in the order given) is its outside price; a second one is what the one-exchange feed sees. Quotes in
 * another dollar are converted at that dollar's own series, or at the scenario's price where there is none. A price
 * holds from the moment it was known until the next: nothing is interpolated and nothing is seen early.
 */
export function historyScenario(
  scenario: Scenario,
  reconstruction: OutsidePrices,
  files: readonly PriceFile[],
): HistoryPrices {
  const candidates = files
    .flatMap((file) => file.series.map((series): Candidate => ({ file: file.name, series })))
    .toSorted((a, b) => Number(b.series.quote === 'USD') - Number(a.series.quote === 'USD'));
  const rateOf = dollarRates(candidates, reconstruction);
  const drivers = new Map<string, Driver>();
  const notes = candidates.flatMap((candidate) => takeSeries(candidate, scenario, rateOf, drivers));
  for (const { id, follows } of scenario.assets)
    if (follows === undefined && !drivers.has(id))
      notes.push({ code: 'HISTORY_ABSENT', file: '', symbol: '', assetId: id, detail: 'the reconstruction stands' });
  return {
    outside: replaceOutside(scenario, reconstruction, drivers),
    before: [...drivers].map(([assetId, { outside, source }]) => dailyBefore(assetId, source, outside, scenario)),
    notes,
  };
}

/** What another dollar was worth: its own series in dollars, else the scenario's price. */
function dollarRates(
  candidates: readonly Candidate[],
  reconstruction: OutsidePrices,
): (quote: string, timeSeconds: Seconds) => number {
  const dollars = new Map<string, PriceSteps>();
  for (const { series } of candidates)
    if (series.quote === 'USD' && !dollars.has(series.symbol))
      dollars.set(
        series.symbol,
        toSteps(series, () => 1),
      );
  return (quote, timeSeconds) => {
    const steps = quote === 'USD' ? null : dollars.get(quote);
    if (steps === null) return 1;
    return (steps === undefined ? null : lastAtOrBefore(steps, timeSeconds)) ?? reconstruction.at(quote, timeSeconds);
  };
}

/** Gives a series its part, if it has one; returns what is to be said about it. */
function takeSeries(
  { file, series }: Candidate,
  scenario: Scenario,
  rateOf: (quote: string, timeSeconds: Seconds) => number,
  drivers: Map<string, Driver>,
): HistoryNote[] {
  const assetId = assetNamesOf(series.symbol).find((id) => isTraded(scenario, id)) ?? null;
  const note = (code: HistoryNoteCode, detail: string): HistoryNote => ({
    code,
    file,
    symbol: series.symbol,
    assetId,
    detail,
  });
  if (assetId === null) return [note('HISTORY_NO_SUCH_ASSET', `${series.symbol} stands for no asset of this scenario`)];
  if (series.quote !== 'USD' && !isTraded(scenario, series.quote))
    return [note('HISTORY_QUOTE_NOT_CONVERTED', `nothing tells what ${series.quote} was worth`)];
  const steps = toSteps(series, (time) => rateOf(series.quote, time));
  const refusal = coverOf(steps, scenario);
  if (refusal !== null) return [note(refusal, `${series.points.length} prices, none of them when the window begins`)];
  const driver = drivers.get(assetId);
  if (driver !== undefined && driver.venue !== null)
    return [note('HISTORY_ONE_TOO_MANY', 'two series of this asset are already in use')];
  const said = holesOf(steps, series, scenario).map((detail) => note('HISTORY_HELD', detail));
  if (series.quote !== 'USD') said.unshift(note('HISTORY_CONVERTED', `from ${series.quote} at its own price`));
  if (driver !== undefined) {
    driver.venue = steps;
    return [note('HISTORY_USED_AS_VENUE', 'is what the one-exchange feed sees'), ...said];
  }
  drivers.set(assetId, { outside: steps, source: `${series.symbol}/${series.quote} of ${file}`, venue: null });
  return [note('HISTORY_USED', 'is the outside price'), ...said];
}

const isTraded = (scenario: Scenario, assetId: string): boolean =>
  scenario.assets.some((asset) => asset.id === assetId && asset.follows === undefined);

function coverOf(steps: PriceSteps, { window }: Scenario): 'HISTORY_STARTS_LATE' | 'HISTORY_OUTSIDE_WINDOW' | null {
  const [first, last] = [steps.times[0], steps.times.at(-1)];
  if (first === undefined || last === undefined || last < window.from || first > window.to)
    return 'HISTORY_OUTSIDE_WINDOW';
  return first > window.from + LATE_SECONDS ? 'HISTORY_STARTS_LATE' : null;
}

function holesOf(steps: PriceSteps, series: PriceSeries, { window }: Scenario): string[] {
  if (series.stepSeconds === null) return [];
  const most = series.stepSeconds * LONG_GAP_STEPS;
  const inside = steps.times.filter((time) => time >= window.from && time <= window.to);
  const marks = [...inside, window.to];
  const holes = marks.map((time, index) => time - (marks[index - 1] ?? time)).filter((gap) => gap > most);
  const longest = holes.reduce((a, b) => Math.max(a, b), 0);
  return holes.length === 0 ? [] : [`no price for ${longest} seconds; ${holes.length} such in all`];
}

function replaceOutside(
  scenario: Scenario,
  reconstruction: OutsidePrices,
  drivers: ReadonlyMap<string, Driver>,
): OutsidePrices {
  const at = (assetId: string, timeSeconds: Seconds): number => {
    const asset = scenario.assets.find((item) => item.id === assetId);
    if (asset === undefined) throw new AssetNotInScenario(assetId);
    if (asset.follows !== undefined)
      return at(asset.follows.asset, timeSeconds) * shareRatioAt(asset.follows, scenario.window.from, timeSeconds);
    const steps = drivers.get(assetId)?.outside;
    // Before the first price of a series there is only the first price.
    return steps === undefined
      ? reconstruction.at(assetId, timeSeconds)
      : (lastAtOrBefore(steps, timeSeconds) ?? steps.prices[0] ?? Number.NaN);
  };
  const seenBy = (origin: Origin, assetId: string, timeSeconds: Seconds): number => {
    const driver = drivers.get(assetId);
    const venue = origin === 'exchange' ? (driver?.venue ?? null) : null;
    if (venue !== null) return lastAtOrBefore(venue, timeSeconds) ?? at(assetId, timeSeconds);
    // Real prices carry their own deviations; a share of a real asset has those of the asset.
    const isReal = driver !== undefined || scenario.assets.some((asset) => asset.id === assetId && asset.follows);
    return isReal ? at(assetId, timeSeconds) : reconstruction.seenBy(origin, assetId, timeSeconds);
  };
  return { assetIds: reconstruction.assetIds, at, seenBy };
}

/** The last price of each whole day before the window, at the day's end. */
function dailyBefore(assetId: string, source: string, steps: PriceSteps, { window }: Scenario): WorldSeries {
  const days = new Map<number, number>();
  steps.times.forEach((time, index) => {
    const dayEnd = Math.ceil(time / DAY_SECONDS) * DAY_SECONDS;
    if (dayEnd <= window.from) days.set(dayEnd, steps.prices[index] ?? Number.NaN);
  });
  return {
    assetId,
    source,
    points: [...days].map(([timeSeconds, price]) => ({ timeSeconds, price: price.toFixed(10) })),
  };
}
