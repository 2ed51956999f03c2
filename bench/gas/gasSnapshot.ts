import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GasFigures } from './gasChain.ts';

/** Figures of a run by call id, as committed. */
export interface GasSnapshot {
  readonly unit: 'gas';
  readonly assets: number;
  readonly calls: Readonly<Record<string, GasFigures>>;
}

/** One difference a check reports. */
export interface GasDrift {
  readonly id: string;
  readonly figure: keyof GasFigures | 'call';
  readonly was: number | null;
  readonly is: number | null;
}

const PATH = join(import.meta.dirname, 'gas-snapshot.json');
/** Largest change that is no change, as a share of what was. */
export const TOLERANCE = 0.02;
const FIGURES = ['warm', 'cold', 'transaction'] as const;

export const readGasSnapshot = (): GasSnapshot => JSON.parse(readFileSync(PATH, 'utf8')) as GasSnapshot;

export const writeGasSnapshot = (snapshot: GasSnapshot): void =>
  writeFileSync(PATH, `${JSON.stringify(snapshot, null, 2)}\n`);

/**
 * What differs by more than the tolerance, dearer or cheaper: a snapshot that is too high hides the next rise. A call
 * on one side alone is a difference too. Pure.
 */
export function compareGas(was: GasSnapshot['calls'], is: GasSnapshot['calls']): GasDrift[] {
  const ids = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return ids.flatMap((id): GasDrift[] => {
    const [before, now] = [was[id], is[id]];
    if (before === undefined || now === undefined)
      return [{ id, figure: 'call', was: before?.warm ?? null, is: now?.warm ?? null }];
    return FIGURES.filter((figure) => Math.abs(now[figure] - before[figure]) > TOLERANCE * before[figure]).map(
      (figure) => ({ id, figure, was: before[figure], is: now[figure] }),
    );
  });
}
