import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { rateRange, shareRange } from '../distributions/posteriorRange.ts';
import { gateBreaks } from './billGates.ts';
import { calibratePegs, deathValues } from './calibratePegs.ts';
import { chanceOfLoss, judgePegs } from './judgePegs.ts';
import { coinBreaks, followChances, pegBreaks, stakingBreaks } from './pegBreaks.ts';
import { POOLED_FACTS, REPORTED_FALLS, STABLECOIN_FACTS, STAKING_FACTS, type PegFacts } from './pegFacts.ts';

const COINS = calibratePegs(STABLECOIN_FACTS);

describe('calibratePegs', () => {
  it('coins: one break of its own in 10,879 days near par, three in 102 below 25 bps, four in 49 below 50', () => {
    const rates = [rateRange(1, 10_879), rateRange(3, 102), rateRange(4, 49)];
    rates.forEach(({ low, middle, high }, bucket) => {
      const chance = COINS.chances[bucket];
      expect(chance?.low).toBeCloseTo(1 - Math.exp(-low), 12);
      expect(chance?.middle).toBeCloseTo(1 - Math.exp(-middle), 12);
      expect(chance?.high).toBeCloseTo(1 - Math.exp(-high), 12);
    });
  });
  it('ends: one of eleven dead; seven shut, two of the rest open for six days at most', () => {
    expect(COINS.deathShare).toEqual(shareRange(1, 10));
    expect(COINS.shutShare).toEqual(shareRange(7, 4));
    // 7, 64, 58, 65, 134, 20 and 2 days.
    expect(COINS.shutDays.middle).toBeCloseTo(350 / 7, 12);
    // USDT 2019, UST 2021 and DAI 2023: (50 bps ÷ worst)^(1 ÷ days) is missing still each day.
    expect(COINS.recovery.low).toBeCloseTo(1 - (50 / 143) ** (1 / 4), 12);
    expect(COINS.recovery.high).toBeCloseTo(1 - (50 / 261) ** (1 / 2), 12);
  });
  it('together: DAI with USDC of one link; two of eighteen without', () => {
    expect(COINS.follow.linked).toEqual(shareRange(1, 0));
    expect(COINS.follow.unlinked).toEqual(shareRange(2, 16));
  });
  it('staking tokens have chances and depths of their own, ends and company of all', () => {
    const staked = calibratePegs(STAKING_FACTS, POOLED_FACTS);
    expect(staked.chances[0]?.middle).toBeCloseTo(1 - Math.exp(-0.5 / 2531), 12);
    expect(staked.furtherLoss.middle).toBeCloseTo((0.037 + 0.0051) / 2, 12);
    expect(staked.deathShare).toEqual(shareRange(1, 12));
    expect(staked.recovery).toEqual(COINS.recovery);
  });
  it('a chance never falls from a bucket to the next, whatever was counted', () => {
    const counts = fc.record({
      days: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 3, maxLength: 3 }),
      befores: fc.array(fc.double({ min: 0, max: 0.0099, noNaN: true }), { minLength: 1, maxLength: 12 }),
    });
    fc.assert(
      fc.property(counts, ({ days, befores }) => {
        const [event] = STABLECOIN_FACTS.events;
        if (event === undefined) throw new RangeError('no events');
        const facts: PegFacts = {
          ...STABLECOIN_FACTS,
          exposures: [{ coin: 'X', from: '2020-01-01', to: '2021-01-01', daysAtRisk: days }],
          events: befores.map((before, i) => ({ ...event, id: `x${i}`, coin: 'X', before })),
        };
        const { chances } = calibratePegs(facts, STABLECOIN_FACTS);
        chances.forEach((chance, i) => {
          for (const end of ['low', 'middle', 'high'] as const)
            expect(chance[end]).toBeGreaterThanOrEqual(chances[i - 1]?.[end] ?? 0);
          expect(chance.low).toBeLessThanOrEqual(chance.middle);
          expect(chance.middle).toBeLessThanOrEqual(chance.high);
        });
      }),
      { numRuns: 30 },
    );
  });
  it('refuses facts without days, or without a break that was survived', () => {
    const empty = { ...STABLECOIN_FACTS, exposures: [] };
    expect(() => calibratePegs(empty)).toThrow(OutsideDomain);
    expect(() => calibratePegs({ ...STABLECOIN_FACTS, events: [] })).toThrow(OutsideDomain);
  });
});

