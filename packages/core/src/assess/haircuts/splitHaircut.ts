import { BPS, min, mulDivUp, sub, wad, WAD, type Wad } from '../../units/amounts.ts';
import { BallastError } from '../../units/error.ts';

/** Three reasons why an asset fetches less than its mark, each a ratio of what the reasons before it leave. */
export interface HaircutParts {
  /** The price falls within the horizon. */
  readonly marketWad: Wad;
  /** Who owes it does not pay. */
  readonly creditWad: Wad;
  /** Selling it moves the price. */
  readonly liquidityWad: Wad;
}

/** From mark to stressed exit value; money. Mark less the three parts is exactly the exit value. */
export interface HaircutBridge {
  readonly markWad: Wad;
  readonly marketWad: Wad;
  readonly creditWad: Wad;
  readonly liquidityWad: Wad;
  readonly exitWad: Wad;
}

export class HaircutOutOfRange extends BallastError {
  constructor(part: string, ratioWad: Wad) {
    super({
      code: 'ASSESS_HAIRCUT_OUT_OF_RANGE',
      message: `the ${part} haircut is ${ratioWad} of 1e18`,
      remedy: 'a haircut is a ratio from nothing to all',
      retryable: false,
    });
  }
}

const PARTS = ['marketWad', 'creditWad', 'liquidityWad'] as const;

function check(parts: HaircutParts): void {
  for (const part of PARTS)
    if (parts[part] < 0n || parts[part] > WAD) throw new HaircutOutOfRange(part.replace('Wad', ''), parts[part]);
}

/**
 * The whole haircut of three parts: 1 − (1 − market)(1 − credit)(1 − liquidity), rounded up. What the price took is
 * not lost again to default, nor sold at a cost: each part counts once. Pure; throws HaircutOutOfRange.
 */
export function wholeHaircut(parts: HaircutParts): Wad {
  check(parts);
  const left = PARTS.reduce((rest, part) => rest * (WAD - parts[part]), 1n);
  return wad(WAD - left / (WAD * WAD));
}

/** The same in money, part by part, each rounded up on what is left. Pure; mark not negative; throws HaircutOutOfRange. */
export function bridgeHaircut(markWad: Wad, parts: HaircutParts): HaircutBridge {
  check(parts);
  let left = markWad;
  const take = (ratioWad: Wad): Wad => {
    const taken = min(left, wad(mulDivUp(left, ratioWad, WAD)));
    left = sub(left, taken);
    return taken;
  };
  const [marketWad, creditWad, liquidityWad] = [take(parts.marketWad), take(parts.creditWad), take(parts.liquidityWad)];
  return { markWad, marketWad, creditWad, liquidityWad, exitWad: left };
}

/** A ratio as whole basis points, rounded up: against the asset. */
export const ratioToBpsUp = (ratioWad: Wad): bigint => mulDivUp(ratioWad, BPS, WAD);
