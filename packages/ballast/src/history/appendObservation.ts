import { DAY_SECONDS, type History, type Seconds, type Wad } from '@ballast/core';
import { stepEnd } from './toHistory.ts';

/** Prices a cycle settled on, by asset id; null where consensus gave none. */
export interface Observation {
  readonly asOfSeconds: Seconds;
  readonly prices: ReadonlyMap<string, Wad | null>;
}

/**
 * The history a cycle sees, from the history and the prices of the cycle before it. While both cycles fall in one
 * step nothing changes, so the artefact is a new one at most once a day; when a step has ended, the prices of the
 * last cycle in it become its closes. Steps without a cycle, and assets without a price, stay gaps. Points older
 * than the window fall off. Pure; returns the same object when nothing changed.
 */
export function appendObservation(input: {
  readonly history: History;
  /** The last cycle before now. */
  readonly last: Observation;
  readonly nowSeconds: Seconds;
  readonly windowDays: number;
}): History {
  const { history, last, nowSeconds, windowDays } = input;
  const toSeconds = Math.floor(nowSeconds / history.stepSeconds) * history.stepSeconds;
  if (toSeconds <= history.toSeconds) return history;
  const closeSeconds = stepEnd(last.asOfSeconds, history.stepSeconds);
  const isNew = closeSeconds > history.toSeconds && closeSeconds <= toSeconds;
  const fromSeconds = toSeconds - windowDays * DAY_SECONDS;
  return {
    ...history,
    toSeconds,
    series: history.series.map((series) => {
      const priceWad = isNew ? (last.prices.get(series.assetId) ?? null) : null;
      const points = series.points.filter(({ timeSeconds }) => timeSeconds > fromSeconds);
      if (priceWad === null || priceWad <= 0n) return { ...series, points };
      return {
        assetId: series.assetId,
        source: withConsensus(series.source),
        points: [...points, { timeSeconds: closeSeconds, priceWad }],
      };
    }),
  };
}

const CONSENSUS = 'own consensus';

function withConsensus(source: string): string {
  if (source === 'none') return CONSENSUS;
  return source.endsWith(CONSENSUS) ? source : `${source}, then ${CONSENSUS}`;
}
