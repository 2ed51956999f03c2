// Coins that break as counted in docs/reference/pegs.md: the law of one world is one draw of what those counts leave open,
// so that the truth differs from their mean. Written anew from the page; nothing of the engine is in it.
import type { Dice } from './throwDice.ts';

export interface CountedBreaks {
  /** Chance a day of a break of its own, by how far below par it closed the evening before: under 25, under 50, further. */
  readonly chances: readonly [number, number, number];
  /** A survivor's break takes 1 % and exponentially more, of this mean. */
  readonly meanFurther: number;
  readonly deathShare: number;
  /** Share of breaks in which par is shut, and for how many days in the mean. */
  readonly shutShare: number;
  readonly meanShutDays: number;
  /** Part of what is missing that returns in a day once par is open. */
  readonly back: number;
  /** Chance that another whole coin breaks with one. */
  readonly follows: number;
}

/** Pegs between breaks, and where they stand in the levels of their world. */
export interface CountedPegs {
  readonly first: number;
  readonly pegged: readonly { readonly memory: number; readonly noise: number }[];
}

/** What of a world's state tomorrow's breaks depend on; see `WorldState`. */
export interface PegState {
  readonly level: Float64Array;
  readonly missing: Float64Array;
  readonly dying: Uint8Array;
  readonly shut: Uint8Array;
  readonly left: Float64Array;
}

/** Days at risk and breaks of their own, by bucket. */
const COUNTED = [
  [10_879, 1],
  [102, 3],
  [49, 4],
] as const;
/** What is left of the seven dead that are known: UST, BAC, DEI, HUSD, USDR, xUSD, deUSD. */
const LEFT = [0.007, 0.3, 0.5, 0.28, 0.5, 0.11, 0.015] as const;
const DYING = -Math.log(1 - 0.312);
const [NEAR, FAR] = [0.0025, 0.005];
const WHOLE = 1e-4;

/** One law out of Jeffreys' posteriors of the counts. */
export function drawCounted(dice: Dice): CountedBreaks {
  const gammaOfHalf = (count: number): number => dice.chiSquared(2 * count + 1) / 2;
  const share = (hits: number, misses: number): number => {
    const [a, b] = [gammaOfHalf(hits), gammaOfHalf(misses)];
    return a / (a + b);
  };
  // The further below par, the likelier: what the page holds to as well.
  let least = 0;
  const [near = 0, off = 0, far = 0] = COUNTED.map(([days, breaks]) => {
    least = Math.max(least, 1 - Math.exp(-gammaOfHalf(breaks) / days));
    return least;
  });
  return {
    chances: [near, off, far],
    // Ten survivors, 1.9 % in the mean; seven shut, 50 days; a mean of n exponentials is their sum over Gamma(n).
    meanFurther: (10 * 0.0195) / (dice.chiSquared(20) / 2),
    deathShare: share(1, 10),
    shutShare: share(7, 4),
    meanShutDays: (7 * 50) / (dice.chiSquared(14) / 2),
    back: dice.between(0.23, 0.56),
    follows: share(2, 16),
  };
}

/** Moves the pegs of a state by one day. */
export function liveCounted(
  { first, pegged }: CountedPegs,
  law: CountedBreaks,
  { level, missing, dying, shut, left }: PegState,
  dice: Dice,
): void {
  const whole = pegged.map((_, j) => dying[j] === 0 && (missing[j] as number) < WHOLE);
  const strike = (j: number, lost: number): void => {
    missing[j] = lost;
    whole[j] = false;
    if (dice.uniform() < law.deathShare) {
      dying[j] = 1;
      left[j] = -Math.log(LEFT[Math.floor(LEFT.length * dice.uniform())] as number);
    } else if (dice.uniform() < law.shutShare) shut[j] = 1;
  };
  const broken: number[] = [];
  pegged.forEach(({ memory, noise }, j) => {
    const at = first + j;
    const below = 1 - Math.exp(level[at] as number);
    level[at] = memory * (level[at] as number) + noise * dice.normal();
    if (whole[j] === true) {
      const chance = law.chances[below < NEAR ? 0 : below < FAR ? 1 : 2];
      if (dice.uniform() >= chance) return;
      strike(j, -Math.log(1 - Math.min(0.5, 0.01 - law.meanFurther * Math.log(dice.uniform()))));
      broken.push(j);
    } else if (dying[j] === 1)
      missing[j] = Math.max(missing[j] as number, Math.min(left[j] as number, (missing[j] as number) + DYING));
    else if (shut[j] === 1) shut[j] = dice.uniform() * law.meanShutDays < 1 ? 0 : 1;
    else missing[j] = (missing[j] as number) * (1 - law.back);
    if (dying[j] === 0 && (missing[j] as number) < WHOLE) missing[j] = 0;
  });
  for (const leader of broken)
    pegged.forEach((_, j) => {
      if (whole[j] === true && dice.uniform() < law.follows) strike(j, missing[leader] as number);
    });
}
