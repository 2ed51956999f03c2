import { simulatePegs } from '../../quant/simulation/pegPaths.ts';
import { PEGGED_STREAM, type ScenarioStretch } from './drawScenarios.ts';
import type { ShutDays } from './scenarioMatrix.ts';
import type { ScenarioModel } from './scenarioModel.ts';

/** No break takes more at once, whatever the law of it says. */
const MOST_BREAK = 0.5;
/** Of a fall, what rounding may take. */
const ROUNDING = 1e-9;
/** Paths drawn again at once. */
const CHUNK = 4_096;

/**
 * Path-days on which the par of a peg is shut, in the scenarios that `ratios` holds, for the pegs named by their asset;
 * nothing for what is no peg of the model. Par shuts only where something breaks, and what breaks of itself falls by
 * `leastLoss` or more within a day: the other paths are not drawn again. Pure; throws OutsideDomain.
 */
export function shutDays(
  model: ScenarioModel,
  { key, from, count }: Pick<ScenarioStretch, 'key' | 'from' | 'count'>,
  ratios: Float64Array,
  assetIds: readonly string[],
): ShutDays[] {
  const { pegs, days } = model;
  const width = pegs.laws.length;
  const first = model.assetIds.length - width;
  const asked = assetIds.flatMap((assetId) => {
    const peg = model.assetIds.indexOf(assetId) - first;
    return peg < 0 ? [] : [{ assetId, peg, rows: [] as number[] }];
  });
  if (asked.length === 0) return [];
  const mayBreak = breakFinder(model, ratios);
  for (let path = 0; path < count;) {
    let end = path;
    while (end < Math.min(count, path + CHUNK) && mayBreak(end)) end += 1;
    if (end > path) {
      const request = { key, stream: PEGGED_STREAM, steps: days, from: from + path, count: end - path };
      const { shut } = simulatePegs(pegs, request);
      for (const { peg, rows } of asked)
        for (let row = 0; row < (end - path) * days; row += 1)
          if (shut[row * width + peg] === 1) rows.push(path * days + row);
    }
    path = Math.max(end, path + 1);
  }
  return asked.map(({ assetId, rows }) => ({ assetId, rows: Uint32Array.from(rows) }));
}

/** Whether something may break on a path of the ratios: never no where it does. */
function breakFinder({ pegs, moved, curve, days, assetIds }: ScenarioModel, ratios: Float64Array) {
  const [all, width] = [assetIds.length, pegs.laws.length];
  const first = all - width;
  const startsBroken = pegs.laws.some(({ below, breaks }) => below >= (breaks.edges.at(-1) ?? Infinity));
  const most = curve.moves.reduce((largest, move) => Math.max(largest, Math.abs(move)), 0);
  const columns = pegs.laws.map(({ breaks }, peg) => {
    const { base, durationYears } = moved[peg - (width - moved.length)] ?? { base: null, durationYears: 0 };
    // The most that the curve may have raised a price by on the same day.
    const rise = (durationYears * most) / Math.max(0.1, 1 - durationYears * most * days);
    const kept = (1 - Math.min(breaks.leastLoss, MOST_BREAK)) * (1 + rise) + ROUNDING;
    return { at: first + peg, base, kept };
  });
  const fell = ({ at, base, kept }: (typeof columns)[number], path: number): boolean => {
    let before = 1;
    for (let day = 0; day < days; day += 1) {
      const row = (path * days + day) * all;
      const under = base === null ? 1 : (ratios[row + base] as number);
      // Beside a base that is worth nothing there is no discount to be seen.
      if (under === 0) return true;
      const now = (ratios[row + at] as number) / under;
      if (now <= before * kept) return true;
      before = now;
    }
    return false;
  };
  return (path: number): boolean => startsBroken || columns.some((column) => fell(column, path));
}
