// Oracle consensus: one idea in one file, the rule step by step.
import { BPS, abs, max, min, mulDivDown, sub, wad, type Bps, type Wad } from '../units/amounts.ts';
import type { PolicyAsset, PolicySource } from '../policy/policy.ts';
import type { PriceObservation } from '../records/snapshot.ts';
import type { SourceVerdict } from '../records/sheet.ts';

/** One answer in the numeraire, ready to be judged. `drop` is empty or the reason it does not count. */
export interface Answer {
  readonly sourceId: string;
  readonly origin: string;
  readonly priceWad: Wad | null;
  readonly ageSeconds: number | null;
  readonly weightBps: Bps;
  readonly drop: string;
}

/** Outcome of the vote over live answers. */
export interface Consensus {
  readonly status: 'OK' | 'DEGRADED' | 'HALT' | 'INDETERMINATE';
  readonly priceWad: Wad | null;
  /** Lowest and highest live answer; null when none is live. */
  readonly lowWad: Wad | null;
  readonly highWad: Wad | null;
  readonly origins: number;
  readonly sources: readonly SourceVerdict[];
}

/** Slack beyond the heartbeat before an answer is stale: observed update latency of push feeds. */
export const STALE_SLACK_SECONDS = 120;
const FUTURE_SLACK_SECONDS = 60;

/** Why an observation cannot count, or "". Step 1 of the rule. Pure. */
export function dropReason(observation: PriceObservation, source: PolicySource, nowSeconds: number): string {
  if (observation.priceWad === null || observation.updatedAtSeconds === null) return 'UNKNOWN';
  if (observation.priceWad <= 0n) return 'NON_POSITIVE';
  if (observation.updatedAtSeconds > nowSeconds + FUTURE_SLACK_SECONDS) return 'FUTURE';
  if (nowSeconds - observation.updatedAtSeconds > source.heartbeatSeconds + STALE_SLACK_SECONDS) return 'STALE';
  if (observation.isClamped) return 'CLAMPED';
  if (observation.sequencer === 'down' || observation.sequencer === 'grace') return 'SEQUENCER';
  if (
    observation.confidenceWad !== null &&
    observation.confidenceWad * BPS > observation.priceWad * source.maxConfidenceBps
  )
    return 'CONFIDENCE_WIDE';
  if (observation.priceWad < source.minPriceWad || observation.priceWad > source.maxPriceWad) return 'OUT_OF_BOUNDS';
  return '';
}

/**
 * Votes over answers: origins capped at one vote each, lower weighted median, band of 3 scaled MADs
 * clamped to [floor, cap] of the median, weighted median of the inliers. OK needs inliers of two thirds
 * of the weight and two origins; DEGRADED two origins; else HALT. Never an average, never one origin.
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
      origins: 0,
      sources: answers.map((answer) => verdict(answer, 'dropped', answer.drop)),
    };
  const prices = live.map((item) => item.priceWad);
  const lowWad = prices.reduce((a, b) => min(a, b));
  const highWad = prices.reduce((a, b) => max(a, b));
  const origins = new Set(live.map((item) => item.origin)).size;
  const middle = lowerWeightedMedian(live);
  const deviation = lowerWeightedMedian(live.map((item) => ({ ...item, priceWad: abs(sub(item.priceWad, middle)) })));
  // 3 × 1.4826 × MAD, the usual robust three-sigma band.
  const robust = mulDivDown(deviation, 44_478n, 10_000n);
  const width = clamp(robust, mulDivDown(middle, band.floorBps, BPS), mulDivDown(middle, band.capBps, BPS));
  const inliers = live.filter((item) => abs(sub(item.priceWad, middle)) <= width);
  const inlierIds = new Set(inliers.map((item) => item.sourceId));
  const total = live.reduce((all, item) => all + item.weight, 0n);
  const inside = inliers.reduce((all, item) => all + item.weight, 0n);
  const groups = new Set(inliers.map((item) => item.origin)).size;
  const status = groups < 2 ? 'HALT' : inside * 3n >= total * 2n ? 'OK' : 'DEGRADED';
  return {
    status,
    priceWad: status === 'HALT' ? null : lowerWeightedMedian(inliers),
    lowWad,
    highWad,
    origins,
    sources: answers.map((answer) => {
      if (answer.drop !== '') return verdict(answer, 'dropped', answer.drop);
      return inlierIds.has(answer.sourceId)
        ? verdict(answer, 'inlier', '')
        : verdict(answer, 'outlier', 'OUTSIDE_BAND');
    }),
  };
}

interface Weighted {
  readonly sourceId: string;
  readonly origin: string;
  readonly priceWad: Wad;
  readonly weight: bigint;
}

/** Scale of a vote: divisible enough for shares of one origin. */
const VOTE = 1_000_000_000n;

function weighted(answers: readonly Answer[]): Weighted[] {
  const live = answers.filter((answer) => answer.drop === '' && answer.priceWad !== null && answer.weightBps > 0n);
  const perOrigin = new Map<string, bigint>();
  for (const answer of live) perOrigin.set(answer.origin, (perOrigin.get(answer.origin) ?? 0n) + answer.weightBps);
  return live
    .map((answer) => {
      const sum = perOrigin.get(answer.origin) ?? 1n;
      const capped = sum > BPS ? mulDivDown(answer.weightBps, VOTE, sum) : mulDivDown(answer.weightBps, VOTE, BPS);
      return { sourceId: answer.sourceId, origin: answer.origin, priceWad: answer.priceWad ?? wad(0n), weight: capped };
    })
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

const verdict = (answer: Answer, word: SourceVerdict['verdict'], code: string): SourceVerdict => ({
  sourceId: answer.sourceId,
  origin: answer.origin,
  priceWad: answer.priceWad,
  ageSeconds: answer.ageSeconds,
  weightBps: answer.weightBps,
  verdict: word,
  code,
});

/** Band of an asset's policy in the shape the vote takes. */
export const bandOf = (asset: PolicyAsset): { readonly floorBps: Bps; readonly capBps: Bps } => ({
  floorBps: asset.pricing.bandFloorBps,
  capBps: asset.pricing.bandCapBps,
});
