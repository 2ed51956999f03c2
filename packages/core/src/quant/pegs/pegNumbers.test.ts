import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { randomStream } from '../simulation/randomStream.ts';
import { calibratePegs, deathValues } from './calibratePegs.ts';
import { pegNumbers, type PegNumbers } from './pegNumbers.ts';
import { POOLED_FACTS, REPORTED_FALLS, STABLECOIN_FACTS } from './pegFacts.ts';

const COINS = calibratePegs(STABLECOIN_FACTS);
const LEFT = deathValues(POOLED_FACTS.events, REPORTED_FALLS);
const [mean, worse] = [pegNumbers(COINS, LEFT, 'mean'), pegNumbers(COINS, LEFT, 'worse')];

/** Expected loss of the day after one at par, what is taken along with it; written anew here. */
const lossADay = ({ chances, furtherLoss, deathShare, left, unlinked, linked }: PegNumbers): number =>
  (chances[0] ?? 0) * ((1 - deathShare) * (0.01 + furtherLoss) + deathShare * (1 - left)) * (1 + linked + unlinked);

describe('pegNumbers', () => {
  it('the mean is every middle', () => {
    expect(mean).toMatchObject({
      chances: COINS.chances.map(({ middle }) => middle),
      deathShare: COINS.deathShare.middle,
      left: LEFT.middle,
      shutDays: COINS.shutDays.middle,
      unlinked: COINS.follow.unlinked.middle,
    });
  });
  it('the worse side is worse in all, and at its own end only in how often pegs break', () => {
    const between = (value: number, middle: number, end: number): void => {
      expect(Math.abs(value - middle)).toBeGreaterThan(0);
      expect((end - value) * (end - middle)).toBeGreaterThan(0);
      expect((value - middle) * (end - middle)).toBeGreaterThan(0);
    };
    expect(worse.chances).toEqual(COINS.chances.map(({ high }) => high));
    for (const key of ['furtherLoss', 'deathShare', 'shutShare', 'shutDays'] as const)
      between(worse[key], mean[key], COINS[key].high);
    between(worse.recovery, mean.recovery, COINS.recovery.low);
    between(worse.left, mean.left, LEFT.low);
    for (const key of ['linked', 'unlinked'] as const) between(worse[key], mean[key], COINS.follow[key].high);
  });
  it('one world in twenty the facts leave open is as bad in what a day is expected to lose, and none in hundreds where all ends meet', () => {
    const { uniform, normal } = randomStream([3, 9]);
    let at = 0;
    // Gamma(n + ½) is n exponentials and half a squared normal; without the half for an even count.
    const gamma = (whole: number, half = 0.5): number => {
      let sum = half > 0 ? normal((at += 1)) ** 2 / 2 : 0;
      for (let i = 0; i < whole; i += 1) sum -= Math.log(uniform((at += 1)));
      return sum;
    };
    const share = (hits: number, misses: number): number => {
      const [a, b] = [gamma(hits), gamma(misses)];
      return a / (a + b);
    };
    const further = COINS.furtherLoss.middle * 10;
    const ends: PegNumbers = {
      ...worse,
      chances: COINS.chances.map(({ high }) => high),
      furtherLoss: COINS.furtherLoss.high,
      deathShare: COINS.deathShare.high,
      left: LEFT.low,
      linked: COINS.follow.linked.high,
      unlinked: COINS.follow.unlinked.high,
    };
    const [DRAWS, level, all] = [20_000, lossADay(worse), lossADay(ends)];
    let [asBad, asBadAsAll] = [0, 0];
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const loss = lossADay({
        ...mean,
        // One own break in 10,879 days near par; one of eleven dead; DAI with USDC; two of eighteen others.
        chances: [gamma(1) / 10_879],
        furtherLoss: further / gamma(10, 0),
        deathShare: share(1, 10),
        linked: share(1, 0),
        unlinked: share(2, 16),
      });
      if (loss >= level) asBad += 1;
      if (loss >= all) asBadAsAll += 1;
    }
    expect(asBad / DRAWS).toBeGreaterThan(0.025);
    expect(asBad / DRAWS).toBeLessThan(0.07);
    expect(asBadAsAll / DRAWS).toBeLessThan(0.01);
  });
  it('refuses a calibration without a chance', () => {
    expect(() => pegNumbers({ ...COINS, chances: [] }, LEFT, 'worse')).toThrow(OutsideDomain);
  });
});
