// Oracle consensus: one idea in one file, the rule step by step.
import { BPS, abs, max, min, mulDivDown, sub, wad, type Bps, type Wad } from '../units/amounts.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import type { SourceVerdict } from '../records/sheet.ts';
import { droppedVerdict, isLive, verdictOf, type Answer } from './answer.ts';

/** Outcome of the vote over live answers. */
export interface Consensus {
  readonly status: 'OK' | 'DEGRADED' | 'HALT' | 'INDETERMINATE';
  readonly priceWad: Wad | null;
  /** Interval of the answers that agree; of all live answers when there is no quorum; null when none is live. */
  readonly lowWad: Wad | null;
  readonly highWad: Wad | null;
  /** Lower weighted median of all live answers: what a minority of liars cannot move past an honest answer. */
  readonly middleWad: Wad | null;
  readonly origins: number;
  readonly sources: readonly SourceVerdict[];
}

/**
 * Votes over answers: origins capped at one vote each, lower weighted median, band of 3 scaled MADs
 * clamped to [floor, cap] of the median, weighted median of the inliers. OK needs inliers of two thirds
 * of the weight and two origins; DEGRADED two origins; else HALT. Never an average, never one origin.
 * Pure; exact, so that no rounding of a vote decides a quorum.
 */
export function voteConsensus(
  answers: readonly Answer[],
  band: { readonly floorBps: Bps; readonly capBps: Bps },
): Consensus {
  const live = weighted(answers);
  if (live.length === 0)
    return {
      status: 'INDETERMINATE',
      priceWad: null,
      lowWad: null,
      highWad: null,
      middleWad: null,
      origins: 0,
      sources: answers.map((answer) => droppedVerdict(answer)),
    };
  const middle = lowerWeightedMedian(live);
  const deviation = lowerWeightedMedian(live.map((item) => ({ ...item, priceWad: abs(sub(item.priceWad, middle)) })));
  // 3 × 1.4826 × MAD, the usual robust three-sigma band.
  const robust = mulDivDown(deviation, 44_478n, 10_000n);
  const width = clamp(robust, mulDivDown(middle, band.floorBps, BPS), mulDivDown(middle, band.capBps, BPS));
  const inliers = live.filter((item) => abs(sub(item.priceWad, middle)) <= width);
  const inlierIds = new Set(inliers.map((item) => item.sourceId));
  const isQuorum = countOrigins(inliers) >= 2;
  const isStrong = weightOf(inliers) * 3n >= weightOf(live) * 2n;
  const interval = isQuorum ? inliers : live;
  return {
    status: !isQuorum ? 'HALT' : isStrong ? 'OK' : 'DEGRADED',
    priceWad: isQuorum ? lowerWeightedMedian(inliers) : null,
    lowWad: interval.map((item) => item.priceWad).reduce((a, b) => min(a, b)),
    highWad: interval.map((item) => item.priceWad).reduce((a, b) => max(a, b)),
    middleWad: middle,
    origins: countOrigins(live),
    sources: answers.map((answer) => {
      if (!isLive(answer)) return droppedVerdict(answer);
      return inlierIds.has(answer.sourceId)
        ? verdictOf(answer, 'inlier', '')
        : verdictOf(answer, 'outlier', 'OUTSIDE_BAND');
    }),
  };
}

interface Weighted {
  readonly sourceId: string;
  readonly origin: string;
  readonly priceWad: Wad;
  readonly weight: bigint;
}

const countOrigins = (items: readonly Weighted[]): number => new Set(items.map((item) => item.origin)).size;
const weightOf = (items: readonly Weighted[]): bigint => items.reduce((all, item) => all + item.weight, 0n);

/** Live answers by price, each origin's weights scaled down to one vote in all. Weights share one exact denominator. */
function weighted(answers: readonly Answer[]): Weighted[] {
  const live = answers.filter(isLive);
  const perOrigin = new Map<string, bigint>();
  for (const answer of live) perOrigin.set(answer.origin, (perOrigin.get(answer.origin) ?? 0n) + answer.weightBps);
  const vote = (origin: string): bigint => max(BPS as bigint, perOrigin.get(origin) ?? 0n);
  const scale = [...perOrigin.keys()].reduce((product, origin) => product * vote(origin), 1n);
  return live
    .map(({ sourceId, origin, priceWad, weightBps }) => ({
      sourceId,
      origin,
      priceWad,
      weight: (weightBps * scale) / vote(origin),
    }))
    .toSorted((a, b) =>
      a.priceWad < b.priceWad ? -1 : a.priceWad > b.priceWad ? 1 : a.sourceId < b.sourceId ? -1 : 1,
    );
}

/** Smallest price at which the weight of it and all below reaches half. */
function lowerWeightedMedian(items: readonly { readonly priceWad: Wad; readonly weight: bigint }[]): Wad {
  const sorted = items.toSorted((a, b) => (a.priceWad < b.priceWad ? -1 : a.priceWad > b.priceWad ? 1 : 0));
  const total = sorted.reduce((all, item) => all + item.weight, 0n);
  let seen = 0n;
  for (const item of sorted) {
    seen += item.weight;
    if (seen * 2n >= total) return item.priceWad;
  }
  return sorted.at(-1)?.priceWad ?? wad(0n);
}

const clamp = (value: bigint, low: bigint, high: bigint): bigint => (value < low ? low : value > high ? high : value);

/** Band of an asset's policy in the shape the vote takes. */
export const bandOf = (asset: PolicyAsset): { readonly floorBps: Bps; readonly capBps: Bps } => ({
  floorBps: asset.pricing.bandFloorBps,
  capBps: asset.pricing.bandCapBps,
});
