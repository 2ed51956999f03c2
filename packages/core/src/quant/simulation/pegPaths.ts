import { exponential, logarithm, OutsideDomain } from '../elementary.ts';
import type { PegBreaks } from '../pegs/pegBreaks.ts';
import { philoxInto, type RandomKey } from '../philox.ts';
import type { PegLaw, PegSystem } from './pegLaw.ts';

export interface PegRequest {
  readonly key: RandomKey;
  /** 32-bit word that keeps the streams of one key apart; not that of other draws of the same paths. */
  readonly stream: number;
  readonly steps: number;
  readonly from: number;
  readonly count: number;
}

/** Ratios, and whether redemption at par is shut: index (path × steps + step) × pegs + peg. */
export interface PegPaths {
  /** Price ÷ today's price. */
  readonly ratios: Float64Array;
  /** 1 where par is shut, or there is no par any more. */
  readonly shut: Uint8Array;
}

const WORD = 4_294_967_296;
/** No break takes more at once. */
const MOST_BREAK = 0.5;
/** Where the words of breaks begin among the quads of a path, and those of the state it starts in. */
const BREAK_QUADS = 2_147_483_648;
const START_QUADS = 4_026_531_840;
/** Part of the way to its usual level a variance comes back in a step. */
const HOME = 0.1;
/** A break is over once so little is missing (log). */
const OVER = 1e-4;

/**
 * Prices of pegs over days. The market and par access are states apart. Market: whole, the filter of `pegTails` runs on
 * with shocks drawn from those it saw, its variance led back to the usual; broken; or dying. The chance of a break is
 * that of the bucket of how far below par the price stands. A break takes `leastLoss` and an exponential more, half at
 * most, and comes back by `recovery` a day, but not before par is open: in `shutShare` of the breaks it shuts, and
 * opens by `reopening` a day. A dying peg never comes back. A peg that breaks of itself may take others with it on the
 * same day, to the same depth (`PegSystem`). One that stands a break below par today starts broken. A path's bytes
 * depend on key, stream and its own number alone. Refuses places that are no whole numbers (OutsideDomain). Pure.
 */
export function simulatePegs(system: PegSystem, request: PegRequest): PegPaths {
  const { key, stream, steps, from, count } = request;
  for (const place of [from, count, steps])
    if (!(Number.isSafeInteger(place) && place >= 0)) throw new OutsideDomain('place of a path', place);
  for (const word of [stream, ...key])
    if (!(Number.isInteger(word) && word >= 0 && word < WORD)) throw new OutsideDomain('32-bit word', word);
  const width = system.laws.length;
  const ratios = new Float64Array(count * steps * width);
  const shut = new Uint8Array(count * steps * width);
  const walk = createWalk(system);
  for (let i = 0; i < count; i += 1) {
    const path = from + i;
    layPath(system, walk, { path, steps, stream, key, ratios, shut, at: i * steps * width });
  }
  return { ratios, shut };
}

/** Where every peg of a path stands; made once, started anew each path. */
interface Walk {
  readonly fate: Uint8Array;
  readonly isShut: Uint8Array;
  readonly calm: Float64Array;
  readonly gap: Float64Array;
  readonly price: Float64Array;
  readonly lost: Float64Array;
  /** Two words a peg for this step and the next. */
  readonly words: Uint32Array;
  readonly quad: Uint32Array;
  /** Breaks of this step: which peg, what it took (log), whether it is the end. */
  readonly origins: Uint16Array;
  readonly losses: Float64Array;
  readonly ends: Uint8Array;
  /** What is left of the word by which each is taken along. */
  readonly rests: Float64Array;
}

function createWalk({ laws }: PegSystem): Walk {
  const width = laws.length;
  const numbers = (): Float64Array => new Float64Array(width);
  return {
    fate: new Uint8Array(width),
    isShut: new Uint8Array(width),
    calm: numbers(),
    gap: numbers(),
    price: numbers(),
    lost: numbers(),
    words: new Uint32Array(4 * width),
    quad: new Uint32Array(4),
    origins: new Uint16Array(width),
    losses: numbers(),
    ends: new Uint8Array(width),
    rests: numbers(),
  };
}

/** One path: its number, its words, and where its prices go. */
interface Lane {
  readonly path: number;
  readonly steps: number;
  readonly stream: number;
  readonly key: RandomKey;
  readonly ratios: Float64Array;
  readonly shut: Uint8Array;
  readonly at: number;
}

const [WHOLE, BROKEN, DYING] = [0, 1, 2];

/** Sixteen bytes of a path into a quad of words. */
function drawQuad(out: Uint32Array, at: number, place: number, { path, stream, key }: Lane): void {
  philoxInto(out, at, path >>> 0, Math.floor(path / WORD), place, stream, key[0], key[1]);
}

