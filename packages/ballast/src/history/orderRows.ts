import { isoTime } from '@ballast/core';
import type { PriceRow, RawSeries } from './collectRows.ts';
import type { Refusal, Repair, RepairCode } from './priceSeries.ts';

/**
 * Puts the rows of a series in order of time, one row a moment. Rows out of order are sorted; a repeated row is
 * dropped; of several numbered rounds at one moment the last one stands; two prices at one moment otherwise cannot
 * both be true, and refuse the series.
 */
export function orderRows(series: RawSeries): { rows: PriceRow[]; repairs: Repair[] } | Refusal {
  const { symbol } = series;
  const malformed = series.rows.find(({ round }) => round !== null && !/^\d+$/.test(round));
  if (malformed !== undefined) {
    return { code: 'HISTORY_BAD_NUMBER', symbol, row: null, detail: `round "${malformed.round}" is not a number` };
  }
  const repairs: Repair[] = [];
  const sorted = series.rows.toSorted((a, b) => a.timeSeconds - b.timeSeconds || compareRounds(a.round, b.round));
  const misplaced = series.rows.filter((row, index) => row.timeSeconds < (series.rows[index - 1]?.timeSeconds ?? 0));
  pushRepair(repairs, 'HISTORY_UNSORTED', symbol, misplaced, 'rows earlier than the row before them, sorted');
  const rows: PriceRow[] = [];
  const [duplicates, rounds]: [PriceRow[], PriceRow[]] = [[], []];
  for (const row of sorted) {
    const last = rows.at(-1);
    if (last?.timeSeconds !== row.timeSeconds) rows.push(row);
    else if (last.price === row.price) duplicates.push(row);
    else if (row.round !== null && last.round !== row.round) {
      rows[rows.length - 1] = row;
      rounds.push(row);
    } else return conflict(symbol, last, row);
  }
  pushRepair(repairs, 'HISTORY_DUPLICATES', symbol, duplicates, 'rows that repeat time and price of another, dropped');
  pushRepair(repairs, 'HISTORY_SAME_TIME_ROUNDS', symbol, rounds, 'moments with several rounds, the last one kept');
  return { rows, repairs };
}

function conflict(symbol: string, one: PriceRow, other: PriceRow): Refusal {
  const detail = `${isoTime(one.timeSeconds)} has the prices ${one.price} and ${other.price}`;
  return { code: 'HISTORY_CONFLICT', symbol, row: null, detail };
}

function compareRounds(a: string | null, b: string | null): number {
  if (a === null || b === null) return 0;
  // Round ids pass 2^53.
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function pushRepair(
  repairs: Repair[],
  code: RepairCode,
  symbol: string,
  rows: readonly PriceRow[],
  detail: string,
): void {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return;
  const [fromSeconds, toSeconds] = [first.timeSeconds, last.timeSeconds];
  repairs.push({ code, symbol, fromSeconds, toSeconds, count: rows.length, detail });
}
