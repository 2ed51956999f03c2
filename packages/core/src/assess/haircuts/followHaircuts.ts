import type { HaircutFigure } from '../../records/assessment.ts';
import type { CarriedHaircut, CarriedState } from '../../records/carried.ts';
import { assetHaircuts, type HaircutsInput } from './assetHaircuts.ts';

/** Figures to show, and what the next cycle values with. */
export interface FollowedHaircuts {
  readonly figures: readonly HaircutFigure[];
  readonly carried: readonly CarriedHaircut[];
}

/**
 * Haircuts that follow the market, where the policy asks for it (`limits.haircuts`); null where it does not. They rise
 * at once, from the next valuation on, and fall by the policy's decay. Judged is what is held and what may be bought:
 * a bound on what enters must know the haircut before it enters. One of an asset that is neither is kept while it
 * decays: selling and buying back does not clear it. No default probabilities are in them: those are stated
 * with a stress, not by the law. Pure; throws HistoryMalformed.
 */
export function followHaircuts(
  input: Pick<HaircutsInput, 'sheet' | 'snapshot' | 'policy' | 'carried' | 'history'>,
): FollowedHaircuts | null {
  const { policy, carried } = input;
  const rule = policy.limits.haircuts;
  if (rule === undefined) return null;
  const before = carried.haircuts ?? [];
  const judged = assetHaircuts({
    ...input,
    confidence: Number(rule.confidenceBps) / 10_000,
    horizonDays: rule.horizonDays,
    decayPerDayBps: rule.decayPerDayBps,
    defaults: [],
    unheld: policy.assets.filter(({ maxWeightBps }) => maxWeightBps > 0n).map(({ id }) => id),
    previous: new Map(before.map((item) => [item.assetId, item])),
  });
  const known = new Set(judged.map(({ assetId }) => assetId));
  const isLawful = new Set(policy.assets.map(({ id }) => id));
  return {
    figures: judged.map(({ assetId, asks, effective }) => ({
      assetId,
      haircutBps: effective.haircutBps,
      reason: effective.reason,
      floorBps: asks.floorBps,
      modelWad: asks.modelWad,
      unknown: effective.unknown,
    })),
    carried: [
      ...judged.map(({ assetId, effective }) => ({
        assetId,
        haircutBps: effective.haircutBps,
        atSeconds: effective.atSeconds,
      })),
      ...before.filter(({ assetId }) => !known.has(assetId) && isLawful.has(assetId)),
    ],
  };
}

/** A carried state with these haircuts; without any, as it was before there were any. Pure. */
export function rememberHaircuts(carried: CarriedState, followed: FollowedHaircuts | null): CarriedState {
  const { haircuts: _before, ...rest } = carried;
  return followed === null ? rest : { ...rest, haircuts: followed.carried };
}
