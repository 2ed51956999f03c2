import { logarithm, OutsideDomain } from '../numbers/elementary.ts';
import type { KernelMemory, KernelRows } from './kernelMemory.ts';
import type { PegLaw, PegSystem } from './pegLaw.ts';
import { checkPegRequest, startsBroken, type PegRequest } from './pegPaths.ts';
import { pegTables, pickBetween, WORD } from './pegTables.ts';
import { BLOCK } from './simulatePaths.ts';

/** Draws a stretch of paths, whole blocks of 64, into rows of the kernel's memory: the ratios of `simulatePegs`. */
export type PegDraw = (request: Omit<PegRequest, 'steps'>, rows: KernelRows) => void;

/** Bytes of a peg's numbers; paths walked at once, and bytes of what is kept of each meanwhile. */
const INFO = 176;
const [GROUP, STATE] = [16, 32];

/**
 * Puts a system of pegs into a kernel's memory; call before `mark`. Pegs are walked there many paths at once as if none
 * broke, and paths on which one does are walked again one by one. Throws OutsideDomain for stretches off the grid of 64
 * and what `simulatePegs` throws.
 */
export function layPegs(memory: KernelMemory, { laws, follows, shares }: PegSystem, steps: number): PegDraw {
  const pegs = laws.length;
  const parameters = memory.reserve(272);
  const words = memory.reserve(Math.ceil(steps / 4) * 16 * GROUP);
  const scratch = memory.reserve(STATE * GROUP);
  const marks = memory.reserve(GROUP);
  // Of one path: the state of each peg, the breaks of a step, eight words a peg in whole quads.
  const walk = memory.reserve(pegs * (48 + 16) + 8 * 4 * (pegs + 3));
  const info = memory.reserve(pegs * INFO);
  laws.forEach((law, peg) => layLaw(memory, info + peg * INFO, law));
  const followsAt = memory.put(follows);
  const sharesAt = memory.reserve(shares.length);
  memory.bytes(sharesAt, shares.length).set(shares);
  const isBroken = laws.some(startsBroken) ? 1 : 0;
  return (request, { at, width, column }) => {
    checkPegRequest({ ...request, steps });
    const { key, stream, from, count } = request;
    for (const place of [from, count])
      if (!Number.isInteger(place / BLOCK)) throw new OutsideDomain('path number that is no multiple of 64', place);
    memory.words(parameters, 7).set([from >>> 0, Math.floor(from / WORD), count / BLOCK, ...key, stream, 0]);
    memory.words(parameters + 44, 1)[0] = words;
    memory.words(parameters + 84, 2).set([at + 8 * column, 8 * width]);
    memory.words(parameters + 112, 1)[0] = steps;
    memory.words(parameters + 136, 1)[0] = scratch;
    memory.words(parameters + 232, 7).set([pegs, info, marks, isBroken, followsAt, sharesAt, walk]);
    memory.simulatePegs(parameters);
  };
}

/** A law's numbers in the order of kernels/pegState.ts. */
function layLaw(memory: KernelMemory, at: number, law: PegLaw): void {
  const { settings, breaks, calm, gap, below } = law;
  const { buckets, shocks, home } = pegTables(law);
  const count = shocks.length / 2;
  const pick = (from: number, to: number): readonly [number, number] => {
    const { scale, offset } = pickBetween(from, to, count);
    return [scale, offset];
  };
  const reopening = breaks.reopening * WORD;
  const [starts, startLost] = startsBroken(law) ? [1, -logarithm(1 - below)] : [0, 0];
  const [shocksAt, bucketsAt] = [memory.put(shocks), memory.put(buckets)];
  memory.doubles(at, 5).set([calm, gap, -settings.reversion, settings.mostReversion, home]);
  memory.words(at + 40, 4).set([shocksAt, bucketsAt, count, starts]);
  memory.doubles(at + 56, 7).set([startLost, ...pick(reopening, WORD), ...pick(0, reopening), ...pick(0, WORD)]);
  memory
    .doubles(at + 112, 5)
    .set([breaks.deathShare * WORD, breaks.shutShare * WORD, reopening, breaks.recovery, breaks.deathValue]);
  memory.doubles(at + 152, 3).set([1 - breaks.dyingFall, breaks.leastLoss, breaks.furtherLoss]);
}
