import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { coinBreaks, type PegBreaks } from '../pegs/pegBreaks.ts';
import { randomStream } from './randomStream.ts';
import { createJointKernel } from './jointKernel.ts';
import { joinPegs, preparePeg, stillPeg, type PegLaw, type PegSystem } from './pegLaw.ts';
import { simulatePegs } from './pegPaths.ts';
import { simulateSteps } from './simulateSteps.ts';
import { prepareSteps } from './stepModel.ts';

const { normal } = randomStream([7, 7]);
/** Daily moves about par of a width. */
const noise = (width: number): number[] => Array.from({ length: 400 }, (_, i) => width * (normal(i + 1) - normal(i)));
const MEAN = coinBreaks('mean');
const breaks = (chance: number, more: Partial<PegBreaks> = {}): PegBreaks => ({
  ...MEAN,
  chances: MEAN.chances.map((_, i) => Math.min(1, chance * (i + 1))),
  ...more,
});
const calm = (chance: number, below: number | null = null, more: Partial<PegBreaks> = {}): PegLaw =>
  preparePeg(noise(0.0005), breaks(chance, more), below);
const join = (laws: readonly PegLaw[], chance = 0.3, shares = true): PegSystem =>
  joinPegs(laws, (a, b) => ({ chance, shares: shares && (a + b) % 2 === 1 }));
const KEY = [11, 12] as const;
const bytes = (values: Float64Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** The kernel's ratios are the twin's, bit for bit. */
function expectSame(pegs: PegSystem, steps: number, from: number, count: number): void {
  const kernel = createJointKernel({ steps, floating: null, pegs });
  const drawn = kernel({ key: KEY, floatingStream: 0, peggedStream: 1, from, count });
  const { ratios } = simulatePegs(pegs, { key: KEY, stream: 1, steps, from, count });
  expect(bytes(drawn).equals(bytes(ratios))).toBe(true);
}

describe('the kernel of pegs gives the bytes of its twin', () => {
  it.each([
    ['no break', join([calm(0), calm(0), calm(0)])],
    ['rare breaks', join([calm(1e-3), calm(1e-3), calm(1e-3), calm(1e-3), calm(1e-3)])],
    ['many breaks that spread', join([calm(0.05), calm(0.1), stillPeg(breaks(0.02)), calm(0)])],
    ['every day a break', join([calm(1), calm(1, null, { deathShare: 0 })])],
    ['a death shared', join([calm(0.2, null, { deathShare: 1 }), calm(0), calm(0), calm(0)], 1)],
    ['par that opens at once', join([calm(0.2, null, { deathShare: 0, shutShare: 1, reopening: 1 })])],
    ['par that never opens', join([calm(0.2, null, { deathShare: 0, shutShare: 1, reopening: 0 })])],
    ['par never shut, all back in a day', join([calm(0.2, null, { deathShare: 0, shutShare: 0, recovery: 1 })])],
    ['below par, in every bucket', join([0.001, 0.003, 0.007, -0.02].map((below) => calm(0.01, below)))],
    ['started broken', join([calm(0.01, 0.1), calm(0.01), calm(0.01, 0.9)])],
    ['wild moves', join([preparePeg(noise(0.05), breaks(0.001)), preparePeg(noise(0.4), breaks(0.001))])],
    ['breaks of the facts', join([preparePeg(noise(0.001)), preparePeg(noise(0.002)), calm(1e-4)], 0.75)],
    ['one bucket', join([calm(0.01, null, { edges: [0.01], chances: [0.01] })])],
  ])('%s', (_name, pegs) => {
    for (const from of [0, 2 ** 32 - 128, 2 ** 33 + 64]) expectSame(pegs, 9, from, 192);
  });

  it('whatever the pegs and the steps', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const law = fc
      .record({ chance: share, deathShare: share, shutShare: share, reopening: share, recovery: share, below: share })
      .map(({ chance, below, ...more }) => calm(chance * chance * chance, below * below * 0.1, more));
    fc.assert(
      fc.property(
        fc.array(law, { minLength: 1, maxLength: 6 }),
        share,
        fc.integer({ min: 1, max: 14 }),
        (laws, chance, steps) => {
          expectSame(join(laws, chance), steps, 64, 64);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('createJointKernel', () => {
  const asset = {
    garch: { mean: 0, omega: 2e-5, alpha: 0.05, gamma: 0.1, beta: 0.85, nu: 5, skew: null },
    nextVariance: 4e-4,
  };
  const floating = (count: number) =>
    prepareSteps({
      steps: 7,
      assets: Array.from({ length: count }, () => asset),
      correlation: Array.from({ length: count }, (_, i) =>
        Array.from({ length: count }, (_a, j) => (i === j ? 1 : 0.4)),
      ),
      degrees: 5,
      jumps: [],
    });
  const request = { key: KEY, floatingStream: 0, peggedStream: 1, from: 128, count: 128 } as const;

  it.each([1, 2, 5])('lays %i floating assets and then pegs in each row', (count) => {
    const pegs = join([calm(0.01), calm(0.05), calm(0)]);
    const model = floating(count);
    const rows = createJointKernel({ steps: 7, floating: model, pegs })(request);
    const { returns } = simulateSteps(model, { ...request, stream: 0, draws: 'independent' });
    const { ratios } = simulatePegs(pegs, { ...request, stream: 1, steps: 7 });
    const wanted = Array.from({ length: 128 * 7 }, (_, row) => [
      ...Array.from(returns.subarray(row * count, (row + 1) * count), (value) => 1 + value),
      ...ratios.subarray(row * 3, row * 3 + 3),
    ]).flat();
    expect(bytes(rows).equals(bytes(Float64Array.from(wanted)))).toBe(true);
  });

  it('overwrites what it gave before, and needs no memory for it again', () => {
    const kernel = createJointKernel({ steps: 7, floating: floating(2), pegs: join([calm(0.01)]) });
    const first = kernel(request);
    const held = first.slice();
    expect(kernel({ ...request, from: 0 }).buffer).toBe(first.buffer);
    expect(first).not.toEqual(held);
    expect(kernel(request)).toEqual(held);
  });

  it('refuses stretches off the grid and words that are none', () => {
    const kernel = createJointKernel({ steps: 7, floating: null, pegs: join([calm(0.01)]) });
    for (const change of [
      { from: 1 },
      { count: 65 },
      { from: -64 },
      { peggedStream: 2 ** 32 },
      { key: [0.5, 1] as const },
    ])
      expect(() => kernel({ ...request, ...change })).toThrow(OutsideDomain);
  });
});
