import { add, min, mulDivDown, mulDivUp, sum, wad, ZERO_WAD, type Bps, type Raw, type Wad } from '../units/amounts.ts';
import type { LadderRung, RedeemedCash } from '../records/sheet.ts';
import type { Stock } from './ladderStock.ts';

/** Something that turns into cash, or into what it redeems for, by its terms. */
export interface Redemption {
  readonly item: Stock;
  /** What comes of it and is then sold; null where it is cash at once. */
  readonly into: { readonly assetId: string; readonly amountRaw: Raw } | null;
}

/** Part of a draw that one redemption is behind, and what of the budgets it uses, rounded down. */
export interface RedeemedPart extends Omit<RedeemedCash, 'soldWad'>, Budgets {}

/** Money of the day's budgets. */
export interface Budgets {
  readonly turnoverWad: Wad;
  readonly lossWad: Wad;
}

/**
 * The parts of a sale that redemptions are behind: of so much stock in one place, as much as came of each, pro rata and
 * rounded up. The best prices go first, so that a sale of less stock keeps at least its share. Pure.
 */
export function partsOfSale(
  sale: {
    readonly assetId: string;
    readonly chain: string;
    readonly venueId: string;
    readonly penaltyBps: Bps;
    readonly cashWad: Wad;
    readonly used: Budgets;
    readonly stockRaw: Raw;
  },
  redemptions: readonly Redemption[],
): RedeemedPart[] {
  return redemptions.flatMap(({ item, into }) => {
    const isOfLot = item.chain === sale.chain && item.penaltyBps === sale.penaltyBps;
    if (into?.assetId !== sale.assetId || !isOfLot || into.amountRaw === 0n) return [];
    const cashWad = wad(mulDivUp(sale.cashWad, into.amountRaw, sale.stockRaw));
    const part = (whole: Wad): Wad => wad(mulDivDown(whole, into.amountRaw, sale.stockRaw));
    const { turnoverWad, lossWad } = sale.used;
    const used = { turnoverWad: part(turnoverWad), lossWad: part(lossWad) };
    return [{ assetId: item.assetId, drawnAs: sale.assetId, venueId: sale.venueId, cashWad, ...used }];
  });
}

/** What of the budgets is free again once nothing of an asset is redeemed. Pure. */
export const freedBy = (parts: readonly RedeemedPart[], assetId: string): Budgets => {
  const own = parts.filter((part) => part.assetId === assetId);
  return { turnoverWad: sum(own.map((part) => part.turnoverWad)), lossWad: sum(own.map((part) => part.lossWad)) };
};

/**
 * Parts of one asset in one draw as one, each with its share of what selling that asset `instead` raises, rounded down
 * and never more than redeeming it. In the order of the parts. Pure.
 */
export function redeemedCash(parts: readonly RedeemedPart[], instead: LadderRung['draws']): RedeemedCash[] {
  const joined = new Map<string, Omit<RedeemedCash, 'soldWad'>>();
  const whole = new Map<string, Wad>();
  for (const { assetId, drawnAs, venueId, cashWad } of parts) {
    if (cashWad === 0n) continue;
    const key = [assetId, drawnAs, venueId ?? ''].join('\n');
    joined.set(key, { assetId, drawnAs, venueId, cashWad: add(joined.get(key)?.cashWad ?? ZERO_WAD, cashWad) });
    whole.set(assetId, add(whole.get(assetId) ?? ZERO_WAD, cashWad));
  }
  return [...joined.values()].map((part) => {
    const soldWad = instead
      .filter((draw) => draw.assetId === part.assetId)
      .reduce((total, draw) => add(total, draw.cashWad), ZERO_WAD);
    const share = mulDivDown(soldWad, part.cashWad, whole.get(part.assetId) ?? part.cashWad);
    return { ...part, soldWad: min(part.cashWad, wad(share)) };
  });
}
