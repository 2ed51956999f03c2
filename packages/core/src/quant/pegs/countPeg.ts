import { OutsideDomain } from '../numbers/elementary.ts';

/** What counts as a break of a peg, all on daily closes; fractions of par. */
export interface BreakRule {
  /** So far below par at a close, after days nearer than that, is a break. */
  readonly broken: number;
  /** It is over on the first of so many days on end that stay nearer than this. */
  readonly whole: number;
  readonly restDays: number;
  /** Upper edges of the buckets of how far below par the day before closed, rising; the last is `broken`. */
  readonly edges: readonly number[];
}

/** For coins pegged to money: ten times as far as the large ones stray in a quiet year. */
export const BREAK_RULE: BreakRule = { broken: 0.01, whole: 0.005, restDays: 7, edges: [0.0025, 0.005, 0.01] };

/** For staking tokens against what they redeem for: twice that, as they stray twice as far. */
export const STAKING_RULE: BreakRule = { broken: 0.02, whole: 0.01, restDays: 7, edges: [0.005, 0.01, 0.02] };

/** A close: days since any start, whole and rising, and how far below par it stood (negative above). */
export interface PegClose {
  readonly day: number;
  readonly below: number;
}

/** A stretch off the peg. */
export interface PegSpell {
  readonly day: number;
  /** Below par at the close before, at the first close, and at the worst close. */
  readonly before: number;
  readonly first: number;
  readonly worst: number;
  /** Days until it was whole again; null where the series ends before. */
  readonly days: number | null;
}

/** What one coin went through: days at risk by bucket of the close before, and its breaks. */
export interface PegCount {
  readonly daysAtRisk: readonly number[];
  readonly spells: readonly PegSpell[];
}

/**
 * Counts what a pegged coin was at risk of and what happened. A day is at risk when the coin stood whole the day
 * before; days after a gap are not. Refuses closes that are no numbers or not in order, and a rule whose numbers do not
 * rise (OutsideDomain). Pure.
 */
export function countPeg(closes: readonly PegClose[], rule: BreakRule = BREAK_RULE): PegCount {
  const { broken, whole, restDays, edges } = rule;
  if (!(whole > 0 && whole <= broken && restDays >= 1)) throw new OutsideDomain('rule of a break', whole);
  if (edges.at(-1) !== broken || edges.some((edge, i) => i > 0 && !(edge > (edges[i - 1] ?? 0))))
    throw new OutsideDomain('edges of buckets', edges.at(-1) ?? 0);
  const daysAtRisk = edges.map(() => 0);
  const spells: PegSpell[] = [];
  let last: PegClose | null = null;
  let open: PegSpell | null = null;
  let rest: PegClose[] = [];
  for (const close of closes) {
    const { day, below } = close;
    if (!Number.isFinite(below)) throw new OutsideDomain('close of a peg', below);
    if (!Number.isSafeInteger(day) || (last !== null && day <= last.day))
      throw new OutsideDomain('day of a close', day);
    if (open !== null) {
      open = deepened(open, below);
      rest = below < whole ? [...rest, close] : [];
      const [first] = rest;
      if (first !== undefined && rest.length === restDays) {
        spells.push({ ...open, days: first.day - open.day });
        open = null;
      }
    } else if (last !== null && last.below < broken && day === last.day + 1) {
      const before = last.below;
      const bucket = bucketOf(edges, before);
      daysAtRisk[bucket] = (daysAtRisk[bucket] ?? 0) + 1;
      if (below >= broken) open = { day, before, first: below, worst: below, days: null };
      rest = [];
    }
    last = close;
  }
  return { daysAtRisk, spells: open === null ? spells : [...spells, open] };
}

const deepened = (spell: PegSpell, below: number): PegSpell => ({ ...spell, worst: Math.max(spell.worst, below) });

/** The bucket a price so far below par stands in; beyond the last edge, the last. Pure. */
export function bucketOf(edges: readonly number[], below: number): number {
  const found = edges.findIndex((edge) => below < edge);
  return found === -1 ? edges.length - 1 : found;
}
