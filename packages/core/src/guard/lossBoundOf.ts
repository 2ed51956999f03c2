import { bps, bpsOfUp, max, min, type Bps, type Wad } from '../units/amounts.ts';
import type { VaultState } from '../records/snapshot.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import { type BoundBudget, type BoundParameters } from './lossBound.ts';

/**
 * The parameters of the loss bound under a policy. With the vault of a snapshot the stricter of document and chain
 * counts for `stricter`, the chain's own for `chain`: only these hold a keeper that does not obey the document. An
 * asset counts when the vault can price it; its honest feed may stand away from the truth by the wider of its two
 * feeds' update thresholds. `reserveWad` is what venue caps are shares of. Pure.
 */
export function boundParametersOf(
  policy: Policy,
  vault: VaultState | null,
  reserveWad: Wad,
  view: 'stricter' | 'chain' = 'stricter',
): BoundParameters {
  const { limits } = policy;
  const pick = vault === null || view === 'stricter' ? min<bigint> : (_document: bigint, chain: bigint) => chain;
  const narrow = <T extends bigint>(document: T, chain: T | undefined): T =>
    chain === undefined ? document : (pick(document, chain) as T);
  const budget = (document: Wad, burstWad: Wad | undefined, refillPerDayWad: Wad | undefined): BoundBudget => ({
    burstWad: narrow(document, burstWad),
    refillPerDayWad: narrow(document, refillPerDayWad),
  });
  const venues = policy.venues.filter((venue) => venue.kind !== 'uniswap-v3');
  const capOf = (venueId: string): Wad => {
    const document = venues.find((venue) => venue.id === venueId)?.maxShareBps ?? bps(0);
    return bpsOfUp(reserveWad, narrow(document, vault?.venues.find((item) => item.venueId === venueId)?.maxBps));
  };
  return {
    loss: budget(limits.lossPerDayWad, vault?.lossBurstWad, vault?.lossRefillPerDayWad),
    depeg: budget(limits.depegExitPerDayWad, vault?.gates?.depegBurstWad, vault?.gates?.depegRefillPerDayWad),
    turnover: budget(limits.turnoverPerDayWad, vault?.turnoverBurstWad, vault?.turnoverRefillPerDayWad),
    slipBps: narrow(limits.maxSlippageBps, widestSlip(vault)),
    oracleErrors: policy.assets.flatMap((asset) => {
      const errorBps = feedErrorBps(policy, asset);
      return errorBps === null ? [] : [{ assetId: asset.id, errorBps }];
    }),
    exitPenalties: venues
      .filter(({ exitPenaltyBps }) => exitPenaltyBps > 0n)
      .map(({ id, exitPenaltyBps }) => ({ venueId: id, capWad: capOf(id), penaltyBps: exitPenaltyBps })),
    venues: venues.map(({ id, lossGivenDefaultBps }) => ({ venueId: id, capWad: capOf(id), lossGivenDefaultBps })),
  };
}

const widestSlip = (vault: VaultState | null): Bps | undefined =>
  vault?.assets.reduce<Bps>((widest, asset) => max(widest, asset.slipBps), bps(0));

/** Update threshold of the two feeds the vault reads, the wider one; null where the vault has no feed of the asset. */
function feedErrorBps(policy: Policy, asset: PolicyAsset): Bps | null {
  const chain = policy.execution.vault?.chain;
  const feeds = asset.pricing.sources
    .filter(
      (source) =>
        source.venue === 'chainlink' &&
        source.quote === policy.numeraire &&
        (chain === undefined || source.chain === chain),
    )
    .slice(0, 2);
  return feeds.length === 0 ? null : feeds.reduce<Bps>((widest, feed) => max(widest, feed.deviationBps), bps(0));
}
