import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { coinBreaks, type PegBreaks } from '../pegs/pegBreaks.ts';
import { randomStream } from './randomStream.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { joinPegs, preparePeg, stillPeg, type PegLaw, type PegSystem } from './pegLaw.ts';
import { simulatePegs } from './pegPaths.ts';

/** A peg with noise of five basis points that comes straight back. */
function noise(count: number): number[] {
  const { normal } = randomStream([7, 7]);
  const gaps = Array.from({ length: count + 1 }, (_, i) => 0.0005 * normal(i));
  return gaps.slice(1).map((gap, i) => gap - (gaps[i] ?? 0));
}

const CALM = noise(600);
const MEAN = coinBreaks('mean');
/** One chance wherever the price stands. */
const always = (chance: number, more: Partial<PegBreaks> = {}): PegBreaks => ({
  ...MEAN,
  chances: MEAN.chances.map(() => chance),
  ...more,
});
const alone = (laws: readonly PegLaw[]): PegSystem => joinPegs(laws, () => ({ chance: 0, shares: false }));
const one = (chance: number, more: Partial<PegBreaks> = {}): PegSystem =>
  alone([preparePeg(CALM, always(chance, more))]);
const REQUEST = { key: [1, 2], stream: 3, steps: 10, from: 0, count: 4_000 } as const;
const share = (values: ArrayLike<number>, holds: (value: number) => boolean): number =>
  Array.from(values).filter(holds).length / values.length;
/** The last step of a single peg. */
const last = (ratios: Float64Array, steps: number): Float64Array => ratios.filter((_, i) => i % steps === steps - 1);
/** Four errors of a share. */
const error = (chance: number, count: number): number => 4 * Math.sqrt((chance * (1 - chance)) / count);

