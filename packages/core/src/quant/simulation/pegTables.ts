import type { PegLaw } from './pegLaw.ts';

/** Numbers of a bucket, and of a shock. */
const [BUCKET, SHOCK] = [4, 2];
export const WORD = 4_294_967_296;
/** Part of the way to its usual level a variance comes back in a step. */
const HOME = 0.1;

/** A peg's law as the kernel and its twin read it. */
export interface PegTables {
  /**
   * Of every bucket of how far below par a price stands: the price at or below which the next one holds (the last has
   * −1), the word below which the peg breaks, and what makes of a word that spares it the place of a shock.
   */
  readonly buckets: Float64Array;
  /** Each shock, in deviations, and what it leaves of a variance. */
  readonly shocks: Float64Array;
  /** Added to a variance each step: shocks drawn by lot do not shrink after large ones as those of history do. */
  readonly home: number;
}

/** Tables of a law. Pure. */
export function pegTables({ settings, breaks, below, usual, meanSquare, shocks }: PegLaw): PegTables {
  const most = settings.shockCap * settings.shockCap;
  const buckets = new Float64Array(BUCKET * breaks.edges.length);
  breaks.edges.forEach((edge, bucket) => {
    const threshold = (breaks.chances[bucket] as number) * WORD;
    const { scale, offset } = pickBetween(threshold, WORD, shocks.length);
    const line = bucket === breaks.edges.length - 1 ? -1 : (1 - edge) / (1 - below);
    buckets.set([line, threshold, scale, offset], BUCKET * bucket);
  });
  const pairs = new Float64Array(SHOCK * shocks.length);
  shocks.forEach((shock, i) => {
    const capped = Math.min(shock * shock, most) / meanSquare;
    pairs.set([shock, (1 - HOME) * (settings.varianceDecay + (1 - settings.varianceDecay) * capped)], SHOCK * i);
  });
  return { buckets, shocks: pairs, home: HOME * usual };
}

/** Turns words in [from, to), each as likely, into places whose nearest whole numbers are 0 … count − 1, each as likely. */
export function pickBetween(
  from: number,
  to: number,
  count: number,
): { readonly scale: number; readonly offset: number } {
  // Of an empty stretch no word is asked for.
  const scale = to > from ? count / (to - from) : 0;
  return { scale, offset: -from * scale - 0.5 };
}

/** The number of the shock that a word picks, ties to even as the kernel rounds. */
export function pickShock(word: number, scale: number, offset: number): number {
  return Math.max(-0.5, word * scale + offset) + 6_755_399_441_055_744 - 6_755_399_441_055_744;
}
