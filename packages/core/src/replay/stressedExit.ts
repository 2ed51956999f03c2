import { bpsOfDown, min, sub, subFloor, sum, valueDown, wad, type Bps, type Wad } from '../units/amounts.ts';
import type { BalanceSheet, SheetLine } from '../records/sheet.ts';

/** How atStressedExit counts the assets, in words that stand in every statement. */
export const STRESSED_METHOD =
  'low price of every asset; what the liquidity ladder sells within a week at its exit cost; the rest after the policy haircut; encumbered, in transit, expired, ineligible and endogenous lines at zero; claims as at mark';

/**
 * Assets if everything had to be sold from now on: per asset, what the ladder turns into cash within a week after exit
 * cost, never more than the lines that count; what it cannot sell by then at the low price after the haircut; books of
 * debt positions as at mark. Rounded down. Pure.
 */
export function stressedAssets(sheet: BalanceSheet): Wad {
  const week = sheet.ladder.find((rung) => rung.horizon === 'week');
  const assetIds = [...new Set(sheet.lines.map((line) => line.assetId))];
  const perAsset = assetIds.map((assetId) => {
    const counted = sheet.lines.filter((line) => line.assetId === assetId && line.flags.length === 0);
    const worth = sum<Wad>(counted.map((line) => lowValue(line, sheet)));
    const draws = (week?.draws ?? []).filter((draw) => draw.assetId === assetId);
    const cash = min(worth, sum<Wad>(draws.map((draw) => draw.cashWad)));
    const sold = sum<Wad>(draws.map((draw) => wad(draw.cashWad + draw.costWad)));
    const haircut = counted.reduce<Bps>((most, line) => (line.haircutBps > most ? line.haircutBps : most), 0n as Bps);
    return wad(cash + bpsOfDown(subFloor(worth, sold), sub(10_000n as Bps, haircut)));
  });
  const books = sum<Wad>(sheet.liabilities.map((line) => line.bookBackingWad ?? wad(0n)));
  return wad(sum<Wad>(perAsset) + books);
}

function lowValue(line: SheetLine, sheet: BalanceSheet): Wad {
  const low = sheet.prices.find((price) => price.assetId === line.assetId)?.lowWad ?? null;
  if (line.amountRaw === null || low === null || line.valueWad === null) return wad(0n);
  return min(line.valueWad, valueDown(line.amountRaw, line.decimals, low));
}
