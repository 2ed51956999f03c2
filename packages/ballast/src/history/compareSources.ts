import { DAY_SECONDS } from '@ballast/core';
import { isDollar } from './dollars.ts';
import type { Finding } from './finding.ts';
import type { PriceSeries } from './priceSeries.ts';

/** Days two series must share before they are compared. */
const COMMON_DAYS = 5;
/** Middle ratio beyond which two sources of one asset cannot both be meant as they are. */
const APART = 0.05;

/**
 * Compares the daily closes of series of one asset in dollars or dollar coins: the middle ratio of two sources is near
 * one, or one of them is of another unit, another coin, or upside down. `of` is the later one of the pair. Pure.
 */
export function compareSources(series: readonly PriceSeries[]): { readonly of: number; readonly finding: Finding }[] {
  const closes = series.map(dailyCloses);
  return series.flatMap((own, of) =>
    series.slice(0, of).flatMap((other, at) => {
      const isSame = own.field === 'close' && own.symbol === other.symbol && other.field === 'close';
      if (!isSame || !isDollar(own.quote) || !isDollar(other.quote)) return [];
      const finding = compare(closes[of] ?? new Map(), closes[at] ?? new Map(), `${other.symbol}/${other.quote}`);
      return finding === null ? [] : [{ of, finding }];
    }),
  );
}

function compare(own: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>, name: string): Finding | null {
  const days = [...own.keys()].filter((day) => other.has(day));
  if (days.length < COMMON_DAYS) return null;
  const ratio = middle(days.map((day) => (own.get(day) ?? 0) / (other.get(day) ?? 1)));
  if (Math.abs(Math.log(ratio)) <= APART) return null;
  const product = middle(days.map((day) => (own.get(day) ?? 0) * (other.get(day) ?? 1)));
  const isInverted = Math.abs(Math.log(product)) <= APART;
  return {
    code: isInverted ? 'HISTORY_INVERTED' : 'HISTORY_SOURCES_DISAGREE',
    level: 'doubt',
    fromSeconds: Math.min(...days.slice(0, 1)) * DAY_SECONDS,
    toSeconds: (days.at(-1) ?? 0) * DAY_SECONDS,
    count: days.length,
    detail: isInverted
      ? `is one divided by the other ${name} of these files: upside down?`
      : `is ${ratio.toPrecision(4)} times the other ${name} of these files: another unit or coin?`,
  };
}

function dailyCloses({ points }: PriceSeries): Map<number, number> {
  return new Map(points.map(({ timeSeconds, price }) => [Math.ceil(timeSeconds / DAY_SECONDS), Number(price)]));
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
