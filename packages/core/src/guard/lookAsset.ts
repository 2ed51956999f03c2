import { max, min, wad, type Bps, type Wad } from '../units/amounts.ts';
import { countedOf, type Anchor } from './grownValue.ts';
import { refuse, type GuardVerdict } from './guardState.ts';
import { haircutInForce, type PushedHaircut } from './haircutInForce.ts';
import { quoteFeeds, readFeed, type FeedAnswer, type PriceBounds } from './quoteFeeds.ts';

/** What the law says of one asset's price and exit. */
export interface WatchedAsset {
  readonly assetId: string;
  /** One or two, in their order. */
  readonly feeds: readonly FeedAnswer[];
  readonly bounds: PriceBounds;
  readonly pegWad: Wad | null;
  readonly depegPriceWad: Wad | null;
  readonly exitFloorWad: Wad | null;
  readonly haircutFloorBps: Bps;
  readonly maxGrowthPerDayBps: Bps;
  readonly isDisabled: boolean;
}

/** Seen to hold since then, last at `lastSeconds`; since zero: it does not hold. */
export interface Run {
  readonly sinceSeconds: number;
  readonly lastSeconds: number;
}

/** What the oracle remembers of one asset. */
export interface AssetWatch extends PushedHaircut {
  readonly armed: Run;
  readonly exitOpenUntilSeconds: number;
  /** Its lower price as last poked. */
  readonly anchor: Anchor;
}

/** The sequencer's feed as it answers; null on a chain without one. */
export type SequencerAnswer = { readonly isUp: boolean; readonly startedAtSeconds: number } | null;

/** What of the regime a look needs. */
export interface LookTerms {
  readonly haircutDecayPerDayBps: Bps;
  /** Zero for never. */
  readonly entryHaircutBps: Bps;
  readonly sequencerGraceSeconds: number;
}

/** What the contract says of one asset. */
export interface AssetLook {
  /** Name of the error a quote would revert with, else null. */
  readonly refusal: string | null;
  /** Zero without a price. */
  readonly lowWad: Wad;
  readonly highWad: Wad;
  /** Most a token may be worth while a broken feed keeps it from being sold at a price but not from leaving; zero where it may not leave. */
  readonly blindWad: Wad;
  readonly isDepegged: boolean;
  readonly isArmed: boolean;
  readonly isExitOpen: boolean;
  readonly isShut: boolean;
  readonly haircutBps: Bps;
}

/** Whether the chain's sequencer is up, and has been for its grace. Pure; the twin of PriceReader.isUp. */
export const isSequencerUp = (answer: SequencerAnswer, graceSeconds: number, nowSeconds: number): boolean =>
  answer === null ||
  (answer.isUp && answer.startedAtSeconds !== 0 && answer.startedAtSeconds + graceSeconds <= nowSeconds);

/** The asset's interval, its lower end at most what growth lets count. Pure; the twin of OracleRouter.quote. */
export function quoteAsset(
  asset: WatchedAsset,
  watch: AssetWatch,
  isUp: boolean,
  nowSeconds: number,
): GuardVerdict<{ readonly lowWad: Wad; readonly highWad: Wad }> {
  if (!isUp) return refuse('SequencerDown', 'the sequencer of the chain is down, or back for less than its grace');
  const quote = quoteFeeds(asset.feeds, asset.bounds, nowSeconds);
  if (!quote.ok) return quote;
  return { ...quote, lowWad: countedOf(quote.lowWad, watch.anchor, asset.maxGrowthPerDayBps, nowSeconds) };
}

/** Everything the contract says of one asset now; no answer of a feed makes it throw. Pure; the twin of OracleRouter.look. */
export function lookAsset(
  asset: WatchedAsset,
  watch: AssetWatch,
  terms: LookTerms,
  sequencer: SequencerAnswer,
  nowSeconds: number,
): AssetLook {
  const quote = quoteAsset(asset, watch, isSequencerUp(sequencer, terms.sequencerGraceSeconds, nowSeconds), nowSeconds);
  const isDepegged =
    quote.ok && asset.feeds.length > 1 && asset.depegPriceWad !== null && quote.highWad < asset.depegPriceWad;
  const isBroken = !quote.ok && (quote.code === 'StaleFeed' || quote.code === 'PriceOutOfBounds');
  const blindWad = isBroken && asset.exitFloorWad !== null ? blindWorth(asset, nowSeconds) : wad(0n);
  const haircutBps = haircutInForce(asset.haircutFloorBps, watch, terms.haircutDecayPerDayBps, nowSeconds);
  const isMarkedDown = terms.entryHaircutBps !== 0n && haircutBps > terms.entryHaircutBps;
  return {
    refusal: quote.ok ? null : quote.code,
    lowWad: quote.ok ? quote.lowWad : wad(0n),
    highWad: quote.ok ? quote.highWad : wad(0n),
    blindWad,
    isDepegged,
    isArmed: asset.isDisabled || isDepegged || blindWad !== 0n,
    isExitOpen: nowSeconds < watch.exitOpenUntilSeconds,
    isShut: asset.isDisabled || isDepegged || isMarkedDown,
    haircutBps,
  };
}

/** Bounds every answer of a feed is inside of. */
const ANY = { minPriceWad: wad(1n), maxPriceWad: wad((1n << 256n) - 1n) };

/**
 * Most an asset without a price may be worth: par, or the last answer of a feed, however old, up to the bound; zero where
 * it has no par and a feed says nothing.
 */
function blindWorth(asset: WatchedAsset, nowSeconds: number): Wad {
  const reads = asset.feeds.map((feed) =>
    readFeed({ ...feed, heartbeatSeconds: Number.MAX_SAFE_INTEGER }, ANY, nowSeconds),
  );
  if (asset.pegWad === null && reads.some((read) => !read.ok)) return wad(0n);
  const most = reads.reduce((all, read) => (read.ok ? max(all, read.upWad) : all), wad(0n));
  return max(min(most, asset.bounds.maxPriceWad), asset.pegWad ?? wad(0n));
}
