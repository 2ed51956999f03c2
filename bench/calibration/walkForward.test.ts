import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DAY_SECONDS } from '@ballast/core';
import type { PriceSeries } from '../../packages/ballast/src/history/priceSeries.ts';
import { EVES, RESERVES, type ExposedReserve } from './exposedReserves.ts';
import { throwDice } from './throwDice.ts';
import {
  askEvening,
  eveningsOf,
  judgeEvenings,
  priceReserves,
  type Evening,
  type PricedReserve,
} from './walkForward.ts';

const DATA = resolve(
  fileURLToPath(new URL('../../', import.meta.url)),
  process.env['BALLAST_DATA_DIR'] ?? '../shared/data',
);
const isPresent = existsSync(resolve(DATA, 'README.md'));
const PATHS = 1_024;
const secondsOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1_000;

/** Closes of so many days up to a date. */
function seriesOf(symbol: string, to: string, days: number, price: (day: number) => number): PriceSeries {
  return {
    symbol,
    quote: 'USD',
    field: 'close',
    stepSeconds: DAY_SECONDS,
    points: Array.from({ length: days }, (_, day) => ({
      timeSeconds: secondsOf(to) - (days - 1 - day) * DAY_SECONDS,
      price: price(day).toFixed(9),
    })),
    badTicks: [],
  };
}

const holding = (id: string, isPegged: boolean, share: number) => ({ id, isPegged, share, file: '', symbol: id });
const RESERVE: ExposedReserve = {
  id: 'made up',
  says: '',
  holdings: [holding('ETH', false, 60), holding('USDC', true, 40)],
  backing: 1.1,
  index: null,
};

/** Four hundred days of a coin and of noise about par, to 2022-06-01; the floating one loses a third on its last day but nine. */
function madeUp(): PricedReserve {
  const dice = throwDice(5);
  let level = 2_000;
  const ether = Array.from({ length: 400 }, (_, day) => {
    level *= Math.exp(0.03 * dice.normal()) * (day === 390 ? 0.66 : 1);
    return level;
  });
  const coin = Array.from({ length: 400 }, () => 1 + 0.0005 * dice.normal());
  return {
    reserve: RESERVE,
    series: [
      seriesOf('ETH', '2022-06-01', 400, (day) => ether[day] ?? 0),
      seriesOf('USDC', '2022-06-01', 400, (day) => coin[day] ?? 0),
    ],
  };
}

/** Everything after a midnight multiplied, so that whoever looks ahead says something else. */
const corruptAfter = ({ reserve, series }: PricedReserve, date: string): PricedReserve => ({
  reserve,
  series: series.map((one) => ({
    ...one,
    points: one.points.map(({ timeSeconds, price }, at) => ({
      timeSeconds,
      price: timeSeconds > secondsOf(date) ? String(Number(price) * (at % 2 === 0 ? 0.2 : 7)) : price,
    })),
  })),
});

function answered(evening: Evening | { readonly why: string }): Evening {
  if ('why' in evening) throw new RangeError(evening.why);
  return evening;
}

