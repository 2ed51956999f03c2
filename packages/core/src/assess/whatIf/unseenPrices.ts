import { max, min, type Wad } from '../../units/amounts.ts';
import { formatWad } from '../../units/decimal.ts';
import { BallastError } from '../../units/error.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';

export class WhatIfPriceBeyond extends BallastError {
  constructor(assetId: string, boundWad: Wad) {
    super({
      code: 'ASSESS_WHAT_IF_PRICE_BEYOND',
      message: `${assetId} would be above ${formatWad(boundWad)}, the most its sources may say (maxPrice): a cycle would take its price for unknown`,
      remedy: 'ask for a price its sources may say, or raise maxPrice in the policy',
      retryable: false,
    });
  }
}

/** An asset whose price after a what-if no source may say. */
export interface UnseenPrice {
  readonly assetId: string;
  /** The highest its sources would answer, in their quote. */
  readonly priceWad: Wad;
  /** Least price any of its sources may say, in its quote. */
  readonly minPriceWad: Wad;
}

/** A moment as it was observed and what it is worth. */
interface Valued {
  readonly snapshot: Snapshot;
  readonly sheet: BalanceSheet;
}

/**
 * Assets that had a price before the events and have none after, because every answer is at zero or below what its
 * source may say (`minPrice`): a cycle takes such a price for unknown, so it counts nothing, and neither limits nor the
 * level can be judged by it. Pure; throws WhatIfPriceBeyond where answers rose above `maxPrice` instead, since a gain
 * that is counted as a loss answers nobody.
 */
export function unseenPrices(before: BalanceSheet, hit: Valued, policy: Policy): UnseenPrice[] {
  return policy.assets.flatMap(({ id, pricing }): UnseenPrice[] => {
    if (markOf(before, id) === null || markOf(hit.sheet, id) !== null) return [];
    const refused = pricing.sources.flatMap((source) => {
      const saidWad = hit.snapshot.prices.find((item) => item.sourceId === source.id)?.priceWad ?? null;
      return saidWad === null || (saidWad >= source.minPriceWad && saidWad <= source.maxPriceWad)
        ? []
        : [{ ...source, saidWad }];
    });
    if (refused.length === 0) return [];
    const over = refused.filter((source) => source.saidWad > source.maxPriceWad);
    if (over.length > 0) throw new WhatIfPriceBeyond(id, over.map((source) => source.maxPriceWad).reduce(max));
    return [
      {
        assetId: id,
        priceWad: refused.map((source) => source.saidWad).reduce(max),
        minPriceWad: refused.map((source) => source.minPriceWad).reduce(min),
      },
    ];
  });
}

const markOf = (sheet: BalanceSheet, assetId: string): Wad | null =>
  sheet.prices.find((item) => item.assetId === assetId)?.markWad ?? null;
