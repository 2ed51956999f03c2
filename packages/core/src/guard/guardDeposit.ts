import { bpsOfDown, raw, subFloor, valueDown, type Raw, type Wad } from '../units/amounts.ts';
import type { Holding, VaultAsset, VaultVenue } from '../records/snapshot.ts';
import { gateOf, guardRisks, guardSound, totalOf, withdrawableIn } from './guardGates.ts';
import {
  availableOf,
  deployedIn,
  findAsset,
  findVenue,
  isShut,
  quoteOf,
  refuse,
  tokensOf,
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
  if (!venue.isEntryAllowed || isShut(state, asset))
    return refuse('EntryForbidden', `${venue.venueId} is closed to ${venue.assetId} on chain`);
  const available = availableOf(state, asset);
  if (available < deposit.amountRaw)
    return refuse(
      'InsufficientIdle',
      `only ${tokensOf(available, asset)} are idle and not owed to holders`,
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
  const total = totalOf(state);
  const cap = bpsOfDown(total, venue.maxBps);
  if (valueHigh(asset, raw(inside + deposit.amountRaw), price.highWad) > cap)
    return refuse(
      'VenueCapExceeded',
      `${venue.venueId} would pass its cap of ${venue.maxBps} bps`,
      subFloor(cap, valueHigh(asset, inside, price.highWad)),
    );
  const left = guardPlaced(placed(state, venue, deposit.amountRaw), venue, asset, total);
  if (!left.ok) return left;
  return { ok: true, valueWad: valueHigh(asset, deposit.amountRaw, price.highWad) };
}

/** Caps of who stands behind the venue, and liquidity, with the deposit in it. */
function guardPlaced(state: GuardState, venue: VaultVenue, asset: VaultAsset, total: Wad): GuardVerdict<object> {
  const gate = state.vault.gates?.venues.find((item) => item.venueId === venue.venueId);
  if (gate === undefined) return { ok: true };
  const risks = guardRisks(state, gate.risks, total, new Map());
  if (!risks.ok) return risks;
  // What is locked longer than the token itself leaves the classes between; what a venue could not give back at once
  // leaves the first. A deposit that does neither makes nothing worse.
  const isShort = withdrawableIn(state, venue.venueId) < deployedIn(state, venue.venueId);
  const fromMaturity = gateOf(state, asset.assetId)?.maturity ?? 0;
  const toMaturity = gate.maturity === 0 && isShort ? 1 : gate.maturity;
  if (fromMaturity >= toMaturity) return { ok: true };
  return guardSound(state, { isRiskier: false, fromMaturity, toMaturity }, new Map());
}

/** The state with an amount moved from idle into the venue, which could give all of it back. */
function placed(state: GuardState, venue: VaultVenue, amountRaw: Raw): GuardState {
  const inside = state.holdings.find((holding) => holding.venueId === venue.venueId && holding.where === 'deployed');
  const idle = state.holdings.find((holding) => holding.assetId === venue.assetId && holding.where === 'idle');
  if (idle === undefined) return state;
  const moved = (holding: Holding, by: bigint): Holding => ({
    ...holding,
    amountRaw: raw((holding.amountRaw ?? 0n) + by),
    withdrawableRaw: raw((holding.withdrawableRaw ?? 0n) + by),
  });
  const into = inside ?? {
    ...idle,
    where: 'deployed' as const,
    venueId: venue.venueId,
    amountRaw: raw(0n),
    withdrawableRaw: raw(0n),
  };
  return {
    ...state,
    holdings: [
      ...state.holdings.filter((holding) => holding !== inside && holding !== idle),
      moved(idle, -amountRaw),
      moved(into, amountRaw),
    ],
  };
}
