import { max, min, sub, ZERO_WAD, type Wad } from '../../units/amounts.ts';
import type { Policy } from '../../policy/policy.ts';

/** What one rank of the waterfall bears of a loss, and what it had to bear it with. */
export interface LossShare {
  readonly rank: Policy['waterfall'][number];
  /** Null for holders, who bear whatever is left. */
  readonly capacityWad: Wad | null;
  readonly lossWad: Wad;
}

export interface LossCapacity {
  /** Surplus before the loss; what is negative bears nothing. */
  readonly surplusWad: Wad;
  /** Junior capital at what it is worth after the loss. */
  readonly juniorWad: Wad;
}

/**
 * Distributes a loss over the policy's waterfall, first to last, each up to what it has; what no rank bears falls to
 * the holders even where the policy does not list them. Shares sum to the loss exactly. Pure; a gain is borne by nobody.
 */
export function absorbLoss(
  lossWad: Wad,
  waterfall: Policy['waterfall'],
  { surplusWad, juniorWad }: LossCapacity,
): LossShare[] {
  let left = max(lossWad, ZERO_WAD);
  const ranks = waterfall.includes('holders') ? waterfall : [...waterfall, 'holders' as const];
  return ranks.map((rank) => {
    const capacityWad = rank === 'holders' ? null : max(ZERO_WAD, rank === 'surplus' ? surplusWad : juniorWad);
    const borne = capacityWad === null ? left : min(left, capacityWad);
    left = sub(left, borne);
    return { rank, capacityWad, lossWad: borne };
  });
}
