import type { Scenario } from './scenario.ts';

/** When cycles are due, and when blocks are mined before each. */
export interface Schedule {
  /** Moments at which a cycle is due: the first is the window's beginning, the last its end. */
  readonly cycles: readonly number[];
  /** Block times between the cycle before and this one; the last is the cycle's own moment. */
  blocksBefore(cycle: number): readonly number[];
}

/** Least seconds between two blocks of the schedule, so that what is sent between them has room. */
export const LEAST_BLOCK_SECONDS = 60;

/** The scenario's own cadence, or `steps` equal cycles. Pure. */
export function planSchedule(scenario: Scenario, steps?: number): Schedule {
  const { from, to } = scenario.window;
  const cycles = steps === undefined ? byCadence(scenario) : evenly(from, to, steps);
  return {
    cycles,
    blocksBefore: (cycle) => {
      const [start, end] = [cycles[cycle - 1], cycles[cycle]];
      if (end === undefined) return [];
      if (start === undefined) return [end];
      const blocks = Math.max(1, Math.min(scenario.substeps, Math.floor((end - start) / LEAST_BLOCK_SECONDS)));
      return evenly(start, end, blocks).slice(1);
    },
  };
}

function byCadence({ window, cadence }: Scenario): number[] {
  const cycles = [window.from];
  for (let time = window.from; time < window.to;) {
    const every = cadence.findLast((item) => item.from <= time)?.every ?? window.to - window.from;
    const turn = cadence.find((item) => item.from > time)?.from ?? window.to;
    time = Math.min(time + every, turn, window.to);
    cycles.push(time);
  }
  return cycles;
}

/** Both ends and the moments that cut the stretch into `parts`, whole seconds. */
const evenly = (from: number, to: number, parts: number): number[] =>
  Array.from({ length: parts + 1 }, (_, index) => from + Math.floor(((to - from) * index) / parts));
