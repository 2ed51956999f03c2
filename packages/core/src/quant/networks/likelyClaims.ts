import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape } from '../algebra/matrix.ts';

export type LikelyClaims =
  | { readonly kind: 'found'; readonly claims: readonly (readonly number[])[] }
  /** No network has these sums where nobody may have a claim on itself, or one party is so large that fitting has no end. */
  | { readonly kind: 'notConverged'; readonly gap: number };

const MOST_ROUNDS = 10_000;
/** Sums are met to this share of the whole. */
const LEAST_GAP = 1e-12;
/** Assets and debts of all must agree to this share of either. */
const ROUNDING = 1e-9;

/**
 * Who may owe whom where only sums are known: claims of most entropy, which spread each party's as evenly over the
 * others as the sums allow (Upper, Journal of Financial Stability, 2011), by fitting rows and columns in turn. Real
 * networks are sparser: contagion comes out milder than it is. `assets` and `debts` within the network, one unit of
 * money. Refuses sums that are negative, not finite or do not agree in all. Pure.
 */
export function likelyClaims(assets: readonly number[], debts: readonly number[]): LikelyClaims {
  const size = assets.length;
  if (debts.length !== size) throw new BadShape(`${size} assets and ${debts.length} debts`);
  for (const value of [...assets, ...debts])
    if (!(value >= 0 && Number.isFinite(value))) throw new OutsideDomain('sum of claims', value);
  const [held, owed] = [assets, debts].map((sums) => sums.reduce((all, value) => all + value, 0)) as [number, number];
  if (!(Math.abs(held - owed) <= ROUNDING * Math.max(held, owed)))
    throw new OutsideDomain('assets less debts', held - owed);
  // Who holds all that others owe and owes all that others hold leaves nothing between those; fitting only nears that.
  const hub = assets.findIndex((own, i) => Math.abs(own + debts[i]! - held) <= LEAST_GAP * held);
  if (hub >= 0 && held > 0)
    return {
      kind: 'found',
      claims: assets.map((own, i) => debts.map((debt, j) => (i === j ? 0 : i === hub ? debt : j === hub ? own : 0))),
    };
  const claims = assets.map((own, i) => debts.map((debt, j) => (i === j ? 0 : own * debt)));
  let gap = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    claims.forEach((row, i) => {
      const sum = row.reduce((all, value) => all + value, 0);
      if (sum > 0) row.forEach((value, j) => (row[j] = (value * assets[i]!) / sum));
    });
    debts.forEach((debt, j) => {
      const sum = claims.reduce((all, row) => all + row[j]!, 0);
      if (sum > 0) for (const row of claims) row[j] = (row[j]! * debt) / sum;
    });
    gap = Math.max(
      ...claims.map((row, i) => Math.abs(row.reduce((all, value) => all + value, 0) - assets[i]!)),
      ...debts.map((debt, j) => Math.abs(claims.reduce((all, row) => all + row[j]!, 0) - debt)),
      0,
    );
    if (gap <= LEAST_GAP * held) return { kind: 'found', claims };
  }
  return { kind: 'notConverged', gap };
}
