import { DAY_SECONDS, isoTime, type Seconds } from '@ballast/core';
import { compareSources } from './compareSources.ts';
import type { Finding } from './finding.ts';
import { groupBy } from './groupBy.ts';
import type { ImportedSeries } from './joinParts.ts';
import { lookAtValues } from './lookAtValues.ts';
import type { PriceSeries, Repair } from './priceSeries.ts';
import { LONG_HOLE_SECONDS } from './timeGrid.ts';

export interface Inspection {
  readonly item: ImportedSeries;
  readonly findings: readonly Finding[];
}

/** Repairs that leave a question open; the others say what was mended. */
const DOUBTS: ReadonlySet<string> = new Set([
  'HISTORY_LONG_HOLE',
  'HISTORY_BAD_TICK',
  'HISTORY_TICKER_REUSED',
  'HISTORY_PERIOD_DOUBT',
]);

/** What is odd about each of some series, alone and beside the others. Pure. */
export function inspectSeries(items: readonly ImportedSeries[]): Inspection[] {
  const end = items.reduce((last, { series }) => Math.max(last, series.points.at(-1)?.timeSeconds ?? 0), 0);
  const compared = compareSources(items.map(({ series }) => series));
  return items.map((item, index) => ({
    item,
    findings: [
      ...groupRepairs([...item.dropped, ...item.repairs]),
      ...(item.publisher === 'ballast' ? recalled(item.series) : []),
      ...lookAtValues(item.series),
      ...endsEarly(item.series, end),
      ...compared.filter(({ of }) => of === index).map(({ finding }) => finding),
    ],
  }));
}

/** What a series file still says of its making. */
function recalled({ symbol, badTicks }: PriceSeries): Finding[] {
  const [fromSeconds, toSeconds] = [badTicks[0]?.timeSeconds ?? null, badTicks.at(-1)?.timeSeconds ?? null];
  const isReused = /#\d+$/.test(symbol);
  const reused = 'another coin had this ticker before';
  const bad = 'values known to be wrong, marked in the file';
  return [
    ...(isReused
      ? [
          {
            code: 'HISTORY_TICKER_REUSED',
            level: 'doubt',
            fromSeconds: null,
            toSeconds: null,
            count: 1,
            detail: reused,
          } as const,
        ]
      : []),
    ...(badTicks.length > 0
      ? [
          {
            code: 'HISTORY_BAD_TICK',
            level: 'doubt',
            fromSeconds,
            toSeconds,
            count: badTicks.length,
            detail: bad,
          } as const,
        ]
      : []),
  ];
}

/** One finding a code: seven bad ticks are one line with their first and last time. */
export function groupRepairs(repairs: readonly Repair[]): Finding[] {
  return [...groupBy(repairs, ({ code }) => code).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const times = group.flatMap(({ fromSeconds, toSeconds }) => [fromSeconds ?? [], toSeconds ?? []].flat());
    return [
      {
        code: first.code,
        level: DOUBTS.has(first.code) ? 'doubt' : 'note',
        fromSeconds: times.length === 0 ? null : times.reduce((low, time) => Math.min(low, time)),
        toSeconds: times.length === 0 ? null : times.reduce((high, time) => Math.max(high, time)),
        count: group.reduce((sum, { count }) => sum + count, 0),
        detail: group.length === 1 ? first.detail : `${first.detail}, and ${group.length - 1} more`,
      } as const,
    ];
  });
}

function endsEarly({ points }: PriceSeries, end: Seconds): Finding[] {
  const last = points.at(-1)?.timeSeconds ?? end;
  if (end - last <= LONG_HOLE_SECONDS) return [];
  const days = Math.floor((end - last) / DAY_SECONDS);
  const detail = `ends ${days} days before the latest of these series (${isoTime(end)})`;
  return [{ code: 'HISTORY_ENDS_EARLY', level: 'doubt', fromSeconds: last, toSeconds: end, count: 1, detail }];
}
