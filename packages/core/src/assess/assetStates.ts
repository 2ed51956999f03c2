import type { Bps } from '../units/amounts.ts';
import { isoTime, type Seconds } from '../units/time.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { AssetState, AssetStateName } from '../records/assessment.ts';
import type { CarriedAsset, CarriedState } from '../records/carried.ts';
import type { AssetPrice, BalanceSheet } from '../records/sheet.ts';
import { bpsToWad } from './unknownValue.ts';
import { count, duration, percent } from './words.ts';

/** Advances the state of every asset by one cycle, from the timers value kept. Pure. */
export function advanceAssetStates(
  sheet: BalanceSheet,
  policy: Policy,
  effective: EffectiveLimits,
  carried: CarriedState,
): AssetState[] {
  return policy.assets.map((asset) => {
    const past = carried.assets.find((item) => item.assetId === asset.id);
    const verdict = judgeAsset(
      asset,
      sheet.prices.find((item) => item.assetId === asset.id),
      past,
      effective.assets.find((item) => item.assetId === asset.id)?.isDisabled ?? false,
      sheet.asOfSeconds,
    );
    const previous = past?.state ?? 'sound';
    return {
      assetId: asset.id,
      state: verdict.state,
      previous,
      sinceSeconds: verdict.state === previous && past !== undefined ? past.stateSinceSeconds : sheet.asOfSeconds,
      evidence: verdict.evidence,
    };
  });
}

interface Verdict {
  readonly state: AssetStateName;
  readonly evidence: string;
}

/**
 * The rules in order. A flag on chain counts at once. Disabled and iffy need two origins below the threshold
 * now and for the stated time. Either is left only inside the recovery deviation for the stated time, so an
 * outage neither disables nor absolves: unknown replaces sound alone, and only where nothing may be concluded.
 */
function judgeAsset(
  asset: PolicyAsset,
  price: AssetPrice | undefined,
  past: CarriedAsset | undefined,
  isDisabledOnChain: boolean,
  nowSeconds: Seconds,
): Verdict {
  const rules = asset.states;
  const state = past?.state ?? 'sound';
  if (isDisabledOnChain) return { state: 'disabled', evidence: 'disabled on chain' };
  const below = (origins: number, since: Seconds | null, forSeconds: number): boolean =>
    origins >= 2 && since !== null && nowSeconds - since >= forSeconds;
  const fallen = (origins: number, deviation: Bps, since: Seconds | null): string =>
    `${count(origins, 'origin')} ${belowText(asset, price, deviation)} since ${isoTime(since ?? nowSeconds)}`;
  const [iffy, disabled] = [past?.belowIffySinceSeconds ?? null, past?.belowDisabledSinceSeconds ?? null];
  const [iffyOrigins, disabledOrigins] = [price?.originsBelowIffy ?? 0, price?.originsBelowDisabled ?? 0];
  if (below(disabledOrigins, disabled, rules.disabledForSeconds))
    return { state: 'disabled', evidence: fallen(disabledOrigins, rules.disabledDeviationBps, disabled) };
  const isKnown = price !== undefined && (price.consensusWad !== null || price.exit.allowed);
  const recovering = price?.consensusWad == null ? null : (past?.aboveRecoverySinceSeconds ?? null);
  const hasRecovered = recovering !== null && nowSeconds - recovering >= rules.recoverForSeconds;
  if (state === 'disabled' && !hasRecovered)
    return { state, evidence: `not yet back: ${waiting(asset, isKnown, recovering)}` };
  if (below(iffyOrigins, iffy, rules.iffyForSeconds))
    return { state: 'iffy', evidence: fallen(iffyOrigins, rules.iffyDeviationBps, iffy) };
  if (state === 'iffy' && !hasRecovered)
    return { state, evidence: `not yet back: ${waiting(asset, isKnown, recovering)}` };
  if (!isKnown) return { state: 'unknown', evidence: price?.enter.reason ?? 'no price was formed' };
  const back = `inside ${deviationText(rules.recoverDeviationBps)} for ${duration(rules.recoverForSeconds)}`;
  return { state: 'sound', evidence: state === 'disabled' || state === 'iffy' ? back : soundText(price) };
}

function waiting(asset: PolicyAsset, isKnown: boolean, recovering: Seconds | null): string {
  if (!isKnown) return 'no live price';
  const target = `inside ${deviationText(asset.states.recoverDeviationBps)} for ${duration(asset.states.recoverForSeconds)}`;
  return recovering === null ? `needs to be ${target}` : `needs to be ${target}, is since ${isoTime(recovering)}`;
}

function soundText(price: AssetPrice): string {
  if (price.originsBelowIffy > 0)
    return `${count(price.originsBelowIffy, 'origin')} below the threshold, not yet two for long enough`;
  return price.status === 'CLASS' ? 'stated single-origin class' : `${count(price.origins, 'live origin')}`;
}

const deviationText = (deviation: Bps): string => percent(bpsToWad(deviation));

/** What value compares the origins with, in words: the order of its `referenceOf`. */
function belowText(asset: PolicyAsset, price: AssetPrice | undefined, deviation: Bps): string {
  const isShare = asset.underlying !== null && price?.fundamentalWad != null;
  const reference = asset.pegWad !== null ? 'par' : isShare ? 'what it redeems for' : 'the slow average';
  return `${deviationText(deviation)} or more below ${reference}`;
}
