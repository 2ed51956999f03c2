import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { wadToFloat } from '../units/float.ts';
import { logarithm } from '../quant/numbers/elementary.ts';
import { forecastTails } from '../quant/tails/tailModels.ts';
import { randomStream } from '../quant/simulation/randomStream.ts';
import type { Policy, PolicyLimits } from '../policy/policy.ts';
import type { TailFigure } from '../records/assessment.ts';
import type { History } from '../records/history.ts';
import { historyOf, limitOf, POLICY, START, turn } from './assess.fixture.ts';
import { modelTail } from './modelTails.ts';
import { readSeries } from './portfolioReturns.ts';

const { normal } = randomStream([2, 8]);
const draws = (from: number, deviation: number): number[] =>
  Array.from({ length: 700 }, (_, i) => deviation * normal(from + i));
const LONG = historyOf(
  { usdc: draws(0, 0.0004), usdt: draws(1_000, 0.0003), weth: draws(2_000, 0.03), bill: draws(3_000, 0.001) },
  701,
);
type Method = PolicyLimits['tails'][number]['method'];
const limiting = (method: Method, horizonDays = 1): Policy => ({
  ...POLICY,
  limits: {
    ...POLICY.limits,
    tails: (['VaR', 'ES'] as const).map((measure) => ({
      measure,
      method,
      confidenceBps: bps(9_750n),
      horizonDays,
      maxLossBps: bps(1_000n),
    })),
  },
});
const figures = (method: Method, history: History = LONG, horizonDays = 1): TailFigure[] =>
  turn({}, { history, policy: limiting(method, horizonDays) }).assessment.tails.filter(
    (item) => item.method === method,
  );
const losses = (items: readonly TailFigure[]): number[] =>
  items.map(({ lossRatioWad }) => (lossRatioWad === null ? Number.NaN : wadToFloat(lossRatioWad)));

describe('tails by a model', () => {
  it('are the combined forecast on returns at the weights of today', () => {
    const found = turn({ holdings: { weth: '1000' } }, { history: LONG, policy: limiting('combined') }).assessment;
    const series = readSeries(LONG, START).get('weth') ?? new Map<number, number>();
    const prices = [...series.values()];
    const returns = prices.slice(1).map((price, i) => logarithm(price / (prices[i] ?? price)));
    const forecast = forecastTails(returns, [0.975], ['combined']).combined;
    if (forecast.kind === 'refused') throw new RangeError(forecast.code);
    const expected = forecast.tails[0];
    const [valueAtRisk = 0, shortfall = 0] = losses(found.tails.filter((item) => item.method === 'combined'));
    expect(valueAtRisk).toBeCloseTo(1 - Math.exp(-(expected?.valueAtRisk ?? 0)), 8);
    expect(shortfall).toBeCloseTo(1 - Math.exp(-(expected?.expectedShortfall ?? 0)), 8);
    expect(limitOf(found, 'tail:ES:combined:9750:1d').valueWad).toBe(
      found.tails.find((item) => item.method === 'combined' && item.measure === 'ES')?.lossRatioWad,
    );
  });

  it('add the peg model of each pegged asset to that of the rest', () => {
    const [plain, apart] = [figures('combined'), figures('combined with pegs')].map(losses);
    expect(apart?.[1]).toBeGreaterThan(plain?.[1] ?? 1);
    expect(figures('combined with pegs')[0]?.note).toBe('3 tails added');
    const stable = turn(
      { holdings: { usdc: '1000000' } },
      { history: LONG, policy: limiting('combined with pegs') },
    ).assessment.tails.filter((item) => item.method === 'combined with pegs');
    // A break of 3 % once in ten years is in the shortfall at 97.5 % though nothing has happened yet.
    expect(losses(stable)[1]).toBeGreaterThan(0.03 / 3_650 / 0.025);
  });

  it('are refused with the reason: another horizon, another step, too short, nothing that moves enough', () => {
    expect(figures('combined', LONG, 7)[0]).toMatchObject({
      lossRatioWad: null,
      note: 'the model speaks of one day, on daily prices',
    });
    const short = historyOf({ usdc: [0.001], usdt: [0.001], weth: draws(0, 0.02), bill: [0] }, 500);
    expect(figures('combined', short)[0]).toMatchObject({
      lossRatioWad: null,
      sampleSize: 499,
      note: '499 returns, the combined model needs 500',
    });
    const still = historyOf({ usdc: [0], usdt: [0], weth: [0], bill: [0] }, 600);
    expect(figures('combined', still)[0]?.note).toBe('the combined model refused: QUANT_SAMPLE_CONSTANT');
    expect(figures('combined with pegs', still)[0]?.note).toMatch(/refused: QUANT_SAMPLE/);
    const hourly = { ...LONG, stepSeconds: 43_200 };
    expect(figures('combined', hourly)[0]?.lossRatioWad).toBeNull();
    expect(modelTail([], 'combined', 0.99, { steps: 1, isDaily: false }).isKnown).toBe(false);
  });

  it('leave every other policy its bytes: no figure more than it names', () => {
    const before = turn({}, { history: LONG }).assessment.tails;
    expect(before.every(({ method }) => ['historical', 'parametric normal'].includes(method))).toBe(true);
  });
});
