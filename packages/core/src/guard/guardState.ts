import { raw, subFloor, sum, valueDown, valueUp, wad, type Bps, type Raw, type Wad } from '../units/amounts.ts';
import { formatDecimal } from '../units/decimal.ts';
import type { Holding, VaultAsset, VaultState, VaultVenue } from '../records/snapshot.ts';

/** What the contract would say: yes with its figures, or the name of its error with the binding figure. */
export type GuardVerdict<T> =
  | ({ readonly ok: true } & T)
  | {
      readonly ok: false;
      /** Name of the Solidity error the call would revert with. */
      readonly code: string;
      readonly reason: string;
      /** What would still fit under the binding limit; null where no amount would. */
      readonly headroomWad: Wad | null;
    };

/** Everything the contract looks at, as plain data; a planner moves it forward as it plans. */
export interface GuardState {
  readonly vault: VaultState;
  /** Of the vault account alone, already updated by earlier planned actions. */
  readonly holdings: readonly Holding[];
  readonly baseAssetId: string;
  readonly nowSeconds: number;
  readonly lossUsedWad: Wad;
  readonly turnoverUsedWad: Wad;
  /** How far a planner stays on the near side of targets, of their value: the total moves until it acts. Zero for the contract's own verdict. */
  readonly marginBps?: Bps;
}

/** A refusal as data. */
export const refuse = (
  code: string,
  reason: string,
  headroomWad: Wad | null = null,
): { readonly ok: false; readonly code: string; readonly reason: string; readonly headroomWad: Wad | null } => ({
  ok: false,
  code,
  reason,
  headroomWad,
});

export const findAsset = (state: GuardState, assetId: string): VaultAsset | undefined =>
  state.vault.assets.find((asset) => asset.assetId === assetId);

export const findVenue = (state: GuardState, venueId: string): VaultVenue | undefined =>
  state.vault.venues.find((venue) => venue.venueId === venueId);

/** An amount as people read it: whole tokens, every digit, and the asset. */
export const tokensOf = (amount: Raw, asset: { readonly assetId: string; readonly decimals: number }): string =>
  `${formatDecimal(amount, asset.decimals)} ${asset.assetId}`;

/** Idle tokens of an asset in the vault; unknown counts as none. */
export const idleOf = (state: GuardState, assetId: string): Raw =>
  sum(
    state.holdings
      .filter((holding) => holding.assetId === assetId && holding.where === 'idle')
      .map((holding) => holding.amountRaw ?? raw(0n)),
  );

/** Idle tokens the keeper may move: what is owed to holders stays. */
export const availableOf = (state: GuardState, asset: VaultAsset): Raw =>
  subFloor(idleOf(state, asset.assetId), asset.owedRaw);

/** Tokens of an asset in one venue; unknown counts as none. */
export const deployedIn = (state: GuardState, venueId: string): Raw =>
  sum(
    state.holdings
      .filter((holding) => holding.venueId === venueId && holding.where === 'deployed')
      .map((holding) => holding.amountRaw ?? raw(0n)),
  );

/** Idle and deployed tokens of an asset. */
export const heldOf = (state: GuardState, assetId: string): Raw =>
  raw(
    idleOf(state, assetId) +
      state.vault.venues
        .filter((venue) => venue.assetId === assetId)
        .reduce((total, venue) => total + deployedIn(state, venue.venueId), 0n),
  );

/** Value of everything held at each asset's lower feed, after the given changes of holdings; what cannot be priced, and what is endogenous, counts as nothing. */
export const valueFloor = (state: GuardState, changes: ReadonlyMap<string, bigint> = new Map()): Wad =>
  sum(
    state.vault.assets.map((asset) => {
      if (asset.lowWad === null || asset.isEndogenous) return wad(0n);
      const held = heldOf(state, asset.assetId) + (changes.get(asset.assetId) ?? 0n);
      return valueDown(raw(held), asset.decimals, asset.lowWad);
    }),
  );

/** Value of an asset's tokens at its higher feed, rounded up. */
export const valueHigh = (asset: VaultAsset, amountRaw: Raw, highWad: Wad): Wad =>
  valueUp(amountRaw, asset.decimals, highWad);

/** The contract's two prices of an asset, or its refusal. */
export function quoteOf(asset: VaultAsset): GuardVerdict<{ readonly lowWad: Wad; readonly highWad: Wad }> {
  if (asset.lowWad === null || asset.highWad === null)
    return refuse(asset.priceRefusal ?? 'StaleFeed', `the vault's own oracle gives no price for ${asset.assetId}`);
  return { ok: true, lowWad: asset.lowWad, highWad: asset.highWad };
}

/** Refuses when the two feeds stand further apart than the law allows. */
export function requireAgreement(
  asset: VaultAsset,
  price: { readonly lowWad: Wad; readonly highWad: Wad },
): GuardVerdict<object> {
  const { lowWad: low, highWad: high } = price;
  if ((high - low) * 10_000n > low * asset.maxDeviationBps)
    return refuse('FeedsDisagree', `the feeds of ${asset.assetId} stand more than ${asset.maxDeviationBps} bps apart`);
  return { ok: true };
}

/** Whether the asset is closed to all entry: switched off, below its peg, or under a haircut that stops it. */
export const isShut = (state: GuardState, asset: VaultAsset): boolean =>
  asset.isDisabled ||
  asset.isDepegged ||
  state.vault.gates?.assets.some((gate) => gate.assetId === asset.assetId && gate.isShut) === true;

/** Whether the contract lets anything enter this asset. */
export function requireEntry(state: GuardState, asset: VaultAsset): GuardVerdict<object> {
  if (!asset.isEntryAllowed || isShut(state, asset))
    return refuse('EntryForbidden', `${asset.assetId} is closed to entry on chain`);
  return { ok: true };
}
