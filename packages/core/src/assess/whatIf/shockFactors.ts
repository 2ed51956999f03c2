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
 * The factor of every asset a what-if moves: what it says of the asset, else the factor of what the asset redeems for,
 * times what the failure of its issuer leaves, unless that is in the factor already. Pure; throws WhatIfPriceUnknown
 * where a price is to be set that is not known.
 */
export function shockFactors(whatIf: WhatIf, policy: Policy, sheet: BalanceSheet): ShockFactors {
  const named = namedFactors(whatIf, sheet);
  const failed = new Map(
    eventsOf(whatIf, 'fail')
      .filter(({ party }) => party.kind === 'issuer')
      .map(({ party, lossBps }) => [party.id, leftAfter(lossBps)]),
  );
  const factors = new Map<string, Wad>();
  const followers: ShockFactors['followers'][number][] = [];
  for (const asset of policy.assets) {
    const { factorWad, leaderId } = moveOf(asset.id, { policy, named, failed }, new Set());
    if (factorWad === WAD) continue;
    factors.set(asset.id, factorWad);
    if (leaderId !== null && leaderId !== asset.id) followers.push({ assetId: asset.id, leaderId });
  }
  return { factors, followers };
}

function namedFactors(whatIf: WhatIf, sheet: BalanceSheet): ReadonlyMap<string, Wad> {
  const named = new Map<string, Wad>(eventsOf(whatIf, 'move').map(({ assetId, factorWad }) => [assetId, factorWad]));
  for (const { assetId, priceWad } of eventsOf(whatIf, 'price')) {
    const now = sheet.prices.find((item) => item.assetId === assetId);
    const seen = now?.consensusWad ?? now?.markWad ?? null;
    if (seen === null || seen <= 0n) throw new WhatIfPriceUnknown(assetId);
    named.set(assetId, wad(mulDivDown(priceWad, WAD, seen)));
  }
  return named;
}

interface Causes {
  readonly policy: Policy;
  readonly named: ReadonlyMap<string, Wad>;
  /** What the failure of an issuer leaves. */
  readonly failed: ReadonlyMap<string, Wad>;
}

interface Move {
  readonly factorWad: Wad;
  /** Nearest asset on the way down that moves by itself; null when nothing does. */
  readonly leaderId: string | null;
  /** Issuers whose failure is in the factor. */
  readonly issuers: readonly string[];
}

function moveOf(assetId: string, causes: Causes, open: Set<string>): Move {
  const { policy, named, failed } = causes;
  const asset = policy.assets.find((item) => item.id === assetId);
  const stated = named.get(assetId);
  open.add(assetId);
  const underlying = asset?.underlying ?? null;
  const below: Move =
    stated !== undefined
      ? { factorWad: stated, leaderId: assetId, issuers: [] }
      : underlying === null || open.has(underlying)
        ? { factorWad: WAD, leaderId: null, issuers: [] }
        : moveOf(underlying, causes, open);
  const left = asset === undefined ? undefined : failed.get(asset.issuer);
  if (asset === undefined || left === undefined || below.issuers.includes(asset.issuer)) return below;
  return {
    factorWad: wad(mulDivDown(below.factorWad, left, WAD)),
    leaderId: below.leaderId ?? assetId,
    issuers: [...below.issuers, asset.issuer],
  };
}
