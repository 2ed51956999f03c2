import { describe, expect, it } from 'vitest';
import { firstPassageProbability, normalCumulative } from '@ballast/core';
import type { CountedBreaks } from './countedBreaks.ts';
import type { KnownReserve } from './drawReserve.ts';
import { drawBooks } from './knownBooks.ts';
import { restingState, type KnownWorld } from './knownWorld.ts';
import { throwDice } from './throwDice.ts';
import { defaultChance, trueFailure } from './trueFailure.ts';

const QUIET = { alpha: 0, gamma: 0, beta: 0, drift: 0, loading: 0.5 };
const reserveOf = (world: KnownWorld, holdings: readonly number[], owed: number): KnownReserve => ({
  world,
  closes: [],
  evening: restingState(world),
  holdings,
  owed,
  books: drawBooks({ holdings, owed, floats: world.floating.length }, throwDice(5)),
  defaults: [],
  defaultCorrelation: 0,
});

describe('throwDice', () => {
  it('throws uniforms, normals and chi-squareds of the moments they should have, again for the same seed', () => {
    const dice = throwDice(7);
    const count = 200_000;
    const moments = (draw: () => number): readonly [number, number] => {
      let [sum, squares] = [0, 0];
      for (let i = 0; i < count; i += 1) {
        const value = draw();
        sum += value;
        squares += value * value;
      }
      return [sum / count, squares / count - (sum / count) ** 2];
    };
    const [uniform, normal, chi] = [dice.uniform, dice.normal, () => dice.chiSquared(3.5)].map((draw) => moments(draw));
    // Five standard errors of each mean and variance.
    expect(Math.abs((uniform?.[0] ?? 0) - 0.5)).toBeLessThan(0.0033);
    expect(Math.abs(normal?.[0] ?? 1)).toBeLessThan(0.012);
    expect(Math.abs((normal?.[1] ?? 0) - 1)).toBeLessThan(0.016);
    expect(Math.abs((chi?.[0] ?? 0) - 3.5)).toBeLessThan(0.03);
    expect(Math.abs((chi?.[1] ?? 0) - 7)).toBeLessThan(0.21);
    expect(throwDice(7).normal()).toBe(throwDice(7).normal());
    expect(throwDice(7).uniform()).not.toBe(throwDice(8).uniform());
  });
});

