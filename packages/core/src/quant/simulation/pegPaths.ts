import { exponential, logarithm, OutsideDomain } from '../numbers/elementary.ts';
import type { RandomKey } from './philox.ts';
import { breakPeg, endOrNot, spreadBreaks } from './breakPegs.ts';
import { growth } from './growth.ts';
import type { PegLaw, PegSystem } from './pegLaw.ts';
import { pickBetween, pickShock, WORD, type PegTables } from './pegTables.ts';
import { BREAK_QUADS, createWalk, drawQuad, DYING, START_QUADS, WHOLE, type Lane, type Walk } from './pegWalk.ts';

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

/** A break is over once so little is missing (log). */
const OVER = 1e-4;
/** Larger moves (log) are not summed by the short series. */
const SMALL = 0.005;

/** Refuses places that are no whole numbers and words that are none (OutsideDomain). */
export function checkPegRequest({ key, stream, steps, from, count }: PegRequest): void {
  for (const place of [from, count, steps])
    if (!(Number.isSafeInteger(place) && place >= 0)) throw new OutsideDomain('place of a path', place);
  for (const word of [stream, ...key])
    if (!(Number.isInteger(word) && word >= 0 && word < WORD)) throw new OutsideDomain('32-bit word', word);
}

/**
 * Prices of pegs over days. The market and par access are states apart. Market: whole, the filter of `pegTails` runs on
 * with shocks drawn from those it saw, its variance led back to the usual; broken; or dying. The chance of a break is
 * that of the bucket of how far below par the price stands. A break takes `leastLoss` and an exponential more, half at
 * most, and comes back by `recovery` a day, but not before par is open: in `shutShare` of the breaks it shuts, and
 * opens by `reopening` a day. A dying peg never comes back. A peg that breaks of itself may take others with it on the
 * same day, to the same depth (`PegSystem`). One that stands a break below par today starts broken. One word a day
 * decides whether a peg breaks and, where it does not, by what is left of it, which shock it meets. A path's bytes
 * depend on key, stream and its own number alone; the kernel (`layPegs`) gives the same faster. Refuses what
 * `checkPegRequest` does. Pure.
 */
export function simulatePegs(system: PegSystem, request: PegRequest): PegPaths {
  checkPegRequest(request);
  const { key, stream, steps, from, count } = request;
  const width = system.laws.length;
  const ratios = new Float64Array(count * steps * width);
  const shut = new Uint8Array(count * steps * width);
  const walk = createWalk(system);
  for (let i = 0; i < count; i += 1) {
    const at = i * steps * width;
    layPath(system, walk, { path: from + i, steps, stream, key, ratios, at, stride: width, shut, shutAt: at });
  }
  return { ratios, shut };
}

/** All pegs on one path, in plain numbers: these loops run many millions of times. */
function layPath(system: PegSystem, walk: Walk, lane: Lane): void {
  const width = system.laws.length;
  const { words, tables } = walk;
  for (let peg = 0; peg < width; peg += 1) startPeg(system.laws[peg] as PegLaw, walk, peg, lane);
  for (let step = 0; step < lane.steps; step += 1) {
    // A quad of words serves four steps.
    const turn = step & 3;
    if (turn === 0) for (let peg = 0; peg < width; peg += 1) drawQuad(words, 4 * peg, (step >> 2) * width + peg, lane);
    let breaks = 0;
    for (let peg = 0; peg < width; peg += 1)
      if (stepPeg(system.laws[peg] as PegLaw, tables[peg] as PegTables, walk, peg, words[4 * peg + turn] as number)) {
        drawQuad(walk.quad, 0, BREAK_QUADS + step * width + peg, lane);
        walk.origins[breaks] = peg;
        breakPeg(system.laws[peg] as PegLaw, walk, peg, breaks);
        breaks += 1;
      }
    if (breaks > 0) spreadBreaks(system, walk, breaks, step, lane);
    const at = lane.at + step * lane.stride;
    for (let peg = 0; peg < width; peg += 1) lane.ratios[at + peg] = walk.price[peg] as number;
    lane.shut?.set(walk.isShut, lane.shutAt + step * width);
  }
}

