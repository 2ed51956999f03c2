import { max, min, pow10, wad, type Wad } from '../units/amounts.ts';
import type { Address, VaultAsset } from '../records/snapshot.ts';
import { refuse, type GuardVerdict } from './guardState.ts';

/** A feed's latest answer, in its own decimals. */
export interface FeedAnswer {
  readonly feed: Address;
  readonly answer: bigint;
  readonly decimals: number;
  readonly updatedAtSeconds: number;
  readonly heartbeatSeconds: number;
}

export interface PriceBounds {
  readonly minPriceWad: Wad;
  readonly maxPriceWad: Wad;
}

const MOST_ANSWER = (1n << 191n) - 1n;
const MOST_DECIMALS = 36;

/** One read of one feed as the contract checks it: fresh, positive, inside the bounds; rounded down and up. Pure. */
export function readFeed(
  { feed, answer, decimals, updatedAtSeconds, heartbeatSeconds }: FeedAnswer,
  bounds: PriceBounds,
  nowSeconds: number,
): GuardVerdict<{ readonly downWad: Wad; readonly upWad: Wad }> {
  if (updatedAtSeconds > nowSeconds || nowSeconds - updatedAtSeconds > heartbeatSeconds)
    return refuse('StaleFeed', `${feed} is older than its heartbeat of ${heartbeatSeconds} s`);
  if (answer <= 0n || answer > MOST_ANSWER || decimals > MOST_DECIMALS)
    return refuse('PriceOutOfBounds', `${feed} answers ${answer} in ${decimals} decimals`);
  const scale = pow10(decimals <= 18 ? 18 - decimals : decimals - 18);
  const [down, up] =
    decimals <= 18 ? [answer * scale, answer * scale] : [answer / scale, (answer + scale - 1n) / scale];
  if (down < bounds.minPriceWad || up > bounds.maxPriceWad)
    return refuse('PriceOutOfBounds', `${feed} answers outside its hard bounds`);
  return { ok: true, downWad: wad(down), upWad: wad(up) };
}

/** The contract's interval of an asset's one or two feeds; refuses when any refuses, in their order. Pure. */
export function quoteFeeds(
  feeds: readonly FeedAnswer[],
  bounds: PriceBounds,
  nowSeconds: number,
): GuardVerdict<{ readonly lowWad: Wad; readonly highWad: Wad }> {
  let interval: { readonly lowWad: Wad; readonly highWad: Wad } | null = null;
  for (const feed of feeds) {
    const read = readFeed(feed, bounds, nowSeconds);
    if (!read.ok) return read;
    interval = {
      lowWad: interval === null ? read.downWad : min(interval.lowWad, read.downWad),
      highWad: interval === null ? read.upWad : max(interval.highWad, read.upWad),
    };
  }
  return interval === null ? refuse('StaleFeed', 'the asset has no feed') : { ok: true, ...interval };
}

/** What follows from a quote: whether the asset counts as depegged and its exit is open. A single feed opens nothing. Pure. */
export function judgeQuote(
  quote: GuardVerdict<{ readonly lowWad: Wad; readonly highWad: Wad }>,
  asset: { readonly isDisabled: boolean; readonly depegPriceWad: Wad | null; readonly feedCount: number },
): Pick<VaultAsset, 'lowWad' | 'highWad' | 'priceRefusal' | 'isDepegged' | 'isExitOpen'> {
  const isDepegged =
    quote.ok && asset.feedCount > 1 && asset.depegPriceWad !== null && quote.highWad < asset.depegPriceWad;
  return {
    lowWad: quote.ok ? quote.lowWad : null,
    highWad: quote.ok ? quote.highWad : null,
    priceRefusal: quote.ok ? null : quote.code,
    isDepegged,
    isExitOpen: asset.isDisabled || isDepegged,
  };
}
