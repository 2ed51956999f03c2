import { max, min, mulWadDown, mulWadUp, type Wad } from '../units/amounts.ts';
import type { PolicyAsset, PolicySource } from '../policy/policy.ts';
import type { CarriedAsset } from '../records/carried.ts';
import type { SourceVerdict } from '../records/sheet.ts';
import type { PriceObservation } from '../records/snapshot.ts';
import { droppedVerdict, dropReason, isLive, verdictOf, type Answer } from './answer.ts';
import { capAssetRatio } from './growthCap.ts';

/** Lowest and highest price in the numeraire per whole token. */
export interface Interval {
  readonly lowWad: Wad;
  readonly highWad: Wad;
}

/** What judging one asset may look at; every part is data of this cycle. */
export interface PricingContext {
  readonly nowSeconds: number;
  readonly observationOf: (sourceId: string) => PriceObservation | undefined;
  readonly pastOf: (assetId: string) => CarriedAsset | undefined;
  /** Whether the contract behind a source is paused. */
  readonly isFlagged: (source: PolicySource) => boolean;
  /** One price of a quote asset, judged apart from assets quoted in it. */
  readonly quoteOf: (quote: string) => Wad | null;
  /** Interval a redemption rate of this asset multiplies. */
  readonly underlyingOf: (asset: PolicyAsset, quote: string) => Interval | null;
}

/** Everything the sources of one asset said. */
export interface Gathered {
  readonly market: readonly Answer[];
  /** What it redeems for; null when no redemption rate is live. */
  readonly fundamental: Interval | null;
  readonly fundamentalSources: readonly SourceVerdict[];
}

/** Turns the observations of an asset into answers in the numeraire, with the reason where one does not count. Pure. */
export function gatherAnswers(asset: PolicyAsset, context: PricingContext): Gathered {
  const market: Answer[] = [];
  const fundamentalSources: SourceVerdict[] = [];
  let fundamental: Interval | null = null;
  for (const source of asset.pricing.sources) {
    if (source.basis === 'market') {
      market.push(marketAnswer(source, context));
      continue;
    }
    const { interval, verdict } = redemptionAnswer(asset, source, context);
    fundamentalSources.push(verdict);
    if (interval !== null) fundamental = widen(fundamental, interval);
  }
  return { market, fundamental, fundamentalSources };
}

const widen = (known: Interval | null, more: Interval): Interval =>
  known === null ? more : { lowWad: min(known.lowWad, more.lowWad), highWad: max(known.highWad, more.highWad) };

function marketAnswer(source: PolicySource, context: PricingContext): Answer {
  const { answer, observed } = readSource(source, context);
  if (observed === null || answer.drop !== '') return answer;
  if (context.isFlagged(source)) return { ...answer, drop: 'VENUE_FLAGGED' };
  const quote = context.quoteOf(source.quote);
  return quote === null ? { ...answer, drop: 'QUOTE_UNKNOWN' } : { ...answer, priceWad: mulWadDown(observed, quote) };
}

function redemptionAnswer(
  asset: PolicyAsset,
  source: PolicySource,
  context: PricingContext,
): { readonly interval: Interval | null; readonly verdict: SourceVerdict } {
  const { answer, observed } = readSource(source, context);
  if (observed === null || !isLive({ ...answer, priceWad: observed }))
    return { interval: null, verdict: droppedVerdict(answer) };
  const underlying = context.underlyingOf(asset, source.quote);
  if (underlying === null) return { interval: null, verdict: droppedVerdict({ ...answer, drop: 'QUOTE_UNKNOWN' }) };
  const ratio = capAssetRatio(observed, asset, context.pastOf(asset.id), context.nowSeconds);
  const interval = {
    lowWad: mulWadDown(ratio, underlying.lowWad),
    highWad: mulWadUp(ratio, underlying.highWad),
  };
  const code = ratio < observed ? 'GROWTH_CAPPED' : '';
  return { interval, verdict: verdictOf({ ...answer, priceWad: interval.lowWad }, 'inlier', code) };
}

/** The raw answer of a source in its own quote, and whether it counts. */
function readSource(
  source: PolicySource,
  context: PricingContext,
): { readonly answer: Answer; readonly observed: Wad | null } {
  const observation = context.observationOf(source.id);
  const base = { sourceId: source.id, origin: source.origin, weightBps: source.weightBps, priceWad: null };
  if (observation === undefined) return { answer: { ...base, ageSeconds: null, drop: 'UNKNOWN' }, observed: null };
  const drop = dropReason(observation, source, context.nowSeconds);
  return { answer: { ...base, ageSeconds: observation.ageSeconds, drop }, observed: observation.priceWad };
}

/** Lowest live redemption ratio of an asset, cut to its cap: what the growth anchor follows. Null when none is live. */
export function liveRatio(
  asset: PolicyAsset,
  context: Pick<PricingContext, 'nowSeconds' | 'observationOf' | 'pastOf'>,
): Wad | null {
  let lowest: Wad | null = null;
  for (const source of asset.pricing.sources) {
    const observation = context.observationOf(source.id);
    if (source.basis !== 'fundamental' || observation?.priceWad == null) continue;
    if (dropReason(observation, source, context.nowSeconds) !== '') continue;
    const ratio = capAssetRatio(observation.priceWad, asset, context.pastOf(asset.id), context.nowSeconds);
    lowest = lowest === null ? ratio : min(lowest, ratio);
  }
  return lowest;
}