describe('trueFailure', () => {
  // Shocks of so many degrees are normal to a thousandth; the surplus is a quarter of a floating hundred.
  const world: KnownWorld = { degrees: 400, floating: [{ ...QUIET, omega: 0.0016 }], pegged: [], counted: null };

  it('agrees with a normal log price at the end, and with its first passage on the way (Broadie, Glasserman and Kou 1997)', () => {
    const [day, month] = trueFailure(reserveOf(world, [100], 75), [1, 30], 40_000, throwDice(1));
    const distance = -Math.log(0.75);
    const atEnd = normalCumulative(-distance / (0.04 * Math.sqrt(30)));
    expect(Math.abs((month?.terminal ?? 0) - atEnd)).toBeLessThan(4 * (month?.terminalError ?? 0));
    const onTheWay = firstPassageProbability({ distance, drift: 0, deviation: 0.04 }, 30, 30);
    expect(Math.abs((month?.first ?? 0) - onTheWay)).toBeLessThan(4 * (month?.firstError ?? 0) + 0.002);
    expect(day?.first).toBe(day?.terminal);
  });

  it('breaks coins as often as the law says, and takes what it says', () => {
    const coin = { memory: 0, noise: 1e-9, breaksPerYear: 2, meanLoss: 0.03, deathShare: 0 };
    const [month] = trueFailure(
      reserveOf({ degrees: 5, floating: [], pegged: [coin], counted: null }, [100], 98),
      [30],
      40_000,
      throwDice(2),
    );
    // A break of more than 2 % in thirty days; smaller ones on top of one another are rare.
    const expected = 1 - Math.exp((-2 * 30 * Math.exp(-2 / 3)) / 365);
    expect(Math.abs((month?.first ?? 0) - expected)).toBeLessThan(0.012);
    expect(month?.first).toBeGreaterThan(month?.terminal ?? 1);
  });

  // By hand: one coin, par always open, no dead; the chance to fall 2 % in a month is that of a break larger than that.
  const counted: CountedBreaks = {
    chances: [0.002, 0.02, 0.2],
    meanFurther: 0.02,
    deathShare: 0,
    shutShare: 0,
    meanShutDays: 50,
    back: 0.5,
    follows: 0,
  };
  const still = { memory: 0, noise: 1e-9, breaksPerYear: 0, meanLoss: 0, deathShare: 0 };
  const countedOf = (law: CountedBreaks, coins: number, owed: number): KnownReserve =>
    reserveOf(
      { degrees: 5, floating: [], pegged: Array.from({ length: coins }, () => still), counted: law },
      Array.from({ length: coins }, () => 100 / coins),
      owed,
    );
  const monthOf = (reserve: KnownReserve, seed: number) => {
    const month = trueFailure(reserve, [30], 40_000, throwDice(seed)).find(
      ({ failure }) => failure === 'balance sheet',
    );
    if (month === undefined) throw new RangeError('no month');
    return month;
  };

  it('breaks coins as counted: the chance of its bucket, 1 % and exponentially more', () => {
    const month = monthOf(countedOf(counted, 1, 98), 4);
    const expected = 1 - (1 - 0.002 * Math.exp(-0.01 / 0.02)) ** 30;
    expect(Math.abs(month.first - expected)).toBeLessThan(4 * month.firstError + 0.0005);
    expect(month.terminal).toBeLessThan(0.2 * month.first);
  });

  it('by where a coin closed the evening before, once', () => {
    const reserve = countedOf(counted, 1, 98);
    const off = { ...reserve, evening: { ...reserve.evening, level: Float64Array.of(Math.log(1 - 0.006)) } };
    // The gap is gone on the first day, and of what falls below 98 the part from 99.4 counts.
    const [day] = trueFailure(off, [1], 40_000, throwDice(5));
    expect(Math.abs((day?.first ?? 0) - 0.2 * Math.exp(-(1 - 0.98 * 0.994 - 0.01) / 0.02))).toBeLessThan(0.01);
  });

  it('keeps par shut for its days, and the dead dead', () => {
    const shut = monthOf(countedOf({ ...counted, shutShare: 1, meanShutDays: 1e9 }, 1, 98), 6);
    expect(shut.terminal / shut.first).toBeGreaterThan(0.99);
    const dead = monthOf(countedOf({ ...counted, deathShare: 1 }, 1, 40), 7);
    // Six in seven of the dead are left with half or less, four of seven with less than 0.4 of par, once they have fallen there.
    const broken = 1 - (1 - 0.002) ** 30;
    expect(dead.terminal).toBeGreaterThan(0.4 * broken);
    expect(dead.terminal).toBeLessThan(0.75 * broken);
  });

  it('takes others along by their chance, to the same depth', () => {
    const alone = monthOf(countedOf(counted, 2, 98), 8);
    const both = monthOf(countedOf({ ...counted, follows: 1 }, 2, 98), 9);
    // Half of the money in one: a break of 4 % alone, of 2 % with the other.
    const expected = (least: number): number => 1 - (1 - 0.002 * Math.exp(-(least - 0.01) / 0.02)) ** 60;
    expect(Math.abs(alone.first - expected(0.04))).toBeLessThan(4 * alone.firstError + 0.002);
    expect(Math.abs(both.first - expected(0.02))).toBeLessThan(4 * both.firstError + 0.002);
  });

  it('looks at the book of each failure on its days', () => {
    const reserve = reserveOf(world, [100], 75);
    const book = (early: number, late: number, asked: (day: number) => number) => ({
      early: [early],
      late: [late],
      asked,
    });
    const books = {
      'balance sheet': book(100, 100, () => 75),
      // Asks for all it has on the sixth day, and has plenty from the seventh.
      liquidity: book(10, 1_000, (day) => (day === 6 ? 10 : 0)),
      regulatory: book(100, 100, () => 101),
    };
    const truths = trueFailure({ ...reserve, books: { ...reserve.books, books } }, [1, 7], 20_000, throwDice(1));
    const of = (failure: string, days: number) => truths.find((item) => item.failure === failure && item.days === days);
    expect(of('liquidity', 1)?.first).toBe(0);
    // A log price with the deviation of six days is below where it was one time in two.
    expect(Math.abs((of('liquidity', 7)?.first ?? 0) - 0.5)).toBeLessThan(0.02);
    expect(of('liquidity', 7)?.terminal).toBe(0);
    expect(of('regulatory', 1)?.first).toBeGreaterThan(0.5);
    expect(of('balance sheet', 7)?.first).toBeLessThan(0.1);
  });

  it('keeps variances clustered: a hot evening is worse than a calm one', () => {
    const clustered: KnownWorld = {
      degrees: 6,
      floating: [{ ...QUIET, omega: 0.0016 * 0.02, alpha: 0.05, gamma: 0.06, beta: 0.9 }],
      pegged: [],
      counted: null,
    };
    const calm = reserveOf(clustered, [100], 75);
    const hot = { ...calm, evening: { ...calm.evening, variance: Float64Array.of(0.01) } };
    const [quiet, loud] = [calm, hot].map((item) => trueFailure(item, [7], 4_000, throwDice(3))[0]?.first ?? 0);
    expect(loud ?? 0).toBeGreaterThan(2 * (quiet ?? 1));
  });
});

