import { describe, expect, it } from 'vitest';
import type { FailureBook } from './failureBook.ts';
import { pathMoves } from './pathMoves.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
/** Two paths of two days; on the last day of the last path a falls by a tenth, b by a half, c doubles, and so on. */
const matrix: ScenarioMatrix = {
  model: 'made up',
  assetIds: IDS,
  days: 2,
  paths: 2,
  independentPaths: 2,
  ratios: Float64Array.from([
    ...IDS.map(() => 1),
    ...IDS.map(() => 1),
    ...IDS.map(() => 1),
    0.9,
    0.5,
    2,
    1,
    0.8,
    0.7,
    0,
  ]),
};
const book = (weights: readonly number[], later: FailureBook['later'] = null): FailureBook => ({
  label: '',
  weights: Float64Array.from(weights),
  fixed: 0,
  asked: () => 0,
  lossWeights: [],
  lossFixed: [],
  later,
});
const told = (held: FailureBook, path: number, day: number) =>
  pathMoves(held, matrix, path, day).map(({ column, moneyWad }) => [column, Number(moneyWad) / 1e18]);

describe('pathMoves', () => {
  it('orders by money, not by price; what is owed gains by a fall; five at most', () => {
    const all = told(book([100, 10, 10, 1_000, 10, -10, 1]), 1, 1);
    expect(all.map(([column]) => column)).toEqual(['a', 'b', 'e', 'g', 'f']);
    expect(all.map(([, money]) => Math.round(Number(money) * 1e6) / 1e6)).toEqual([-10, -5, -2, -1, 3]);
  });
  it('leaves out what is not held and what did not move', () => {
    expect(told(book([0, 0, 0, 50, 0, 0, 0]), 1, 1)).toEqual([]);
    expect(told(book([1, 1, 1, 1, 1, 1, 1]), 1, 0)).toEqual([]);
    expect(told(book([1, 1, 1, 1, 1, 1, 1]), 0, 1)).toEqual([]);
  });
  it('is of the book that stands on that day', () => {
    const held = book([0, 0, 0, 0, 0, 0, 2], { fromDay: 1, book: book([0, 2, 0, 0, 0, 0, 0]) });
    expect(told(held, 1, 1)).toEqual([['b', -1]]);
  });
});