describe('judgePegs, leave one event out', () => {
  const judged = new Map(judgePegs(STABLECOIN_FACTS).map((item) => [item.id, item]));
  const of = (id: string) => judged.get(id) ?? { id, chance: { low: 0, middle: 0, high: 0 }, asDeep: 0, basis: 0 };

  it('ten of eleven had a chance above 7 %; USDC of March 2023 was not seen coming', () => {
    expect([...judged.values()].filter(({ chance }) => chance.middle > 0.07)).toHaveLength(10);
    // Nothing near par but it: seven days at half an event in 10,879.
    expect(of('usdc-2023-03').chance.middle).toBeCloseTo(1 - Math.exp(-3.5 / 10_879), 9);
    expect(of('usdc-2023-03').chance.high).toBeLessThan(0.002);
    expect(of('ust-2022-05').chance.middle).toBeCloseTo(0.1577, 4);
  });
  it('every depth had a chance: the end of UST one in twenty-two, no other below one in five', () => {
    const depths = [...judged.values()].map(({ id, asDeep }) => [id, asDeep] as const);
    for (const [id, asDeep] of depths) expect(asDeep).toBeGreaterThan(id === 'ust-2022-05' ? 0.04 : 0.2);
    // None dead of ten, half an event of eleven.
    expect(of('ust-2022-05').asDeep).toBeCloseTo(0.5 / 11, 3);
  });
  it('leaves out what came with it too', () => {
    expect(of('usdc-2023-03').basis).toBe(9);
    expect(of('dai-2023-03').basis).toBe(9);
    // No other linked pair: half and half is all it knows.
    expect(of('dai-2023-03').chance).toEqual(shareRange(0, 0));
    expect(of('usdt-2018-01').basis).toBe(10);
  });
  it('every reported fall had one chance in nine or more of being so deep', () => {
    for (const { lowest } of REPORTED_FALLS) expect(chanceOfLoss(STABLECOIN_FACTS, 1 - lowest)).toBeGreaterThan(0.12);
  });
});

describe('pegBreaks', () => {
  it('the worse side is worse in everything', () => {
    for (const breaks of [coinBreaks, stakingBreaks, gateBreaks]) {
      const [mean, worse] = [breaks('mean'), breaks('worse')];
      mean.chances.forEach((chance, i) => expect(worse.chances[i]).toBeGreaterThan(chance));
      for (const key of ['furtherLoss', 'deathShare', 'shutShare'] as const)
        expect(worse[key]).toBeGreaterThanOrEqual(mean[key]);
      for (const key of ['recovery', 'reopening', 'deathValue'] as const)
        expect(worse[key]).toBeLessThanOrEqual(mean[key]);
    }
    const [mean, worse] = [followChances('mean'), followChances('worse')];
    expect(worse.linked > mean.linked && worse.unlinked > mean.unlinked && mean.linked > mean.unlinked).toBe(true);
  });
  it('takes each number from the calibration', () => {
    const left = { low: 0.1, middle: 0.3, high: 0.5 };
    const mean = pegBreaks(COINS, left, 'mean');
    expect(mean).toMatchObject({ furtherLoss: COINS.furtherLoss.middle, deathValue: 0.3, reopening: 7 / 350 });
    // UST, closes of 8 and 13 May 2022 (CoinMarketCap): five days.
    expect(1 - mean.dyingFall).toBeCloseTo((0.1540016 / 0.9964006) ** (1 / 5), 3);
    // What is left of eight dead, as reported, and of UST: a quarter had 11 % or less.
    expect(deathValues(POOLED_FACTS.events, REPORTED_FALLS)).toMatchObject({ low: 0.11, middle: 0.28 });
    expect(coinBreaks('mean').deathValue).toBe(0.28);
  });
});
