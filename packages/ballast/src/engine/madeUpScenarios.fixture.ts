// Made-up prices of the fifty assets of the bench, for tests of threads: nobody's law, but falling together.
import { randomStream, type ScenarioMatrix } from '@ballast/core';
import { fiftySheet } from '../../../../bench/fiftyAssets.ts';

const DAYS = 7;
const ASSETS = fiftySheet(() => 1).lines.map(({ assetId }) => assetId);

/** Bytes of so many paths of a week. */
export const madeUpBytes = (paths: number): number => 8 * paths * DAYS * ASSETS.length;

/** As many paths as the memory holds; a day's deviation together and, half as much or less, apart. */
export function madeUpScenarios(
  memory: ArrayBufferLike,
  stream: number,
  { together, apart }: { readonly together: number; readonly apart: number },
): ScenarioMatrix {
  const ratios = new Float64Array(memory);
  const paths = ratios.length / (DAYS * ASSETS.length);
  const { normal } = randomStream([7, stream]);
  for (let i = 0; i < ratios.length; i += 1) {
    const row = Math.floor(i / ASSETS.length);
    const isPegged = i % ASSETS.length >= 30;
    const move = isPegged ? 0.002 * normal(1e6 + i) : together * normal(row) + apart * normal(1e6 + i);
    ratios[i] = Math.max(0, 1 + move);
  }
  return { model: `made up ${stream}`, assetIds: ASSETS, days: DAYS, paths, independentPaths: paths, ratios };
}
