import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape } from '../algebra/matrix.ts';
import { likelyClaims } from './likelyClaims.ts';

const claimsOf = (assets: readonly number[], debts: readonly number[]): readonly (readonly number[])[] => {
  const answer = likelyClaims(assets, debts);
  return answer.kind === 'found' ? answer.claims : expect.fail(answer.kind);
};

describe('likelyClaims', () => {
  it('seven banks of Anand, Craig and von Peter (2015), p. 628, as the README of NetworkRiskMeasures prints them', () => {
    const printed = [
      [0, 2.53, 2.18, 0, 0, 0.74, 1.55],
      [1.72, 0, 1.6, 0, 0, 0.54, 1.14],
      [0.98, 1.06, 0, 0, 0, 0.31, 0.65],
      [0.25, 0.27, 0.23, 0, 0, 0.08, 0.17],
      [0.75, 0.81, 0.7, 0, 0, 0.24, 0.5],
      [0, 0, 0, 0, 0, 0, 0],
      [0.3, 0.32, 0.28, 0, 0, 0.09, 0],
    ];
    const claims = claimsOf([7, 5, 3, 1, 3, 0, 1], [4, 5, 5, 0, 0, 2, 4]);
    claims.forEach((row, i) =>
      row.forEach((value, j) => expect(Math.abs(value - printed[i]![j]!), `${i} ${j}`).toBeLessThan(0.00501)),
    );
  });
  it('meets every sum, and nobody owes itself', () => {
    const sum = fc.double({ min: 0.1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(sum, sum), { minLength: 4, maxLength: 8 }), (pairs) => {
        const [assets, raw] = [pairs.map(([a]) => 1 + a), pairs.map(([, b]) => 1 + b)];
        const all = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
        const debts = raw.map((value) => (value * all(assets)) / all(raw));
        const claims = claimsOf(assets, debts);
        claims.forEach((row, i) => {
          expect(row[i]).toBe(0);
          expect(all(row)).toBeCloseTo(assets[i]!, 9);
          expect(all(claims.map((other) => other[i]!))).toBeCloseTo(debts[i]!, 9);
        });
      }),
    );
  });
  it('finds the one network of a party that all others deal with alone', () => {
    expect(likelyClaims([2, 1, 1], [2, 1, 1])).toEqual({
      kind: 'found',
      claims: [
        [0, 1, 1],
        [1, 0, 0],
        [1, 0, 0],
      ],
    });
    const share = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share), { minLength: 2, maxLength: 7 }), (others) => {
        const [lent, owed] = [0, 1].map((k) => others.map((pair) => pair[k as 0 | 1])) as [number[], number[]];
        const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
        const found = likelyClaims([sum(owed), ...lent], [sum(lent), ...owed]);
        expect(found).toEqual({
          kind: 'found',
          claims: [[0, ...owed], ...lent.map((own) => [own, ...others.map(() => 0)])],
        });
      }),
    );
  });
  it('says where no network has these sums: one that must owe itself', () => {
    expect(likelyClaims([3, 1], [3, 1]).kind).toBe('notConverged');
  });
  it('refuses sums that are none or do not agree', () => {
    expect(() => likelyClaims([1], [1, 2])).toThrow(BadShape);
    for (const [assets, debts] of [
      [
        [1, 2],
        [1, 1],
      ],
      [
        [-1, 2],
        [1, 0],
      ],
      [
        [Number.NaN, 1],
        [1, 1],
      ],
    ] as const)
      expect(() => likelyClaims(assets, debts)).toThrow(OutsideDomain);
  });
});
