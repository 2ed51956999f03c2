import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { rollTails } from './rollTails.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { comparePooled, dailyLosses } from '../evaluation/poolTails.ts';
import { compareTails, scoreTails } from '../evaluation/scoreTails.ts';
import { COMBINED, forecastTails, TAIL_MODELS, type TailForecast } from './tailModels.ts';
import type { TailRisk } from '../distributions/tailRisk.ts';
import { testGarchReturns, testNormal } from '../testNoise.fixture.ts';

const returns = testGarchReturns(900, 31).map((value) => value / 100);
const tailsOf = (forecast: TailForecast): readonly TailRisk[] => {
  if (forecast.kind !== 'forecast') expect.fail(forecast.code);
  return forecast.tails;
};

describe('forecastTails', () => {
  it('every model answers on ordinary returns, deeper at the higher confidence, ES beyond VaR', () => {
    const all = forecastTails(returns, [0.975, 0.99], TAIL_MODELS);
    expect(Object.keys(all)).toEqual([...TAIL_MODELS]);
    for (const model of TAIL_MODELS) {
      const [low, high] = tailsOf(all[model]);
      expect(high!.valueAtRisk, model).toBeGreaterThanOrEqual(low!.valueAtRisk);
      expect(high!.expectedShortfall, model).toBeGreaterThanOrEqual(low!.expectedShortfall);
      expect(low!.expectedShortfall, model).toBeGreaterThan(low!.valueAtRisk);
      expect(low!.valueAtRisk, model).toBeGreaterThan(0.005);
      expect(low!.valueAtRisk, model).toBeLessThan(0.05);
    }
  });
  it('the combination is the weighted mean of its members, weights summing to one', () => {
    const all = forecastTails(returns, [0.99], TAIL_MODELS);
    const mean = COMBINED.reduce((sum, [model, weight]) => sum + weight * tailsOf(all[model])[0]!.valueAtRisk, 0);
    expect(tailsOf(all.combined)[0]!.valueAtRisk).toBeCloseTo(mean, 14);
    expect(COMBINED.reduce((sum, [, weight]) => sum + weight, 0)).toBe(1);
  });
  it('one model asked alone says what it says among all', () => {
    const all = forecastTails(returns, [0.99], TAIL_MODELS);
    for (const model of ['GJR-t-EVT', 'EWMA-FHS', 'peg'] as const)
      expect(forecastTails(returns, [0.99], [model])[model]).toEqual(all[model]);
  });
  it('refuses short, constant and broken windows; a wrong confidence is refused by each model', () => {
    expect(() => forecastTails(returns.slice(0, 499), [0.99], ['HS-500'])).toThrow(SampleRefused);
    expect(() =>
      forecastTails(
        returns.map(() => 0.01),
        [0.99],
        ['HS-500'],
      ),
    ).toThrow(SampleRefused);
    expect(() => forecastTails([...returns, Number.NaN], [0.99], ['HS-500'])).toThrow(SampleRefused);
    for (const model of TAIL_MODELS)
      expect(forecastTails(returns, [1], [model])[model]).toEqual({ kind: 'refused', code: 'QUANT_OUTSIDE_DOMAIN' });
  });
  it('a series that dies is answered or refused, never silently wrong', () => {
    const normal = testNormal(6);
    const dying = [...returns.slice(0, 400), ...Array.from({ length: 200 }, (_, t) => normal() * 0.02 * 0.97 ** t)];
    const all = forecastTails(dying, [0.99], TAIL_MODELS);
    for (const model of TAIL_MODELS) {
      const answer = all[model];
      if (answer.kind === 'refused') expect(answer.code).toMatch(/^QUANT_/);
      else expect(Number.isFinite(answer.tails[0]!.expectedShortfall)).toBe(true);
    }
  });
});

