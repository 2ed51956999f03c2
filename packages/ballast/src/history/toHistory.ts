import {
  BallastError,
  DAY_SECONDS,
  pow10,
  wad,
  type History,
  type Policy,
  type Seconds,
  type Wad,
} from '@ballast/core';
import type { BadTick, PricePoint } from './priceSeries.ts';

/** Prices of one asset of the policy, in the numeraire per whole token, oldest first. */
export interface AssetSeries {
  readonly assetId: string;
  /** Where they come from, shown to readers. */
  readonly source: string;
  readonly points: readonly PricePoint[];
  readonly badTicks?: readonly BadTick[];
}

export interface HistoryRequest {
  readonly reserve: string;
  readonly policy: Pick<Policy, 'assets'>;
  readonly series: readonly AssetSeries[];
  /** Present; nothing after the last whole step before it is looked at. */
  readonly toSeconds: Seconds;
  /** Spacing of the artefact; a day unless stated. */
  readonly stepSeconds?: number;
  /** Days before `toSeconds` that are kept. */
  readonly windowDays: number;
}

export class HistoryMisread extends BallastError {
  constructor(assetId: string, why: string) {
    super({
      code: 'HISTORY_MISREAD',
      message: `the prices of ${assetId} ${why}`,
      remedy: 'import the series with importPriceFile, and give each asset one series',
      retryable: false,
    });
  }
}

/**
 * The history artefact a model may see at `toSeconds`: for every asset of the policy the last close of each whole
 * step that had ended by then, stamped with the step's end. So it is the same all day. A step without a close stays a gap, an asset without
 * prices an empty series. Depends on nothing later than `toSeconds`: a bad tick counts as long as nobody could know
 * better. Throws HistoryMisread for two series of one asset, times that do not rise, and prices that are none.
 */
export function toHistory(request: HistoryRequest): History {
  const stepSeconds = request.stepSeconds ?? DAY_SECONDS;
  const toSeconds = floorTo(request.toSeconds, stepSeconds);
  const fromSeconds = toSeconds - request.windowDays * DAY_SECONDS;
  const twice = request.series.find(
    ({ assetId }, index) => request.series.findIndex((other) => other.assetId === assetId) < index,
  );
  if (twice !== undefined) throw new HistoryMisread(twice.assetId, 'are given twice');
  return {
    schema: 'ballast/history/1',
    reserve: request.reserve,
    toSeconds,
    stepSeconds,
    series: request.policy.assets.map(({ id }) => {
      const own = request.series.find(({ assetId }) => assetId === id);
      if (own === undefined) return { assetId: id, source: 'none', points: [] };
      const closes = closesOf(own, toSeconds, stepSeconds);
      const points = closes.filter(({ timeSeconds }) => timeSeconds > fromSeconds);
      return { assetId: id, source: own.source, points };
    }),
  };
}

/** The end of the step a moment falls in; a step owns its end, not its beginning. */
export const stepEnd = (timeSeconds: Seconds, stepSeconds: number): Seconds =>
  Math.ceil(timeSeconds / stepSeconds) * stepSeconds;

const floorTo = (timeSeconds: Seconds, stepSeconds: number): Seconds =>
  Math.floor(timeSeconds / stepSeconds) * stepSeconds;

function closesOf(series: AssetSeries, nowSeconds: Seconds, stepSeconds: number): History['series'][number]['points'] {
  const closes = new Map<Seconds, Wad>();
  let last = -1;
  for (const { timeSeconds, price } of knownPoints(series, nowSeconds)) {
    if (timeSeconds <= last) throw new HistoryMisread(series.assetId, 'do not rise in time');
    last = timeSeconds;
    closes.set(stepEnd(timeSeconds, stepSeconds), priceWadOf(series.assetId, price));
  }
  return [...closes].map(([timeSeconds, priceWad]) => ({ timeSeconds, priceWad }));
}

/** Points up to a moment as they stood then, with the bad ticks nobody could yet tell. */
function knownPoints(series: AssetSeries, nowSeconds: Seconds): PricePoint[] {
  const known = series.points.filter(({ timeSeconds }) => timeSeconds <= nowSeconds);
  const notYetBad = (series.badTicks ?? []).filter(
    ({ timeSeconds, knownSeconds }) => timeSeconds <= nowSeconds && knownSeconds > nowSeconds,
  );
  return notYetBad.length === 0 ? known : [...known, ...notYetBad].toSorted((a, b) => a.timeSeconds - b.timeSeconds);
}

/** Plain decimal text to WAD, digits beyond the eighteenth cut off: an asset is never worth more than its text. */
function priceWadOf(assetId: string, text: string): Wad {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new HistoryMisread(assetId, `hold "${text}", which is no plain decimal number`);
  const price = BigInt(match[1] ?? '0') * pow10(18) + BigInt((match[2] ?? '').slice(0, 18).padEnd(18, '0'));
  if (price === 0n) throw new HistoryMisread(assetId, `hold ${text}, which is no price at 18 decimals`);
  return wad(price);
}
