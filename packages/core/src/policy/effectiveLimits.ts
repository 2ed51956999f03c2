// One idea: the law in force is the stricter of the ratified document and the chain.
import { max, min, subFloor, wad, type Bps, type Wad } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';
import type { CarriedState } from '../records/carried.ts';
import type { VaultState } from '../records/snapshot.ts';
import { dependsOnUs } from './endogenous.ts';
import type { Policy, PolicyAsset, PolicyVenue } from './policy.ts';

/** Where the stricter value came from. */
export type LimitOrigin = 'document' | 'chain';

export interface EffectiveAsset {
  readonly assetId: string;
  readonly slipBps: Bps;
  readonly exitSlipBps: Bps;
  readonly haircutBps: Bps;
  readonly maxWeightBps: Bps;
  readonly targetWeightBps: Bps;
  readonly isEntryAllowed: boolean;
  readonly isDisabled: boolean;
  readonly origin: LimitOrigin;
}

export interface EffectiveVenue {
  readonly venueId: string;
  readonly maxShareBps: Bps;
  readonly isEntryAllowed: boolean;
  readonly origin: LimitOrigin;
}

/** The law in force: the stricter of the ratified document and the chain, after spent budgets drained. */
export interface EffectiveLimits {
  readonly mode: VaultState['mode'];
  readonly assets: readonly EffectiveAsset[];
  readonly venues: readonly EffectiveVenue[];
  readonly minBackingRatioWad: Wad;
  readonly lossBudgetLeftWad: Wad;
  readonly lossRefillPerDayWad: Wad;
  readonly lossOrigin: LimitOrigin;
  readonly turnoverLeftWad: Wad;
  readonly turnoverRefillPerDayWad: Wad;
  readonly turnoverOrigin: LimitOrigin;
  readonly maxVaultValueWad: Wad;
  readonly mintLeftWad: Wad;
}

/** What a leaky bucket still counts as spent after `elapsedSeconds`, rounded against us. */
export function drained<T extends bigint>(used: T, refillPerDay: T, elapsedSeconds: number): T {
  const refill = ((refillPerDay as bigint) * BigInt(Math.max(0, elapsedSeconds))) / BigInt(DAY_SECONDS);
  return subFloor(used, refill as T);
}

/**
 * Combines document and chain: a tightening on chain narrows, a loosening on chain is ignored, and neither
 * ever throws. A haircut is the stricter of both and of what is remembered, where the policy follows the market. Buckets of the chain come drained to the block's time, those of the document are drained here. Pure.
 */
export function effectiveLimits(
  policy: Policy,
  vault: VaultState | null,
  carried: CarriedState,
  nowSeconds: number,
): EffectiveLimits {
  const { limits } = policy;
  const elapsed = nowSeconds - carried.budgetsAtSeconds;
  const left = (burst: Wad, used: Wad): Wad => subFloor(burst, drained(used, burst, elapsed));
  const lossDocument = left(limits.lossPerDayWad, carried.lossUsedWad);
  const turnoverDocument = left(limits.turnoverPerDayWad, carried.turnoverUsedWad);
  const lossChain = vault === null ? lossDocument : subFloor(vault.lossBurstWad, vault.lossUsedWad);
  const turnoverChain = vault === null ? turnoverDocument : subFloor(vault.turnoverBurstWad, vault.turnoverUsedWad);
  return {
    mode: vault?.mode ?? 'run',
    assets: policy.assets.map((asset) => {
      const followed = carriedHaircut(policy, carried, asset.id, nowSeconds);
      return effectiveAsset(policy, asset, vault, followed);
    }),
    venues: policy.venues.map((venue) => effectiveVenue(venue, vault)),
    minBackingRatioWad: max(limits.minBackingRatioWad, vault?.minBackingWad ?? limits.minBackingRatioWad),
    lossBudgetLeftWad: min(lossDocument, lossChain),
    lossRefillPerDayWad: min(limits.lossPerDayWad, vault?.lossRefillPerDayWad ?? limits.lossPerDayWad),
    lossOrigin: lossChain < lossDocument ? 'chain' : 'document',
    turnoverLeftWad: min(turnoverDocument, turnoverChain),
    turnoverRefillPerDayWad: min(limits.turnoverPerDayWad, vault?.turnoverRefillPerDayWad ?? limits.turnoverPerDayWad),
    turnoverOrigin: turnoverChain < turnoverDocument ? 'chain' : 'document',
    maxVaultValueWad: min(limits.maxVaultValueWad, vault?.maxVaultValueWad ?? limits.maxVaultValueWad),
    mintLeftWad: subFloor(
      min(limits.mintCapPerDayWad, vault?.mintCapPerDayWad ?? limits.mintCapPerDayWad),
      vault?.mintUsedWad ?? wad(0n),
    ),
  };
}

