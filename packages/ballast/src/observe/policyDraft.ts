import { getAddress } from 'viem';
import { BallastError, type Address, type Wad } from '@ballast/core';
import type { Catalogue, CatalogueAsset } from './catalogueSchema.ts';
import type { DetectedAccount } from './detectAccounts.ts';

/** An asset of a drafted document. Shares are whole basis points of the whole; `note` is said above it. */
export interface DraftAsset {
  readonly assetId: string;
  readonly shareBps: number;
  readonly note: string | null;
}

/** What a policy document is drafted from. */
export interface PolicyDraft {
  readonly catalogue: Catalogue;
  readonly accounts: readonly DetectedAccount[];
  readonly assets: readonly DraftAsset[];
  /** What everything is worth; null where nothing was valued. */
  readonly totalWad: Wad | null;
  /** ISO date. */
  readonly effective: string;
  /** Where the draft comes from, for its first lines. */
  readonly origin: string;
}

export class AssetNotInCatalogue extends BallastError {
  constructor(id: string) {
    super({
      code: 'OBSERVE_ASSET_NOT_IN_CATALOGUE',
      message: `the catalogue has no asset ${id}`,
      remedy: 'draft from assets the same catalogue found',
      retryable: false,
    });
  }
}

/** An asset of the catalogue by id. Throws AssetNotInCatalogue. */
export function assetOf(catalogue: Catalogue, id: string): CatalogueAsset {
  const found = catalogue.assets.find((asset) => asset.id === id);
  if (found === undefined) throw new AssetNotInCatalogue(id);
  return found;
}

/** Independent operators that price an asset: feeds, Pyth and pools are one each. */
export const originsOf = (asset: CatalogueAsset): number =>
  (asset.feeds.length > 0 ? 1 : 0) + (asset.pyth === undefined ? 0 : 1) + (asset.pools.length > 0 ? 1 : 0);

/** An address in quotes, with its checksum: what a reader compares with an explorer. */
export const written = (address: Address): string => `"${getAddress(address)}"`;

/** Free text as a YAML scalar. */
export const quoted = (text: string): string => JSON.stringify(text);
