// How the benches measure: CPU time over a calibration loop run in between, so that figures of different machines and
// days compare, and the peak of a process's own memory.
import { readFileSync } from 'node:fs';

/** 400 million steps of a 32-bit congruential generator, summed: the unit of the ratios. */
export function calibrate(): number {
  let [x, sum] = [1, 0];
  for (let i = 0; i < 400_000_000; i += 1) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
    sum += x;
  }
  return sum;
}

/** CPU seconds of this process so far, all threads. */
export const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** CPU seconds `work` takes, and what it returns. */
export function timed<T>(work: () => T): { readonly seconds: number; readonly result: T } {
  const before = cpuSeconds();
  const result = work();
  return { seconds: cpuSeconds() - before, result };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const fieldsOf = (file: string): string => {
  try {
    return readFileSync(`/proc/self/${file}`, 'utf8');
  } catch {
    return '';
  }
};

/** The most memory this process ever held, MiB; NaN where the system does not say. A child's `maxRSS` counts its parent's. */
export const peakMebibytes = (): number => Number(/VmHWM:\s+(\d+)/.exec(fieldsOf('status'))?.[1] ?? Number.NaN) / 1_024;

/** CPU seconds of all children that have ended; NaN where the system does not say. */
export function childSeconds(): number {
  // Fields 16 and 17 of proc(5), in hundredths; counted from the end of the name, which may hold spaces.
  const fields = fieldsOf('stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[13] ?? Number.NaN) + Number(fields[14] ?? Number.NaN)) / 100;
}

/** A figure with `digits` decimals at the end of a column; a dash for what could not be measured. */
export const column = (value: number, digits: number, width: number): string =>
  (Number.isNaN(value) ? '–' : value.toFixed(digits)).padStart(width);
