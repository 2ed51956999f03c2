import { BPS, sub, type Wad } from '../units/amounts.ts';
import type { Seconds } from '../units/time.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { CarriedAsset, CarriedState } from '../records/carried.ts';
import type { AssetPrice } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { carrySavings } from './carrySavings.ts';
import { referenceOf } from './countBelow.ts';
import { liveRatio } from './gatherAnswers.ts';
import { contextOf } from './priceAssets.ts';
import { nextSlow } from './velocityGate.ts';

/** A growth anchor follows its ratio only after this: the shortest snapshot delay of Aave's price cap adapters. */
export const ANCHOR_SECONDS = 7 * 86_400;

/**
 * What pricing leaves to the next cycle: slow averages, growth anchors and the threshold timers. Pure.
 * While fewer than two origins of a traded asset are live, its timers stand still: silence neither resets
 * them nor lets them run. An anchor moves to the capped ratio, so that it never outgrows its cap.
 */
export function carryForward(
  carried: CarriedState,
  prices: readonly AssetPrice[],
  snapshot: Snapshot,
  policy: Policy,
): CarriedState {
  const nowSeconds = snapshot.asOfSeconds;
  const context = contextOf(snapshot, carried);
  const silentSeconds = Math.max(0, nowSeconds - (carried.valuedAtSeconds ?? nowSeconds));
  const byAsset = new Map(prices.map((price) => [price.assetId, price]));
  return {
    ...carried,
    cycle: snapshot.cycle,
    valuedAtSeconds: nowSeconds,
    savings: carrySavings(carried.savings, snapshot),
    assets: policy.assets.map((asset) => {
      const past = context.pastOf(asset.id) ?? firstSight(asset, nowSeconds);
      const price = byAsset.get(asset.id);
      return {
        ...past,
        dailyVolatilityWad: asset.pricing.dailyVolatilityWad,
        ...slowOf(past, price?.consensusWad ?? null, nowSeconds),
        ...anchorOf(asset, past, liveRatio(asset, context), nowSeconds),
        ...timersOf(asset, past, price, { nowSeconds, silentSeconds }),
      };
    }),
  };
}

/** What is remembered of an asset never seen before. Pure. */
export const firstSight = (asset: PolicyAsset, nowSeconds: Seconds): CarriedAsset => ({
  assetId: asset.id,
  slowPriceWad: null,
  slowAtSeconds: null,
  dailyVolatilityWad: asset.pricing.dailyVolatilityWad,
  anchorRatioWad: null,
  anchorAtSeconds: null,
  state: 'sound',
  stateSinceSeconds: nowSeconds,
  belowIffySinceSeconds: null,
  belowDisabledSinceSeconds: null,
  aboveRecoverySinceSeconds: null,
});

function slowOf(
  past: CarriedAsset,
  seenWad: Wad | null,
  nowSeconds: Seconds,
): Pick<CarriedAsset, 'slowPriceWad' | 'slowAtSeconds'> {
  const { slowPriceWad, slowAtSeconds } = past;
  if (seenWad === null) return { slowPriceWad, slowAtSeconds };
  if (slowPriceWad === null) return { slowPriceWad: seenWad, slowAtSeconds: nowSeconds };
  const elapsed = nowSeconds - (slowAtSeconds ?? nowSeconds);
  return { slowPriceWad: nextSlow(seenWad, slowPriceWad, elapsed), slowAtSeconds: nowSeconds };
}

function anchorOf(
  asset: PolicyAsset,
  past: CarriedAsset,
  ratioWad: Wad | null,
  nowSeconds: Seconds,
): Pick<CarriedAsset, 'anchorRatioWad' | 'anchorAtSeconds'> {
  const { anchorRatioWad, anchorAtSeconds } = past;
  const isDue = anchorAtSeconds === null || nowSeconds - anchorAtSeconds >= ANCHOR_SECONDS;
  if (asset.growthCapPerYearBps === null || ratioWad === null || !isDue) return { anchorRatioWad, anchorAtSeconds };
  return { anchorRatioWad: ratioWad, anchorAtSeconds: nowSeconds };
}

type Timers = Pick<CarriedAsset, 'belowIffySinceSeconds' | 'belowDisabledSinceSeconds' | 'aboveRecoverySinceSeconds'>;

function timersOf(
  asset: PolicyAsset,
  past: CarriedAsset,
  price: AssetPrice | undefined,
  { nowSeconds, silentSeconds }: { readonly nowSeconds: Seconds; readonly silentSeconds: number },
): Timers {
  const isHeard = price !== undefined && price.lowWad !== null && (price.origins >= 2 || price.status === 'CLASS');
  if (!isHeard) {
    const shift = (since: Seconds | null): Seconds | null =>
      since === null ? null : Math.min(nowSeconds, since + silentSeconds);
    return {
      belowIffySinceSeconds: shift(past.belowIffySinceSeconds),
      belowDisabledSinceSeconds: shift(past.belowDisabledSinceSeconds),
      aboveRecoverySinceSeconds: shift(past.aboveRecoverySinceSeconds),
    };
  }
  const since = (holds: boolean, before: Seconds | null): Seconds | null => (holds ? (before ?? nowSeconds) : null);
  return {
    belowIffySinceSeconds: since(price.originsBelowIffy >= 2, past.belowIffySinceSeconds),
    belowDisabledSinceSeconds: since(price.originsBelowDisabled >= 2, past.belowDisabledSinceSeconds),
    aboveRecoverySinceSeconds: since(hasRecovered(asset, past, price), past.aboveRecoverySinceSeconds),
  };
}

/** Whether the low side is back within the recovery deviation of what it is compared with. */
function hasRecovered(asset: PolicyAsset, past: CarriedAsset, price: AssetPrice): boolean {
  const reference = referenceOf(asset, price.fundamentalWad, past.slowPriceWad);
  if (reference === null || price.lowWad === null) return false;
  return sub(reference, price.lowWad) * BPS <= reference * asset.states.recoverDeviationBps;
}
