import { mulDivDown, raw, WAD, wad, type Raw, type Wad } from '../../units/amounts.ts';
import type { Policy } from '../../policy/policy.ts';
import type { PriceObservation, Snapshot, VaultState } from '../../records/snapshot.ts';
import { failParties } from './failParties.ts';
import type { ShockFactors } from './shockFactors.ts';
import { shockPool } from './shockPool.ts';
import { eventsOf, type WhatIf } from './whatIf.ts';

/**
 * The same moment after the events of a what-if: every source of a price shows the new one, pools have been traded
 * to it, the vault's oracle and depeg exits follow, and what stood with a failed counterparty is lost in part and the
 * rest stuck. An asset held at par by definition has no price to move; so much of it is lost instead. Redemptions are
 * not in it: see `payRun`. Pure.
 */
export function shockSnapshot(
  snapshot: Snapshot,
  whatIf: WhatIf,
  { factors }: Pick<ShockFactors, 'factors'>,
  policy: Policy,
): Snapshot {
  const factorOf = (assetId: string): Wad => factors.get(assetId) ?? WAD;
  const depthWad = eventsOf(whatIf, 'depth')[0]?.factorWad ?? WAD;
  const atPar = new Set(policy.assets.filter((asset) => asset.pricing.method === 'par').map((asset) => asset.id));
  const shareOf = (assetId: string): Wad => (atPar.has(assetId) ? factorOf(assetId) : WAD);
  const moved: Snapshot = {
    ...snapshot,
    prices: snapshot.prices.map((item) => movePrice(item, factorOf(item.assetId), factorOf(item.quote))),
    pools: snapshot.pools.map((pool) =>
      shockPool(pool, { factor0Wad: factorOf(pool.asset0), factor1Wad: factorOf(pool.asset1), depthWad }),
    ),
    holdings: snapshot.holdings.map((holding) => ({
      ...holding,
      amountRaw: scaleRaw(holding.amountRaw, shareOf(holding.assetId)),
      withdrawableRaw: scaleRaw(holding.withdrawableRaw, shareOf(holding.assetId)),
    })),
    attested: snapshot.attested.map((record) => ({
      ...record,
      amountRaw: scaleRaw(record.amountRaw, shareOf(record.assetId)) ?? record.amountRaw,
    })),
    vault: snapshot.vault === null ? null : moveVault(snapshot.vault, factorOf),
  };
  return eventsOf(whatIf, 'fail').reduce((after, event) => failParties(after, event, policy), moved);
}

function movePrice(item: PriceObservation, factorWad: Wad, quoteFactorWad: Wad): PriceObservation {
  const move = (value: Wad | null): Wad | null =>
    value === null ? null : wad(mulDivDown(value, factorWad, quoteFactorWad));
  return factorWad === quoteFactorWad
    ? item
    : { ...item, priceWad: move(item.priceWad), confidenceWad: move(item.confidenceWad) };
}

const scaleRaw = (amount: Raw | null, shareWad: Wad): Raw | null =>
  amount === null || shareWad >= WAD ? amount : raw(mulDivDown(amount, shareWad, WAD));

/** The vault reads the same feeds: its interval moves, and a price below the pre-voted one opens the exit. */
function moveVault(vault: VaultState, factorOf: (assetId: string) => Wad): VaultState {
  return {
    ...vault,
    assets: vault.assets.map((asset) => {
      const factorWad = factorOf(asset.assetId);
      if (factorWad === WAD || asset.lowWad === null || asset.highWad === null) return asset;
      const [lowWad, highWad] = [asset.lowWad, asset.highWad].map((value) => wad(mulDivDown(value, factorWad, WAD)));
      if (lowWad === undefined || highWad === undefined) return asset;
      const isDepegged = asset.depegPriceWad !== null && highWad < asset.depegPriceWad;
      return { ...asset, lowWad, highWad, isDepegged, isExitOpen: asset.isDisabled || isDepegged };
    }),
  };
}
