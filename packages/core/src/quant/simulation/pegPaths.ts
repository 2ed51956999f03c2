import { exponential, logarithm, OutsideDomain } from '../elementary.ts';
import { DAILY_PEG, heldShocks, pegFilter, type PegSettings } from '../pegFilter.ts';
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
  /** Variance it comes back to, and the mean of the capped squares of its shocks. */
  readonly usual: number;
  readonly meanSquare: number;
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
/** Where the words of breaks begin among the quads of a path. */
const BREAK_QUADS = 2_147_483_648;
/** Part of the way to its usual level a variance comes back in a step. */
const HOME = 0.1;
/** A break is over once so little is missing (log). */
const OVER = 1e-4;

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
  const { shocks, calm, gap, usual } = pegFilter(returns, settings);
  const held = Float64Array.from(heldShocks(shocks, settings));
  const most = settings.shockCap * settings.shockCap;
  const meanSquare = held.reduce((sum, shock) => sum + Math.min(shock * shock, most), 0) / held.length;
  return { settings, breaks, calm, gap, usual, meanSquare, shocks: held };
}

/**
 * Price ÷ today's price of each peg after every step: index (path × steps + step) × pegs + peg. Between breaks the
 * filter of `pegTails` runs on with shocks drawn from those it saw, its variance led back to the usual. A break takes an exponential loss of mean
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
  const words = new Uint32Array(8);
  for (let i = 0; i < count; i += 1)
    for (let peg = 0; peg < width; peg += 1)
      layWalk(laws[peg] as PegLaw, words, {
        ratios,
        at: i * steps * width + peg,
        path: from + i,
        peg,
        width,
        steps,
        stream,
        key,
      });
  return ratios;
}

/** Where one peg of one path stands: among the ratios, and among the draws. */
interface Lane {
  readonly ratios: Float64Array;
  readonly at: number;
  readonly path: number;
  readonly peg: number;
  readonly width: number;
  readonly steps: number;
  readonly stream: number;
  readonly key: RandomKey;
}

const [WHOLE, RECOVERING, DYING] = [0, 1, 2];

/** One peg on one path, in plain numbers: this loop runs many millions of times. Words of a step: strike and pick; of a break: size and end. */
function layWalk(law: PegLaw, words: Uint32Array, lane: Lane): void {
  const { settings, breaks, shocks } = law;
  const { breakChance, breakLoss, mostReversion, reversion, shockCap, varianceDecay } = settings;
  let [fate, calm, gap, price, lost] = [WHOLE, law.calm, law.gap, 1, 0];
  const [low, high] = [lane.path >>> 0, Math.floor(lane.path / WORD)];
  const [key0, key1] = lane.key;
  for (let step = 0; step < lane.steps; step += 1) {
    const place = step * lane.width + lane.peg;
    // A quad of words serves two steps.
    const half = 2 * (step & 1);
    if (half === 0) philoxInto(words, 0, low, high, (step >> 1) * lane.width + lane.peg, lane.stream, key0, key1);
    const below = Math.max(0, -gap) / breaks.doublingGap;
    const chance = Math.min(MOST_CHANCE, breakChance * (1 + below * below));
    if (fate === DYING) {
      if (price > breaks.deathValue) price = Math.max(breaks.deathValue, price * (1 - breaks.dyingFall));
    } else if (fate === WHOLE && (words[half] as number) < chance * WORD) {
      philoxInto(words, 4, low, high, BREAK_QUADS + place, lane.stream, key0, key1);
      const loss = Math.min(MOST_BREAK, -breakLoss * logarithm(((words[4] as number) + 0.5) / WORD));
      price *= 1 - loss;
      lost = -logarithm(1 - loss);
      fate = (words[5] as number) < breaks.deathShare * WORD ? DYING : RECOVERING;
    } else {
      if (fate === RECOVERING) {
        const back = lost * breaks.recovery;
        lost -= back;
        price *= exponential(back);
        if (lost < OVER) fate = WHOLE;
      }
      // The doubt about a price off its level is in the chance of a break here, and counted once.
      const deviation = Math.sqrt(calm);
      const most = mostReversion * deviation;
      const shift = Math.max(-most, Math.min(most, -reversion * gap));
      const shock = shocks[Math.floor(((words[half + 1] as number) / WORD) * shocks.length)] as number;
      const move = shift + deviation * shock;
      const capped = Math.min(shock * shock, shockCap * shockCap);
      const next = varianceDecay * calm + ((1 - varianceDecay) * calm * capped) / law.meanSquare;
      // Shocks drawn by lot do not shrink after large ones as those of history do: the variance is led back.
      calm = next + HOME * (law.usual - next);
      // The level follows the price in history; ahead it stands still, so that there is something to come back to.
      gap += move;
      price *= growth(move);
    }
    lane.ratios[lane.at + step * lane.width] = price;
  }
}

/** e^x; small moves, nearly all, by the series, whose error is below a tenth of the last bit there. */
function growth(x: number): number {
  if (x > 0.005 || x < -0.005) return exponential(Math.max(-50, Math.min(50, x)));
  return 1 + x * (1 + (x / 2) * (1 + (x / 3) * (1 + (x / 4) * (1 + (x / 5) * (1 + x / 6)))));
}
