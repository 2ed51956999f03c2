import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape, type Matrix } from '../algebra/matrix.ts';
import { lossFactor } from './lossFactor.ts';
import { scaleOf, type Margin } from './margin.ts';
import { copulaNodes, type CopulaNodes } from './copulaNodes.ts';
import { marginTable, type MarginTable } from './marginTable.ts';
import { gaussianMixing, mixingTable, normalTable } from './uniformTable.ts';

/** Degrees of freedom of a t copula, 2 to 100, or the Gaussian copula. */
export type CopulaDegrees = number | 'gaussian';

/** Joint distribution of the log returns of n assets over one horizon. */
export interface ReturnModel {
  /** Correlation of the copula, n×n, positive definite. */
  readonly correlation: Matrix;
  readonly margins: readonly Margin[];
  /** One for all assets, or one for each: a grouped t copula, whose groups share one uniform. */
  readonly degrees: CopulaDegrees | readonly CopulaDegrees[];
}

/** A model made ready for drawing: tables and factor, plain numbers only. */
export interface PreparedModel {
  readonly normals: number;
  readonly factor: readonly { readonly row: Float64Array; readonly group: number; readonly margin: MarginTable }[];
  readonly normal: Float64Array;
  /** One table for each group. */
  readonly mixing: readonly Float64Array[];
  readonly groups: readonly CopulaDegrees[];
  /** What χ² of the mixing variable was multiplied by (1: nothing). */
  readonly tilt: number;
}

/**
 * Tables and factor of a model. `exposures`: how much money the book of interest loses per unit fall of each asset's
 * value (its weights); they choose the direction of the first normal, not the distribution. `tilt`: see
 * `mixingTable`. Throws NotPositiveDefinite, BadShape, OutsideDomain (a margin, a copula outside [2, 100]). Pure.
 */
export function prepareModel(model: ReturnModel, exposures: readonly number[], tilt = 1): PreparedModel {
  const n = model.margins.length;
  if (model.correlation.length !== n) throw new BadShape(`${n} margins for ${model.correlation.length} series`);
  const each = Array.isArray(model.degrees) ? (model.degrees as readonly CopulaDegrees[]) : [];
  const degrees = model.margins.map((_, i) => (each.length === 0 ? (model.degrees as CopulaDegrees) : each[i]));
  const groups = [...new Set(degrees)].map((value) => checkDegrees(value));
  if (each.length > 0 && each.length !== n) throw new BadShape(`${each.length} degrees of freedom for ${n} assets`);
  if (tilt !== 1 && groups.length > 1) throw new OutsideDomain('tilt of a grouped copula', tilt);
  const nodes = new Map<CopulaDegrees, CopulaNodes>(
    groups.map((value) => [value, copulaNodes(value === 'gaussian' ? 'normal' : value)]),
  );
  const sensitivity = model.margins.map((margin, i) => (exposures[i] ?? 0) * scaleOf(margin));
  const { rows, lengths } = lossFactor(model.correlation, sensitivity);
  return {
    normals: n,
    factor: model.margins.map((margin, i) => {
      const value = checkDegrees(degrees[i]);
      const table = marginTable(margin, nodes.get(value) ?? copulaNodes('normal'));
      return {
        row: Float64Array.from(rows[i] ?? []).slice(0, lengths[i]),
        group: groups.indexOf(value),
        margin: table,
      };
    }),
    normal: normalTable(),
    mixing: groups.map((value) => (value === 'gaussian' ? gaussianMixing() : mixingTable(value, tilt))),
    groups,
    tilt,
  };
}

/** Refuses a copula outside [2, 100] that is not the Gaussian one. */
export function checkDegrees(value: CopulaDegrees | undefined): CopulaDegrees {
  if (value === 'gaussian') return value;
  if (value === undefined || !(value >= 2 && value <= 100)) {
    throw new OutsideDomain('copula with degrees of freedom', value ?? Number.NaN);
  }
  return value;
}
