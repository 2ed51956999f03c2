import { OutsideDomain } from '../numbers/elementary.ts';
import { checkSample } from '../numbers/sample.ts';

/** Expected shortfall and what each part brings to it. */
export interface TailContributions {
  readonly valueAtRisk: number;
  readonly expectedShortfall: number;
  /** Mean loss of each part over the tail of the whole: they sum to the expected shortfall (Euler). */
  readonly components: readonly number[];
}

/** 1 − c is not exact in binary: a product this close to a whole number is that number. */
const RANK_SLACK = 1e-9;

/**
 * Components of expected shortfall: E[lossᵢ | the whole is in its worst 1 − c], the scenario at the edge counted in
 * part, as `historicalTail` counts it. `losses`: scenarios × parts, row-major, money or fractions, positive for a
 * loss; `parts` ≥ 1; `confidence` in (0, 1). A part's marginal contribution per unit held is its component ÷ units.
 * Equal losses are taken in order of scenarios, so that the answer does not depend on the engine's sort. Source:
 * Tasche, Risk contributions and performance measurement (1999). Pure; refuses shapes that do not fit, values not
 * finite and a tail of less than one scenario.
 */
export function tailContributions(losses: Float64Array, parts: number, confidence: number): TailContributions {
  if (!(confidence > 0 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
  const count = losses.length / parts;
  if (!(Number.isInteger(parts) && parts > 0 && Number.isInteger(count) && count > 0))
    throw new OutsideDomain('scenarios by parts', count);
  const totals = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    let total = 0;
    for (let part = 0; part < parts; part += 1) total += losses[row * parts + part] ?? 0;
    if (!Number.isFinite(total)) throw new OutsideDomain('loss', total);
    totals[row] = total;
  }
  checkSample(totals, Math.ceil(1 / (1 - confidence) - RANK_SLACK), 'empirical tail');
  const size = count * (1 - confidence);
  const rank = Math.min(count, Math.max(1, Math.ceil(size - RANK_SLACK)));
  const order = largest(totals, rank);
  const components = Array.from({ length: parts }, () => 0);
  const weight = Math.max(size, RANK_SLACK);
  let counted = 0;
  for (const row of order) {
    const share = Math.min(1, weight - counted);
    counted += share;
    for (let part = 0; part < parts; part += 1)
      components[part] = (components[part] ?? 0) + (share * (losses[row * parts + part] ?? 0)) / weight;
  }
  return {
    valueAtRisk: totals[order[rank - 1] ?? 0] ?? 0,
    expectedShortfall: components.reduce((sum, component) => sum + component, 0),
    components,
  };
}

/** The rows of so many largest totals, largest first; of equal ones the earlier. */
function largest(totals: Float64Array, rank: number): number[] {
  // Numbers alone sort many times faster than rows by their number: only those of the tail are put in order.
  const edge = totals.toSorted()[totals.length - rank] as number;
  const above: number[] = [];
  const level: number[] = [];
  for (let row = 0; row < totals.length; row += 1) {
    const total = totals[row] as number;
    if (total > edge) above.push(row);
    else if (total === edge && level.length < rank) level.push(row);
  }
  above.sort((a, b) => (totals[b] as number) - (totals[a] as number) || a - b);
  return [...above, ...level.slice(0, rank - above.length)];
}
