import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accumulateMean } from './meanError.ts';

const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });

describe('accumulateMean', () => {
  it('counts zeros at once as one by one, wherever they stand', () => {
    fc.assert(
      fc.property(values, fc.nat(500), values, (before, zeros, after) => {
        const [single, bulk] = [accumulateMean(), accumulateMean()];
        for (const value of before) for (const sample of [single, bulk]) sample.add(value);
        for (let i = 0; i < zeros; i += 1) single.add(0);
        bulk.addZeros(zeros);
        for (const value of after) for (const sample of [single, bulk]) sample.add(value);
        const [expected, found] = [single.result(), bulk.result()];
        expect(found.mean).toBeCloseTo(expected.mean, 12);
        if (Number.isFinite(expected.standardError))
          expect(found.standardError).toBeCloseTo(expected.standardError, 12);
        else expect(found.standardError).toBe(expected.standardError);
      }),
    );
  });
  it('says nothing of an error with fewer than two values', () => {
    expect(accumulateMean().result()).toEqual({ mean: 0, standardError: Number.POSITIVE_INFINITY });
  });
});
