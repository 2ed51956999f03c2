import type { RandomKey } from './philox.ts';
import { estimateTail, type TailEstimate } from './estimateTail.ts';
import { chooseImportance, pathWeights } from './importance.ts';
import { createKernel } from './kernel.ts';
import { LATTICE_POINTS } from './lattice.ts';
import { prepareModel, type ReturnModel } from './preparedModel.ts';
import type { Draws } from './pathWords.ts';
import { BLOCK, simulatePaths } from './simulatePaths.ts';

/** A book, a model of its assets, and how to draw. */
export interface TailSimulation {
  readonly model: ReturnModel;
  /** Money in each asset; VaR and ES come back in the same unit. */
  readonly book: readonly number[];
  readonly confidence: number;
  /** At least this many paths; rounded up to what the draws come in (64, or eight or more lattices of 65,536). */
  readonly paths: number;
  readonly key: RandomKey;
  readonly draws: Draws;
  /** Whether to draw more paths where the book loses, and weigh them; of grouped copulas only the normal is moved. */
  readonly importance: boolean;
  /** kernel: WebAssembly · typescript: its twin, the same bytes. */
  readonly engine: 'kernel' | 'typescript';
}

/**
 * VaR and ES of a book over the model's horizon by simulation, with standard errors; a function of its argument
 * alone, the same bytes with either engine. Throws what `prepareModel`, `simulatePaths` and `estimateTail` throw.
 */
export function simulateTail(simulation: TailSimulation): TailEstimate {
  const { model, book, confidence, key, draws, importance, engine } = simulation;
  const degrees = Array.isArray(model.degrees) ? 'gaussian' : (model.degrees as number | 'gaussian');
  const { shift, tilt } = importance ? chooseImportance(degrees, confidence) : { shift: 0, tilt: 1 };
  const prepared = prepareModel(model, book, tilt);
  const unit = draws === 'lattice' ? LATTICE_POINTS : BLOCK;
  const least = draws === 'lattice' ? 8 * LATTICE_POINTS : BLOCK;
  const count = Math.max(least, Math.ceil(simulation.paths / unit) * unit);
  const request = { key, stream: 0, draws, from: 0, count, books: [book], shift, keepsVariates: importance };
  const paths = engine === 'kernel' ? createKernel(prepared)(request) : simulatePaths(prepared, request);
  return estimateTail(paths.profits[0] ?? new Float64Array(0), {
    confidence,
    batch: draws === 'lattice' ? LATTICE_POINTS : draws === 'antithetic' ? 2 : 1,
    ...(importance ? { weights: pathWeights(prepared, paths, shift) } : {}),
  });
}
