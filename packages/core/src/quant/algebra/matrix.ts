import { BallastError } from '../../units/error.ts';
import { OutsideDomain } from '../numbers/elementary.ts';

/** Rows of float64 values, all of the same length. */
export type Matrix = readonly (readonly number[])[];

export class BadShape extends BallastError {
  constructor(what: string) {
    super({
      code: 'QUANT_BAD_SHAPE',
      message: what,
      remedy: 'give every row the same length and the matrix the stated shape',
      retryable: false,
    });
  }
}

export class ConstantSeries extends BallastError {
  constructor(column: number) {
    super({
      code: 'QUANT_CONSTANT_SERIES',
      message: `series ${column} does not move, so its correlation is not defined`,
      remedy: 'leave the series out, or give it a model of its own',
      retryable: false,
    });
  }
}

export class TooFewObservations extends BallastError {
  constructor(observations: number, needed: number) {
    super({
      code: 'QUANT_TOO_FEW_OBSERVATIONS',
      message: `${observations} observations where ${needed} are needed`,
      remedy: 'take a longer window, or an estimator that asks for less',
      retryable: false,
    });
  }
}

/** Value at a place known to be inside the matrix. */
export const at = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? Number.NaN;

/** A matrix from a rule for its entries. Pure. */
export const tabulate = (rows: number, columns: number, entry: (row: number, column: number) => number): number[][] =>
  Array.from({ length: rows }, (_r, row) => Array.from({ length: columns }, (_c, column) => entry(row, column)));

/**
 * Refuses what is not a table of observations: time down, series across, at least `minimum` rows and one series,
 * every value finite. Returns the number of series.
 */
export function checkObservations(rows: Matrix, minimum: number): number {
  if (rows.length < minimum) throw new OutsideDomain(`sample below ${minimum} observations`, rows.length);
  const width = rows[0]?.length ?? 0;
  if (width === 0) throw new BadShape('a sample without series');
  for (const row of rows) {
    if (row.length !== width) throw new BadShape(`a row of ${row.length} values in a sample of ${width} series`);
    const bad = row.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new OutsideDomain('observation', bad);
  }
  return width;
}

/** Refuses a matrix that is empty, not square, not finite, or not symmetric to 1e-10 of its largest entry. */
export function checkSymmetric(matrix: Matrix): number {
  const size = matrix.length;
  if (size === 0) throw new BadShape('an empty matrix');
  let largest = 0;
  for (const row of matrix) {
    if (row.length !== size) throw new BadShape(`a row of ${row.length} in a square matrix of ${size}`);
    for (const value of row) {
      if (!Number.isFinite(value)) throw new OutsideDomain('matrix entry', value);
      largest = Math.max(largest, Math.abs(value));
    }
  }
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const gap = Math.abs(at(matrix, i, j) - at(matrix, j, i));
      if (gap > largest * 1e-10) throw new BadShape(`a matrix whose entries ${i},${j} and ${j},${i} differ by ${gap}`);
    }
  }
  return size;
}

/** Refuses a matrix that is not a correlation matrix in form: symmetric, ones on the diagonal, the rest within ±1. */
export function checkCorrelation(matrix: Matrix): number {
  const size = checkSymmetric(matrix);
  matrix.forEach((row, i) => {
    if (Math.abs(at(matrix, i, i) - 1) > 1e-10) throw new OutsideDomain('correlation with itself', at(matrix, i, i));
    for (const value of row) if (Math.abs(value) > 1 + 1e-10) throw new OutsideDomain('correlation', value);
  });
  return size;
}

/** Means of the columns, corrected for the rounding of the first pass. */
export function columnMeans(rows: Matrix): number[] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) => {
    let sum = 0;
    for (const row of rows) sum += row[column] ?? Number.NaN;
    const rough = sum / rows.length;
    let rest = 0;
    for (const row of rows) rest += (row[column] ?? Number.NaN) - rough;
    return rough + rest / rows.length;
  });
}

/** Observations minus the mean of their column. */
export function centred(rows: Matrix): number[][] {
  const means = columnMeans(rows);
  return rows.map((row) => row.map((value, column) => value - (means[column] ?? 0)));
}
