import { mulDivUp, sum, wad, WAD, type Wad } from '../units/amounts.ts';

/** One published limit of another system: a bucket on throughput, and the worst price a keeper may accept. */
export interface PublishedBucket {
  readonly name: string;
  /** What may pass at once, in whole units (WAD). */
  readonly maxWad: Wad;
  readonly slopePerDayWad: Wad;
  /** Share a trade may lose. */
  readonly slippageWad: Wad;
  /** What is counted: USD, WETH. */
  readonly unit: string;
}

export interface BucketBound {
  readonly name: string;
  readonly unit: string;
  /** max × slippage: within one block. */
  readonly instantWad: Wad;
  /** (max + slope) × slippage: a full bucket and what refills in its first 24 hours. */
  readonly firstDayWad: Wad;
}

export interface BucketBounds {
  readonly lines: readonly BucketBound[];
  /** Sums by unit, in order of first appearance; different units are never added. */
  readonly totals: readonly { readonly unit: string; readonly instantWad: Wad; readonly firstDayWad: Wad }[];
}

/** The worst a keeper may lose through published buckets at once and in the first 24 hours. Pure; rounded up. */
export function bucketBounds(buckets: readonly PublishedBucket[]): BucketBounds {
  const lines = buckets.map((bucket) => ({
    name: bucket.name,
    unit: bucket.unit,
    instantWad: wad(mulDivUp(bucket.maxWad, bucket.slippageWad, WAD)),
    firstDayWad: wad(mulDivUp(bucket.maxWad + bucket.slopePerDayWad, bucket.slippageWad, WAD)),
  }));
  const units = [...new Set(lines.map((line) => line.unit))];
  return {
    lines,
    totals: units.map((unit) => {
      const own = lines.filter((line) => line.unit === unit);
      return {
        unit,
        instantWad: sum(own.map((line) => line.instantWad)),
        firstDayWad: sum(own.map((line) => line.firstDayWad)),
      };
    }),
  };
}
