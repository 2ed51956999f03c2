import type { Address, PolicyAsset, PolicySource, PriceObservation } from '@ballast/core';
import { provenanceOf, type ReadContext } from './snapshotPart.ts';

/** A price source that is read on a chain. */
export type ChainSource = PolicySource & { readonly address: Address };

/** One source of one asset to be read on the context's chain. */
export interface SourceLine {
  readonly asset: PolicyAsset;
  readonly source: ChainSource;
}

/** Sources of the given venues on the context's chain, in the policy's order. */
export const sourcesOn = (context: ReadContext, venues: readonly PolicySource['venue'][]): SourceLine[] =>
  context.policy.assets.flatMap((asset) =>
    asset.pricing.sources
      .filter((source): source is ChainSource => source.chain === context.chain && source.address !== null)
      .filter((source) => venues.includes(source.venue))
      .map((source) => ({ asset, source })),
  );

/** An observation without an answer; readers fill in what they know. */
export const silentObservation = (
  context: ReadContext,
  { asset, source }: { readonly asset: PolicyAsset; readonly source: PolicySource },
  method: string,
): PriceObservation => ({
  sourceId: source.id,
  assetId: asset.id,
  venue: source.venue,
  origin: source.origin,
  priceWad: null,
  quote: source.quote,
  confidenceWad: null,
  roundRaw: null,
  updatedAtSeconds: null,
  ageSeconds: null,
  isClamped: false,
  sequencer: 'none',
  basis: source.basis,
  provenance:
    source.address === null
      ? { kind: 'chain', chain: source.chain, block: null, contract: null, method, timeSeconds: context.timeSeconds }
      : provenanceOf(context, source.address, method),
});
