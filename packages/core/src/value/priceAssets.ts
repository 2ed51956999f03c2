import { WAD, max, min, type Wad } from '../units/amounts.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { CarriedState } from '../records/carried.ts';
import type { AssetPrice } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { bandOf, voteConsensus } from './consensus.ts';
import { gatherAnswers, type Interval, type PricingContext } from './gatherAnswers.ts';
import { priceTraded } from './priceTraded.ts';
import { priceClass } from './priceClass.ts';

/**
 * Prices every asset of the policy in the numeraire, in the policy's order. Pure.
 * A market quote in another asset uses that asset's consensus over its own numeraire-quoted sources, so that
 * no loop confirms itself. A redemption rate uses the whole interval of what it redeems for; an lpShare the
 * lowest of the assets it may turn into. An asset that would be made of itself has no redemption value.
 */
export function priceAssets(snapshot: Snapshot, policy: Policy, carried: CarriedState): AssetPrice[] {
  const assets = new Map(policy.assets.map((asset) => [asset.id, asset]));
  const done = new Map<string, AssetPrice>();
  const open = new Set<string>();
  const base = contextOf(snapshot, carried);
  const context: PricingContext = {
    ...base,
    quoteOf: remember((quote: string): Wad | null => {
      if (quote === policy.numeraire) return WAD;
      const asset = assets.get(quote);
      return asset === undefined ? null : priceApart(asset, policy.numeraire, base);
    }),
    underlyingOf: (asset, quote) => {
      if (quote === policy.numeraire) return { lowWad: WAD, highWad: WAD };
      return spanOf((asset.class === 'lpShare' ? asset.constituents : [quote]).map(price));
    },
  };
  function price(assetId: string): AssetPrice | null {
    const known = done.get(assetId);
    if (known !== undefined) return known;
    const asset = assets.get(assetId);
    if (asset === undefined || open.has(assetId)) return null;
    open.add(assetId);
    const result = asset.pricing.method === 'consensus' ? priceTraded(asset, context) : priceClass(asset, context);
    open.delete(assetId);
    done.set(assetId, result);
    return result;
  }
  return policy.assets.flatMap((asset) => price(asset.id) ?? []);
}

/** Context of observations and memory alone: every quote is taken for the numeraire. */
export function contextOf(snapshot: Snapshot, carried: CarriedState): PricingContext {
  const observations = new Map(snapshot.prices.map((item) => [item.sourceId, item]));
  const past = new Map(carried.assets.map((item) => [item.assetId, item]));
  const paused = new Set(
    snapshot.contracts.filter((item) => item.isPaused === true).map((item) => `${item.chain}/${item.address}`),
  );
  return {
    nowSeconds: snapshot.asOfSeconds,
    observationOf: (sourceId) => observations.get(sourceId),
    pastOf: (assetId) => past.get(assetId),
    isFlagged: (source) => paused.has(`${source.chain}/${source.address}`),
    quoteOf: () => WAD,
    underlyingOf: () => ({ lowWad: WAD, highWad: WAD }),
  };
}

/** Price of an asset over its sources quoted in the numeraire alone; null when they do not agree. */
function priceApart(asset: PolicyAsset, numeraire: string, base: PricingContext): Wad | null {
  const sources = asset.pricing.sources.filter((source) => source.quote === numeraire);
  const alone = { ...asset, pricing: { ...asset.pricing, sources } };
  if (asset.pricing.method !== 'consensus') return priceClass(alone, base).consensusWad;
  return voteConsensus(gatherAnswers(alone, base).market, bandOf(asset)).priceWad;
}

/** From the lowest low to the highest high; null when any part is unknown. */
function spanOf(parts: readonly (AssetPrice | null)[]): Interval | null {
  let found: Interval | null = null;
  for (const part of parts) {
    if (part?.lowWad == null || part.highWad === null) return null;
    found =
      found === null
        ? { lowWad: part.lowWad, highWad: part.highWad }
        : { lowWad: min(found.lowWad, part.lowWad), highWad: max(found.highWad, part.highWad) };
  }
  return found;
}

/** Computes each key once. */
function remember<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const fresh = compute(key);
    known.set(key, fresh);
    return fresh;
  };
}