describe('askEvening', () => {
  it('says the same whatever comes after the evening, and looks up what came from that alone', async () => {
    const date = '2022-05-20';
    const [honest, corrupt] = [madeUp(), corruptAfter(madeUp(), date)];
    const [known, other] = [await askEvening(honest, date, PATHS), await askEvening(corrupt, date, PATHS)].map(
      answered,
    );
    expect(other?.forecasts).toEqual(known?.forecasts);
    expect(other?.outcomes).not.toEqual(known?.outcomes);
  });

  it('finds the day on which the surplus was gone, and what was left', async () => {
    // The fall is the close of 2022-05-23; a third of 66 is more than 10.
    const { outcomes } = answered(await askEvening(madeUp(), '2022-05-20', PATHS));
    expect(outcomes.map(({ days, failedOnDay }) => [days, failedOnDay])).toEqual([
      [1, null],
      [7, 3],
      [30, 3],
    ]);
    expect(outcomes[1]?.leastLeft).toBeLessThan(0);
    expect(outcomes[0]?.leastLeft).toBeGreaterThan(0);
  });

  it('says why there is no answer where history is short', async () => {
    expect(await askEvening(madeUp(), '2021-07-01', PATHS)).toMatchObject({ why: expect.stringContaining('250') });
  });

  it('owes what the index is worth', async () => {
    const { reserve, series } = madeUp();
    const holdings = [holding('ETH', false, 100), holding('USDC', true, 0)];
    const owing = { ...reserve, holdings, backing: 1.02, index: 'ETH' };
    const { forecasts, outcomes } = answered(await askEvening({ reserve: owing, series }, '2022-05-20', PATHS));
    expect(forecasts.every(({ high }) => high === 0)).toBe(true);
    expect(outcomes.every(({ leastLeft }) => Math.abs(leastLeft - 0.02) < 1e-9)).toBe(true);
  });
});

describe('eveningsOf and judgeEvenings', () => {
  it('asks only where enough came before and a whole month after, on the same days of every run', () => {
    const dates = eveningsOf(madeUp(), 10);
    expect([dates[0], dates.at(-1)]).toEqual(['2022-01-18', '2022-04-28']);
    expect(eveningsOf({ ...madeUp(), reserve: { ...RESERVE, from: '2022-03-01', to: '2022-03-20' } }, 10)).toEqual([
      '2022-03-09',
      '2022-03-19',
    ]);
  });

  it('takes what came for the truth, at some day and at the end', async () => {
    const judged = judgeEvenings([answered(await askEvening(madeUp(), '2022-05-20', PATHS))]);
    const week = judged.filter(({ forecast }) => forecast.days === 7);
    expect(week.map(({ forecast, truth }) => [forecast.passage, truth])).toEqual([
      ['first passage', 1],
      ['terminal', 1],
    ]);
  });
});

describe.skipIf(!isPresent)('crises of the price data (skipped without BALLAST_DATA_DIR)', () => {
  const priced = isPresent ? priceReserves(DATA, RESERVES) : [];
  const named = (id: string): PricedReserve => {
    const found = priced.find(({ reserve }) => reserve.id === id);
    if (found === undefined) throw new RangeError(`no files for ${id}`);
    return found;
  };

  it('has files for every reserve, and a reserve for every eve', () => {
    expect(priced.map(({ reserve }) => reserve.id)).toEqual(RESERVES.map(({ id }) => id));
    expect(EVES.filter(({ reserveId }) => !RESERVES.some(({ id }) => id === reserveId))).toEqual([]);
  });

  // Closes of 2023-03-11 (USDC 0.9715, DAI 0.9739) and 2022-05-09 (UST 0.7934), 2020-03-12 (ETH −43 %).
  it.each([
    ['coins', '2023-03-11', 1, -0.008],
    ['coins with UST', '2022-05-09', 1, -0.282],
    ['ether', '2020-03-12', 2, -0.174],
    ['exchange', '2022-11-08', 1, -0.318],
  ])('%s on %s: the same with a corrupted future, and what came', async (id, date, day, least) => {
    const [known, corrupt] = [
      await askEvening(named(id), date, PATHS),
      await askEvening(corruptAfter(named(id), date), date, PATHS),
    ].map(answered);
    expect(corrupt?.forecasts).toEqual(known?.forecasts);
    const month = known?.outcomes.at(-1);
    expect(month?.failedOnDay).toBe(day);
    expect(month?.leastLeft).toBeCloseTo(least, 2);
    // Whatever the figures are, they rise with the horizon, and a month was never said to be safe.
    const highs = known?.forecasts.filter(({ passage }) => passage === 'first passage').map(({ high }) => high) ?? [];
    expect(highs).toEqual(highs.toSorted((a, b) => a - b));
    expect(highs.at(-1)).toBeGreaterThan(0.001);
  });
});
