import { beforeAll, describe, expect, it } from 'vitest';
import { normalCumulative } from '@ballast/core';
import { coverRanges } from '../scoreForecasts.ts';
import { throwDice } from '../throwDice.ts';
import { drifting, equalDays, jumping } from './independentDays.ts';
import { drawLawReserve, judgeOtherLaws, trueChances, type LawRun } from './judgeOtherLaws.ts';
import { lawSections } from './lawSections.ts';
import type { Market } from './market.ts';
import { OTHER_LAWS } from './otherLaws.ts';
import { besides, unbrokenCoins } from './unbrokenPegs.ts';
import { twoRegimes } from './wanderingVolatility.ts';

/** Log moves of one asset over so many days. */
function movesOf(market: Market, days: number, seed: number, asset = 0): number[] {
  const [state, dice] = [market.rest(), throwDice(seed)];
  let before = 0;
  return Array.from({ length: days }, () => {
    market.live(state, dice);
    const move = (state[asset] ?? 0) - before;
    before = state[asset] ?? 0;
    return move;
  });
}
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: readonly number[]): number =>
  meanOf(values.map((value) => value * value)) - meanOf(values) ** 2;

describe('trueChances', () => {
  // Bachelier's and Black's worlds have these in closed form.
  it('is the normal distribution after a day of normal days, whatever is owed', () => {
    const market = equalDays(null)(throwDice(3), 1);
    const deviation = Math.sqrt(varianceOf(movesOf(market, 400_000, 4)));
    const evening = market.rest();
    for (const owed of [99, 95]) {
      const inMoney = trueChances({ market, evening, holdings: [100], owed, owesFirst: false }, 40_000, throwDice(5));
      const expected = normalCumulative((Math.log(owed / 100) + (deviation * deviation) / 2) / deviation);
      expect(Math.abs((inMoney.terminal[0] ?? 0) - expected)).toBeLessThan(
        3 * Math.sqrt((expected * (1 - expected)) / 40_000),
      );
      expect(inMoney['first passage'][0]).toBe(inMoney.terminal[0]);
      inMoney['first passage'].forEach((first, at) => expect(first).toBeGreaterThanOrEqual(inMoney.terminal[at] ?? 1));
    }
    // Owed in what is held, nothing moves.
    const inKind = trueChances({ market, evening, holdings: [100], owed: 99, owesFirst: true }, 500, throwDice(5));
    expect(inKind['first passage']).toEqual([0, 0, 0]);
  });
});

describe('other laws', () => {
  it('turn their drift on the evening', () => {
    const market = drifting({ degrees: null, shown: 1, after: -1 })(throwDice(1), 1);
    const before = movesOf(market, 200_000, 2);
    const turned = { ...market, rest: () => Float64Array.of(0, 1) };
    expect(365 * (meanOf(before) - meanOf(movesOf(turned, 200_000, 2)))).toBeCloseTo(2, 9);
  });

  it('jump together, so often and so far', () => {
    const market = jumping({ perYear: 36.5, mean: -0.5, deviation: 0 })(throwDice(1), 2);
    const [one, other] = [movesOf(market, 50_000, 2), movesOf(market, 50_000, 2, 1)];
    const jumps = one.filter((move) => move < -0.3).length;
    expect(jumps / 50_000).toBeCloseTo(0.1, 2);
    expect(one.every((move, day) => move < -0.3 === (other[day] ?? 0) < -0.3)).toBe(true);
  });

  it('know a calm and a wild regime', () => {
    const market = twoRegimes(throwDice(1), 3);
    const [state, dice] = [market.rest(), throwDice(2)];
    const squares = { calm: [] as number[], wild: [] as number[] };
    for (let day = 0, before = 0; day < 50_000; day += 1) {
      market.live(state, dice);
      squares[state[3] === 1 ? 'wild' : 'calm'].push(((state[0] ?? 0) - before) ** 2);
      before = state[0] ?? 0;
    }
    const times = Math.sqrt(meanOf(squares.wild) / meanOf(squares.calm));
    expect(times > 1.9 && times < 4.1).toBe(true);
    expect(squares.wild.length / squares.calm.length).toBeLessThan(1.1);
  });

  it('stand beside one another without sharing a state', () => {
    const coins = unbrokenCoins('normal', [0.5, 0.5]);
    const market = besides(equalDays(null), () => 2, coins)(throwDice(1), 4);
    const deviation = (asset: number): number => Math.sqrt(varianceOf(movesOf(market, 2_000, 3, asset)));
    for (const asset of [0, 1]) expect(deviation(asset)).toBeGreaterThan(0.01);
    for (const asset of [2, 3]) expect(deviation(asset)).toBeLessThan(0.003);
  });

  it('draw the same reserve from the same dice, backed, shaped as they say', () => {
    for (const law of OTHER_LAWS) {
      const reserve = drawLawReserve(law, throwDice(9));
      expect(JSON.stringify(drawLawReserve(law, throwDice(9)))).toBe(JSON.stringify(reserve));
      const { holdings, owed, kinds, closes, evening, market } = reserve;
      expect(holdings.reduce((sum, money) => sum + money, 0)).toBeCloseTo(100, 9);
      expect(owed >= 20 && owed < 100).toBe(true);
      expect([kinds.length, closes.length]).toEqual([market.size, market.size]);
      expect(closes.every((line) => line.every((close) => close > 0))).toBe(true);
      // The evening is where the days shown end.
      closes.forEach((line, asset) => expect(line.at(-1)).toBe(Math.exp(evening[asset] ?? 0)));
    }
    expect(new Set(OTHER_LAWS.map(({ id }) => id)).size).toBe(OTHER_LAWS.length);
  });
});

describe('failure probabilities under laws that are not ours', () => {
  let run: LawRun = { cases: [], refused: [] };
  const sizes = { reserves: 1, truthPaths: 1_024, enginePaths: 1_024 };
  beforeAll(async () => {
    run = await judgeOtherLaws(sizes);
  }, 600_000);

  it('have an answer for every reserve, and hold the truth within their errors nine times in ten', () => {
    expect(run.refused).toEqual([]);
    expect(run.cases).toHaveLength(OTHER_LAWS.length * 3 * 2);
    expect(coverRanges(run.cases).withErrors).toBeGreaterThanOrEqual(0.9);
  });

  it('doubt what is owed where that floats: the worst of a month is not the simulation that doubts nothing', async () => {
    const owing = await judgeOtherLaws({ ...sizes, reserves: 5 }, undefined, (id) => id === 'owes one of them');
    const month = owing.cases.filter(({ forecast }) => forecast.days === 30 && forecast.high > 0.01);
    expect(month.length).toBeGreaterThan(5);
    for (const { forecast } of month) expect(forecast.highModel).not.toContain('calm');
  });

  it('make tables without a hole', () => {
    const text = lawSections({ lawSizes: sizes, laws: run }).join('\n');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    for (const { id } of OTHER_LAWS) expect(text).toContain(`| ${id}, 30 d | 1 |`);
  });
});