/**
 * What a remembered haircut still asks, its decay rounded down so that it stays rather too long; nothing where the
 * policy names none. Pure.
 */
function carriedHaircut(policy: Policy, carried: CarriedState, assetId: string, nowSeconds: number): Bps {
  const [rule, held] = [policy.limits.haircuts, carried.haircuts?.find((item) => item.assetId === assetId)];
  if (rule === undefined || held === undefined) return 0n as Bps;
  const elapsed = BigInt(Math.max(0, nowSeconds - held.atSeconds));
  return max(0n, held.haircutBps - (rule.decayPerDayBps * elapsed) / BigInt(DAY_SECONDS)) as Bps;
}

function effectiveAsset(
  policy: Policy,
  asset: PolicyAsset,
  vault: VaultState | null,
  followedBps: Bps,
): EffectiveAsset {
  const isOurs = dependsOnUs(policy, asset.id);
  const document = {
    assetId: asset.id,
    slipBps: policy.limits.maxSlippageBps,
    exitSlipBps: policy.limits.exitSlippageBps,
    haircutBps: isOurs ? (10_000n as Bps) : max(asset.haircutFloorBps, followedBps),
    maxWeightBps: asset.maxWeightBps,
    targetWeightBps: min(asset.targetWeightBps, asset.maxWeightBps),
    isEntryAllowed: asset.isEligible && !isOurs,
    isDisabled: false,
  };
  const onChain = vault?.assets.find((item) => item.assetId === asset.id);
  if (onChain === undefined) return { ...document, origin: 'document' };
  const maxWeightBps = min(document.maxWeightBps, onChain.maxBps);
  const narrowed = {
    assetId: asset.id,
    slipBps: min(document.slipBps, onChain.slipBps),
    exitSlipBps: min(document.exitSlipBps, onChain.exitSlipBps),
    haircutBps: max(document.haircutBps, onChain.haircutBps),
    maxWeightBps,
    targetWeightBps: min(document.targetWeightBps, maxWeightBps),
    isEntryAllowed: document.isEntryAllowed && onChain.isEntryAllowed && !onChain.isDisabled,
    isDisabled: onChain.isDisabled,
  };
  return { ...narrowed, origin: isSame(narrowed, document) ? 'document' : 'chain' };
}

function effectiveVenue(venue: PolicyVenue, vault: VaultState | null): EffectiveVenue {
  const document = { venueId: venue.id, maxShareBps: venue.maxShareBps, isEntryAllowed: venue.isEntryAllowed };
  const onChain = vault?.venues.find((item) => item.venueId === venue.id);
  if (onChain === undefined) return { ...document, origin: 'document' };
  const narrowed = {
    venueId: venue.id,
    maxShareBps: min(document.maxShareBps, onChain.maxBps),
    isEntryAllowed: document.isEntryAllowed && onChain.isEntryAllowed,
  };
  return { ...narrowed, origin: isSame(narrowed, document) ? 'document' : 'chain' };
}

const isSame = <T extends object>(a: T, b: T): boolean =>
  (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
