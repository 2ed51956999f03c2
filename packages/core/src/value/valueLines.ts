import { BPS, add, bpsOfDown, min, sub, valueDown, wad, type Bps, type Wad } from '../units/amounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { AssetPrice, SheetLine } from '../records/sheet.ts';
import type { Holding, Snapshot } from '../records/snapshot.ts';
import { claimOf, holdingFlags } from './lineFlags.ts';
import { positionHoldings } from './positionHoldings.ts';

/** What lines are valued with. */
export interface LineContext {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly limits: EffectiveLimits;
  readonly prices: readonly AssetPrice[];
}

/**
 * Every holding and pool position at its mark and after its haircut, junior stake left out. Pure. A line that
 * is unknown stays null, never zero. The second holding of one claim, and our own liability token, which
 * extinguishes what we owe instead, have no value as assets.
 */
export function valueLines(context: LineContext): SheetLine[] {
  const { snapshot, policy } = context;
  const junior = new Set(policy.junior.map((stake) => `${stake.assetId}@${stake.accountId}`));
  const claims = new Set<string>();
  return [...snapshot.holdings, ...positionHoldings(context)]
    .filter((holding) => !junior.has(`${holding.assetId}@${holding.accountId}`))
    .map((holding) => {
      const claim = claimOf(holding, policy);
      const isCounted = claims.has(claim);
      claims.add(claim);
      return valueLine(holding, context, isCounted ? ['DUPLICATE_CLAIM'] : []);
    });
}

/** One holding as a line; `more` are flags that only its neighbours could show. Pure. */
export function valueLine(holding: Holding, context: LineContext, more: readonly string[] = []): SheetLine {
  const { snapshot, policy, limits, prices } = context;
  const asset = policy.assets.find((item) => item.id === holding.assetId);
  const price = prices.find((item) => item.assetId === holding.assetId);
  const flags = [...holdingFlags(holding, snapshot, policy), ...more];
  const valueWad = markValue(holding, price?.markWad ?? null, flags);
  if (valueWad === null && holding.amountRaw !== null) flags.push('UNKNOWN_PRICE');
  const haircutBps = haircutOf(asset, limits);
  return {
    holdingId: holding.id,
    assetId: holding.assetId,
    accountId: holding.accountId,
    venueId: holding.venueId,
    where: holding.where,
    decimals: holding.decimals,
    amountRaw: holding.amountRaw,
    markWad: price?.markWad ?? null,
    valueWad,
    haircutBps,
    riskAdjustedWad: flags.length === 0 && valueWad !== null ? bpsOfDown(valueWad, sub(BPS, haircutBps)) : wad(0n),
    isEndogenous: flags.includes('ENDOGENOUS'),
    liquidityTier: asset?.liquidityTier ?? 'longer',
    sources: price?.sources.filter((source) => source.verdict === 'inlier').map((source) => source.sourceId) ?? [],
    flags,
  };
}

function markValue(holding: Holding, markWad: Wad | null, flags: readonly string[]): Wad | null {
  if (flags.includes('OWN_LIABILITY') || flags.includes('DUPLICATE_CLAIM')) return wad(0n);
  // Nothing is worth nothing at any price.
  if (holding.amountRaw === 0n) return wad(0n);
  return holding.amountRaw === null || markWad === null
    ? null
    : valueDown(holding.amountRaw, holding.decimals, markWad);
}

/** Haircut in force, taken once: the stricter of document and chain, and on top what rests on an issuer's word alone. */
function haircutOf(asset: PolicyAsset | undefined, limits: EffectiveLimits): Bps {
  if (asset === undefined) return BPS;
  const floor = limits.assets.find((item) => item.assetId === asset.id)?.haircutBps ?? BPS;
  return asset.pricing.method === 'consensus' ? floor : min(BPS, add(floor, asset.pricing.issuerHaircutBps));
}
