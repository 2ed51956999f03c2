import type { PriceRow } from './collectRows.ts';
import { LONG_HOLE_SECONDS } from './timeGrid.ts';

/** After a rest of a week a price ten times higher or lower is another coin's under the same ticker. */
const OTHER_COIN_FACTOR = 10;

/** Parts rows in order where a ticker was given to another coin: a long hole with a jump no coin makes. */
export function splitReused(rows: readonly PriceRow[]): PriceRow[][] {
  const parts: PriceRow[][] = [];
  let last: PriceRow | null = null;
  for (const row of rows) {
    const part = parts.at(-1);
    if (part === undefined || (last !== null && isOtherCoin(last, row))) parts.push([row]);
    else part.push(row);
    last = row;
  }
  return parts;
}

function isOtherCoin(last: PriceRow, row: PriceRow): boolean {
  if (row.timeSeconds - last.timeSeconds < LONG_HOLE_SECONDS) return false;
  const ratio = Number(row.price) / Number(last.price);
  return ratio >= OTHER_COIN_FACTOR || ratio <= 1 / OTHER_COIN_FACTOR;
}
