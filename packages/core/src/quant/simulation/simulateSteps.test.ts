import { describe, expect, it } from 'vitest';
import { NotPositiveDefinite } from '../algebra/cholesky.ts';
import { exponential, logarithm, OutsideDomain } from '../numbers/elementary.ts';
import type { GarchEstimate } from '../volatility/fitGarch.ts';
import { BadShape } from '../algebra/matrix.ts';
import { bookProfits, simulateSteps, type StepPaths, type StepRequest } from './simulateSteps.ts';
import { createStepKernel } from './stepKernel.ts';
import { prepareSteps, type StepModel } from './stepModel.ts';

const GARCH: GarchEstimate = { mean: 0.0005, omega: 2e-5, alpha: 0.05, gamma: 0.1, beta: 0.85, nu: 5, skew: null };
const STILL: GarchEstimate = { mean: 0, omega: 0, alpha: 0, gamma: 0, beta: 0, nu: null, skew: null };
const MODEL: StepModel = {
  steps: 7,
  assets: [
    { garch: GARCH, nextVariance: 4e-4 },
    { garch: { ...GARCH, nu: null }, nextVariance: 1e-3 },
    { garch: { ...GARCH, gamma: -0.04 }, nextVariance: 2e-4 },
  ],
  correlation: [
    [1, 0.5, 0.2],
    [0.5, 1, 0.4],
    [0.2, 0.4, 1],
  ],
  degrees: 4,
  jumps: [
    { probability: 0.05, hits: [{ asset: 0, mean: -0.3, deviation: 0.1 }] },
    {
      probability: 0.02,
      hits: [
        { asset: 1, mean: -0.1, deviation: 0 },
        { asset: 0, mean: -0.2, deviation: 0.05 },
      ],
    },
  ],
};
const REQUEST: StepRequest = { key: [4, 5], stream: 6, draws: 'independent', from: 0, count: 640 };
const CALM: StepModel = { ...MODEL, jumps: [], degrees: 'gaussian' };
const still = (probability: number): StepModel => ({
  ...MODEL,
  assets: MODEL.assets.map(() => ({ garch: STILL, nextVariance: 0 })),
  jumps: [
    {
      probability,
      hits: [
        { asset: 0, mean: -0.5, deviation: 0 },
        { asset: 2, mean: -0.25, deviation: 0 },
      ],
    },
  ],
});
const bytes = ({ returns }: StepPaths): string => Buffer.from(returns.buffer).toString('base64');
const run = (model: StepModel, count: number): StepPaths =>
  createStepKernel(prepareSteps(model))({ ...REQUEST, count });
/** Log returns of one asset between step − 1 and step. */
const stepLogs = ({ returns, steps, assets, count }: StepPaths, step: number, asset: number): number[] =>
  Array.from({ length: count }, (_, i) => {
    const at = (s: number): number => (s < 0 ? 0 : (returns[(i * steps + s) * assets + asset] ?? 0));
    return logarithm(1 + at(step)) - logarithm(1 + at(step - 1));
  });

