import { effectiveLimits, type EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { PolicyVenue } from '../policy/policy.ts';
import { viewAsset, type AssetView } from './assetView.ts';
import { capsOf, type Cap } from './capsOf.ts';
import type { DecideInput } from './decideInput.ts';
import type { Ledger } from './ledger.ts';
import { readMandate, type Ban, type Mandate } from './mandate.ts';
import { openLedger } from './openLedger.ts';
import { compareText } from './order.ts';

/** Everything the priorities read; nothing here changes while the plan grows. */
export interface DecideContext extends DecideInput {
  readonly limits: EffectiveLimits;
  readonly mandate: Mandate;
  readonly nowSeconds: number;
  readonly baseId: string;
  /** Sorted by id, as everything a plan could depend on the order of. */
  readonly assets: readonly AssetView[];
  readonly venues: readonly PolicyVenue[];
  readonly caps: readonly Cap[];
  readonly opening: Ledger;
}

/** Reads the input once; everything is sorted by id, so that the order of a document never shows in a plan. Pure. */
export function openContext(input: DecideInput): DecideContext {
  const { policy, snapshot, carried } = input;
  const nowSeconds = snapshot.asOfSeconds;
  const limits = effectiveLimits(policy, snapshot.vault, carried, nowSeconds);
  const mandate = readMandate(input, limits);
  return {
    ...input,
    limits,
    mandate,
    nowSeconds,
    baseId: policy.assets.find((asset) => asset.isBase)?.id ?? '',
    assets: policy.assets
      .toSorted((a, b) => compareText(a.id, b.id))
      .flatMap((asset) => viewAsset(input, limits, asset) ?? []),
    venues: policy.venues.toSorted((a, b) => compareText(a.id, b.id)),
    caps: capsOf(input, limits),
    opening: openLedger(input, limits, mandate),
  };
}

/** The view of an asset, or undefined for one outside the policy. */
export const viewOf = (context: DecideContext, assetId: string): AssetView | undefined =>
  context.assets.find((view) => view.assetId === assetId);

/** Why a venue may not be entered, or null. */
export function banVenue(context: DecideContext, venueId: string): Ban | null {
  const found = context.assessment.contractAlerts.find(
    (alert) => alert.subject === `venue:${venueId}` || alert.subject === `receipt:${venueId}`,
  );
  return found === undefined ? null : { code: `CONTRACT_${found.code}`, reason: `${found.subject}: ${found.detail}` };
}
