import { wad } from '../units/amounts.ts';
import type { Seconds } from '../units/time.ts';
import type { Policy } from '../policy/policy.ts';
import type { CarriedState } from '../records/carried.ts';
import { firstSight } from './carryForward.ts';

/** What the first cycle of a reserve remembers: nothing, at the given time. Pure. */
export const initialCarried = (policy: Policy, asOfSeconds: Seconds): CarriedState => ({
  schema: 'ballast/carried/1',
  reserve: policy.reserve,
  cycle: 0,
  valuedAtSeconds: null,
  assets: policy.assets.map((asset) => firstSight(asset, asOfSeconds)),
  savings: [],
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
