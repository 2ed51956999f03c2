import { add, subFloor, valueDown, valueUp, ZERO_WAD, type Bps, type Raw, type Wad } from '../units/amounts.ts';
import type { AssetPrice } from '../records/sheet.ts';
import { lowOf, penaltyRaw, priceOf } from './ladderStock.ts';
import { outOfPart, type SaleStep } from './saleSteps.ts';

/** A sale through one slice, or through it and then one of the next pool, of stock that a venue may keep a share of. */
export interface Sale {
  readonly step: SaleStep;
  readonly next: SaleStep | null;
  readonly penaltyBps: Bps;
}

/** What a sale brings, and what it is charged as the vault charges: sold at the high side, bought at the low side. */
export interface SaleCharge {
  readonly middleRaw: Raw;
  readonly cashWad: Wad;
  readonly turnoverWad: Wad;
  /** The venue's share in it, once. */
  readonly lossWad: Wad;
}

/** Charges a sale of so much of the slice. Pure. */
export function chargeSale(
  prices: readonly AssetPrice[],
  { step, next, penaltyBps }: Sale,
  amountRaw: Raw,
): SaleCharge {
  const first = chargeStep(prices, step, amountRaw);
  const highWad = priceOf(prices, step.fromAssetId)?.highWad ?? ZERO_WAD;
  const lossWad = add(first.lossWad, valueUp(penaltyRaw(amountRaw, penaltyBps), decimalsOf(step, 'in'), highWad));
  if (next === null) return { middleRaw: first.outRaw, cashWad: first.boughtWad, turnoverWad: first.soldWad, lossWad };
  const second = chargeStep(prices, next, first.outRaw);
  return {
    middleRaw: first.outRaw,
    cashWad: second.boughtWad,
    turnoverWad: add(first.soldWad, second.soldWad),
    lossWad: add(lossWad, second.lossWad),
  };
}

function chargeStep(prices: readonly AssetPrice[], step: SaleStep, amountRaw: Raw) {
  const outRaw = outOfPart(step, amountRaw);
  const highWad = priceOf(prices, step.fromAssetId)?.highWad ?? ZERO_WAD;
  const soldWad = valueUp(amountRaw, decimalsOf(step, 'in'), highWad);
  const boughtWad = valueDown(outRaw, decimalsOf(step, 'out'), lowOf(prices, step.toAssetId));
  return { outRaw, soldWad, boughtWad, lossWad: subFloor(soldWad, boughtWad) };
}

/** Decimals of either side of a slice. Pure. */
export function decimalsOf({ pool, fromAssetId }: SaleStep, side: 'in' | 'out'): number {
  return (pool.asset0 === fromAssetId) === (side === 'in') ? pool.decimals0 : pool.decimals1;
}
