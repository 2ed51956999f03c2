import { exponential, logarithm } from '../numbers/elementary.ts';
import type { PegBreaks } from '../pegs/pegBreaks.ts';
import type { PegLaw, PegSystem } from './pegLaw.ts';
import { WORD } from './pegTables.ts';
import { BREAK_QUADS, BROKEN, drawQuad, DYING, WHOLE, type Lane, type Walk } from './pegWalk.ts';

/** No break takes more at once. */
const MOST_BREAK = 0.5;

/** A break of its own, from the quad just drawn: words of size, end and access. */
export function breakPeg({ breaks }: PegLaw, walk: Walk, peg: number, index: number): void {
  const { quad } = walk;
  const further = -breaks.furtherLoss * logarithm(((quad[0] as number) + 0.5) / WORD);
  const lost = -logarithm(1 - Math.min(MOST_BREAK, breaks.leastLoss + further));
  const isEnd = (quad[1] as number) < breaks.deathShare * WORD;
  walk.losses[index] = lost;
  walk.ends[index] = isEnd ? 1 : 0;
  hitPeg(breaks, walk, peg, lost, isEnd);
}

function hitPeg(breaks: PegBreaks, walk: Walk, peg: number, lost: number, isEnd: boolean): void {
  walk.price[peg] = (walk.price[peg] as number) * exponential(-lost);
  walk.lost[peg] = lost;
  endOrNot(breaks, walk, peg, isEnd);
}

/** The end, after which there is no par; or a break in which par may be shut (third word of the quad). */
export function endOrNot(breaks: PegBreaks, walk: Walk, peg: number, isEnd: boolean): void {
  walk.fate[peg] = isEnd ? DYING : BROKEN;
  walk.isShut[peg] = isEnd || (walk.quad[2] as number) < breaks.shutShare * WORD ? 1 : 0;
}

/**
 * Pegs still whole that break with those that broke today: each with the first that takes it along. What was taken along
 * takes along in its turn what shares its fate, and nothing else: what the facts call following is counted already.
 */
export function spreadBreaks(
  { laws, follows, shares }: PegSystem,
  walk: Walk,
  own: number,
  step: number,
  lane: Lane,
): void {
  const width = laws.length;
  const { quad, rests } = walk;
  for (let peg = 0; peg < width; peg += 1) {
    drawQuad(quad, 0, BREAK_QUADS + step * width + peg, lane);
    rests[peg] = ((quad[3] as number) + 0.5) / WORD;
  }
  let breaks = own;
  for (let index = 0; index < breaks; index += 1)
    for (let peg = 0; peg < width; peg += 1) {
      const link = (walk.origins[index] as number) * width + peg;
      const isLinked = (shares[link] as number) === 1;
      if ((walk.fate[peg] as number) !== WHOLE || (index >= own && !isLinked)) continue;
      const chance = follows[link] as number;
      const rest = rests[peg] as number;
      if (rest >= chance) {
        // One word serves all: what is left of it after a chance that was missed is even again.
        rests[peg] = (rest - chance) / (1 - chance);
        continue;
      }
      const { breaks: law } = laws[peg] as PegLaw;
      drawQuad(quad, 0, BREAK_QUADS + step * width + peg, lane);
      const isShared = isLinked && (walk.ends[index] as number) === 1;
      const isEnd = isShared || (quad[1] as number) < law.deathShare * WORD;
      hitPeg(law, walk, peg, walk.losses[index] as number, isEnd);
      walk.origins[breaks] = peg;
      walk.losses[breaks] = walk.losses[index] as number;
      walk.ends[breaks] = isEnd ? 1 : 0;
      breaks += 1;
    }
}
