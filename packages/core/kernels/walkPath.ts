// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry. The twin is pegPaths.ts there.

import { PEGS, STARTS_BROKEN, STEPS, word } from './parameters';
import { breakPeg, endOrNot, spreadBreaks } from './breakPegs';
import { exponential } from './elementary';
import { riseOf } from './growth';
import {
  BUCKET, BUCKETS, CALM, CALM_NOW, DEATH, DEATH_VALUE, DYING, DYING_KEEPS, FATE, FIRST_GAP, GAP_NOW, HOME, IS_SHUT,
  LOST_NOW, MOST_REVERSION, PICK_OPEN, PICK_OPENING, PICK_SHUT, PRICE_NOW, RECOVERY, REOPENING, REVERSION, SHOCKS,
  SHOCK_COUNT, STARTS, START_LOST, WHOLE, breakWord, infoOf, pathWords, pegLine, stateOf,
} from './pegState';
import { philox } from './words';

/** Where the words of breaks begin among the quads of a path, and those of the state it starts in. */
const BREAK_QUADS: u32 = 0x80000000;
const START_QUADS: u32 = 0xf0000000;
/** A break is over once so little is missing (log). */
const OVER: f64 = 1e-4;

/** A quad of words for every peg, from place `first` on, four pegs at a time. */
function drawQuads(p: usize, low: u32, high: u32, first: u32, to: usize): void {
  const line = pegLine(p);
  for (let at: usize = 0; at < line; at += 16) {
    const place = i32x4.add(i32x4.splat(first + ((at >> 2) as u32)), i32x4(0, 1, 2, 3));
    philox(p, i32x4.splat(low), i32x4.splat(high), place, to + at, line);
  }
}

function startPeg(p: usize, peg: u32): void {
  const info = infoOf(p, peg);
  const state = stateOf(p, peg);
  store<f64>(state, load<f64>(info, CALM), CALM_NOW);
  store<f64>(state, load<f64>(info, FIRST_GAP), GAP_NOW);
  store<f64>(state, 1, PRICE_NOW);
  store<f64>(state, load<f64>(info, START_LOST), LOST_NOW);
  store<u32>(state, WHOLE, FATE);
  store<u32>(state, 0, IS_SHUT);
  if (load<u32>(info, STARTS) == 0) return;
  store<f64>(state, 0, GAP_NOW);
  endOrNot(p, peg, breakWord(p, peg, 1) < load<f64>(info, DEATH), breakWord(p, peg, 2));
}

/** The number of the shock that a word picks by a scale and an offset. */
@inline
function pickShock(drawn: f64, by: usize): u32 {
  return (max<f64>(-0.5, drawn * load<f64>(by) + load<f64>(by, 8)) + 6755399441055744 - 6755399441055744) as u32;
}

/** Which shock a broken peg meets; opens par, or lets the price come back. */
function stepBroken(info: usize, state: usize, drawn: f64): u32 {
  let by = info + PICK_OPEN;
  if (load<u32>(state, IS_SHUT) == 0) {
    const lost = load<f64>(state, LOST_NOW);
    const back = lost * load<f64>(info, RECOVERY);
    store<f64>(state, lost - back, LOST_NOW);
    if (lost - back < OVER) store<u32>(state, WHOLE, FATE);
    store<f64>(state, load<f64>(state, PRICE_NOW) * exponential(back), PRICE_NOW);
  } else if (drawn < load<f64>(info, REOPENING)) {
    by = info + PICK_OPENING;
    store<u32>(state, 0, IS_SHUT);
  } else by = info + PICK_SHUT;
  return min<u32>(load<u32>(info, SHOCK_COUNT) - 1, pickShock(drawn, by));
}

/** Moves a peg by a step; true if it breaks of itself instead. */
function stepPeg(info: usize, state: usize, drawn: f64): bool {
  const fate = load<u32>(state, FATE);
  let shock: u32 = 0;
  if (fate == WHOLE) {
    const price = load<f64>(state, PRICE_NOW);
    let bucket: usize = load<u32>(info, BUCKETS);
    while (price <= load<f64>(bucket)) bucket += BUCKET;
    if (drawn < load<f64>(bucket, 8)) return true;
    shock = pickShock(drawn, bucket + 16);
  } else if (fate == DYING) {
    const price = load<f64>(state, PRICE_NOW);
    const least = load<f64>(info, DEATH_VALUE);
    if (price > least) store<f64>(state, max<f64>(least, price * load<f64>(info, DYING_KEEPS)), PRICE_NOW);
    return false;
  } else shock = stepBroken(info, state, drawn);
  const pair = (load<u32>(info, SHOCKS) as usize) + ((shock as usize) << 4);
  const calm = load<f64>(state, CALM_NOW);
  const gap = load<f64>(state, GAP_NOW);
  const deviation = sqrt<f64>(calm);
  const most = load<f64>(info, MOST_REVERSION) * deviation;
  const shift = max<f64>(-most, min<f64>(most, load<f64>(info, REVERSION) * gap));
  const move = shift + deviation * load<f64>(pair);
  store<f64>(state, calm * load<f64>(pair, 8) + load<f64>(info, HOME), CALM_NOW);
  store<f64>(state, gap + move, GAP_NOW);
  const rise = f64x2.extract_lane(riseOf(f64x2.splat(move)), 0);
  store<f64>(state, load<f64>(state, PRICE_NOW) * rise, PRICE_NOW);
  return false;
}

/** All pegs on one path, breaks and all. */
export function walkPath(p: usize, low: u32, high: u32, out: usize, stride: usize): void {
  const pegs = word(p, PEGS);
  const steps = word(p, STEPS);
  const words = pathWords(p);
  const line = pegLine(p);
  if (word(p, STARTS_BROKEN)) drawQuads(p, low, high, START_QUADS, words + 4 * line);
  for (let peg: u32 = 0; peg < pegs; ++peg) startPeg(p, peg);
  for (let step: u32 = 0; step < steps; ++step) {
    const turn = step & 3;
    if (turn == 0) drawQuads(p, low, high, (step >> 2) * pegs, words);
    let breaks: u32 = 0;
    for (let peg: u32 = 0; peg < pegs; ++peg) {
      const drawn = load<u32>(words + (turn as usize) * line + ((peg << 2) as usize)) as f64;
      if (!stepPeg(infoOf(p, peg), stateOf(p, peg), drawn)) continue;
      if (breaks == 0) drawQuads(p, low, high, BREAK_QUADS + step * pegs, words + 4 * line);
      breakPeg(p, peg, breaks);
      ++breaks;
    }
    if (breaks > 0) spreadBreaks(p, breaks);
    for (let peg: u32 = 0; peg < pegs; ++peg) {
      store<f64>(out + ((peg << 3) as usize), load<f64>(stateOf(p, peg), PRICE_NOW));
    }
    out += stride;
  }
}
