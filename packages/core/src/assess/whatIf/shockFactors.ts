import { mulDivDown, WAD, wad, type Wad } from '../../units/amounts.ts';
import { BallastError } from '../../units/error.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import { leftAfter } from './parseWhatIf.ts';
import { eventsOf, type WhatIf } from './whatIf.ts';

export class WhatIfPriceUnknown extends BallastError {
  constructor(assetId: string) {
    super({
      code: 'ASSESS_WHAT_IF_PRICE_UNKNOWN',
      message: `${assetId} has no live price, so it cannot be set to another`,
      remedy: 'mend its sources first: an unknown price is in the answer as it is',
      retryable: false,
    });
  }
}

/** What prices are multiplied by, and which assets only follow another. */
export interface ShockFactors {
  /** By asset, WAD; absent where nothing changes. */
  readonly factors: ReadonlyMap<string, Wad>;
  readonly followers: readonly { readonly assetId: string; readonly leaderId: string }[];
}

/**
 * The factor of every asset a what-if moves: what it says of the asset, times what the failure of its issuer leaves.
 * A share that is not named follows what it redeems for. Pure; throws WhatIfPriceUnknown where a price is to be set
 * that is not known.
 */
export function shockFactors(whatIf: WhatIf, policy: Policy, sheet: BalanceSheet): ShockFactors {
  const own = new Map<string, Wad>();
  const multiply = (assetId: string, factorWad: Wad): void =>
    void own.set(assetId, wad(mulDivDown(own.get(assetId) ?? WAD, factorWad, WAD)));
  for (const { assetId, factorWad } of eventsOf(whatIf, 'move')) multiply(assetId, factorWad);
  for (const { assetId, priceWad } of eventsOf(whatIf, 'price')) {
    const now = sheet.prices.find((item) => item.assetId === assetId);
    const seen = now?.consensusWad ?? now?.markWad ?? null;
    if (seen === null || seen <= 0n) throw new WhatIfPriceUnknown(assetId);
    multiply(assetId, wad(mulDivDown(priceWad, WAD, seen)));
  }
  for (const { party, lossBps } of eventsOf(whatIf, 'fail'))
    if (party.kind === 'issuer')
      for (const asset of policy.assets) if (asset.issuer === party.id) multiply(asset.id, leftAfter(lossBps));
  const factors = new Map(own);
  const followers: ShockFactors['followers'][number][] = [];
  for (const asset of policy.assets) {
    if (own.has(asset.id)) continue;
    const leaderId = leaderOf(asset.underlying, policy, own);
    const factorWad = leaderId === null ? undefined : own.get(leaderId);
    if (leaderId === null || factorWad === undefined) continue;
    factors.set(asset.id, factorWad);
    followers.push({ assetId: asset.id, leaderId });
  }
  return { factors, followers };
}

/** The nearest asset on the way down that moves by itself; null without one. */
function leaderOf(from: string | null, policy: Policy, own: ReadonlyMap<string, Wad>): string | null {
  const seen = new Set<string>();
  let at = from;
  while (at !== null && !seen.has(at)) {
    if (own.has(at)) return at;
    seen.add(at);
    const id: string = at;
    at = policy.assets.find((asset) => asset.id === id)?.underlying ?? null;
  }
  return null;
}
