import { BPS, mulDivDown, raw, sub, type Raw } from '../../units/amounts.ts';
import { partiesOfAsset, partiesOfLine } from '../../policy/counterparties.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Holding, PoolState, Snapshot } from '../../records/snapshot.ts';
import type { WhatIfEvent } from './whatIf.ts';

type Failure = Pick<Extract<WhatIfEvent, { readonly kind: 'fail' }>, 'party' | 'lossBps'>;

/**
 * A snapshot in which a venue, custodian, bridge or chain has failed: the share lost of everything that stood there is
 * gone, and the rest is stuck (encumbered: it backs nothing after haircuts and pays nobody). Its pools trade no more,
 * its markets pay out nothing, and a vault on a failed chain cannot act. The failure of an issuer is a price: see
 * `shockFactors`. Pure.
 */
export function failParties(snapshot: Snapshot, { party, lossBps }: Failure, policy: Policy): Snapshot {
  if (party.kind === 'issuer') return snapshot;
  const keep = (amount: Raw | null): Raw | null =>
    amount === null ? null : raw(mulDivDown(amount, sub(BPS, lossBps), BPS));
  const isHit = (place: Pick<Holding, 'assetId' | 'accountId' | 'venueId'>): boolean =>
    (party.kind === 'venue' && place.venueId === party.id) ||
    partiesOfLine(place, policy).some((item) => item.kind === party.kind && item.id === party.id);
  const failedVenues = new Set(
    policy.venues
      .filter(
        (venue) =>
          (party.kind === 'venue' && (venue.id === party.id || venue.operator === party.id)) ||
          (party.kind === 'chain' && venue.chain === party.id),
      )
      .map((venue) => venue.id),
  );
  const hit = snapshot.holdings.filter((holding) => isHit(holding));
  const ids = new Set(hit.map((holding) => holding.id));
  const records = new Set(hit.map((holding) => holding.attestedId));
  return {
    ...snapshot,
    holdings: snapshot.holdings.map((holding) =>
      ids.has(holding.id)
        ? { ...holding, amountRaw: keep(holding.amountRaw), withdrawableRaw: raw(0n), where: 'encumbered' }
        : holding,
    ),
    attested: snapshot.attested.map((record) =>
      records.has(record.id) ? { ...record, amountRaw: keep(record.amountRaw) ?? record.amountRaw } : record,
    ),
    pools: snapshot.pools.map((pool) => {
      const isBridged =
        party.kind === 'bridge' &&
        [pool.asset0, pool.asset1].some((id) =>
          partiesOfAsset(id, policy, pool.chain).some((item) => item.kind === 'bridge' && item.id === party.id),
        );
      return failedVenues.has(pool.venueId) || isBridged ? drain(pool, keep) : pool;
    }),
    lending: snapshot.lending.map((market) =>
      failedVenues.has(market.venueId) ? { ...market, availableLiquidityRaw: raw(0n), isPaused: true } : market,
    ),
    savings: snapshot.savings.map((vault) =>
      failedVenues.has(vault.venueId)
        ? { ...vault, maxWithdrawRaw: raw(0n), convertibleRaw: keep(vault.convertibleRaw) ?? vault.convertibleRaw }
        : vault,
    ),
    vault:
      snapshot.vault !== null && party.kind === 'chain' && snapshot.vault.chain === party.id
        ? { ...snapshot.vault, mode: 'frozen' }
        : snapshot.vault,
  };
}

/** No depth for anybody; our own positions lose their share. */
function drain(pool: PoolState, keep: (amount: Raw | null) => Raw | null): PoolState {
  const ownPositions = pool.ownPositions.map((position) => ({
    ...position,
    liquidityRaw: keep(position.liquidityRaw) ?? position.liquidityRaw,
  }));
  return {
    ...pool,
    liquidityRaw: raw(0n),
    ownLiquidityRaw: raw(0n),
    ownPositions,
    ticks: [],
    tickFrom: pool.tick,
    tickTo: pool.tick,
  };
}
