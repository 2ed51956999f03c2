import { BallastError, DAY_SECONDS, exponential, logarithm } from '@ballast/core';
import { createRandom } from './counterRandom.ts';
import { offsetAt } from './curve.ts';
import type { Origin, Scenario, ScenarioAsset } from './scenario.ts';

/** Prices outside the chain, in dollars per whole token, at any moment of the window. */
export interface OutsidePrices {
  readonly assetIds: readonly string[];
  /** What markets at large pay. */
  at(assetId: string, timeSeconds: number): number;
  /** What one origin sees: the outside price with the scenario's deviation of that origin. */
  seenBy(origin: Origin, assetId: string, timeSeconds: number): number;
}

export class AssetNotInScenario extends BallastError {
  constructor(assetId: string) {
    super({
      code: 'WORLD_ASSET_NOT_IN_SCENARIO',
      message: `the scenario has no price for ${assetId}`,
      remedy: 'add the asset to the scenario, or leave it out of the reserve',
      retryable: false,
    });
  }
}

const YEAR_SECONDS = 31_536_000;

/**
 * Prices of a scenario: the anchors exactly, and between two of them a Brownian bridge in the logarithm on the
 * scenario's grid, seeded by asset. Same scenario and seed, same prices to the last bit.
 */
export function buildOutside(scenario: Scenario, seed: number): OutsidePrices {
  const paths = new Map(
    scenario.assets
      .filter((asset) => asset.follows === undefined)
      .map((asset) => [asset.id, bridgePath(asset, scenario.resolution, seed)] as const),
  );
  const at = (assetId: string, timeSeconds: number): number => {
    const asset = scenario.assets.find((item) => item.id === assetId);
    if (asset === undefined) throw new AssetNotInScenario(assetId);
    if (asset.follows !== undefined)
      return at(asset.follows.asset, timeSeconds) * shareRatioAt(asset.follows, scenario.window.from, timeSeconds);
    const path = paths.get(assetId);
    if (path === undefined) throw new AssetNotInScenario(assetId);
    const step = Math.floor((timeSeconds - path.fromSeconds) / scenario.resolution);
    return path.prices[Math.max(0, Math.min(path.prices.length - 1, step))] ?? Number.NaN;
  };
  return {
    assetIds: scenario.assets.map((asset) => asset.id),
    at,
    seenBy: (origin, assetId, timeSeconds) =>
      at(assetId, timeSeconds) * (1 + deviationOf(scenario, origin, assetId, timeSeconds)),
  };
}

/** Sum of the scenario's deviations of an origin at a moment, as a ratio. Pure. */
const deviationOf = (scenario: Scenario, origin: Origin, assetId: string, timeSeconds: number): number =>
  scenario.deviations.reduce(
    (total, item) =>
      item.asset === assetId && item.origin === origin ? total + offsetAt(item.points, timeSeconds) : total,
    0,
  );

/** Assets per share of a yield-bearing share, growing evenly from the window's beginning. Pure. */
export const shareRatioAt = (
  follows: NonNullable<ScenarioAsset['follows']>,
  fromSeconds: number,
  timeSeconds: number,
): number => follows.ratio * (1 + (follows.growthPerYear * (timeSeconds - fromSeconds)) / YEAR_SECONDS);

interface Path {
  readonly fromSeconds: number;
  readonly prices: Float64Array;
}

function bridgePath(asset: ScenarioAsset, resolution: number, seed: number): Path {
  const random = createRandom(seed, `outside/${asset.id}`);
  const fromSeconds = asset.anchors[0]?.at ?? 0;
  const toSeconds = asset.anchors.at(-1)?.at ?? 0;
  const prices = new Float64Array(Math.floor((toSeconds - fromSeconds) / resolution) + 1);
  asset.anchors.forEach((anchor, index) => {
    const next = asset.anchors[index + 1];
    const first = Math.ceil((anchor.at - fromSeconds) / resolution);
    prices[first] = anchor.price;
    if (next === undefined) return;
    const last = Math.ceil((next.at - fromSeconds) / resolution);
    const scale = (anchor.noise ?? asset.noise) * Math.sqrt(resolution / DAY_SECONDS);
    const walk = new Float64Array(last - first + 1);
    for (let step = 1; step < walk.length; step += 1)
      walk[step] = (walk[step - 1] ?? 0) + scale * random.normal(first + step);
    const [start, end, drift] = [logarithm(anchor.price), logarithm(next.price), walk.at(-1) ?? 0];
    for (let step = 1; step < last - first; step += 1) {
      const done = step / (last - first);
      prices[first + step] = exponential(start + (end - start) * done + (walk[step] ?? 0) - drift * done);
    }
  });
  return { fromSeconds, prices };
}
