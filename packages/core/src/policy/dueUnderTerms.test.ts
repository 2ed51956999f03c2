import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_SECONDS } from '../units/time.ts';
import { dueUnderTerms } from './dueUnderTerms.ts';

const at = (text: string): number => Date.parse(text) / 1000;
const NOON = { queueSeconds: 3_600, cutOffSecondOfDay: 12 * 3_600 };

describe('dueUnderTerms', () => {
  it.each([
    ['before the cut-off', '2024-03-01T11:59:59Z', '2024-03-01T12:59:59Z'],
    ['at the cut-off', '2024-03-01T12:00:00Z', '2024-03-02T01:00:00Z'],
    ['late in the evening', '2024-02-29T23:59:59Z', '2024-03-01T01:00:00Z'],
    ['at midnight', '2024-03-01T00:00:00Z', '2024-03-01T01:00:00Z'],
  ])('a request %s', (_name, requested, due) => {
    expect(dueUnderTerms(NOON, at(requested))).toBe(at(due));
  });
  it('without a cut-off the contract says when', () => {
    const terms = { queueSeconds: 60, cutOffSecondOfDay: null };
    expect(dueUnderTerms(terms, 1_000, 5_000)).toBe(5_000);
    expect(dueUnderTerms(terms, 1_000)).toBe(1_060);
  });
  it('is never before the contract allows, never before the queue, and grows with the request', () => {
    const time = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(time, time, fc.integer({ min: 0, max: DAY_SECONDS - 1 }), fc.nat(1_000_000), (a, b, cut, queue) => {
        const terms = { queueSeconds: queue, cutOffSecondOfDay: cut };
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        expect(dueUnderTerms(terms, early)).toBeLessThanOrEqual(dueUnderTerms(terms, late));
        expect(dueUnderTerms(terms, a)).toBeGreaterThanOrEqual(a + queue);
        expect(dueUnderTerms(terms, a, a + queue)).toBeGreaterThanOrEqual(a + queue);
      }),
    );
  });
});
