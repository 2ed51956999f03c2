import type { ScenarioMatrix } from './scenarioMatrix.ts';

/** Money of a row of weights on every day of every path, path by path: index path × days + day. */
type MoneyLine = Float64Array;

/** Lines kept a matrix: readings of one sheet share their weights, and a search for a buffer asks for the same again. */
const MOST_KEPT = 8;
const KEPT = new WeakMap<ScenarioMatrix, Map<string, MoneyLine>>();

/** Σ weight × price ratio, kept for as long as the matrix is. Columns without weight are not read. Pure. */
export function moneyLine(matrix: ScenarioMatrix, weights: Float64Array): MoneyLine {
  const kept = KEPT.get(matrix) ?? new Map<string, MoneyLine>();
  KEPT.set(matrix, kept);
  const name = weights.join();
  const known = kept.get(name);
  if (known !== undefined) return known;
  const line = addUp(matrix, weights);
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(name, line);
  return line;
}

function addUp({ paths, days, assetIds, ratios }: ScenarioMatrix, weights: Float64Array): MoneyLine {
  const width = assetIds.length;
  const columns = Int32Array.from([...weights.keys()].filter((column) => weights[column] !== 0));
  const values = Float64Array.from(columns, (column) => weights[column] as number);
  const line = new Float64Array(paths * days);
  for (let row = 0, at = 0; row < line.length; row += 1, at += width) {
    let money = 0;
    for (let i = 0; i < columns.length; i += 1)
      money += (values[i] as number) * (ratios[at + (columns[i] as number)] as number);
    line[row] = money;
  }
  return line;
}