describe('rollTails', () => {
  const options = { window: 500, confidences: [0.975], models: TAIL_MODELS };
  it('reads nothing of the day it forecasts or after: a corrupted future changes no forecast', () => {
    const corrupt = returns.map((value, t) => (t >= 512 ? Math.sin(t) * 1e3 : value));
    const [clean, spoilt] = [returns, corrupt].map((series) => [...rollTails(series, 508, 513, options)]);
    expect(clean!.map(({ index }) => index)).toEqual([508, 509, 510, 511, 512]);
    expect(spoilt).toEqual(clean);
    const poisoned = returns.map((value, t) => (t >= 512 ? Number.NaN : value));
    expect([...rollTails(poisoned, 508, 513, options)]).toEqual(clean);
  });
  it('does read the day before', () => {
    const moved = returns.map((value, t) => (t === 511 ? -0.2 : value));
    const before = [...rollTails(returns, 512, 513, options)][0]!.forecasts;
    const after = [...rollTails(moved, 512, 513, options)][0]!.forecasts;
    for (const model of TAIL_MODELS) expect(after[model], model).not.toEqual(before[model]);
  });
  it('refuses a first day without a window before it, and days beyond the end', () => {
    expect(() => [...rollTails(returns, 499, 510, options)]).toThrow(OutsideDomain);
    expect(() => [...rollTails(returns, 500, 901, options)]).toThrow(OutsideDomain);
    expect(() => [...rollTails(returns, 500, 510, { ...options, window: 0 })]).toThrow(OutsideDomain);
  });
});

describe('scoreTails', () => {
  const track = (factor: number): Parameters<typeof scoreTails>[0] => ({
    returns,
    forecasts: returns.map(() => ({ valueAtRisk: 0.022 * factor, expectedShortfall: 0.028 * factor })),
    p: 0.025,
  });
  it('judges what was answered and counts what was not', () => {
    const full = track(1);
    const holed = { ...full, forecasts: full.forecasts.map((forecast, t) => (t < 50 ? null : forecast)) };
    const score = scoreTails(holed);
    expect([score.days, score.unanswered]).toEqual([850, 50]);
    const free = { ...full, forecasts: full.forecasts.map((f) => ({ ...f!, expectedShortfall: -1 })) };
    expect(() => scoreTails(free)).toThrow(SampleRefused);
  });
  it('a forecast three times too large scores worse, and Diebold–Mariano says so; against itself it says nothing', () => {
    expect(scoreTails(track(1)).meanFz0).toBeLessThan(scoreTails(track(3)).meanFz0);
    expect(compareTails(track(1), track(3))!.pFirstBetter).toBeLessThan(0.01);
    expect(compareTails(track(1), track(1))).toBeNull();
    const none = { ...track(1), forecasts: returns.map(() => null) };
    expect(compareTails(none, track(1))).toBeNull();
  });
});

describe('pooled scores', () => {
  const dated = (factor: number, shift: number): Parameters<typeof comparePooled>[0][number] => ({
    returns,
    times: returns.map((_, t) => t + shift),
    forecasts: returns.map((_, t) =>
      t === 3 ? null : { valueAtRisk: 0.022 * factor, expectedShortfall: 0.028 * factor },
    ),
    p: 0.025,
  });
  it('a day is the mean over the series judged that day, and a day nobody answered is none', () => {
    const [losses] = dailyLosses([[dated(1, 0), dated(1, 1)]]);
    expect(losses!.length).toBe(901);
    const single = dailyLosses([[dated(1, 0)]])[0]!;
    expect(single.length).toBe(899);
    expect(losses![0]).toBe(single[0]);
    expect(losses![1]).toBeCloseTo((single[0]! + single[1]!) / 2, 12);
  });
  it('one series twice is no more evidence than once', () => {
    const once = comparePooled([dated(1, 0)], [dated(3, 0)])!;
    const twice = comparePooled([dated(1, 0), dated(1, 0)], [dated(3, 0), dated(3, 0)])!;
    expect(twice.statistic).toBeCloseTo(once.statistic, 9);
    expect(comparePooled([dated(1, 0)], [dated(1, 0)])).toBeNull();
  });
});
