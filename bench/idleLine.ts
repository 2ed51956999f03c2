// One idea: a holding valued at one, idle in an account and sellable at once, for sheets that are made up.
import { bps, floatToWadDown, raw, wad, type SheetLine } from '@ballast/core';

/** `money` in the numeraire is also the amount: the mark is one. */
export function idleLine(assetId: string, accountId: string, money: number): SheetLine {
  const valueWad = floatToWadDown(money);
  return {
    holdingId: `vault:${assetId}`,
    assetId,
    accountId,
    venueId: null,
    where: 'idle',
    decimals: 18,
    amountRaw: raw(valueWad),
    markWad: wad(10n ** 18n),
    valueWad,
    haircutBps: bps(0),
    riskAdjustedWad: valueWad,
    isEndogenous: false,
    liquidityTier: 'now',
    sources: [],
    flags: [],
  };
}
