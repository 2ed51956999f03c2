import { mulDivDown, RAY, wad, type Wad } from '../../units/amounts.ts';
import { savingsRate } from '../../markets/savingsRate.ts';
import type { CarriedState } from '../../records/carried.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';

/**
 * What lending and savings venues would pay in a year on what stands in them, at the rates of now; a venue whose rate
 * is unknown pays nothing. In the numeraire, each line rounded down. Pure.
 */
export function yearlyIncome(sheet: BalanceSheet, snapshot: Snapshot, carried: Pick<CarriedState, 'savings'>): Wad {
  const rateOf = (venueId: string | null): bigint =>
    snapshot.lending.find((item) => item.venueId === venueId)?.liquidityRateRay ??
    savingsRate(
      snapshot.savings.find((item) => item.venueId === venueId),
      carried.savings.find((item) => item.venueId === venueId)?.from,
      sheet.asOfSeconds,
    ) ??
    0n;
  return sheet.lines.reduce(
    (sum, line) =>
      line.where === 'deployed' ? wad(sum + mulDivDown(line.valueWad ?? 0n, rateOf(line.venueId), RAY)) : sum,
    wad(0n),
  );
}
