import { describe, expect, it } from 'vitest';
import type { Forecast } from './askEngine.ts';
import { coverRanges, reliabilityOf, scoreReading, scoreTruth, type Judged } from './scoreForecasts.ts';

const judged = (low: number, high: number, truth: number, error = 0): Judged => ({
  forecast: {
    failure: 'balance sheet',
    passage: 'first passage',
    days: 7,
    low,
    high,
    lowError: error,
    highError: error,
    lowModel: '',
    highModel: '',
    history: 0,
    normal: 0.5,
  } satisfies Forecast,
  truth,
  truthError: error,
});

describe('coverRanges', () => {
  it('counts what lies between the ends, within their errors, and outside by side', () => {
    const all = [
      judged(0.1, 0.2, 0.15),
      judged(0.1, 0.2, 0.23, 0.01),
      judged(0.1, 0.2, 0.25, 0.01),
      judged(0.1, 0.2, 0.05),
    ];
    expect(coverRanges(all)).toMatchObject({ count: 4, strictly: 0.25, withErrors: 0.5, below: 0.25, above: 0.25 });
  });
});

describe('reliabilityOf', () => {
  it('puts zero into the first bin, an edge into the bin below it, and leaves empty bins empty', () => {
    const bins = reliabilityOf([judged(0, 0.001, 0), judged(0.001, 0.05, 0.02), judged(0.02, 0.04, 0.03)], 'low');
    expect(bins.map(({ count }) => count)).toEqual([2, 0, 0, 1, 0, 0, 0]);
    expect([bins[0]?.said, bins[0]?.came, bins[3]?.came]).toEqual([0.0005, 0.01, 0.03]);
    expect(bins[1]?.said).toBeNaN();
  });
});

describe('scoreReading', () => {
  it('is (said − p)² more than the truth by Brier, and the divergence of Kullback and Leibler by the logarithm', () => {
    const [said, truth] = [0.2, 0.3];
    const all = [judged(said, said, truth)];
    const [own, best] = [scoreReading(all, 'low'), scoreTruth(all)];
    expect(own.brier - best.brier).toBeCloseTo((said - truth) ** 2, 12);
    const divergence = truth * Math.log(truth / said) + (1 - truth) * Math.log((1 - truth) / (1 - said));
    expect(own.logarithmic - best.logarithmic).toBeCloseTo(divergence, 12);
  });

  it('takes nobody at zero', () => {
    expect(scoreReading([judged(0, 0, 1)], 'low').logarithmic).toBeCloseTo(-Math.log(1e-4), 12);
  });
});
