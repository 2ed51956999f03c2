// Our ways to the tail of thirty assets: CPU time, first call, memory, error, and what a second thread brings.
import { availableParallelism } from 'node:os';
import type { TailEstimate } from '@ballast/core';
import { column, median, timed } from './measure.ts';
import { openPlainNode } from './plainNode.ts';
import { LATTICE, WAYS, runWay } from './tailWays.ts';
import { thirtyAssets } from './thirtyAssets.ts';

export interface TailTimes {
  readonly estimates: readonly TailEstimate[];
  readonly seconds: readonly (readonly number[])[];
  /** Runs every way once more. */
  readonly again: () => void;
}

/** Ways warmed up, to be timed in turn with whatever else is. */
export function openTails(): TailTimes {
  const model = thirtyAssets();
  const seconds = WAYS.map((): number[] => []);
  const estimates = WAYS.map((way) => runWay(model, { ...way, paths: way.draws === 'lattice' ? 8 * LATTICE : 64_000 }));
  return {
    estimates,
    seconds,
    again: () =>
      WAYS.forEach((way, index) => {
        const run = timed(() => runWay(model, way));
        estimates[index] = run.result;
        seconds[index]?.push(run.seconds);
      }),
  };
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(3)} %`.padStart(9);

interface Once {
  readonly seconds: number;
  readonly idleMiB: number;
  readonly peakMiB: number;
}

interface Threads {
  readonly count: number;
  readonly one: { readonly wall: number; readonly cpu: number };
  readonly two: { readonly wall: number; readonly cpu: number };
  readonly load: number;
}

/** Prints a line a way and one a number of threads; `unit` is the calibration loop in seconds. */
export function printTails({ estimates, seconds }: TailTimes, unit: number): void {
  const plain = openPlainNode();
  try {
    console.log(
      `${'way'.padEnd(30)}     paths   CPU s   ratio  first     MiB  s.e. VaR  s.e. ES   VaR and ES at 99 %, one day`,
    );
    let idle = Number.NaN;
    WAYS.forEach(({ name, paths }, index) => {
      const tail = estimates[index];
      if (tail === undefined) return;
      const once = plain.run('tailOnce', String(index)) as Once;
      idle = once.idleMiB;
      const warm = median(seconds[index] ?? []);
      const figures = `${column(warm, 3, 8)}${column(warm / unit, 2, 8)}${column(once.seconds / unit, 2, 7)}${column(once.peakMiB, 0, 8)}`;
      const errors = `${percent(tail.valueAtRiskError, tail.valueAtRisk)} ${percent(tail.expectedShortfallError, tail.expectedShortfall)}`;
      console.log(
        `${name.padEnd(30)}${String(paths).padStart(10)}${figures} ${errors}   ${tail.valueAtRisk.toFixed(6)} ${tail.expectedShortfall.toFixed(6)}`,
      );
    });
    console.log(
      `first: ratio of a first call in a process of its own, compilers included; MiB: its peak, of which Node idle ${idle.toFixed(0)}`,
    );
    for (const { count, one, two, load } of plain.run('twoThreads') as readonly Threads[]) {
      const wall = `wall ${one.wall.toFixed(3)} and ${two.wall.toFixed(3)} s, ${(two.wall / one.wall).toFixed(2)}`;
      const cpu = `CPU ${one.cpu.toFixed(3)} and ${two.cpu.toFixed(3)} s, ${(two.cpu / one.cpu).toFixed(2)}`;
      const busy = load > availableParallelism() ? `; the machine is busy, load ${load.toFixed(0)}` : '';
      console.log(`${String(count).padStart(8)} paths drawn on one thread and on two: ${wall}; ${cpu}${busy}`);
    }
  } finally {
    plain.close();
  }
}
