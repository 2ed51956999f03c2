import { joinCounts, type ValueCounts } from '../../quant/failures/valueTally.ts';

/** What was counted of one book on some paths: joined with others, the same whoever counted which paths. Plain data. */
export interface BookTally {
  readonly paths: number;
  readonly horizons: readonly HorizonTally[];
}

export interface HorizonTally {
  readonly days: number;
  /** Chances of failure by path: on the way and at the end, low and high. */
  readonly firstLow: ValueCounts;
  readonly firstHigh: ValueCounts;
  readonly terminalLow: ValueCounts;
  readonly terminalHigh: ValueCounts;
  /** Paths on which prices alone do it, at some day. */
  readonly byPrices: number;
  /** Per default and day (default × days + day) the paths, not among those, on which it alone does it if it came by then. */
  readonly alone: Float64Array;
  readonly worst: readonly WorstPath[];
}

/** A path, the day on which it leaves least (0 the first), and the money then. */
export interface WorstPath {
  readonly path: number;
  readonly day: number;
  readonly money: number;
}

/** Paths told of that leave least. */
export const WORST = 3;

/**
 * Keeps a path if it is among the few that leave least, worst first; of equal ones the earlier. Paths come in their
 * order. Returns what another must leave less than to be kept.
 */
export function keepWorst(worst: WorstPath[], path: number, margin: Float64Array, most = WORST): number {
  const money = margin.reduce((least, left) => (left < least ? left : least), Infinity);
  const cut = (): number => (worst.length < most ? Infinity : (worst[most - 1] as WorstPath).money);
  if (money >= cut()) return cut();
  const at = worst.findIndex((item) => money < item.money);
  worst.splice(at < 0 ? worst.length : at, 0, { path, day: margin.indexOf(money), money });
  if (worst.length > most) worst.pop();
  return cut();
}

/** Tallies of one book over different paths, at least one, as one. Pure. */
export function joinTallies(parts: readonly BookTally[]): BookTally {
  const [first] = parts;
  const horizons = first?.horizons.map(({ days }, index): HorizonTally => {
    const same = parts.map((part) => part.horizons[index] as HorizonTally);
    const alone = new Float64Array(same[0]?.alone.length ?? 0);
    for (const part of same) part.alone.forEach((paths, at) => (alone[at] = (alone[at] as number) + paths));
    return {
      days,
      firstLow: joinCounts(same.map((part) => part.firstLow)),
      firstHigh: joinCounts(same.map((part) => part.firstHigh)),
      terminalLow: joinCounts(same.map((part) => part.terminalLow)),
      terminalHigh: joinCounts(same.map((part) => part.terminalHigh)),
      byPrices: same.reduce((sum, part) => sum + part.byPrices, 0),
      alone,
      worst: same
        .flatMap((part) => part.worst)
        .toSorted((a, b) => a.money - b.money || a.path - b.path)
        .slice(0, WORST),
    };
  });
  return { paths: parts.reduce((sum, part) => sum + part.paths, 0), horizons: horizons ?? [] };
}
