import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinCounts, meanOfCounts, tallyValues, type ValueCounts } from './valueTally.ts';

const count = (values: readonly number[]): ValueCounts => {
  const tally = tallyValues();
  values.forEach((_, at) => tally.add(Float64Array.from(values), at));
  return tally.counts();
};
/** Often the same values, as chances of failure are, and some of any size. */
const value = fc.oneof(fc.constantFrom(0, -0, 0.25, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const values = fc.array(value, { maxLength: 400 });

describe('tallyValues', () => {
  it('counts every value as often as it came, in rising order', () => {
    fc.assert(
      fc.property(values, (list) => {
        const { values: found, counts } = count(list);
        const expected = [...new Set(list.map((item) => item + 0))].toSorted((a, b) => a - b);
        expect([...found]).toEqual(expected);
        expect([...counts]).toEqual(expected.map((item) => list.filter((other) => other === item).length));
      }),
    );
  });
  it('counts zeros at once as one by one', () => {
    const tally = tallyValues();
    tally.addZeros(2);
    tally.add(Float64Array.of(0.5), 0);
    tally.addZeros(0);
    expect(tally.counts()).toEqual(count([0, 0.5, 0]));
  });
  it('does not depend on order, nor on how values are shared out', () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const whole = count([...left, ...right]);
        expect(joinCounts([count(left), count(right)])).toEqual(whole);
        expect(count([...right, ...left].toReversed())).toEqual(whole);
      }),
    );
  });
});

describe('meanOfCounts', () => {
  it('is mean and standard error by their definition', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 100 }), (list) => {
        const mean = list.reduce((sum, item) => sum + item, 0) / list.length;
        const squares = list.reduce((sum, item) => sum + (item - mean) * (item - mean), 0);
        const found = meanOfCounts(count(list));
        expect(found.mean).toBeCloseTo(mean, 12);
        expect(found.standardError).toBeCloseTo(Math.sqrt(squares / (list.length - 1) / list.length), 12);
      }),
    );
  });
  it('has no error where all values are one, and says nothing of it with fewer than two', () => {
    expect(meanOfCounts(count(Array.from({ length: 1_000 }, () => 0.1)))).toEqual({ mean: 0.1, standardError: 0 });
    expect(meanOfCounts(count([]))).toEqual({ mean: 0, standardError: Number.POSITIVE_INFINITY });
    expect(meanOfCounts(count([0.5]))).toEqual({ mean: 0.5, standardError: Number.POSITIVE_INFINITY });
  });
});
