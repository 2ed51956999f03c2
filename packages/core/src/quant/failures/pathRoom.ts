// One idea: how far the money of a path may move before anything is answered differently on it.
import type { DefaultTables } from './defaultTable.ts';
import { chancesByStep, FIRST_HIGH, TERMINAL_HIGH, type PathJudge } from './pathFailure.ts';

/** Measures room on one path after the other; makes no garbage. */
export interface RoomMeter {
  /** At `FALL` what is left may shrink by less than this at every step, at `RISE` grow: nothing is answered differently. */
  readonly room: Float64Array;
  /** Forgets the path before: there is room without end. */
  readonly begin: () => void;
  /** Takes the room of one more question, just answered by the judge: what is left at each step (money), so many steps. */
  readonly narrow: (margin: Float64Array, steps: number) => void;
}

/** Places in a room. */
export const [FALL, RISE] = [0, 1] as const;

/**
 * The room in which a judge answers alike: verdict, all four chances, and the steps by which defaults do it alone.
 * All it asks is whether what is left, less the losses of some defaults, is below zero at a step. So whatever moves
 * each such difference by less than the room leaves the answer as it is, to the last bit, but for rounding: the caller
 * takes off more than that. Never too wide; narrower than need be where two defaults nearly do it at a step that
 * decides nothing, and where the bounds of the judge's losses are wide. The judge is one of `judgePaths` with the same
 * tables and steps. Pure but for its scratch and what the judge lays.
 */
export function measureRoom(tables: DefaultTables, steps: number, judge: PathJudge): RoomMeter {
  const { answer, losses, lay, mostOfTwo, mostOfAll } = judge;
  const count = tables.high.chances.length;
  const high = chancesByStep(tables.high.chances, steps);
  const orders = Int32Array.from(tables.high.orders.slice(0, steps).flat());
  const alone = new Int32Array(count);
  /** Steps at which two defaults may do it, last first. */
  const open = new Int32Array(steps);
  const room = new Float64Array(2);

  const fall = (by: number): void => {
    if (by < (room[FALL] as number)) room[FALL] = by;
  };
  const rise = (by: number): void => {
    if (by < (room[RISE] as number)) room[RISE] = by;
  };

  /** Each default alone: the last open step at which it does it stays the last. */
  const narrowSingles = (margin: Float64Array, opened: number): void => {
    for (let j = 0; j < count; j += 1) {
      alone[j] = -1;
      for (let k = 0; k < opened; k += 1) {
        const t = open[k] as number;
        const left = (margin[t] as number) - (losses[t * count + j] as number);
        if (left < 0) {
          alone[j] = t;
          rise(-left);
          break;
        }
        fall(left);
      }
    }
  };

  /** Each pair: the last open step after either alone at which both do it stays the last. */
  const narrowPairs = (margin: Float64Array, opened: number, to: number): void => {
    for (let i = 0; i < count; i += 1) {
      if (alone[i] === to) continue;
      for (let j = i + 1; j < count; j += 1) {
        if (alone[j] === to) continue;
        const covered = Math.max(alone[i] as number, alone[j] as number);
        for (let k = 0; k < opened; k += 1) {
          const t = open[k] as number;
          if (t <= covered) break;
          const at = t * count;
          const left = (margin[t] as number) - (losses[at + i] as number) - (losses[at + j] as number);
          if (left < 0) {
            rise(-left);
            break;
          }
          fall(left);
        }
      }
    }
  };

  /** What all defaults take at a step beyond what is left, or no less; laid where that is anything. */
  const beyond = (margin: Float64Array, t: number): number => {
    if ((mostOfAll[t] as number) > (margin[t] as number)) lay(t);
    return (mostOfAll[t] as number) - (margin[t] as number);
  };

  /** Whether two defaults may do it at a step; where not, they still do not. */
  const isOpen = (margin: Float64Array, t: number): boolean => {
    if (!((margin[t] as number) > (mostOfTwo[t] as number))) lay(t);
    const left = (margin[t] as number) - (mostOfTwo[t] as number);
    if (!(left > 0)) return true;
    fall(left);
    return false;
  };

  /**
   * One cause for all: those likelier than the answer still leave something; returns by how much those no less likely
   * take more than there is.
   */
  const narrowOneCause = (margin: Float64Array, t: number, chance: number): number => {
    const from = t * count;
    if (count === 0 || !((high[from + (orders[from] as number)] as number) >= chance)) return -Infinity;
    lay(t);
    const left = margin[t] as number;
    let taken = 0;
    let k = from;
    for (; k < from + count; k += 1) {
      const j = from + (orders[k] as number);
      if (!((high[j] as number) > chance)) break;
      taken += losses[j] as number;
    }
    if (k > from) fall(left - taken);
    for (; k < from + count; k += 1) {
      const j = from + (orders[k] as number);
      if (!((high[j] as number) >= chance)) break;
      taken += losses[j] as number;
    }
    return taken - left;
  };

  /** Steps from…to; the path itself fails at none of them. */
  const narrowSteps = (margin: Float64Array, from: number, to: number): void => {
    let most = -Infinity;
    let opened = 0;
    for (let t = to; t >= from; t -= 1) {
      most = Math.max(most, beyond(margin, t));
      if (!isOpen(margin, t)) continue;
      open[opened] = t;
      opened += 1;
    }
    // Not even all of them together do it, or they do at some step.
    if (!(most > 0)) return fall(-most);
    rise(most);
    if (opened > 0) {
      narrowSingles(margin, opened);
      narrowPairs(margin, opened, to);
    }
    let reach = -Infinity;
    for (let t = to; t >= from; t -= 1)
      reach = Math.max(reach, narrowOneCause(margin, t, answer[FIRST_HIGH] as number));
    if (reach > 0) rise(reach);
    narrowEnd(margin, to);
  };

  /** What is asked of the last step alone. */
  const narrowEnd = (margin: Float64Array, to: number): void => {
    const end = beyond(margin, to);
    if (!(end > 0)) return fall(-end);
    rise(end);
    const reach = narrowOneCause(margin, to, answer[TERMINAL_HIGH] as number);
    if (reach > 0) rise(reach);
  };

  return {
    room,
    begin: () => {
      room[FALL] = Infinity;
      room[RISE] = Infinity;
    },
    narrow: (margin, horizon) => {
      const last = horizon - 1;
      const end = margin[last] as number;
      // Lost at the end: all chances are one, whatever the defaults.
      if (end < 0) return rise(-end);
      let lowest = Infinity;
      for (let t = 0; t < last; t += 1) lowest = Math.min(lowest, margin[t] as number);
      fall(end);
      if (!(lowest < 0)) {
        fall(lowest);
        return narrowSteps(margin, 0, last);
      }
      rise(-lowest);
      if (isOpen(margin, last)) {
        open[0] = last;
        narrowSingles(margin, 1);
        narrowPairs(margin, 1, last);
      }
      narrowEnd(margin, last);
    },
  };
}
