import { exponential, logarithm, OutsideDomain } from '../elementary.ts';
import { DAILY_PEG, heldShocks, pegFilter, pegOutlook, type PegSettings } from '../pegFilter.ts';
import { philoxInto, type RandomKey } from '../philox.ts';
import { checkSample, checkSpread } from '../sample.ts';

/** What a break of a peg may lead to. Fractions, per step. */
export interface PegBreaks {
  /** Gap below the level at which the chance of a break has doubled; it grows with the gap's square. */
  readonly doublingGap: number;
  /** Chance that a break is the end: the price does not come back. */
  readonly deathShare: number;
  /** Part of what a break took that comes back in a step, where the peg survives. */
  readonly recovery: number;
  /** Part of its price a dying peg loses in a step, until this is left of it. */
  readonly dyingFall: number;
  readonly deathValue: number;
}

/**
 * Round numbers, assumptions and no estimates: of four coins whose breaks we can look at (USDC and DAI in March 2023,
 * USDT in May 2022, UST in May 2022) one did not come back; those that did were back within days; UST lost a third and
 * more a day down to a tenth.
 */
export const PEG_BREAKS: PegBreaks = {
  doublingGap: 0.0025,
  deathShare: 0.25,
  recovery: 0.5,
  dyingFall: 0.35,
  deathValue: 0.1,
};

/** A peg made ready for drawing. */
export interface PegLaw {
  readonly settings: PegSettings;
  readonly breaks: PegBreaks;
  readonly calm: number;
  readonly gap: number;
  /** Shocks to draw from, in deviations. */
  readonly shocks: Float64Array;
}

export interface PegRequest {
  readonly key: RandomKey;
  /** 32-bit word that keeps the streams of one key apart; not that of other draws of the same paths. */
  readonly stream: number;
  readonly steps: number;
  readonly from: number;
  readonly count: number;
}

const FEWEST_RETURNS = 250;
const WORD = 4_294_967_296;
/** No break takes more at once, nor is likelier in a step. */
const MOST_BREAK = 0.5;
const MOST_CHANCE = 0.5;

/**
 * The state a peg is in after `returns` (log, fractions, oldest first, 250 or more; SampleRefused) and the shocks it
 * may meet. Refuses shares outside [0, 1] and a gap or value not above zero (OutsideDomain). Pure.
 */
export function preparePeg(
  returns: readonly number[],
  settings: PegSettings = DAILY_PEG,
  breaks: PegBreaks = PEG_BREAKS,
): PegLaw {
  checkSample(returns, FEWEST_RETURNS, 'peg model');
  checkSpread(returns, 'peg model');
  for (const share of [breaks.deathShare, breaks.recovery, breaks.dyingFall, settings.breakChance])
    if (!(share >= 0 && share <= 1)) throw new OutsideDomain('share of a peg that breaks', share);
  for (const value of [breaks.doublingGap, breaks.deathValue, settings.breakLoss])
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new OutsideDomain('peg that breaks', value);
  const { shocks, calm, gap } = pegFilter(returns, settings);
  return { settings, breaks, calm, gap, shocks: Float64Array.from(heldShocks(shocks, settings)) };
}

/**
 * Price ÷ today's price of each peg after every step: index (path × steps + step) × pegs + peg. Between breaks the
 * filter of `pegTails` runs on with shocks drawn from those it saw. A break takes an exponential loss of mean
 * `breakLoss`, at most half; it comes back, or the peg dies. The chance of one is `breakChance`, times one plus the
 * square of (gap below the level ÷ `doublingGap`). Pegs break independently of each other and of other assets: what
 * joins them is a default, stated apart. A path's bytes depend on key, stream and its own number alone.
 * Refuses places that are no whole numbers (OutsideDomain). Pure.
 */
export function simulatePegs(laws: readonly PegLaw[], { key, stream, steps, from, count }: PegRequest): Float64Array {
  for (const place of [from, count, steps])
    if (!(Number.isSafeInteger(place) && place >= 0)) throw new OutsideDomain('place of a path', place);
  for (const word of [stream, ...key])
    if (!(Number.isInteger(word) && word >= 0 && word < WORD)) throw new OutsideDomain('32-bit word', word);
  const width = laws.length;
  const ratios = new Float64Array(count * steps * width);
  const words = new Uint32Array(4);
  for (let peg = 0; peg < width; peg += 1) {
    const law = laws[peg] as PegLaw;
    for (let i = 0; i < count; i += 1) {
      const path = from + i;
      const walk = startWalk(law);
      for (let step = 0; step < steps; step += 1) {
        philoxInto(words, 0, path >>> 0, Math.floor(path / WORD), step * width + peg, stream, key[0], key[1]);
        ratios[(i * steps + step) * width + peg] = stepWalk(walk, law, words);
      }
    }
  }
  return ratios;
}

/** One peg on one path. `price` is log of price over today's; `lost` is what a break still holds of it. */
interface Walk {
  fate: 'whole' | 'recovering' | 'dying';
  calm: number;
  gap: number;
  price: number;
  lost: number;
}

const startWalk = ({ calm, gap }: PegLaw): Walk => ({ fate: 'whole', calm, gap, price: 0, lost: 0 });

function stepWalk(walk: Walk, law: PegLaw, words: Uint32Array): number {
  const { settings, breaks, shocks } = law;
  const [strike, pick, size, end] = words as unknown as [number, number, number, number];
  if (walk.fate === 'dying') {
    const floor = logarithm(breaks.deathValue);
    if (walk.price > floor) walk.price = Math.max(floor, walk.price + logarithm(Math.max(1e-9, 1 - breaks.dyingFall)));
    return exponential(walk.price);
  }
  const below = Math.max(0, -walk.gap) / breaks.doublingGap;
  const chance = Math.min(MOST_CHANCE, settings.breakChance * (1 + below * below));
  if (walk.fate === 'whole' && strike < chance * WORD) {
    const loss = Math.min(MOST_BREAK, -settings.breakLoss * logarithm((size + 0.5) / WORD));
    walk.lost = -logarithm(1 - loss);
    walk.price -= walk.lost;
    walk.fate = end < breaks.deathShare * WORD ? 'dying' : 'recovering';
    return exponential(walk.price);
  }
  if (walk.fate === 'recovering') {
    const back = walk.lost * breaks.recovery;
    walk.lost -= back;
    walk.price += back;
    // Once a hundredth of a percent is missing, it is over.
    if (walk.lost < 1e-4) walk.fate = 'whole';
  }
  const { deviation, shift } = pegOutlook(walk.calm, walk.gap, settings);
  const shock = shocks[Math.floor((pick / WORD) * shocks.length)] as number;
  const move = shift + deviation * shock;
  const capped = Math.min(shock * shock, settings.shockCap * settings.shockCap);
  walk.calm = settings.varianceDecay * walk.calm + (1 - settings.varianceDecay) * walk.calm * capped;
  // The level follows the price in history; ahead it stands still, so that there is something to come back to.
  walk.gap += move;
  walk.price += move;
  return exponential(Math.max(-50, Math.min(50, walk.price)));
}
