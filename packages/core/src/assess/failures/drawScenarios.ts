import type { RandomKey } from '../../quant/philox.ts';
import { simulateCurve } from '../../quant/simulation/curvePaths.ts';
import { simulatePegs } from '../../quant/simulation/pegPaths.ts';
import { simulateSteps, type StepPaths, type StepRequest } from '../../quant/simulation/simulateSteps.ts';
import { createStepKernel } from '../../quant/simulation/stepKernel.ts';
import { hashArtefact } from '../../records/canonical.ts';
import type { Hash } from '../../records/hash.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';
import type { MovedColumn } from './scenarioColumns.ts';
import type { ScenarioModel } from './scenarioModel.ts';

/** What decides every byte of a set of scenarios; its hash is the set's name and its seed. */
export interface ScenarioSet {
  readonly schema: 'ballast/scenario-set/1';
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
    schema: 'ballast/scenario-set/1',
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

/** Ratios held in memory at once while the kernel works. */
const CHUNK = 4_096;
export const [FLOATING_STREAM, PEGGED_STREAM, CURVE_STREAM] = [0, 1, 2];

/**
 * Price ÷ today's price of every asset after every day, as a scenario matrix orders them, for a stretch of paths. A
 * path's bytes depend on model, key and its own number alone: any split over threads gives the same. Pure; throws
 * OutsideDomain for stretches that are no whole blocks.
 */
export function drawScenarios(model: ScenarioModel, { key, from, count, engine }: ScenarioStretch): Float64Array {
  const { days, assetIds } = model;
  const width = assetIds.length;
  const ratios = new Float64Array(count * days * width);
  const simulate = stepper(model, engine ?? 'kernel');
  for (let done = 0; done < count; done += CHUNK) {
    const size = Math.min(CHUNK, count - done);
    const request = { key, from: from + done, count: size };
    const paths = simulate({ ...request, stream: FLOATING_STREAM, draws: 'independent' });
    if (paths !== null) layFloating(ratios, paths, done, width);
    layPegs(ratios, model, request, done);
  }
  return ratios;
}

/** Coins, and what moves with something else: its base and the curve times its own discount or gate. */
function layPegs(
  ratios: Float64Array,
  { days, assetIds, floating, pegs, moved, curve }: ScenarioModel,
  request: { readonly key: RandomKey; readonly from: number; readonly count: number },
  done: number,
): void {
  const [width, count] = [assetIds.length, pegs.laws.length];
  if (count === 0) return;
  const first = floating?.assets.length ?? 0;
  const coins = count - moved.length;
  const own = simulatePegs(pegs, { ...request, stream: PEGGED_STREAM, steps: days }).ratios;
  const isMovedByCurve = moved.some(({ durationYears }) => durationYears > 0);
  const shifts = isMovedByCurve ? simulateCurve(curve, { ...request, stream: CURVE_STREAM, steps: days }) : null;
  for (let row = 0; row < request.count * days; row += 1) {
    const at = (done * days + row) * width;
    for (let peg = 0; peg < count; peg += 1) {
      let ratio = own[row * count + peg] as number;
      if (peg >= coins) {
        const { base, durationYears } = moved[peg - coins] as MovedColumn;
        if (base !== null) ratio *= ratios[at + base] as number;
        if (shifts !== null) ratio *= Math.max(0, 1 - durationYears * (shifts[row] as number));
      }
      ratios[at + first + peg] = ratio;
    }
  }
}

function stepper(
  { floating }: ScenarioModel,
  engine: 'kernel' | 'typescript',
): (request: StepRequest) => StepPaths | null {
  if (floating === null) return () => null;
  return engine === 'kernel' ? createStepKernel(floating) : (request) => simulateSteps(floating, request);
}

function layFloating(
  ratios: Float64Array,
  { steps, assets, count, returns }: StepPaths,
  done: number,
  width: number,
): void {
  for (let step = 0; step < steps; step += 1)
    for (let asset = 0; asset < assets; asset += 1) {
      const line = (step * assets + asset) * count;
      for (let i = 0; i < count; i += 1)
        ratios[((done + i) * steps + step) * width + asset] = 1 + (returns[line + i] as number);
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
