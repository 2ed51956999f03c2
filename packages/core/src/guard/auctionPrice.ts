import { BPS, max, mulDivUp, pow10, raw, sub, type Bps, type Raw } from '../units/amounts.ts';
import { findAsset, refuse, type GuardState, type GuardVerdict } from './guardState.ts';
import { guardTerms } from './guardTerms.ts';

/** One auction as the contract holds it: of each sold asset there is one at most. */
export interface AuctionLot {
  readonly soldAssetId: string;
  readonly boughtAssetId: string;
  /** Under the exit regime, and of all there is. */
  readonly isExit: boolean;
  readonly startedAtSeconds: number;
  /** From then on it is over. */
  readonly endsAtSeconds: number;
  /** Raw units not sold yet; zero ends it too. */
  readonly leftRaw: Raw;
}

/** An auction that runs, as somebody who would buy sees it. */
export interface RunningAuction extends AuctionLot {
  readonly soldDecimals: number;
  /** What all that is left costs now, in the bought asset; null where the vault gives no price for it. */
  readonly priceRaw: Raw | null;
  readonly boughtDecimals: number;
}

/** Raw units of the bought asset that an amount costs: at the first second, and never less than. */
export interface AuctionSpan {
  readonly firstRaw: Raw;
  readonly floorRaw: Raw;
}

/** Whether anything of an auction may be bought now. Pure. */
export const isAuctionLive = ({ leftRaw, endsAtSeconds }: AuctionLot, nowSeconds: number): boolean =>
  leftRaw !== 0n && nowSeconds < endsAtSeconds;

/**
 * Where the price of an amount begins and where it would end, at the prices of now: the premium over what it is
 * charged at, in the bought asset at its lower feed, and the floor of a trade; the floor where that is more. Both
 * rounded up. Refused as the trade would be, in whatever mode the vault is: the trade itself asks that. Pure.
 */
export function auctionSpan(
  state: GuardState,
  sale: Pick<AuctionLot, 'soldAssetId' | 'boughtAssetId' | 'isExit'>,
  amountRaw: Raw,
  premiumBps: Bps,
): GuardVerdict<AuctionSpan> {
  const terms = guardTerms(
    { ...state, vault: { ...state.vault, mode: 'run' } },
    {
      fromAssetId: sale.soldAssetId,
      toAssetId: sale.boughtAssetId,
      amountInRaw: amountRaw,
      isExit: sale.isExit,
      isAuction: true,
    },
  );
  if (!terms.ok) return terms;
  const bought = findAsset(state, sale.boughtAssetId);
  if (bought === undefined || bought.lowWad === null)
    return refuse('StaleFeed', `the vault's own oracle gives no price for ${sale.boughtAssetId}`);
  const dear = mulDivUp(terms.valueWad * (BPS + premiumBps), pow10(bought.decimals), bought.lowWad * BPS);
  return { ok: true, firstRaw: max(raw(dear), terms.floorOutRaw), floorRaw: terms.floorOutRaw };
}

/**
 * What an amount costs now: it falls in a straight line over the time of the auction, rounded up. Both ends are made
 * anew from the prices of now. Pure; the twin of Auction.price.
 */
export function auctionPrice(
  state: GuardState,
  lot: AuctionLot,
  amountRaw: Raw,
  premiumBps: Bps,
): GuardVerdict<AuctionSpan & { readonly priceRaw: Raw }> {
  if (!isAuctionLive(lot, state.nowSeconds)) return refuse('NoAuction', `no auction of ${lot.soldAssetId} is open`);
  const span = auctionSpan(state, lot, amountRaw, premiumBps);
  if (!span.ok) return span;
  const [left, lasts] = [lot.endsAtSeconds - state.nowSeconds, lot.endsAtSeconds - lot.startedAtSeconds];
  const above = mulDivUp(sub(span.firstRaw, span.floorRaw), BigInt(left), BigInt(lasts));
  return { ...span, priceRaw: raw(span.floorRaw + above) };
}
