import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearingPayments } from './clearingPayments.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape } from '../algebra/matrix.ts';

const THREE = [
  [0, 6, 4],
  [3, 0, 5],
  [2, 4, 0],
];

describe('clearingPayments: fixed points by iteration, numpy to 1e-12', () => {
  it('three banks: the first fails, then two', () => {
    const one = clearingPayments(THREE, [2, 1, 0.5]);
    [7, 8, 6].forEach((payment, i) => expect(one.payments[i]).toBeCloseTo(payment, 12));
    expect(one.defaulted).toEqual([true, false, false]);
    const two = clearingPayments(THREE, [1, 0, 0]);
    [5.8064516129, 7.4838709677, 6].forEach((payment, i) => expect(two.payments[i]).toBeCloseTo(payment, 10));
    expect(two.defaulted).toEqual([true, true, false]);
  });
  it('four with one that owes nothing', () => {
    const owed = [
      [0, 7, 1, 2],
      [3, 0, 4, 3],
      [0, 0, 0, 5],
      [0, 0, 0, 0],
    ];
    const { payments } = clearingPayments(owed, [3, 2, 1, 0]);
    [4.5569620253, 5.1898734177, 3.5316455696, 0].forEach((payment, i) => expect(payments[i]).toBeCloseTo(payment, 10));
  });
});

describe('clearingPayments: laws', () => {
  const amount = fc.double({ min: 0, max: 10, noNaN: true });
  const network = fc.integer({ min: 1, max: 6 }).chain((n) =>
    fc.record({
      owed: fc
        .array(fc.array(amount, { minLength: n, maxLength: n }), { minLength: n, maxLength: n })
        .map((rows) => rows.map((row, i) => row.map((value, j) => (i === j ? 0 : value)))),
      own: fc.array(amount, { minLength: n, maxLength: n }),
    }),
  );
  it('each pays its debt or all it has, no money is made or lost, and more held never pays less', () => {
    fc.assert(
      fc.property(network, amount, ({ owed, own }, gift) => {
        const { payments, equity } = clearingPayments(owed, own);
        const debts = owed.map((row) => row.reduce((sum, value) => sum + value, 0));
        const wealth = own.map((held, i) =>
          payments.reduce((sum, paid, j) => sum + (debts[j]! > 0 ? (paid * owed[j]![i]!) / debts[j]! : 0), held),
        );
        payments.forEach((paid, i) => expect(paid).toBeCloseTo(Math.min(debts[i]!, wealth[i]!), 8));
        const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
        expect(total(equity)).toBeCloseTo(total(own), 7);
        const richer = clearingPayments(owed, [own[0]! + gift, ...own.slice(1)]);
        richer.payments.forEach((paid, i) => expect(paid).toBeGreaterThanOrEqual(payments[i]! - 1e-8));
      }),
    );
  });
  it('pays in full round a circle that holds nothing: the greatest clearing', () => {
    const circle = [
      [0, 1],
      [1, 0],
    ];
    // The greatest clearing: each pays what the other pays it.
    expect(clearingPayments(circle, [0, 0]).payments).toEqual([1, 1]);
    expect(clearingPayments([], []).payments).toEqual([]);
  });
  it('refuses shapes that do not fit, and debts below nothing', () => {
    expect(() => clearingPayments(THREE, [1, 2])).toThrow(BadShape);
    expect(() => clearingPayments([[0, 1], [0]], [1, 1])).toThrow(BadShape);
    expect(() => clearingPayments([[-1]], [1])).toThrow(OutsideDomain);
    expect(() => clearingPayments([[0]], [Number.NaN])).toThrow(OutsideDomain);
  });
});