describe('simulatePegs', () => {
  it('never breaks without a chance to, and stays as close as it was', () => {
    const ends = last(simulatePegs(one(0), REQUEST).ratios, 10);
    expect(share(ends, (ratio) => Math.abs(ratio - 1) < 0.005)).toBeGreaterThan(0.97);
    expect(Math.min(...ends)).toBeGreaterThan(0.98);
  });

  it('breaks as often as its chance says, as deep as its law says', () => {
    const still = alone([stillPeg(always(0.02, { deathShare: 0 }))]);
    const { ratios } = simulatePegs(still, { ...REQUEST, steps: 1, count: 40_000 });
    expect(Math.abs(share(ratios, (ratio) => ratio < 1) - 0.02)).toBeLessThan(error(0.02, 40_000));
    expect(share(ratios, (ratio) => ratio < 1 && ratio > 1 - MEAN.leastLoss)).toBe(0);
    // Beyond the least, exponential: 1/e of the breaks take more than the mean.
    const deep = 0.02 * Math.exp(-1);
    const found = share(ratios, (ratio) => ratio < 1 - MEAN.leastLoss - MEAN.furtherLoss);
    expect(Math.abs(found - deep)).toBeLessThan(error(deep, 40_000));
  });

  it('comes back within days while par is open, and not before it opens', () => {
    const open = simulatePegs(one(0.02, { deathShare: 0, shutShare: 0 }), { ...REQUEST, steps: 30 });
    const closed = simulatePegs(one(0.02, { deathShare: 0, shutShare: 1, reopening: 0 }), { ...REQUEST, steps: 30 });
    expect(share(open.shut, (value) => value === 1)).toBe(0);
    const low = (ratios: Float64Array): number => share(ratios, (ratio) => ratio < 0.985);
    expect(low(open.ratios)).toBeLessThan(0.06);
    expect(low(closed.ratios)).toBeGreaterThan(3 * low(open.ratios));
    // Shut and below par are one there: 1 − 0.98^30 of the paths at the end.
    const ends = share(last(Float64Array.from(closed.shut), 30), (value) => value === 1);
    expect(Math.abs(ends - (1 - 0.98 ** 30))).toBeLessThan(error(0.45, REQUEST.count));
  });

  it('opens again by its chance', () => {
    const request = { ...REQUEST, steps: 2, count: 40_000 };
    const { shut } = simulatePegs(
      alone([stillPeg(always(0.5, { deathShare: 0, shutShare: 1, reopening: 0.25 }))]),
      request,
    );
    const pairs = Array.from({ length: request.count }, (_, i) => [shut[2 * i], shut[2 * i + 1]]).filter(
      ([a]) => a === 1,
    );
    const opened = pairs.filter(([, b]) => b === 0).length / pairs.length;
    expect(Math.abs(opened - 0.25)).toBeLessThan(error(0.25, pairs.length));
  });

  it('dies down to what is left, and stays there, par shut', () => {
    const { ratios, shut } = simulatePegs(one(0.9, { deathShare: 1 }), REQUEST);
    const ends = last(ratios, 10);
    expect(share(ends, (ratio) => Math.abs(ratio - MEAN.deathValue) < 1e-12)).toBeGreaterThan(0.9);
    expect(Math.min(...ends)).toBeCloseTo(MEAN.deathValue, 12);
    expect(share(last(Float64Array.from(shut), 10), (value) => value === 1)).toBeGreaterThan(0.999);
  });

  it('breaks more often the further below par it stands', () => {
    const [at, below, far] = [0, 0.003, 0.007].map((start) => {
      const system = alone([preparePeg(CALM, { ...MEAN, deathShare: 0 }, start)]);
      return share(simulatePegs(system, { ...REQUEST, steps: 1, count: 20_000 }).ratios, (ratio) => ratio < 0.985);
    });
    const within = Math.exp(-0.005 / MEAN.furtherLoss);
    for (const [found, chance] of [
      [at, MEAN.chances[0]],
      [below, MEAN.chances[1]],
      [far, MEAN.chances[2]],
    ] as const)
      expect(Math.abs((found ?? 0) - (chance ?? 0) * within)).toBeLessThan(error(0.03, 20_000));
  });

  it('starts broken from a break below par: some die, some wait, the rest come back', () => {
    const breaks = always(0, { deathShare: 0.25, shutShare: 0.5, reopening: 0 });
    const { ratios, shut } = simulatePegs(alone([preparePeg(CALM, breaks, 0.1)]), { ...REQUEST, steps: 20 });
    const [ends, access] = [last(ratios, 20), last(Float64Array.from(shut), 20)];
    expect(Math.abs(share(ends, (ratio) => ratio < 0.5) - 0.25)).toBeLessThan(error(0.25, REQUEST.count));
    expect(Math.abs(share(access, (value) => value === 1) - (0.25 + 0.75 / 2))).toBeLessThan(
      error(0.375, REQUEST.count),
    );
    // Back at par: a tenth up from 0.9.
    const back = share(ends, (ratio) => Math.abs(ratio - 1 / 0.9) < 0.01);
    expect(Math.abs(back - 0.375)).toBeLessThan(error(0.375, REQUEST.count));
  });

  it('breaks together as often as the link says, to the same depth, and dies with what stands behind it', () => {
    const laws = [stillPeg(always(0.1, { deathShare: 0.5 })), stillPeg(always(0, { deathShare: 0 }))];
    const system = joinPegs(laws, (first) => ({ chance: first === 0 ? 0.6 : 0, shares: true }));
    const { ratios } = simulatePegs(system, { ...REQUEST, steps: 1, count: 40_000 });
    const pairs = Array.from({ length: 40_000 }, (_, i) => [ratios[2 * i] ?? 0, ratios[2 * i + 1] ?? 0] as const);
    const broken = pairs.filter(([first]) => first < 1);
    const both = broken.filter(([, second]) => second < 1);
    expect(Math.abs(both.length / broken.length - 0.6)).toBeLessThan(error(0.6, broken.length));
    for (const [first, second] of both) expect(second).toBe(first);
    expect(pairs.every(([first, second]) => first < 1 || second === 1)).toBe(true);
    const long = simulatePegs(system, { ...REQUEST, steps: 30 }).ratios;
    // The second has no end of its own: it dies only along.
    const deaths = Array.from({ length: REQUEST.count }, (_, i) => [long[60 * i + 58] ?? 0, long[60 * i + 59] ?? 0]);
    expect(deaths.some(([, second]) => (second ?? 1) < 0.5)).toBe(true);
    expect(deaths.every(([first, second]) => (second ?? 0) >= 0.5 || (first ?? 1) < 0.5)).toBe(true);
  });

  it('three pegs: each is taken along by its own chance, whichever of the others broke', () => {
    const laws = [stillPeg(always(0.5)), stillPeg(always(0.5)), stillPeg(always(0))];
    const system = joinPegs(laws, (first, second) => ({ chance: second === 2 ? 0.2 + 0.2 * first : 0, shares: false }));
    const { ratios } = simulatePegs(system, { ...REQUEST, steps: 1, count: 40_000 });
    const rows = Array.from({ length: 40_000 }, (_, i) => Array.from(ratios.subarray(3 * i, 3 * i + 3)));
    for (const [mask, chance] of [
      [[true, false], 0.2],
      [[false, true], 0.4],
      [[true, true], 1 - 0.8 * 0.6],
    ] as const) {
      const those = rows.filter((row) => mask.every((broke, peg) => (row[peg] ?? 1) < 1 === broke));
      const along = those.filter((row) => (row[2] ?? 1) < 1).length / those.length;
      expect(Math.abs(along - chance)).toBeLessThan(error(chance, those.length));
    }
  });

  it('what was taken along takes along what shares its fate, and nothing else', () => {
    const laws = [stillPeg(always(0.5)), stillPeg(always(0)), stillPeg(always(0)), stillPeg(always(0))];
    // 0 takes 1; 1 takes 2, which shares its fate, and would take 3, which does not.
    const system = joinPegs(laws, (first, second) => ({
      chance: second === first + 1 || (first === 1 && second === 3) ? 1 : 0,
      shares: second === 2,
    }));
    const { ratios } = simulatePegs(system, { ...REQUEST, steps: 1, count: 500 });
    for (let path = 0; path < 500; path += 1) {
      const [a, b, c, d] = Array.from(ratios.subarray(4 * path, 4 * path + 4));
      expect([b, c]).toEqual([a, a]);
      expect(d).toBe(1);
    }
  });

  it('draws a path alike whatever stretch it is drawn in', () => {
    const system = joinPegs([preparePeg(CALM, always(0.02)), preparePeg(CALM, always(0.1), 0.05)], () => ({
      chance: 0.3,
      shares: true,
    }));
    const whole = simulatePegs(system, { ...REQUEST, count: 64 });
    fc.assert(
      fc.property(fc.nat({ max: 64 }), fc.nat({ max: 64 }), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const part = simulatePegs(system, { ...REQUEST, from, count: to - from });
        expect(part.ratios).toEqual(whole.ratios.slice(from * 20, to * 20));
        expect(part.shut).toEqual(whole.shut.slice(from * 20, to * 20));
      }),
      { numRuns: 20 },
    );
  });

  it('a price stays above nothing and a peg that does not follow is as if alone', () => {
    const pair = alone([preparePeg(CALM, always(0.1)), stillPeg(always(0))]);
    const { ratios } = simulatePegs(pair, REQUEST);
    expect(Math.min(...ratios)).toBeGreaterThan(0.1);
    expect(share(ratios, Number.isFinite)).toBe(1);
    expect(ratios.filter((_, i) => i % 2 === 1).every((ratio) => ratio === 1)).toBe(true);
  });

  it('refuses a short or constant history, shares beyond one, and places that are none', () => {
    expect(() => preparePeg(CALM.slice(0, 249))).toThrow(SampleRefused);
    expect(() => preparePeg(CALM.map(() => 0))).toThrow(SampleRefused);
    expect(() => preparePeg([...CALM, Number.NaN])).toThrow(SampleRefused);
    expect(() => one(1.5)).toThrow(OutsideDomain);
    for (const bad of [{ deathValue: -1 }, { furtherLoss: Number.NaN }, { edges: [] }, { edges: [0.2, 0.1, 0.3] }])
      expect(() => one(0.1, bad)).toThrow(OutsideDomain);
    for (const below of [1, Number.NaN]) expect(() => preparePeg(CALM, MEAN, below)).toThrow(OutsideDomain);
    expect(() => joinPegs([stillPeg(MEAN), stillPeg(MEAN)], () => ({ chance: 1.1, shares: false }))).toThrow(
      OutsideDomain,
    );
    expect(() => simulatePegs(one(0), { ...REQUEST, from: 0.5 })).toThrow(OutsideDomain);
    expect(() => simulatePegs(one(0), { ...REQUEST, stream: -1 })).toThrow(OutsideDomain);
  });
});
