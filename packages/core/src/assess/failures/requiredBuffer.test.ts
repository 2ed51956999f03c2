import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../../quant/numbers/elementary.ts';
import { normalQuantile } from '../../quant/distributions/normal.ts';
import { wadToFloat } from '../../units/float.ts';
import { bps } from '../../units/amounts.ts';
import type { DefaultAssumption } from './defaultAssumption.ts';
import type { FailureBook } from './failureBook.ts';
import { requiredBuffer } from './requiredBuffer.ts';
import { still, walks } from './scenarios.fixture.ts';
import { tablesOf } from './simulateBook.ts';

const book: FailureBook = {
  label: '',
  weights: Float64Array.of(100),
  fixed: -95,
  asked: () => 0,
  lossWeights: [],
  lossFixed: [],
  later: null,
};
const walk = walks([{ assetId: 'weth', drift: 0, deviation: 0.04 }], { days: 1, paths: 20_000, seed: 3 });
const none = tablesOf([], 1);

describe('requiredBuffer', () => {
  it('finds the quantile of a normal loss', () => {
    const { bufferWad, probabilityWad } = requiredBuffer(book, walk, none, { target: 0.01, horizonDays: 1 });
    // 100 of an asset that moves 4 % against 95: the 1 % loss is 4 × 2.326, less the 5 there are.
    expect(bufferWad === null ? NaN : wadToFloat(bufferWad)).toBeCloseTo(-4 * normalQuantile(0.01) - 5, 0.5);
    expect(probabilityWad === null ? NaN : wadToFloat(probabilityWad)).toBeLessThanOrEqual(0.01);
  });

  it('asks for nothing where the target is met, and for no less to reach a stricter one', () => {
    const at = (target: number): bigint =>
      requiredBuffer(book, walk, none, { target, horizonDays: 1 }).bufferWad ?? -1n;
    expect(at(0.5)).toBe(0n);
    expect(at(0.001)).toBeGreaterThan(at(0.01));
    expect(at(0.01)).toBeGreaterThan(at(0.05));
  });

  it('covers the whole loss of a default likelier than the target', () => {
    const issuer: DefaultAssumption = {
      party: { kind: 'issuer', id: 'circle' },
      lowPerYear: 0.9,
      highPerYear: 0.9999,
      lossBps: bps(10_000),
      source: 'test',
    };
    const exposed = { ...book, lossWeights: [Float64Array.of(30)], lossFixed: [0] };
    const calm = still(['weth'], 30, 10_000);
    const found = requiredBuffer(exposed, calm, tablesOf([issuer], 30), { target: 0.001, horizonDays: 30 });
    expect(found.bufferWad === null ? NaN : wadToFloat(found.bufferWad)).toBeCloseTo(25, 5);
  });

  it('refuses a target the sample cannot speak of, and what is no probability', () => {
    const few = requiredBuffer(book, walk, none, { target: 1e-5, horizonDays: 1 });
    expect([few.bufferWad, few.note]).toEqual([null, '20000 paths cannot speak of a probability below 10 ÷ 20000']);
    for (const target of [0, 1, NaN, -1])
      expect(() => requiredBuffer(book, walk, none, { target, horizonDays: 1 })).toThrow(OutsideDomain);
    expect(() => requiredBuffer(book, walk, none, { target: 0.1, horizonDays: 2 })).toThrow(OutsideDomain);
  });
});
