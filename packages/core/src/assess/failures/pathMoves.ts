import { floatToWadDown } from '../../units/float.ts';
import type { PathMove } from '../../records/failure.ts';
import type { FailureBook } from './failureBook.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

/** More than these few explain no world better. */
const MOST_MOVES = 5;

/**
 * What moved against a book on one path by a day (0 the first), dearest first: of each column its price move since today
 * and what that took, or gave, of the money left. Columns that a book does not hold, and that cost nothing, are left out.
 * Pure.
 */
export function pathMoves(book: FailureBook, matrix: ScenarioMatrix, path: number, day: number): PathMove[] {
  const { later } = book;
  const { weights } = later !== null && day >= later.fromDay ? later.book : book;
  const row = (path * matrix.days + day) * matrix.assetIds.length;
  return matrix.assetIds
    .map((column, index) => {
      const move = (matrix.ratios[row + index] ?? 1) - 1;
      return { column, move, money: (weights[index] ?? 0) * move };
    })
    .filter(({ money }) => money !== 0)
    .toSorted((a, b) => a.money - b.money)
    .slice(0, MOST_MOVES)
    .map(({ column, move, money }) => ({ column, moveWad: floatToWadDown(move), moneyWad: floatToWadDown(money) }));
}
