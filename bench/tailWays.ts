// Our ways to VaR and ES at 99 % of the thirty assets. Everything is counted: tables, kernel, selection of the tail.
import {
  chooseImportance,
  createKernel,
  estimateTail,
  pathWeights,
  prepareModel,
  simulatePaths,
  type Draws,
  type ReturnModel,
  type TailEstimate,
} from '@ballast/core';
import { BOOK, MILLION } from './thirtyAssets.ts';

export const LATTICE = 65_536;

export interface Way {
  readonly name: string;
  readonly draws: Draws;
  readonly paths: number;
  readonly importance: boolean;
  readonly engine: 'kernel' | 'typescript';
}

export const WAYS: readonly Way[] = [
  { name: 'kernel, independent', draws: 'independent', paths: MILLION, importance: false, engine: 'kernel' },
  { name: 'kernel, lattice', draws: 'lattice', paths: 16 * LATTICE, importance: false, engine: 'kernel' },
  { name: 'kernel, importance', draws: 'independent', paths: MILLION, importance: true, engine: 'kernel' },
  { name: 'kernel, lattice + importance', draws: 'lattice', paths: 8 * LATTICE, importance: true, engine: 'kernel' },
  { name: 'TypeScript, independent', draws: 'independent', paths: MILLION, importance: false, engine: 'typescript' },
];

/** One way, from the model to the estimate. */
export function runWay(model: ReturnModel, { draws, paths, importance, engine }: Way): TailEstimate {
  const { shift, tilt } = importance ? chooseImportance(5, 0.99) : { shift: 0, tilt: 1 };
  const prepared = prepareModel(model, BOOK, tilt);
  const request = {
    key: [1, 2],
    stream: 0,
    draws,
    from: 0,
    count: paths,
    books: [BOOK],
    shift,
    keepsVariates: importance,
  } as const;
  const drawn = engine === 'kernel' ? createKernel(prepared)(request) : simulatePaths(prepared, request);
  return estimateTail(drawn.profits[0] ?? new Float64Array(0), {
    confidence: 0.99,
    batch: draws === 'lattice' ? LATTICE : 1,
    ...(importance ? { weights: pathWeights(prepared, drawn, shift) } : {}),
  });
}
