import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape, type Matrix } from '../algebra/matrix.ts';
import { solveSystem } from '../algebra/newtonStep.ts';

/** What each party pays, and who cannot pay all it owes. */
export interface Clearing {
  readonly payments: readonly number[];
  readonly defaulted: readonly boolean[];
  /** What is left to each after paying; nothing for who defaulted. */
  readonly equity: readonly number[];
}

/**
 * Payments that clear a network of debts: everybody pays what it owes or all it has, to creditors pro rata (Eisenberg
 * and Noe, Management Science, 2001). `owed[i][j]` is what i owes j, `own[i]` what i holds outside the network; one
 * unit of money, nothing negative. The greatest such payments, exactly, by their fictitious default algorithm: parties
 * fail in rounds, at most one round each, and every round solves what those that failed so far can pay. Refuses shapes
 * that do not fit and values negative or not finite. Pure.
 */
export function clearingPayments(owed: Matrix, own: readonly number[]): Clearing {
  const size = own.length;
  if (owed.length !== size || owed.some((row) => row.length !== size))
    throw new BadShape(`debts of ${owed.length} parties for ${size} holdings`);
  for (const row of [...owed, own])
    for (const value of row) if (!(value >= 0 && Number.isFinite(value))) throw new OutsideDomain('debt', value);
  const debts = owed.map((row) => row.reduce((sum, value) => sum + value, 0));
  const defaulted = debts.map(() => false);
  let payments = [...debts];
  for (let round = 0; round <= size; round += 1) {
    const wealth = wealthOf(owed, own, debts, payments);
    const failed = debts.map((debt, i) => !defaulted[i]! && wealth[i]! < debt * (1 - ROUNDING));
    if (!failed.some(Boolean)) break;
    failed.forEach((isNew, i) => (defaulted[i] ||= isNew));
    payments = payAll(owed, own, debts, defaulted);
  }
  const wealth = wealthOf(owed, own, debts, payments);
  return { payments, defaulted, equity: wealth.map((held, i) => (defaulted[i] ? 0 : Math.max(0, held - debts[i]!))) };
}

/** A shortfall below this share of the debt is rounding. */
const ROUNDING = 1e-12;

/** What each holds and is paid. */
const wealthOf = (
  owed: Matrix,
  own: readonly number[],
  debts: readonly number[],
  payments: readonly number[],
): number[] =>
  own.map((held, i) =>
    payments.reduce((sum, paid, j) => sum + (debts[j] === 0 ? 0 : (paid * owed[j]![i]!) / debts[j]!), held),
  );

/** Who failed pays what it has, of what the others and those that failed with it pay; the rest pay their debts. */
function payAll(
  owed: Matrix,
  own: readonly number[],
  debts: readonly number[],
  defaulted: readonly boolean[],
): number[] {
  const failed = debts.flatMap((_, i) => (defaulted[i] ? [i] : []));
  const width = failed.length + 1;
  const system = new Float64Array(failed.length * width);
  failed.forEach((i, row) => {
    failed.forEach((j, column) => {
      system[row * width + column] = (row === column ? 1 : 0) - owed[j]![i]! / debts[j]!;
    });
    system[row * width + failed.length] = debts.reduce(
      (sum, debt, j) => sum + (defaulted[j] || debt === 0 ? 0 : owed[j]![i]!),
      own[i]!,
    );
  });
  // Singular where those that failed owe each other alone and hold nothing: then nothing is paid.
  const paid = solveSystem(system, failed.length) ?? new Float64Array(failed.length);
  return debts.map((debt, i) => {
    const at = failed.indexOf(i);
    return at < 0 ? debt : Math.min(debt, Math.max(0, paid[at]!));
  });
}
