// Scenario matrices for tests of this room: random walks whose failure has a closed form.
import { normals } from '../../quant/failures/gaussianPaths.fixture.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

export interface Walk {
  readonly assetId: string;
  /** Per day, of today's price; an arithmetic walk, so that a surplus of one asset diffuses exactly. */
  readonly drift: number;
  readonly deviation: number;
}

/** Independent arithmetic walks, floored at zero. */
export function walks(
  list: readonly Walk[],
  { days, paths, seed = 1, model = 'walk' }: { days: number; paths: number; seed?: number; model?: string },
): ScenarioMatrix {
  const next = normals(seed);
  const ratios = new Float64Array(paths * days * list.length);
  for (let path = 0; path < paths; path += 1)
    list.forEach(({ drift, deviation }, asset) => {
      let ratio = 1;
      for (let day = 0; day < days; day += 1) {
        ratio += drift + deviation * next();
        ratios[(path * days + day) * list.length + asset] = Math.max(0, ratio);
      }
    });
  return { model, assetIds: list.map((walk) => walk.assetId), days, paths, independentPaths: paths, ratios };
}

/** Prices that do not move, on so many days. */
export const still = (assetIds: readonly string[], days: number, paths = 100): ScenarioMatrix => ({
  model: 'still',
  assetIds,
  days,
  paths,
  independentPaths: paths,
  ratios: new Float64Array(paths * days * assetIds.length).fill(1),
});
