import { raw, sub, type Bps, type Raw } from '../units/amounts.ts';
import { auctionPrice, isAuctionLive, type AuctionLot } from './auctionPrice.ts';
import { findAsset, refuse, tokensOf, type GuardState, type GuardVerdict } from './guardState.ts';
import { guardTerms } from './guardTerms.ts';

/** Of an exit all there is. */
const ALL = raw((1n << 256n) - 1n);

/**
 * Whether an auction may be opened now, in the contract's order: by the keeper, an exit by anybody; an exit goes before
 * another, and nothing before an exit. Pure; the twin of Auction.open. An exit is of all there is whatever was asked.
 */
export function guardOpenAuction(
  state: GuardState,
  asked: {
    readonly soldAssetId: string;
    readonly boughtAssetId: string;
    readonly amountRaw: Raw;
    readonly isExit: boolean;
    readonly isKeeper: boolean;
  },
  /** The last auction of the sold asset; null before the first. */
  last: AuctionLot | null,
  /** Null where the law holds no auctions. */
  auctionSeconds: number | null,
): GuardVerdict<{ readonly lot: AuctionLot }> {
  const { soldAssetId, boughtAssetId, amountRaw, isExit } = asked;
  const { nowSeconds } = state;
  if (!asked.isKeeper && !isExit) return refuse('NotKeeper', 'only an exit is put up for auction by anybody');
  if (amountRaw <= 0n) return refuse('ZeroAmount', 'nothing to sell');
  if (last !== null && isAuctionLive(last, nowSeconds) && (last.isExit || !isExit))
    return refuse('AuctionIsOpen', `${soldAssetId} is up for auction already`);
  if (auctionSeconds === null) return refuse('NoAuction', 'the law of the vault holds no auctions');
  if (state.vault.mode === 'frozen') return refuse('WrongMode', 'the vault is frozen');
  const terms = guardTerms(state, {
    fromAssetId: soldAssetId,
    toAssetId: boughtAssetId,
    amountInRaw: isExit ? raw(1n) : amountRaw,
    isExit,
    isAuction: true,
  });
  if (!terms.ok) return terms;
  const [startedAtSeconds, endsAtSeconds] = [nowSeconds, nowSeconds + auctionSeconds];
  const leftRaw = isExit ? ALL : amountRaw;
  return { ok: true, lot: { soldAssetId, boughtAssetId, isExit, startedAtSeconds, endsAtSeconds, leftRaw } };
}

/**
 * Whether an auction sells an amount for at most `mostRaw` of the bought asset, and what it costs; what is left
 * afterwards. Pure; the twin of Auction.fill up to the trade of the vault, which is judged like any other.
 */
export function guardFillAuction(
  state: GuardState,
  lot: AuctionLot,
  fill: { readonly amountRaw: Raw; readonly mostRaw: Raw },
  premiumBps: Bps,
): GuardVerdict<{ readonly lot: AuctionLot; readonly paidRaw: Raw }> {
  const { amountRaw, mostRaw } = fill;
  if (amountRaw <= 0n) return refuse('ZeroAmount', 'nothing to buy');
  if (amountRaw > lot.leftRaw) return refuse('NoAuction', `no auction of so much ${lot.soldAssetId} is open`);
  const price = auctionPrice(state, lot, amountRaw, premiumBps);
  if (!price.ok) return price;
  const bought = findAsset(state, lot.boughtAssetId) ?? { assetId: lot.boughtAssetId, decimals: 0 };
  if (price.priceRaw > mostRaw)
    return refuse('AbovePrice', `it costs ${tokensOf(price.priceRaw, bought)} now, above ${tokensOf(mostRaw, bought)}`);
  return { ok: true, lot: { ...lot, leftRaw: sub(lot.leftRaw, amountRaw) }, paidRaw: price.priceRaw };
}
