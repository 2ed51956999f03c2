import { beforeAll, describe, expect, it } from 'vitest';
import { DAY_SECONDS } from '../../units/time.ts';
import { wad } from '../../units/amounts.ts';
import type { Policy, PolicyLiability } from '../../policy/policy.ts';
import { indexedOf, parOf } from '../../policy/policy.fixture.ts';
import type { History } from '../../records/history.ts';
import { coinBreaks } from '../../quant/pegs/pegBreaks.ts';
import { randomStream } from '../../quant/simulation/randomStream.ts';
import { HASH, historyOf, POLICY, START, turn, YEAR } from '../assess.fixture.ts';
import { HistoryMalformed } from '../portfolioReturns.ts';
import { affordablePaths, drawScenarios, firstDays, scenarioSetOf, simulatedMatrix } from './drawScenarios.ts';
import { scenarioAssets } from './scenarioAssets.ts';
import { checkScenarios } from './scenarioMatrix.ts';
import { FEWEST_MODEL_DAYS } from './scenarioColumns.ts';
import { fitScenarioModels, type ScenarioModel } from './scenarioModel.ts';

const { normal } = randomStream([3, 9]);
const draws = (from: number, deviation: number): number[] =>
  Array.from({ length: 400 }, (_, i) => deviation * normal(from + i));
const common = draws(0, 0.02);
const mixed = draws(1_000, 0.02).map((own, i) => 0.8 * (common[i] ?? 0) + 0.6 * own);
const HISTORY = historyOf({ usdc: draws(2_000, 0.0004), usdt: draws(3_000, 0.0003), weth: common, bill: mixed }, 401);
const IDS = ['usdc', 'usdt', 'weth', 'bill'];
/** What was a bill fund in the fixture floats here. */
const FLOATS: Policy = {
  ...POLICY,
  assets: POLICY.assets.map((asset) => (asset.id === 'bill' ? { ...asset, class: 'credit' } : asset)),
};
const ask = (more: Partial<Parameters<typeof fitScenarioModels>[0]> = {}) =>
  fitScenarioModels({ history: HISTORY, policy: FLOATS, assetIds: IDS, days: 7, nowSeconds: START, ...more });
const why = (more: Parameters<typeof ask>[0]): string => {
  const answer = ask(more);
  return 'why' in answer ? answer.why : 'fitted';
};

let models: readonly ScenarioModel[] = [];
beforeAll(() => {
  const answer = ask();
  if ('why' in answer) throw new RangeError(answer.why);
  models = answer;
});

