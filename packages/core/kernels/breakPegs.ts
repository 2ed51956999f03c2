// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry. The twin is breakPegs.ts there.

import { FOLLOWS, PEGS, SHARES, pointer, word } from './parameters';
import { exponential, logarithm } from './elementary';
import {
  BROKEN, DEATH, DYING, FATE, FURTHER_LOSS, IS_END, IS_SHUT, LEAST_LOSS, LOSS, LOST_NOW, ORIGIN, PRICE_NOW, REST_NOW,
  SHUT, WHOLE, breakOf, breakWord, infoOf, stateOf,
} from './pegState';

const WORD: f64 = 4294967296;
const MOST_BREAK: f64 = 0.5;

/** The end, after which there is no par; or a break in which par may be shut (`access` is the word that says so). */
export function endOrNot(p: usize, peg: u32, isEnd: bool, access: f64): void {
  const state = stateOf(p, peg);
  store<u32>(state, isEnd ? DYING : BROKEN, FATE);
  store<u32>(state, isEnd || access < load<f64>(infoOf(p, peg), SHUT) ? 1 : 0, IS_SHUT);
}

function hitPeg(p: usize, peg: u32, index: u32, lost: f64, isEnd: bool): void {
  const at = breakOf(p, index);
  store<f64>(at, lost, LOSS);
  store<u32>(at, peg, ORIGIN);
  store<u32>(at, isEnd ? 1 : 0, IS_END);
  const state = stateOf(p, peg);
  store<f64>(state, load<f64>(state, PRICE_NOW) * exponential(-lost), PRICE_NOW);
  store<f64>(state, lost, LOST_NOW);
  endOrNot(p, peg, isEnd, breakWord(p, peg, 2));
}

/** A break of its own. */
export function breakPeg(p: usize, peg: u32, index: u32): void {
  const info = infoOf(p, peg);
  const further = -load<f64>(info, FURTHER_LOSS) * logarithm((breakWord(p, peg, 0) + 0.5) / WORD);
  const lost = -logarithm(1 - min<f64>(MOST_BREAK, load<f64>(info, LEAST_LOSS) + further));
  hitPeg(p, peg, index, lost, breakWord(p, peg, 1) < load<f64>(info, DEATH));
}

/** Pegs still whole that break with those `own` that broke in the step. */
export function spreadBreaks(p: usize, own: u32): void {
  const pegs = word(p, PEGS);
  const follows: usize = pointer(p, FOLLOWS);
  const shares: usize = pointer(p, SHARES);
  for (let peg: u32 = 0; peg < pegs; ++peg) store<f64>(stateOf(p, peg), (breakWord(p, peg, 3) + 0.5) / WORD, REST_NOW);
  let breaks = own;
  for (let index: u32 = 0; index < breaks; ++index) {
    const cause = breakOf(p, index);
    const first = load<u32>(cause, ORIGIN) * pegs;
    for (let peg: u32 = 0; peg < pegs; ++peg) {
      const state = stateOf(p, peg);
      const link = (first + peg) as usize;
      const isLinked = load<u8>(shares + link) == 1;
      if (load<u32>(state, FATE) != WHOLE || (index >= own && !isLinked)) continue;
      const chance = load<f64>(follows + (link << 3));
      const rest = load<f64>(state, REST_NOW);
      if (rest >= chance) {
        store<f64>(state, (rest - chance) / (1 - chance), REST_NOW);
        continue;
      }
      const isShared = isLinked && load<u32>(cause, IS_END) == 1;
      const isEnd = isShared || breakWord(p, peg, 1) < load<f64>(infoOf(p, peg), DEATH);
      hitPeg(p, peg, breaks, load<f64>(cause, LOSS), isEnd);
      ++breaks;
    }
  }
}
