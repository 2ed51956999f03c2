import type { PolicyChange } from '@ballast/core';
import { newlyBroken, type Compared } from './consequence.ts';

/** One changed rule with what follows from it for those who sign. */
export interface ShownChange extends PolicyChange {
  /** Whether policyParametersHash changes with it. */
  readonly changesParameters: boolean;
}

/** A difference between two laws, ready to be shown. */
export interface DiffView {
  readonly reserve: string;
  readonly before: { readonly hash: string; readonly from: string };
  readonly after: { readonly hash: string; readonly from: string };
  readonly changes: readonly ShownChange[];
  /** What was tightened on chain since the old law was adopted, and adopting the new one would undo. */
  readonly undone: readonly string[];
  /** Why the contract would refuse the new law; null when it would take it. */
  readonly refusal: string | null;
  /** On the reserve as last seen; null when it never was. */
  readonly now: (Compared & { readonly asOf: string }) | null;
  readonly scenarios: readonly (Compared & { readonly applied: number })[];
  /** The delay a loosening waits, in words. */
  readonly delay: string;
}

/** Whether somebody should look twice: something loosens, breaks, or cannot be adopted. Pure. */
export const needsAttention = ({ changes, undone, refusal, now, scenarios }: DiffView): boolean =>
  refusal !== null ||
  undone.length > 0 ||
  changes.some((change) => change.direction === 'loosening') ||
  [...(now === null ? [] : [now]), ...scenarios].some((item) => newlyBroken(item).length > 0);

/** How many of each direction. Pure. */
const countDirections = (changes: readonly PolicyChange[]): Readonly<Record<PolicyChange['direction'], number>> => ({
  loosening: changes.filter((change) => change.direction === 'loosening').length,
  tightening: changes.filter((change) => change.direction === 'tightening').length,
  neutral: changes.filter((change) => change.direction === 'neutral').length,
});

/** "3 rules". Pure. */
export const rulesInWords = (changes: readonly PolicyChange[]): string =>
  changes.length === 1 ? '1 rule' : `${changes.length} rules`;

/** "2 loosen, 1 tightens, 0 neither", as counted. Pure. */
export function directionsInWords(changes: readonly PolicyChange[]): string {
  const { loosening, tightening, neutral } = countDirections(changes);
  const verb = (count: number, word: string): string => `${count} ${word}${count === 1 ? 's' : ''}`;
  return `${verb(loosening, 'loosen')}, ${verb(tightening, 'tighten')}, ${neutral} neither`;
}

/** Who may make a change and when, in words. Pure. */
export const whoMay = (change: ShownChange, delay: string): string =>
  change.by === 'guardian' ? `guardian at once, or the DAO after ${delay}` : `the DAO after ${delay}`;

export const whichHash = (change: ShownChange): string =>
  change.changesParameters ? 'document and parameters' : 'document only';
