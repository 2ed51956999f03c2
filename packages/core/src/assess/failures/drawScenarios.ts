import type { RandomKey } from '../../quant/simulation/philox.ts';
import { simulateCurve } from '../../quant/simulation/curvePaths.ts';
import { createJointKernel } from '../../quant/simulation/jointKernel.ts';
import { simulatePegs } from '../../quant/simulation/pegPaths.ts';
import { simulateSteps } from '../../quant/simulation/simulateSteps.ts';
import { hashArtefact } from '../../records/canonical.ts';
import type { Hash } from '../../records/hash.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';
import type { MovedColumn } from './scenarioColumns.ts';
import type { ScenarioModel } from './scenarioModel.ts';

/** What decides every byte of a set of scenarios; its hash is the set's name and its seed. */
export interface ScenarioSet {
  readonly schema: 'ballast/scenario-set/2';
  readonly parents: { readonly history: Hash; readonly policy: Hash };
  readonly stage: 'stress';
  /** The fitted model by name and basis, and the assets in their order. */
  readonly model: string;
  readonly basis: string;
  readonly assetIds: readonly string[];
  readonly days: number;
  readonly paths: number;
}

/** A stretch of paths to draw: whole blocks of 64. */
export interface ScenarioStretch {
  readonly key: RandomKey;
  readonly from: number;
  readonly count: number;
  /** The kernel's twin in plain TypeScript, for tests; same bytes. */
  readonly engine?: 'kernel' | 'typescript';
}

/** Names a set and derives its seed: nobody chooses one. Pure. */
export function scenarioSetOf(
  { model, basis, assetIds, days }: ScenarioModel,
  parents: ScenarioSet['parents'],
  paths: number,
): { readonly set: ScenarioSet; readonly hash: Hash; readonly key: RandomKey } {
  const set: ScenarioSet = {
    schema: 'ballast/scenario-set/2',
    parents,
    stage: 'stress',
    model,
    basis,
    assetIds,
    days,
    paths,
  };
  const hash = hashArtefact(set);
  return { set, hash, key: [Number.parseInt(hash.slice(2, 10), 16), Number.parseInt(hash.slice(10, 18), 16)] };
}

/** Ratios drawn at once: 256 KiB, which stay in the cache until they are where they belong. */
const CHUNK = 32_768;
export const [FLOATING_STREAM, PEGGED_STREAM, CURVE_STREAM] = [0, 1, 2];

/** Paths [from, from + count) in rows as a scenario matrix has them. */
type Draw = (request: { readonly key: RandomKey; readonly from: number; readonly count: number }) => Float64Array;

/**
 * Price ÷ today's price of every asset after every day, as a scenario matrix orders them, for a stretch of paths; into
 * `into` where there is room already. A path's bytes depend on model, key and its own number alone: any split over
 * threads gives the same. Pure but for `into`; throws OutsideDomain for stretches that are no whole blocks.
 */
export function drawScenarios(
  model: ScenarioModel,
  { key, from, count, engine }: ScenarioStretch,
  into: Float64Array = new Float64Array(count * model.days * model.assetIds.length),
): Float64Array {
  const size = model.days * model.assetIds.length;
  const draw = engine === 'typescript' ? twinOf(model) : kernelOf(model);
  const most = Math.max(64, Math.floor(CHUNK / size / 64) * 64);
  for (let done = 0; done < count; done += most) {
    const request = { key, from: from + done, count: Math.min(most, count - done) };
    const ratios = draw(request);
    moveColumns(ratios, model, request);
    into.set(ratios, done * size);
  }
  return into;
}

function kernelOf({ days, floating, pegs }: ScenarioModel): Draw {
  const kernel = createJointKernel({ steps: days, floating, pegs });
  return (request) => kernel({ ...request, floatingStream: FLOATING_STREAM, peggedStream: PEGGED_STREAM });
}

function twinOf({ days, floating, pegs }: ScenarioModel): Draw {
  return (request) => {
    const coins = simulatePegs(pegs, { ...request, stream: PEGGED_STREAM, steps: days }).ratios;
    const last = pegs.laws.length;
    if (floating === null) return coins;
    const { returns } = simulateSteps(floating, { ...request, stream: FLOATING_STREAM, draws: 'independent' });
    const first = floating.assets.length;
    const ratios = new Float64Array(returns.length + coins.length);
    for (let row = 0; row < request.count * days; row += 1) {
      const at = row * (first + last);
      for (let i = 0; i < first; i += 1) ratios[at + i] = 1 + (returns[row * first + i] as number);
      ratios.set(coins.subarray(row * last, (row + 1) * last), at + first);
    }
    return ratios;
  };
}

/** What moves with something else: its own discount or gate times its base and the curve. */
function moveColumns(
  ratios: Float64Array,
  { days, assetIds, moved, curve }: ScenarioModel,
  request: Parameters<Draw>[0],
): void {
  if (moved.length === 0) return;
  const width = assetIds.length;
  const isMovedByCurve = moved.some(({ durationYears }) => durationYears > 0);
  const shifts = isMovedByCurve ? simulateCurve(curve, { ...request, stream: CURVE_STREAM, steps: days }) : null;
  for (let row = 0; row < request.count * days; row += 1)
    for (let column = 0; column < moved.length; column += 1) {
      const { base, durationYears } = moved[column] as MovedColumn;
      const at = row * width + width - moved.length + column;
      if (base !== null) ratios[at] = (ratios[at] as number) * (ratios[row * width + base] as number);
      if (shifts !== null)
        ratios[at] = (ratios[at] as number) * Math.max(0, 1 - durationYears * (shifts[row] as number));
    }
}

/** The drawn ratios as scenarios. Pure; `checkScenarios` judges them where they are used. */
export const simulatedMatrix = (
  { model, assetIds, days }: ScenarioModel,
  paths: number,
  ratios: Float64Array,
): ScenarioMatrix => ({ model, assetIds, days, paths, independentPaths: paths, ratios });

/** The same paths over their first `days` days. Pure. */
export function firstDays(matrix: ScenarioMatrix, days: number): ScenarioMatrix {
  if (days >= matrix.days) return matrix;
  const [whole, part] = [matrix.days * matrix.assetIds.length, days * matrix.assetIds.length];
  const ratios = new Float64Array(matrix.paths * part);
  for (let path = 0; path < matrix.paths; path += 1)
    ratios.set(matrix.ratios.subarray(path * whole, path * whole + part), path * part);
  const shut = matrix.shut?.map(({ assetId, rows }) => ({
    assetId,
    rows: rows
      .filter((row) => row % matrix.days < days)
      .map((row) => Math.floor(row / matrix.days) * days + (row % matrix.days)),
  }));
  return { ...matrix, days, ratios, ...(shut === undefined ? {} : { shut }) };
}

/** Numbers a simulated matrix may hold: 276 MiB; with many assets or days fewer paths are drawn. */
const MOST_RATIOS = 36_000_000;

/** Paths that are drawn of those wanted: whole blocks of 64, as many as fit the memory. Pure. */
export function affordablePaths(wanted: number, { days, assetIds }: ScenarioModel): number {
  const most = Math.floor(MOST_RATIOS / (days * assetIds.length));
  return Math.max(64, Math.floor(Math.min(wanted, most) / 64) * 64);
}