describe('simulateSteps and its kernel', () => {
  it.each([
    ['t copula, GARCH, jumps', MODEL],
    ['Gaussian copula, no jumps', CALM],
    [
      'skewed innovations',
      { ...MODEL, assets: MODEL.assets.map((asset) => ({ ...asset, garch: { ...GARCH, skew: -0.2 } })) },
    ],
    ['assets that do not move', still(0.3)],
    ['one asset, one step', { ...CALM, steps: 1, assets: MODEL.assets.slice(0, 1), correlation: [[1]] }],
  ])('give the same bytes: %s', (_name, model) => {
    const prepared = prepareSteps(model);
    const kernel = createStepKernel(prepared);
    for (const draws of ['independent', 'antithetic'] as const) {
      for (const from of [0, 2 ** 32 - 128, 2 ** 33 + 64]) {
        const request = { ...REQUEST, draws, from };
        expect(bytes(kernel(request))).toBe(bytes(simulateSteps(prepared, request)));
      }
    }
  });
  it('agree where a variance outgrows all numbers, and say that there is none', () => {
    const wild = { ...GARCH, alpha: 1e200 };
    const assets = [wild, GARCH, wild].map((garch) => ({ garch, nextVariance: 1 }));
    const prepared = prepareSteps({ ...MODEL, assets });
    const { returns } = createStepKernel(prepared)(REQUEST);
    expect(returns).toEqual(simulateSteps(prepared, REQUEST).returns);
    expect(returns.some(Number.isNaN)).toBe(true);
    expect(returns.filter((_, i) => i % 3 === 1).every(Number.isFinite)).toBe(true);
  });
  it('do not depend on how many workers share the paths', () => {
    const prepared = prepareSteps(MODEL);
    const count = 131_072;
    const whole = bookProfits(createStepKernel(prepared)({ ...REQUEST, count }), [1, 2, 3]);
    for (const workers of [2, 8]) {
      const size = count / workers;
      const parts = Array.from({ length: workers }, (_, worker) =>
        bookProfits(createStepKernel(prepared)({ ...REQUEST, from: worker * size, count: size }), [1, 2, 3]),
      );
      whole.forEach((line, step) => {
        const joined = Float64Array.from(parts.flatMap((part) => [...(part[step] ?? [])]));
        expect(Buffer.from(joined.buffer).equals(Buffer.from(line.buffer))).toBe(true);
      });
    }
  });
});

describe('simulateSteps: what the paths are', () => {
  it("each step's variance is the GARCH forecast: h₁, then ω + (α + γ/2 + β)·h", () => {
    const paths = run(CALM, 65_536);
    const { omega, alpha, gamma, beta, mean } = GARCH;
    let h = 1e-3;
    for (let step = 0; step < 7; step += 1) {
      const logs = stepLogs(paths, step, 1);
      const variance = logs.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / logs.length;
      expect(Math.abs(variance / h - 1)).toBeLessThan(0.03);
      h = omega + (alpha + gamma / 2 + beta) * h;
    }
  });
  it('variance clusters: squares of neighbouring steps are correlated, returns are not', () => {
    const paths = run({ ...CALM, assets: MODEL.assets.map((asset) => ({ ...asset, nextVariance: 4e-4 })) }, 65_536);
    const [a, b] = [stepLogs(paths, 5, 0), stepLogs(paths, 6, 0)];
    const correlation = (x: readonly number[], y: readonly number[]): number => {
      const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
      const [mx, my] = [mean(x), mean(y)];
      const dot = (p: readonly number[], mp: number, q: readonly number[], mq: number): number =>
        p.reduce((sum, v, i) => sum + (v - mp) * ((q[i] ?? 0) - mq), 0);
      return dot(x, mx, y, my) / Math.sqrt(dot(x, mx, x, mx) * dot(y, my, y, my));
    };
    const sizes = (values: readonly number[]): number[] => values.map((v) => Math.abs(v - GARCH.mean));
    expect(correlation(sizes(a), sizes(b))).toBeGreaterThan(0.05);
    expect(Math.abs(correlation(a, b))).toBeLessThan(0.02);
  });
  it('a fall raises the next variance more than a rise where γ is positive', () => {
    const paths = run(CALM, 65_536);
    const [first, second] = [stepLogs(paths, 0, 1), stepLogs(paths, 1, 1)];
    const meanSquare = (keep: (value: number) => boolean): number => {
      const kept = second.filter((_, i) => keep((first[i] ?? 0) - GARCH.mean));
      return kept.reduce((sum, v) => sum + v * v, 0) / kept.length;
    };
    expect(meanSquare((e) => e < -0.04)).toBeGreaterThan(1.15 * meanSquare((e) => e > 0.04));
  });
  it('jumps come as often as they should, to all they hit at once, with their size', () => {
    const probability = 0.1;
    const paths = run(still(probability), 16_384);
    const [a, b, c] = [0, 1, 2].map((asset) => stepLogs(paths, 3, asset)) as [number[], number[], number[]];
    const struck = a.filter((value) => value < -0.1).length / a.length;
    expect(Math.abs(struck - probability)).toBeLessThan(4 * Math.sqrt((probability * 0.9) / 16_384));
    a.forEach((value, i) => {
      expect(value).toBeCloseTo(value < -0.1 ? -0.5 : 0, 12);
      expect(c[i]).toBeCloseTo(value / 2, 12);
      expect(b[i]).toBe(0);
    });
  });
  it('turns log returns into simple ones as exponential does, to 4e-16 of the growth', () => {
    for (const mean of [-49.9, -3, -0.7, -1e-9, 0, 1e-5, 0.3465, 0.5, 2, 49.9]) {
      const model = {
        ...still(0),
        steps: 1,
        assets: MODEL.assets.map(() => ({ garch: { ...STILL, mean }, nextVariance: 0 })),
      };
      const exact = exponential(mean);
      expect(Math.abs((run(model, 64).returns[0] ?? 0) + 1 - exact)).toBeLessThanOrEqual(4e-16 * Math.max(1, exact));
    }
  });
  it('adds up a book, asset by asset', () => {
    const paths = run(MODEL, 64);
    const both = bookProfits(paths, [2, 3, 0]);
    const [first, second] = [bookProfits(paths, [1, 0, 0]), bookProfits(paths, [0, 1, 0])];
    both.forEach((line, step) =>
      line.forEach((value, i) =>
        expect(value).toBeCloseTo(2 * (first[step]?.[i] ?? 0) + 3 * (second[step]?.[i] ?? 0), 14),
      ),
    );
  });
});

