import { BPS, bps, max, min, subFloor, type Bps } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';
import { refuse, type GuardVerdict } from './guardState.ts';

/** A haircut raised for a while; of zero when none ever was. */
export interface PushedHaircut {
  readonly pushedBps: Bps;
  readonly pushedAtSeconds: number;
}

/**
 * Haircut in force: the floor of the law, or what was pushed less its decay so far, whichever is larger. The decay is
 * rounded down, so that a haircut stays rather too long. Pure; the twin of OracleRouter.haircutBps.
 */
export function haircutInForce(
  floorBps: Bps,
  { pushedBps, pushedAtSeconds }: PushedHaircut,
  decayPerDayBps: Bps,
  nowSeconds: number,
): Bps {
  const elapsed = BigInt(Math.max(0, nowSeconds - pushedAtSeconds));
  const decayed = bps((decayPerDayBps * elapsed) / BigInt(DAY_SECONDS));
  return max(floorBps, subFloor(pushedBps, decayed));
}

/** Highest a haircut of that floor may be pushed to. Pure. */
export const highestPush = (floorBps: Bps, maxPushBps: Bps): Bps => min(BPS, bps(floorBps + maxPushBps));

/**
 * Whether a haircut may be pushed to `toBps`: above what is in force, at most `maxPushBps` above its floor, never above
 * the whole. Pure; the twin of OracleRouter.pushHaircut.
 */
export function guardPushHaircut(
  asset: { readonly assetId: string; readonly floorBps: Bps; readonly inForceBps: Bps },
  toBps: Bps,
  maxPushBps: Bps,
): GuardVerdict<object> {
  const most = highestPush(asset.floorBps, maxPushBps);
  if (toBps <= asset.inForceBps)
    return refuse('Loosening', `the haircut of ${asset.assetId} already stands at ${asset.inForceBps} bps`);
  if (toBps > most) return refuse('Loosening', `the haircut of ${asset.assetId} may be pushed to ${most} bps at most`);
  return { ok: true };
}