describe('fitScenarioModels', () => {
  it('fits a calm and a stressed model, floating assets first', () => {
    expect(models.map(({ model }) => model)).toEqual(['calm simulation', 'stressed simulation']);
    for (const { assetIds, floating, pegs, basis } of models) {
      expect(assetIds).toEqual(['weth', 'bill', 'usdc', 'usdt']);
      expect([floating?.assets.length, pegs.laws.length]).toEqual([2, 2]);
      expect(basis).toBe('2 floating by GJR-GARCH-t and t copula, 2 pegged by the peg model, on 400 days');
    }
    expect(models.map(({ pegs }) => pegs.laws[0]?.breaks)).toEqual([coinBreaks('mean'), coinBreaks('worse')]);
    // 0.8 as made, with a sampling error of about 0.03; half way from there to 0.9.
    const [calm = 0, stressed = 0] = models.map(({ floating }) => floating?.assets[1]?.row[0]);
    expect(calm).toBeCloseTo(0.8, 1);
    expect(stressed).toBeCloseTo((calm + 0.9) / 2, 9);
  });

  it('leaves drift out, and where it is stressed doubts drift and variance by one standard error each', () => {
    const [calm, stressed] = models.map(({ floating }) => floating?.assets ?? []);
    expect(calm?.length).toBe(2);
    calm?.forEach((asset, i) => {
      const other = stressed?.[i];
      const factor = (other?.firstVariance ?? 0) / asset.firstVariance;
      // Of the squares of 400 normal shocks: √(2 ÷ 400). Of the mean of 400 returns of 2 %: 0.02 ÷ 20.
      expect(factor > 1.05 && factor < 1.09).toBe(true);
      expect((other?.omega ?? 0) / asset.omega).toBeCloseTo(factor, 9);
      expect(asset.mean).toBe(0);
      expect(other?.mean).toBeCloseTo(-0.001, 4);
      expect([other?.up, other?.down, other?.beta]).toEqual([asset.up, asset.down, asset.beta]);
    });
  });

  it('adds a model in which what is owed rises where that floats, and none where it is money or a coin', () => {
    const owing = (liability: PolicyLiability, assetIds = IDS) =>
      ask({ policy: { ...FLOATS, liabilities: [liability] }, assetIds }) as readonly ScenarioModel[];
    const inKind = (payoutAsset: string) => owing(parOf({ payoutAsset, owed: 'payoutAsset' }));
    for (const [calm, stressed, rising] of [owing(indexedOf('weth')), inKind('weth')]) {
      // What dollar claims are judged by is drawn as before.
      expect([calm, stressed]).toEqual(models);
      expect(rising?.model).toBe('rising simulation');
      expect(rising?.pegs).toEqual(stressed?.pegs);
      const [owed, held] = rising?.floating?.assets ?? [];
      const doubted = stressed?.floating?.assets ?? [];
      expect([owed?.omega, held?.firstVariance]).toEqual([doubted[0]?.omega, doubted[1]?.firstVariance]);
      expect(held?.row).toEqual(calm?.floating?.assets[1]?.row);
      // Up by one error of the mean of 400 returns of 2 %; correlated by 0.8, the other rises less.
      expect(owed?.mean).toBeCloseTo(0.001, 4);
      expect(owed?.mean).toBe(-(doubted[0]?.mean ?? 0));
      expect((held?.mean ?? 0) / (owed?.mean ?? 1)).toBeCloseTo(1 - Math.sqrt(0.4), 1);
    }
    expect(owing(indexedOf('usdc')).length).toBe(2);
    expect(inKind('usdc').length).toBe(2);
    expect(owing(parOf({ payoutAsset: 'weth' })).length).toBe(2);
    // Nothing of what is owed has a price.
    expect(owing(indexedOf('weth'), ['bill', 'usdc']).length).toBe(2);
  });

  it('lets what a staking token redeems for rise where the token is owed', () => {
    const staked = POLICY.assets.map((asset) =>
      asset.id === 'bill' ? { ...asset, class: 'lst' as const, underlying: 'weth' } : asset,
    );
    const policy = { ...POLICY, assets: staked, liabilities: [indexedOf('bill')] };
    const fitted = ask({ policy }) as readonly ScenarioModel[];
    expect(fitted.map(({ model }) => model)).toContain('rising simulation');
    expect(fitted[2]?.floating?.assets[0]?.mean).toBeGreaterThan(0);
  });

  it('needs no copula for one floating asset, and no floating asset for pegs', () => {
    const [only] = ask({ assetIds: ['weth'] }) as readonly ScenarioModel[];
    expect(only?.basis).toBe('1 floating by GJR-GARCH-t, on 400 days');
    const [pegs] = ask({ assetIds: ['usdc'] }) as readonly ScenarioModel[];
    expect(pegs?.floating).toBeNull();
  });

  it('says why there is no model', () => {
    expect(why({ assetIds: [] })).toBe('no asset held has a price history');
    const short = historyOf({ weth: common, usdc: draws(2_000, 0.0004) }, FEWEST_MODEL_DAYS);
    expect(why({ history: short })).toBe(
      `weth has ${FEWEST_MODEL_DAYS - 1} daily returns of ${FEWEST_MODEL_DAYS} needed`,
    );
    expect(why({ history: historyOf({ weth: [0] }, 400) })).toMatch(/^weth: GARCH: all 399 values are equal/);
    expect(why({ history: historyOf({ usdc: [0, 0, 0.001] }, 400) })).toMatch(/^usdc: peg model/);
    expect(why({ history: historyOf({ weth: common, bill: common }, 401), assetIds: ['bill', 'weth'] })).toBe(
      'dependence: bill and weth always move together; take the prices of one away and name the other as its underlying',
    );
    // What it says to do is an answer.
    const wrapped = FLOATS.assets.map((asset) => (asset.id === 'bill' ? { ...asset, underlying: 'weth' } : asset));
    const { sheet } = turn();
    const assetIds = scenarioAssets(sheet, { ...FLOATS, assets: wrapped }, new Set(['weth', 'usdc', 'usdt']));
    expect(assetIds).toEqual(['usdc', 'usdt', 'weth']);
    expect(why({ assetIds })).toBe('fitted');
    expect(why({ history: { ...HISTORY, stepSeconds: 7_000 } })).toContain('does not divide a day');
    expect(why({ nowSeconds: START - 200 * DAY_SECONDS })).toContain('daily returns');
    const [series] = HISTORY.series;
    expect(() => ask({ history: { ...HISTORY, series: series === undefined ? [] : [series, series] } })).toThrow(
      HistoryMalformed,
    );
  });

  it('does not see prices after the moment it stands in', () => {
    const later = HISTORY.series.map((one) => ({
      ...one,
      points: [...one.points, { timeSeconds: START + DAY_SECONDS, priceWad: wad(7n) }],
    }));
    expect(ask({ history: { ...HISTORY, series: later } })).toEqual(models);
  });

  it('reads days out of a finer history, on the phase of its newest price', () => {
    const hourly: History = {
      ...HISTORY,
      stepSeconds: 3_600,
      series: HISTORY.series.map((one) => ({
        ...one,
        points: one.points.flatMap((point) => [{ timeSeconds: point.timeSeconds - 3_600, priceWad: wad(1n) }, point]),
      })),
    };
    expect(ask({ history: hourly })).toEqual(models);
  });
});

