import type { CarriedState } from '../../records/carried.ts';
import type { BalanceSheet } from '../../records/sheet.ts';

/**
 * What is remembered once the prices of a sheet have lasted as long as the slow average looks back: every average
 * has caught up, so that a jump is believed and what jumped may be sold. Timers stay as they are. Pure.
 */
export function settleAverages(carried: CarriedState, sheet: BalanceSheet): CarriedState {
  return {
    ...carried,
    assets: carried.assets.map((asset) => {
      const seen = sheet.prices.find((price) => price.assetId === asset.assetId)?.consensusWad ?? null;
      return seen === null ? asset : { ...asset, slowPriceWad: seen, slowAtSeconds: sheet.asOfSeconds };
    }),
  };
}
