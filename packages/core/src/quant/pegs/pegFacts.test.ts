import { describe, expect, it } from 'vitest';
import { countPeg } from './countPeg.ts';
import {
  dayOf,
  hasPegData,
  stablecoinCloses,
  stakedPoolShare,
  stakingCloses,
  supplyByDay,
} from './pegFacts.fixture.ts';
import { POOLED_FACTS, REPORTED_FALLS, STABLECOIN_FACTS, STAKING_FACTS, type PegFacts } from './pegFacts.ts';

const both: readonly (readonly [string, PegFacts])[] = [
  ['coins', STABLECOIN_FACTS],
  ['staking tokens', STAKING_FACTS],
];

describe('pegFacts', () => {
  it.each(both)(
    '%s: each break is of a coin that was counted, in its time, and follows one that is there',
    (_, facts) => {
      const { events, exposures, rule } = facts;
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      for (const { coin, day, before, worst, follows } of events) {
        const exposure = exposures.find((item) => item.coin === coin);
        expect(exposure !== undefined && exposure.from <= day && day <= exposure.to).toBe(true);
        expect(before).toBeLessThan(rule.broken);
        expect(worst).toBeGreaterThan(rule.broken);
        const origin = POOLED_FACTS.events.find(({ id }) => id === follows);
        if (follows !== null) expect(dayOf(day) - dayOf(origin?.day ?? '')).toBeLessThanOrEqual(3);
        expect(origin?.follows ?? null).toBeNull();
      }
      for (const { daysAtRisk } of exposures) expect(daysAtRisk).toHaveLength(rule.edges.length);
    },
  );
  it('reports tell of prices between nothing and par', () => {
    for (const { lowest, source } of REPORTED_FALLS) {
      expect(lowest > 0 && lowest < 1).toBe(true);
      expect(source).not.toBe('');
    }
  });
});

/** Counted to a basis point; the facts stand so. */
const round = (value: number): number => Math.round(value * 1e4) / 1e4;

describe.skipIf(!hasPegData)('the facts, counted again from daily closes (needs BALLAST_DATA_DIR)', () => {
  it.each(STABLECOIN_FACTS.exposures)('$coin', ({ coin, from, to, daysAtRisk }) => {
    const closes = stablecoinCloses(coin).filter(({ day }) => day <= dayOf('2025-09-30'));
    const counted = countPeg(closes, STABLECOIN_FACTS.rule);
    expect(closes[0]?.day).toBe(dayOf(from));
    // A coin that died is at risk until it did.
    const ended = counted.spells.find(({ days }) => days === null);
    expect(ended?.day ?? closes.at(-1)?.day).toBe(dayOf(to));
    expect(counted.daysAtRisk).toEqual(daysAtRisk);
    const events = STABLECOIN_FACTS.events.filter((event) => event.coin === coin);
    expect(counted.spells.map(({ day, before, worst, days }) => [day, round(before), round(worst), days])).toEqual(
      events.map(({ day, before, worst, days }) => [dayOf(day), before, worst, days]),
    );
  });
  it.each(STAKING_FACTS.exposures)('$coin', ({ coin, daysAtRisk }) => {
    const counted = countPeg(stakingCloses(coin), STAKING_FACTS.rule);
    expect(counted.daysAtRisk).toEqual(daysAtRisk);
    const events = STAKING_FACTS.events.filter((event) => event.coin === coin);
    // How deep and how long stETH went is told by reports after its series ends.
    expect(counted.spells.map(({ day, before }) => [day, round(before)])).toEqual(
      events.map(({ day, before }) => [dayOf(day), before]),
    );
  });
  // What else was seen before a break, and why no chance is taken from it: docs/reference/pegs.md.
  it('a week in which holders left told nothing: 1 break in 982 days after 2 % or more, 10 in 8,716 other days', () => {
    const counts = { left: { days: 0, breaks: 0 }, stayed: { days: 0, breaks: 0 } };
    for (const { coin, to } of STABLECOIN_FACTS.exposures) {
      const supply = supplyByDay(coin);
      const events = STABLECOIN_FACTS.events.filter((event) => event.coin === coin);
      const closes = stablecoinCloses(coin).filter(({ day }) => day <= dayOf(to));
      closes.forEach(({ day }, i) => {
        const before = closes[i - 1];
        const [now, then] = [supply.get(day - 1), supply.get(day - 8)];
        const isBroken = events.some(
          (event) => day > dayOf(event.day) && day <= dayOf(event.day) + (event.days ?? Number.POSITIVE_INFINITY) + 6,
        );
        if (before === undefined || before.below >= 0.01 || isBroken || now === undefined || then === undefined) return;
        const count = counts[now / then - 1 <= -0.02 ? 'left' : 'stayed'];
        count.days += 1;
        if (events.some((event) => dayOf(event.day) === day)) count.breaks += 1;
      });
    }
    expect(counts).toEqual({ left: { days: 982, breaks: 1 }, stayed: { days: 8_716, breaks: 10 } });
  });
  it('the pool of stETH held three fifths of it on 9 of 251 days, one of them the eve of the break', () => {
    const shares = [...stakedPoolShare()].filter(([day]) => day < dayOf('2022-05-13'));
    expect(shares.at(-1)?.[1]).toBeCloseTo(0.636, 3);
    expect([shares.length, shares.filter(([, share]) => share >= 0.6).length]).toEqual([251, 9]);
  });
});