describe('defaultChance', () => {
  const party = (asset: number, perYear: number) => ({ asset, perYear, statedLow: 0, statedHigh: 0.5, lossBps: 5_000 });
  const DAYS = 30;
  // One alone does it until day 12, the other never, both until day 25.
  const margin = Float64Array.from({ length: DAYS }, (_, day) => (day <= 12 ? 10 : day <= 25 ? 30 : 60));
  const losses = [
    { asset: 0, share: 1, lost: new Float64Array(DAYS).fill(20) },
    { asset: 1, share: 1, lost: new Float64Array(DAYS).fill(15) },
  ].map((loss, j) => (j === 1 ? { ...loss, lost: loss.lost.map((value, day) => (day <= 12 ? 5 : value)) } : loss));

  it.each([0, 0.5])(
    'is the share of drawn times of default that fail the path, correlation %d',
    (defaultCorrelation) => {
      const defaults = [party(0, 0.6), party(1, 0.8)];
      const exact = defaultChance({ defaults, defaultCorrelation }, DAYS)(margin, losses, 0, DAYS - 1);
      const dice = throwDice(11);
      const [draws, root] = [100_000, Math.sqrt(defaultCorrelation)];
      let failed = 0;
      for (let draw = 0; draw < draws; draw += 1) {
        const factor = dice.normal();
        const times = defaults.map(({ perYear }) => {
          const u = normalCumulative(root * factor + Math.sqrt(1 - defaultCorrelation) * dice.normal());
          return (365 * Math.log(1 - u)) / Math.log(1 - perYear);
        });
        for (let day = 0; day < DAYS; day += 1) {
          const lost = losses.reduce(
            (sum, loss, j) => sum + ((times[j] ?? 0) <= day + 1 ? (loss.lost[day] ?? 0) : 0),
            0,
          );
          if ((margin[day] ?? 0) - lost < 0) {
            failed += 1;
            break;
          }
        }
      }
      const error = Math.sqrt((exact * (1 - exact)) / draws);
      expect(Math.abs(failed / draws - exact)).toBeLessThan(4 * error + 5e-4);
    },
  );

  it('is one where prices do it, and nothing where not even both do', () => {
    const chance = defaultChance({ defaults: [party(0, 0.5)], defaultCorrelation: 0 }, 3);
    const small = [{ asset: 0, share: 1, lost: Float64Array.of(1, 1, 1) }];
    expect(chance(Float64Array.of(5, -1, 5), small, 0, 2)).toBe(1);
    expect(chance(Float64Array.of(5, -1, 5), small, 2, 2)).toBe(0);
    expect(chance(Float64Array.of(5, 0.5, 5), small, 0, 2)).toBeCloseTo(1 - 0.5 ** (2 / 365), 12);
  });
});
