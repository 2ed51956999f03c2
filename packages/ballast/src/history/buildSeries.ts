import { DAY_SECONDS, isoTime } from '@ballast/core';
import type { PriceRow, RawSeries } from './collectRows.ts';
import type { Layout } from './detectLayout.ts';
import { findBadTicks } from './findBadTicks.ts';
import { orderRows } from './orderRows.ts';
import type { PriceSeries, Refusal, Repair } from './priceSeries.ts';
import { splitReused } from './splitReused.ts';
import { findGrid, findHoles, LONG_HOLE_SECONDS } from './timeGrid.ts';

/** What came of one raw series: one series, several where a ticker was reused, or a refusal. */
export interface Built {
  readonly series: readonly PriceSeries[];
  readonly repairs: readonly Repair[];
  readonly refusal: Refusal | null;
}

/** Orders, parts and cleans one series of a file. */
export function buildSeries(raw: RawSeries, layout: Layout): Built {
  const refuse = (code: Refusal['code'], detail: string): Built => ({
    series: [],
    repairs: raw.repairs,
    refusal: { code, symbol: raw.symbol, row: null, detail },
  });
  const ordered = orderRows(raw);
  if ('code' in ordered) return { series: [], repairs: raw.repairs, refusal: ordered };
  if (ordered.rows.length === 0) return refuse('HISTORY_NO_PRICES', 'every row is blank or zero');
  const grid = findGrid(ordered.rows.map(({ timeSeconds }) => timeSeconds));
  const candleSeconds = layout.isDaily ? DAY_SECONDS : layout.kind === 'candle' ? grid.usualSeconds : 0;
  if (candleSeconds === null) return refuse('HISTORY_STEP_UNKNOWN', 'one candle alone does not say how long it is');
  const repairs: Repair[] = [...raw.repairs, ...ordered.repairs];
  // What a series file holds was judged when it was written; rates may rest, cross zero and jump.
  const isTakenAsIs = layout.badColumn !== null || layout.field === 'rate';
  const parts = isTakenAsIs ? [ordered.rows] : splitReused(ordered.rows);
  const series = parts.map((rows, index) => {
    const symbol = index === 0 ? raw.symbol : `${raw.symbol}#${index + 1}`;
    if (index > 0) repairs.push(reused(symbol, parts[index - 1]?.at(-1), rows[0]));
    // Rates dated by days may be of weeks or months.
    const stepSeconds = layout.isDaily && layout.field === 'close' ? DAY_SECONDS : grid.stepSeconds;
    repairs.push(
      ...describeTimes(symbol, rows, stepSeconds, Math.max(LONG_HOLE_SECONDS, 3 * (grid.usualSeconds ?? 0))),
    );
    return {
      ...(isTakenAsIs ? takeAsIs(rows, candleSeconds) : takeBadTicks(symbol, rows, candleSeconds, repairs)),
      symbol,
      quote: raw.quote,
      field: layout.field,
      stepSeconds,
    };
  });
  return { series, repairs, refusal: null };
}

function reused(symbol: string, last: PriceRow | undefined, first: PriceRow | undefined): Repair {
  return {
    code: 'HISTORY_TICKER_REUSED',
    symbol,
    fromSeconds: last?.timeSeconds ?? null,
    toSeconds: first?.timeSeconds ?? null,
    count: 1,
    detail: `from ${last?.price ?? '?'} to ${first?.price ?? '?'} across a long hole: another coin, a series of its own`,
  };
}

function describeTimes(
  symbol: string,
  rows: readonly PriceRow[],
  stepSeconds: number | null,
  longSeconds: number,
): Repair[] {
  const times = rows.map(({ timeSeconds }) => timeSeconds);
  const repairs: Repair[] = [];
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  if (stepSeconds === null && times.length > 1) {
    const detail = 'times lie on no grid; taken as they are';
    repairs.push({
      code: 'HISTORY_IRREGULAR_TIMES',
      symbol,
      fromSeconds: first,
      toSeconds: last,
      count: times.length,
      detail,
    });
  }
  const gaps = stepSeconds === null ? [] : findHoles(times, stepSeconds);
  if (stepSeconds !== null && gaps.length > 0) {
    const missing = gaps.map(({ fromSeconds, toSeconds }) => (toSeconds - fromSeconds) / stepSeconds - 1);
    const total = missing.reduce((sum, count) => sum + count, 0);
    const longest = missing.reduce((most, count) => Math.max(most, count), 0);
    const detail = `${gaps.length} gaps, ${total} missing in all, longest ${longest}; left open`;
    const [fromSeconds, toSeconds] = [gaps[0]?.fromSeconds ?? first, gaps.at(-1)?.toSeconds ?? last];
    repairs.push({ code: 'HISTORY_GAPS', symbol, fromSeconds, toSeconds, count: total, detail });
  }
  for (const { fromSeconds, toSeconds } of findHoles(times, longSeconds)) {
    const detail = `no price for ${Math.floor((toSeconds - fromSeconds) / DAY_SECONDS)} days: delisted or not recorded`;
    repairs.push({ code: 'HISTORY_LONG_HOLE', symbol, fromSeconds, toSeconds, count: 1, detail });
  }
  return repairs;
}

function takeAsIs(rows: readonly PriceRow[], candleSeconds: number): Pick<PriceSeries, 'points' | 'badTicks'> {
  const points = rows.filter(({ badKnownSeconds }) => badKnownSeconds === null);
  return {
    points: points.map(({ timeSeconds, price }) => ({ timeSeconds: timeSeconds + candleSeconds, price })),
    badTicks: rows.flatMap(({ timeSeconds, price, badKnownSeconds }) =>
      badKnownSeconds === null ? [] : [{ timeSeconds, price, knownSeconds: badKnownSeconds }],
    ),
  };
}

function takeBadTicks(
  symbol: string,
  rows: readonly PriceRow[],
  candleSeconds: number,
  repairs: Repair[],
): Pick<PriceSeries, 'points' | 'badTicks'> {
  const ticks = rows.map(({ timeSeconds, price, open }) => ({
    knownSeconds: timeSeconds + candleSeconds,
    price,
    open,
  }));
  const findings = findBadTicks(ticks);
  for (const { index, code } of findings) {
    const timeSeconds = rows[index]?.timeSeconds ?? 0;
    const around = [rows[index - 1]?.price, rows[index]?.price, rows[index + 1]?.price].map((price) => price ?? '-');
    const detail = `${around[1]} at ${isoTime(timeSeconds)} between ${around[0]} and ${around[2]}, taken out`;
    repairs.push({ code, symbol, fromSeconds: timeSeconds, toSeconds: timeSeconds, count: 1, detail });
  }
  const bad = new Map(findings.map(({ index, knownSeconds }) => [index, knownSeconds] as const));
  const points = ticks.map(({ knownSeconds, price }) => ({ timeSeconds: knownSeconds, price }));
  return {
    points: points.filter((_, index) => !bad.has(index)),
    badTicks: points.flatMap((point, index) => {
      const knownSeconds = bad.get(index);
      return knownSeconds === undefined ? [] : [{ ...point, knownSeconds }];
    }),
  };
}
