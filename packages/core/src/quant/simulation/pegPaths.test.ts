import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../elementary.ts';
import { DAILY_PEG } from '../pegFilter.ts';
import { randomStream } from '../randomStream.ts';
import { SampleRefused } from '../sample.ts';
import { PEG_BREAKS, preparePeg, simulatePegs, type PegBreaks, type PegLaw } from './pegPaths.ts';

/** A peg with noise of five basis points that comes straight back. */
function noise(count: number): number[] {
  const { normal } = randomStream([7, 7]);
  const gaps = Array.from({ length: count + 1 }, (_, i) => 0.0005 * normal(i));
  return gaps.slice(1).map((gap, i) => gap - (gaps[i] ?? 0));
}

const CALM = noise(600);
const law = (breakChance: number, breaks: Partial<PegBreaks> = {}): PegLaw =>
  preparePeg(CALM, { ...DAILY_PEG, breakChance }, { ...PEG_BREAKS, ...breaks });
const REQUEST = { key: [1, 2], stream: 3, steps: 10, from: 0, count: 4_000 } as const;
const share = (values: Float64Array, holds: (value: number) => boolean): number =>
  values.filter(holds).length / values.length;
/** The last step of a single peg. */
const last = (ratios: Float64Array, steps: number): Float64Array => ratios.filter((_, i) => i % steps === steps - 1);

describe('simulatePegs', () => {
  it('never breaks without a chance to, and stays as close as it was', () => {
    const ends = last(simulatePegs([law(0)], REQUEST), 10);
    expect(share(ends, (ratio) => Math.abs(ratio - 1) < 0.005)).toBeGreaterThan(0.97);
    expect(Math.min(...ends)).toBeGreaterThan(0.98);
  });

  it('breaks as often as its chance says, and comes back', () => {
    const dropped = simulatePegs([law(0.02, { deathShare: 0, doublingGap: 1e9 })], { ...REQUEST, steps: 1 });
    // A loss of mean 3 % is above half a percent with probability e^(−1/6).
    const expected = 0.02 * Math.exp(-1 / 6);
    const error = Math.sqrt((expected * (1 - expected)) / REQUEST.count);
    expect(Math.abs(share(dropped, (ratio) => ratio < 0.995) - expected)).toBeLessThan(4 * error);
    const paths = simulatePegs([law(0.02, { deathShare: 0, doublingGap: 1e9 })], { ...REQUEST, steps: 30 });
    const lowest = share(paths, (ratio) => ratio < 0.97);
    expect(lowest).toBeGreaterThan(0.001);
    // Each break is gone within days: the share that stands below 3 % is that of breaks of the last day or two.
    expect(lowest).toBeLessThan(0.02 * 2);
  });

  it('dies down to what is left, and stays there', () => {
    const ends = last(simulatePegs([law(1, { deathShare: 1 })], REQUEST), 10);
    // Chance is held at one half a step.
    expect(share(ends, (ratio) => Math.abs(ratio - PEG_BREAKS.deathValue) < 1e-12)).toBeGreaterThan(0.9);
    expect(Math.min(...ends)).toBeCloseTo(PEG_BREAKS.deathValue, 12);
  });

  it('breaks more often from below its level', () => {
    const falling = preparePeg([...CALM, -0.004, -0.004], { ...DAILY_PEG, breakChance: 0.001 });
    const [calm, low] = [law(0.001), falling].map((item) =>
      share(simulatePegs([item], { ...REQUEST, steps: 1, count: 20_000 }), (ratio) => ratio < 0.975),
    );
    expect(low).toBeGreaterThan(4 * (calm ?? 1));
  });

  it('draws a path alike whatever stretch it is drawn in', () => {
    const laws = [law(0.01), law(0.1)];
    const whole = simulatePegs(laws, { ...REQUEST, count: 64 });
    const part = simulatePegs(laws, { ...REQUEST, from: 40, count: 24 });
    expect(part).toEqual(whole.slice(40 * 10 * 2));
  });

  it('refuses a short or constant history, shares beyond one, and places that are none', () => {
    expect(() => preparePeg(CALM.slice(0, 249))).toThrow(SampleRefused);
    expect(() => preparePeg(CALM.map(() => 0))).toThrow(SampleRefused);
    expect(() => preparePeg([...CALM, Number.NaN])).toThrow(SampleRefused);
    expect(() => law(1.5)).toThrow(OutsideDomain);
    expect(() => law(0.1, { deathValue: 0 })).toThrow(OutsideDomain);
    expect(() => simulatePegs([law(0)], { ...REQUEST, from: 0.5 })).toThrow(OutsideDomain);
    expect(() => simulatePegs([law(0)], { ...REQUEST, stream: -1 })).toThrow(OutsideDomain);
  });
});