describe('simulateSteps refuses', () => {
  const asset = (change: Partial<GarchEstimate>, nextVariance = 1e-4): StepModel => ({
    ...CALM,
    assets: MODEL.assets.map(() => ({ garch: { ...GARCH, ...change }, nextVariance })),
  });
  const hit = (probability: number, change: object): StepModel => ({
    ...MODEL,
    jumps: [{ probability, hits: [{ asset: 0, mean: 0, deviation: 0, ...change }] }],
  });
  it.each([
    ['no step', { ...MODEL, steps: 0 }, OutsideDomain],
    ['half a step', { ...MODEL, steps: 1.5 }, OutsideDomain],
    ['no asset', { ...MODEL, assets: [] }, BadShape],
    ['a correlation of another size', { ...MODEL, correlation: [[1]] }, BadShape],
    ['perfectly correlated assets', { ...MODEL, correlation: MODEL.assets.map(() => [1, 1, 1]) }, NotPositiveDefinite],
    ['a copula out of range', { ...MODEL, degrees: 1 }, OutsideDomain],
    ['a mean that is not a number', asset({ mean: Number.NaN }), OutsideDomain],
    ['a negative ω', asset({ omega: -1 }), OutsideDomain],
    ['α + γ below zero', asset({ alpha: 0.01, gamma: -0.02 }), OutsideDomain],
    ['a variance that is not a number', asset({}, Number.NaN), OutsideDomain],
    ['innovations without variance', asset({ nu: 2 }), OutsideDomain],
    ['a skew of one', asset({ skew: 1 }), OutsideDomain],
    ['a jump more likely than not', hit(0.51, {}), OutsideDomain],
    ['a jump of an asset that is not there', hit(0.1, { asset: 3 }), OutsideDomain],
    ['a jump without a size', hit(0.1, { mean: Number.NaN }), OutsideDomain],
    ['a jump with a negative spread', hit(0.1, { deviation: -1 }), OutsideDomain],
  ])('%s', (_name, model, error) => {
    expect(() => prepareSteps(model)).toThrow(error);
  });
  it('requests off the grid of 64 and books of another size', () => {
    const prepared = prepareSteps(MODEL);
    for (const change of [{ from: 1 }, { count: 65 }, { stream: -1 }, { key: [0.5, 0] as const }]) {
      expect(() => simulateSteps(prepared, { ...REQUEST, ...change })).toThrow(OutsideDomain);
      expect(() => createStepKernel(prepared)({ ...REQUEST, ...change })).toThrow(OutsideDomain);
    }
    expect(() => bookProfits(run(MODEL, 64), [1])).toThrow(OutsideDomain);
    expect(() => bookProfits(run(MODEL, 64), [1, Number.NaN, 0])).toThrow(OutsideDomain);
  });
});
