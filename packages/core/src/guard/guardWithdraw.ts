import { raw, sum, type Raw } from '../units/amounts.ts';
import { deployedIn, findVenue, refuse, tokensOf, type GuardState, type GuardVerdict } from './guardState.ts';

/**
 * What stands against taking tokens back from a venue: open in every mode, with dead feeds too. Pure.
 * `VenueIlliquid` is the one code that is not our contract's: the venue itself would refuse, each in its own words.
 */
export function guardWithdraw(
  state: GuardState,
  withdrawal: { readonly venueId: string; readonly amountRaw: Raw },
): GuardVerdict<object> {
  if (withdrawal.amountRaw <= 0n) return refuse('ZeroAmount', 'nothing to withdraw');
  const venue = findVenue(state, withdrawal.venueId);
  if (venue === undefined) return refuse('UnknownVenue', `the vault's law does not list ${withdrawal.venueId}`);
  const inside = deployedIn(state, venue.venueId);
  // Without a holding of the asset every amount is zero, and reads the same in any decimals.
  const decimals = state.holdings.find((holding) => holding.assetId === venue.assetId)?.decimals ?? 0;
  const asset = { assetId: venue.assetId, decimals };
  if (withdrawal.amountRaw > inside)
    return refuse('InsufficientDeployed', `only ${tokensOf(inside, asset)} are in ${venue.venueId}`);
  const liquid = sum(
    state.holdings
      .filter((holding) => holding.venueId === venue.venueId && holding.where === 'deployed')
      .map((holding) => holding.withdrawableRaw ?? raw(0n)),
  );
  if (withdrawal.amountRaw > liquid)
    return refuse('VenueIlliquid', `${venue.venueId} could return only ${tokensOf(liquid, asset)} now`);
  return { ok: true };
}
