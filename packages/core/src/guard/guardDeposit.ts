import { bpsOfDown, raw, subFloor, valueDown, type Raw, type Wad } from '../units/amounts.ts';
import {
  availableOf,
  deployedIn,
  findAsset,
  findVenue,
  quoteOf,
  refuse,
  valueFloor,
  valueHigh,
  type GuardState,
  type GuardVerdict,
} from './guardState.ts';

/** What the contract checks before idle tokens enter a venue; assumes the venue credits what it is given. Pure. */
export function guardDeposit(
  state: GuardState,
  deposit: { readonly venueId: string; readonly amountRaw: Raw },
): GuardVerdict<{ readonly valueWad: Wad }> {
  if (deposit.amountRaw <= 0n) return refuse('ZeroAmount', 'nothing to deposit');
  if (state.vault.mode !== 'run') return refuse('WrongMode', `no deposit in mode ${state.vault.mode}`);
  const venue = findVenue(state, deposit.venueId);
  if (venue === undefined) return refuse('UnknownVenue', `the vault's law does not list ${deposit.venueId}`);
  const asset = findAsset(state, venue.assetId);
  if (asset === undefined) return refuse('UnknownAsset', `the vault's law does not list ${venue.assetId}`);
  if (!venue.isEntryAllowed || asset.isDisabled || asset.isDepegged)
    return refuse('EntryForbidden', `${venue.venueId} is closed to ${venue.assetId} on chain`);
  const available = availableOf(state, asset);
  if (available < deposit.amountRaw)
    return refuse(
      'InsufficientIdle',
      `only ${available} raw units of ${asset.assetId} are idle and not owed to holders`,
      asset.lowWad === null ? null : valueDown(available, asset.decimals, asset.lowWad),
    );
  const price = quoteOf(asset);
  if (!price.ok) return price;
  if (state.lossUsedWad > state.vault.lossBurstWad)
    return refuse(
      'LossBudgetExceeded',
      'the loss budget of the vault is overdrawn',
      subFloor(state.vault.lossBurstWad, state.lossUsedWad),
    );
  const inside = deployedIn(state, venue.venueId);
  const cap = bpsOfDown(valueFloor(state), venue.maxBps);
  if (valueHigh(asset, raw(inside + deposit.amountRaw), price.highWad) > cap)
    return refuse(
      'VenueCapExceeded',
      `${venue.venueId} would pass its cap of ${venue.maxBps} bps`,
      subFloor(cap, valueHigh(asset, inside, price.highWad)),
    );
  return { ok: true, valueWad: valueHigh(asset, deposit.amountRaw, price.highWad) };
}
