import { BPS, max, min, mulDivUp, type Bps, type Wad } from '../../units/amounts.ts';
import { DAY_SECONDS, type Seconds } from '../../units/time.ts';
import { ratioToBpsUp } from './splitHaircut.ts';

/** Everything that asks for a haircut; ratios, null where it cannot be said. */
export interface HaircutAsks {
  /** Of document and chain, and what rests on an issuer's word. */
  readonly floorBps: Bps;
  /** Market, credit and liquidity of the model, whole. */
  readonly modelWad: Wad | null;
  /** How far the price may have moved since it was last seen. */
  readonly stalenessWad: Wad | null;
  /** Width of the interval its sources leave, of the high side. */
  readonly disagreementWad: Wad | null;
  /** What selling it now would cost. */
  readonly depthWad: Wad | null;
}

export type HaircutReason = 'floor' | 'model' | 'staleness' | 'disagreement' | 'depth' | 'decay';

/** The haircut in force and what set it. */
export interface EffectiveHaircut {
  readonly haircutBps: Bps;
  readonly reason: HaircutReason;
  readonly atSeconds: Seconds;
  /** What could not be said and so asked for nothing: the haircut is a lower bound then. */
  readonly unknown: readonly HaircutReason[];
}

/** Haircuts fall by so many basis points a day, and rise at once. */
export const HAIRCUT_DECAY_BPS_PER_DAY = 50n as Bps;

/**
 * The largest of what asks, in whole basis points rounded up; after a higher one it falls by no more than the decay
 * allows, so that one calm hour undoes nothing. Equal asks are named in the order floor, model, staleness,
 * disagreement, depth. `previous` null at first sight; a clock that goes back decays nothing. Pure.
 */
export function effectiveHaircut(
  asks: HaircutAsks,
  previous: Pick<EffectiveHaircut, 'haircutBps' | 'atSeconds'> | null,
  nowSeconds: Seconds,
  decayBpsPerDay: Bps = HAIRCUT_DECAY_BPS_PER_DAY,
): EffectiveHaircut {
  const ratios: readonly (readonly [HaircutReason, Wad | null])[] = [
    ['model', asks.modelWad],
    ['staleness', asks.stalenessWad],
    ['disagreement', asks.disagreementWad],
    ['depth', asks.depthWad],
  ];
  let [haircutBps, reason] = [asks.floorBps, 'floor' as HaircutReason];
  for (const [name, ratioWad] of ratios) {
    const asked = ratioWad === null ? 0n : (min(BPS as bigint, ratioToBpsUp(ratioWad)) as Bps);
    if (asked > haircutBps) [haircutBps, reason] = [asked as Bps, name];
  }
  const unknown = ratios.filter(([, ratioWad]) => ratioWad === null).map(([name]) => name);
  if (previous !== null) {
    const elapsed = BigInt(Math.max(0, nowSeconds - previous.atSeconds));
    // What has decayed is rounded down: the haircut stays up.
    const decayed = (decayBpsPerDay * elapsed) / BigInt(DAY_SECONDS);
    const kept = max(0n, previous.haircutBps - decayed) as Bps;
    if (kept > haircutBps)
      return {
        haircutBps: kept,
        reason: 'decay',
        atSeconds: keptSince(previous, decayed, decayBpsPerDay, nowSeconds),
        unknown,
      };
  }
  return { haircutBps, reason, atSeconds: nowSeconds, unknown };
}

/** The time up to which decay was counted, so that looking more often does not slow it down. */
function keptSince(
  previous: Pick<EffectiveHaircut, 'atSeconds'>,
  decayed: bigint,
  decayBpsPerDay: Bps,
  nowSeconds: Seconds,
): Seconds {
  if (decayBpsPerDay === 0n) return previous.atSeconds;
  const counted = Number(mulDivUp(decayed, BigInt(DAY_SECONDS), decayBpsPerDay));
  return Math.min(nowSeconds, previous.atSeconds + counted);
}