/** All pegs on one path, in plain numbers: these loops run many millions of times. */
function layPath(system: PegSystem, walk: Walk, lane: Lane): void {
  const width = system.laws.length;
  const { words } = walk;
  for (let peg = 0; peg < width; peg += 1) startPeg(system.laws[peg] as PegLaw, walk, peg, lane);
  for (let step = 0; step < lane.steps; step += 1) {
    // A quad of words serves two steps.
    const half = 2 * (step & 1);
    if (half === 0) for (let peg = 0; peg < width; peg += 1) drawQuad(words, 4 * peg, (step >> 1) * width + peg, lane);
    let breaks = 0;
    for (let peg = 0; peg < width; peg += 1)
      if (
        stepPeg(
          system.laws[peg] as PegLaw,
          walk,
          peg,
          words[4 * peg + half] as number,
          words[4 * peg + half + 1] as number,
        )
      ) {
        drawQuad(walk.quad, 0, BREAK_QUADS + step * width + peg, lane);
        walk.origins[breaks] = peg;
        breakPeg(system.laws[peg] as PegLaw, walk, peg, breaks);
        breaks += 1;
      }
    if (breaks > 0) spreadBreaks(system, walk, breaks, step, lane);
    const at = lane.at + step * width;
    for (let peg = 0; peg < width; peg += 1) {
      lane.ratios[at + peg] = walk.price[peg] as number;
      lane.shut[at + peg] = walk.isShut[peg] as number;
    }
  }
}

/** Where a peg is today: whole, or in a break whose access and end are not known. */
function startPeg({ breaks, calm, gap, below }: PegLaw, walk: Walk, peg: number, lane: Lane): void {
  walk.calm[peg] = calm;
  walk.gap[peg] = gap;
  walk.price[peg] = 1;
  walk.fate[peg] = WHOLE;
  walk.isShut[peg] = 0;
  walk.lost[peg] = 0;
  if (below < (breaks.edges[breaks.edges.length - 1] as number)) return;
  drawQuad(walk.quad, 0, START_QUADS + peg, lane);
  walk.lost[peg] = -logarithm(1 - below);
  // The level it comes back to is par, and all of the way there is in what was lost.
  walk.gap[peg] = 0;
  endOrNot(breaks, walk, peg, (walk.quad[1] as number) < breaks.deathShare * WORD);
}

/** Moves a peg by a day; true if it breaks of itself instead. `strike` also opens par. */
function stepPeg(law: PegLaw, walk: Walk, peg: number, strike: number, pick: number): boolean {
  const { settings, breaks, shocks } = law;
  const fate = walk.fate[peg] as number;
  let price = walk.price[peg] as number;
  if (fate === DYING) {
    if (price > breaks.deathValue) walk.price[peg] = Math.max(breaks.deathValue, price * (1 - breaks.dyingFall));
    return false;
  }
  if (fate === WHOLE) {
    if (strike < chanceAt(breaks, 1 - (1 - law.below) * price) * WORD) return true;
  } else if ((walk.isShut[peg] as number) === 1) {
    if (strike < breaks.reopening * WORD) walk.isShut[peg] = 0;
  } else {
    const lost = walk.lost[peg] as number;
    const back = lost * breaks.recovery;
    walk.lost[peg] = lost - back;
    price *= exponential(back);
    if (lost - back < OVER) walk.fate[peg] = WHOLE;
  }
  // The doubt about a price off its level is in the chance of a break here, and counted once.
  const calm = walk.calm[peg] as number;
  const gap = walk.gap[peg] as number;
  const deviation = Math.sqrt(calm);
  const most = settings.mostReversion * deviation;
  const shift = Math.max(-most, Math.min(most, -settings.reversion * gap));
  const shock = shocks[Math.floor((pick / WORD) * shocks.length)] as number;
  const move = shift + deviation * shock;
  const capped = Math.min(shock * shock, settings.shockCap * settings.shockCap);
  const next = settings.varianceDecay * calm + ((1 - settings.varianceDecay) * calm * capped) / law.meanSquare;
  // Shocks drawn by lot do not shrink after large ones as those of history do: the variance is led back.
  walk.calm[peg] = next + HOME * (law.usual - next);
  // The level follows the price in history; ahead it stands still, so that there is something to come back to.
  walk.gap[peg] = gap + move;
  walk.price[peg] = price * growth(move);
  return false;
}

function chanceAt({ edges, chances }: PegBreaks, below: number): number {
  let bucket = 0;
  while (bucket < edges.length - 1 && below >= (edges[bucket] as number)) bucket += 1;
  return chances[bucket] as number;
}

/** A break of its own, from the quad just drawn: words of size, end and access. */
function breakPeg({ breaks }: PegLaw, walk: Walk, peg: number, index: number): void {
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
function endOrNot(breaks: PegBreaks, walk: Walk, peg: number, isEnd: boolean): void {
  walk.fate[peg] = isEnd ? DYING : BROKEN;
  walk.isShut[peg] = isEnd || (walk.quad[2] as number) < breaks.shutShare * WORD ? 1 : 0;
}

/**
 * Pegs still whole that break with those that broke today: each with the first that takes it along. What was taken along
 * takes along in its turn what shares its fate, and nothing else: what the facts call following is counted already.
 */
function spreadBreaks({ laws, follows, shares }: PegSystem, walk: Walk, own: number, step: number, lane: Lane): void {
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

/** e^x; small moves, nearly all, by the series, whose error is below a tenth of the last bit there. */
function growth(x: number): number {
  if (x > 0.005 || x < -0.005) return exponential(Math.max(-50, Math.min(50, x)));
  return 1 + x * (1 + (x / 2) * (1 + (x / 3) * (1 + (x / 4) * (1 + (x / 5) * (1 + x / 6)))));
}