/** Whether a peg stands a break below par today. Pure. */
export const startsBroken = ({ breaks: { edges }, below }: PegLaw): boolean =>
  below >= (edges[edges.length - 1] as number);

/** Where a peg is today: whole, or in a break whose access and end are not known. */
function startPeg(law: PegLaw, walk: Walk, peg: number, lane: Lane): void {
  const { breaks, calm, gap, below } = law;
  walk.calm[peg] = calm;
  walk.gap[peg] = gap;
  walk.price[peg] = 1;
  walk.fate[peg] = WHOLE;
  walk.isShut[peg] = 0;
  walk.lost[peg] = 0;
  if (!startsBroken(law)) return;
  drawQuad(walk.quad, 0, START_QUADS + peg, lane);
  walk.lost[peg] = -logarithm(1 - below);
  // The level it comes back to is par, and all of the way there is in what was lost.
  walk.gap[peg] = 0;
  endOrNot(breaks, walk, peg, (walk.quad[1] as number) < breaks.deathShare * WORD);
}

/** Moves a peg by a day; true if it breaks of itself instead. The word that decides also opens par. */
function stepPeg(law: PegLaw, tables: PegTables, walk: Walk, peg: number, word: number): boolean {
  const { settings, breaks } = law;
  const { buckets, shocks, home } = tables;
  const fate = walk.fate[peg] as number;
  let price = walk.price[peg] as number;
  let shockAt = 0;
  if (fate === WHOLE) {
    let bucket = 0;
    while (price <= (buckets[bucket] as number)) bucket += 4;
    if (word < (buckets[bucket + 1] as number)) return true;
    shockAt = 2 * pickShock(word, buckets[bucket + 2] as number, buckets[bucket + 3] as number);
  } else if (fate === DYING) {
    if (price > breaks.deathValue) walk.price[peg] = Math.max(breaks.deathValue, price * (1 - breaks.dyingFall));
    return false;
  } else {
    let [from, to] = [0, WORD];
    if ((walk.isShut[peg] as number) === 0) price *= recover(breaks.recovery, walk, peg);
    else if (word < breaks.reopening * WORD) {
      to = breaks.reopening * WORD;
      walk.isShut[peg] = 0;
    } else from = breaks.reopening * WORD;
    const { scale, offset } = pickBetween(from, to, shocks.length / 2);
    shockAt = 2 * Math.min(shocks.length / 2 - 1, pickShock(word, scale, offset));
  }
  // The doubt about a price off its level is in the chance of a break here, and counted once.
  const calm = walk.calm[peg] as number;
  const gap = walk.gap[peg] as number;
  const deviation = Math.sqrt(calm);
  const most = settings.mostReversion * deviation;
  const shift = Math.max(-most, Math.min(most, -settings.reversion * gap));
  const move = shift + deviation * (shocks[shockAt] as number);
  walk.calm[peg] = calm * (shocks[shockAt + 1] as number) + home;
  // The level follows the price in history; ahead it stands still, so that there is something to come back to.
  walk.gap[peg] = gap + move;
  walk.price[peg] = price * rise(move);
  return false;
}

/** What a broken peg gains in a step while par is open, as a factor. */
function recover(recovery: number, walk: Walk, peg: number): number {
  const lost = walk.lost[peg] as number;
  const back = lost * recovery;
  walk.lost[peg] = lost - back;
  if (lost - back < OVER) walk.fate[peg] = WHOLE;
  return exponential(back);
}

/** e^x; small moves, nearly all, by the series, whose error is a tenth of the last bit there. */
function rise(x: number): number {
  if (x > SMALL || x < -SMALL) return growth(Math.max(-50, Math.min(50, x))) + 1;
  const square = x * x;
  return 1 + x + square * (0.5 + x * (1 / 6) + square * (1 / 24 + x * (1 / 120)));
}
