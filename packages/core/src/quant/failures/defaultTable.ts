/** Chances of default over time, with what every path needs of them. */
export interface DefaultTable {
  /** `chances[j][t]`: the probability that counterparty j has defaulted by step t; never falls in t. */
  readonly chances: readonly Float64Array[];
  /** Per step the counterparties, likeliest first. */
  readonly orders: readonly (readonly number[])[];
  /** Per step at least the chance of three or more. */
  readonly triples: readonly number[];
}

/** Both ends of the range of default probabilities. */
export interface DefaultTables {
  readonly low: DefaultTable;
  readonly high: DefaultTable;
}

/** Prepares chances of default for `steps` steps. Pure. */
export function tableDefaults(chances: readonly Float64Array[], steps: number): DefaultTable {
  const all = Array.from({ length: steps }, (_, t) => t);
  const at = (j: number, t: number): number => chances[j]?.[t] ?? 0;
  return {
    chances,
    orders: all.map((t) => chances.map((_, j) => j).toSorted((a, b) => at(b, t) - at(a, t) || a - b)),
    triples: all.map((t) => triplesAt(chances, t)),
  };
}

/** Third elementary symmetric polynomial of the default probabilities: at least the chance of three or more. */
function triplesAt(defaults: readonly Float64Array[], step: number): number {
  let [one, two, three] = [0, 0, 0];
  for (const chances of defaults) {
    const p = chances[step] ?? 0;
    three += two * p;
    two += one * p;
    one += p;
  }
  return three;
}
