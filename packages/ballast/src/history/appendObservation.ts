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
 * last cycle in it become its closes. Steps without a cycle, and assets without a price, stay gaps; an asset new to
 * the policy begins its series. Points older than the window fall off. Pure; returns the same object when nothing changed.
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
  // A cycle right at the end of a step closes it; the history of that cycle could not hold its own price yet.
  const isNew = last.asOfSeconds >= history.toSeconds && closeSeconds <= toSeconds;
  const fromSeconds = toSeconds - windowDays * DAY_SECONDS;
  const closes = new Map(isNew ? [...last.prices].filter(([, priceWad]) => priceWad !== null && priceWad > 0n) : []);
  const known = new Set(history.series.map(({ assetId }) => assetId));
  const added = [...closes.keys()].filter((assetId) => !known.has(assetId));
  const series = [...history.series, ...added.map((assetId) => ({ assetId, source: 'none', points: [] }))];
  return {
    ...history,
    toSeconds,
    series: series.map(({ assetId, source, points }) => {
      const kept = points.filter(({ timeSeconds }) => timeSeconds > fromSeconds);
      const priceWad = closes.get(assetId) ?? null;
      const isClosed = kept.at(-1)?.timeSeconds === closeSeconds;
      if (priceWad === null || isClosed) return { assetId, source, points: kept };
      return { assetId, source: withConsensus(source), points: [...kept, { timeSeconds: closeSeconds, priceWad }] };
    }),
  };
}

const CONSENSUS = 'own consensus';

function withConsensus(source: string): string {
  if (source === 'none') return CONSENSUS;
  return source.endsWith(CONSENSUS) ? source : `${source}, then ${CONSENSUS}`;
}