describe('drawScenarios', () => {
  const key = [5, 6] as const;
  it('gives the same bytes whole, in stretches, and by the TypeScript twin', () => {
    for (const model of models) {
      const whole = drawScenarios(model, { key, from: 0, count: 192 });
      const parts = [
        drawScenarios(model, { key, from: 0, count: 64 }),
        drawScenarios(model, { key, from: 64, count: 128 }),
      ];
      expect(Buffer.concat(parts.map(({ buffer }) => Buffer.from(buffer)))).toEqual(Buffer.from(whole.buffer));
      expect(drawScenarios(model, { key, from: 0, count: 192, engine: 'typescript' })).toEqual(whole);
    }
  });

  it('is a scenario matrix whose moves are those of the history', () => {
    const [model] = models;
    if (model === undefined) throw new RangeError('no model');
    const matrix = simulatedMatrix(model, 6_400, drawScenarios(model, { key, from: 0, count: 6_400 }));
    checkScenarios(matrix);
    const first = matrix.ratios.filter((_, i) => i % (4 * 7) === 0);
    const deviation = Math.sqrt(first.reduce((sum, ratio) => sum + (ratio - 1) ** 2, 0) / first.length);
    expect(deviation).toBeGreaterThan(0.012);
    expect(deviation).toBeLessThan(0.03);
    const day = firstDays(matrix, 1);
    checkScenarios(day);
    expect(day.ratios.filter((_, i) => i % 4 === 0)).toEqual(first);
    expect(firstDays(matrix, 7)).toBe(matrix);
  });

  it('is named and seeded by what it came from', () => {
    const [calm, stressed] = models;
    if (calm === undefined || stressed === undefined) throw new RangeError('no models');
    const parents = { history: HASH, policy: HASH };
    const named = scenarioSetOf(calm, parents, 1_024);
    expect(scenarioSetOf(calm, parents, 1_024)).toEqual(named);
    expect(scenarioSetOf(stressed, parents, 1_024).key).not.toEqual(named.key);
    expect(scenarioSetOf(calm, parents, 2_048).hash).not.toBe(named.hash);
    expect(named.key.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
  });

  it('draws whole blocks, and fewer where they would not fit', () => {
    const [model] = models;
    if (model === undefined) throw new RangeError('no model');
    expect(affordablePaths(1_000, model)).toBe(960);
    expect(affordablePaths(1e9, { ...model, days: 366 })).toBe(24_576);
    expect(affordablePaths(10, model)).toBe(64);
  });
});

describe('scenarioAssets', () => {
  const { sheet } = turn();
  it('takes what is held and leaves out what has no prices', () => {
    expect(scenarioAssets(sheet, POLICY, new Set(YEAR.series.map(({ assetId }) => assetId)))).toEqual([
      'bill',
      'usdc',
      'usdt',
      'weth',
    ]);
    expect(scenarioAssets(sheet, FLOATS, new Set(['weth']))).toEqual(['weth']);
  });
  it('takes a share of something pegged for what it redeems for, another for itself while it has prices', () => {
    const over = (underlying: string) => ({
      ...POLICY,
      assets: POLICY.assets.map((asset) => (asset.id === 'bill' ? { ...asset, underlying } : asset)),
    });
    const priced = new Set(['bill', 'usdc', 'weth']);
    expect(scenarioAssets(sheet, over('usdc'), priced)).toEqual(['usdc', 'weth']);
    expect(scenarioAssets(sheet, over('weth'), priced)).toEqual(['bill', 'usdc', 'weth']);
    expect(scenarioAssets(sheet, over('weth'), new Set(['weth']))).toEqual(['weth']);
  });
});
