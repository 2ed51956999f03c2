import { isoTime } from '@ballast/core';
import type { PriceFile, PriceSeries, Refusal, Repair } from './priceSeries.ts';

/** Repairs listed one by one for one code and symbol; the rest is counted. */
const LISTED = 3;

/** What a person wants to know of an imported file before using it: series, repairs, refusals; one line each. */
export function checkSeries(file: PriceFile): string[] {
  return [
    ...file.series.map((series) => `${file.name}: ${describeSeries(series)}`),
    ...groupRepairs(file.repairs).flatMap((group) => describeRepairs(file.name, group)),
    ...file.refusals.map((refusal) => `${file.name}: refused ${describeRefusal(refusal)}`),
  ];
}

function describeSeries({ symbol, quote, stepSeconds, points }: PriceSeries): string {
  const [first, last] = [points[0], points.at(-1)];
  const spacing = stepSeconds === null ? 'irregular' : `every ${stepSeconds} s`;
  const span =
    first === undefined || last === undefined ? '' : `, ${isoTime(first.timeSeconds)} to ${isoTime(last.timeSeconds)}`;
  return `${symbol} in ${quote}, ${points.length} closes, ${spacing}${span}`;
}

function groupRepairs(repairs: readonly Repair[]): Repair[][] {
  const groups = new Map<string, Repair[]>();
  for (const repair of repairs) {
    const key = `${repair.symbol ?? ''} ${repair.code}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [repair]);
    else group.push(repair);
  }
  return [...groups.values()];
}

function describeRepairs(name: string, group: readonly Repair[]): string[] {
  const lines = group.slice(0, LISTED).map(({ code, symbol, fromSeconds, toSeconds, count, detail }) => {
    const about = symbol === null ? '' : ` ${symbol}`;
    const when = fromSeconds === null || toSeconds === null ? '' : ` ${span(fromSeconds, toSeconds)}`;
    return `${name}: ${code}${about}${when}, ${count}: ${detail}`;
  });
  const rest = group.slice(LISTED);
  const total = rest.reduce((sum, { count }) => sum + count, 0);
  if (rest.length > 0)
    lines.push(`${name}: ${rest[0]?.code} ${rest[0]?.symbol ?? ''}: ${rest.length} more, ${total} rows`);
  return lines;
}

const span = (fromSeconds: number, toSeconds: number): string =>
  fromSeconds === toSeconds ? isoTime(fromSeconds) : `${isoTime(fromSeconds)} to ${isoTime(toSeconds)}`;

const describeRefusal = ({ code, symbol, row, detail }: Refusal): string =>
  `${symbol ?? 'the file'}${row === null ? '' : ` at row ${row}`}: ${code}, ${detail}`;
