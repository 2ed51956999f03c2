import { wad } from '../units/amounts.ts';
import type { Policy } from '../policy/policy.ts';
import type { CarriedState } from '../records/carried.ts';

/** What the first cycle of a reserve remembers: nothing, at the given time. */
export const initialCarried = (policy: Policy, asOfSeconds: number): CarriedState => ({
  schema: 'ballast/carried/1',
  reserve: policy.reserve,
  cycle: 0,
  valuedAtSeconds: null,
  assets: policy.assets.map((asset) => ({
    assetId: asset.id,
    slowPriceWad: null,
    slowAtSeconds: null,
    dailyVolatilityWad: asset.pricing.dailyVolatilityWad,
    anchorRatioWad: null,
    anchorAtSeconds: null,
    state: 'sound',
    stateSinceSeconds: asOfSeconds,
    belowIffySinceSeconds: null,
    belowDisabledSinceSeconds: null,
    aboveRecoverySinceSeconds: null,
  })),
  level: 'normal',
  levelSinceSeconds: asOfSeconds,
  calmerSinceSeconds: null,
  lossUsedWad: wad(0n),
  turnoverUsedWad: wad(0n),
  budgetsAtSeconds: asOfSeconds,
  contracts: [],
  stop: null,
  inFlight: [],
});
