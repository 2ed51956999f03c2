import { min, valueDown, WAD, wad, type Bps, type Wad } from '../../units/amounts.ts';
import { wadToFloat } from '../../units/float.ts';
import { partiesOfAsset, type Party } from '../../policy/counterparties.ts';
import { dependsOnUs } from '../../policy/endogenous.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';
import type { DefaultAssumption } from './defaultAssumption.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

/** What one collateral backs inside one book of collateralised debt: Σ min(collateralᵢ, debtᵢ). */
export interface BookStake {
  readonly liabilityId: string;
  readonly assetId: string;
  /** What it is worth as backing on each path: the column of a matrix that has one. */
  readonly column: string;
  readonly parties: readonly Party[];
  readonly valueWad: Wad;
  readonly positions: readonly { readonly collateral: number; readonly debt: number }[];
}

interface BooksContext {
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
}

/**
 * The backing inside every book, collateral by collateral, position by position: one borrower's excess covers nobody
 * else's debt. As after haircuts, collateral that depends on us or is not the book's counts nothing, and neither does
 * a book whose record expired. Rounded down. Pure.
 */
export function bookStakes({ sheet, snapshot, policy }: BooksContext): BookStake[] {
  return policy.liabilities.flatMap((liability) => {
    if (liability.kind !== 'cdp') return [];
    const isExpired = snapshot.books.some(
      (item) => item.liabilityId === liability.id && item.expiresAtSeconds <= snapshot.asOfSeconds,
    );
    const state = snapshot.liabilities.find((item) => item.liabilityId === liability.id);
    if (isExpired || state === undefined) return [];
    return liability.collateralAssets.flatMap((assetId) => {
      const markWad = sheet.prices.find((item) => item.assetId === assetId)?.markWad ?? null;
      if (markWad === null || dependsOnUs(policy, assetId)) return [];
      const positions = state.positions
        .filter((item) => item.collateralAssetId === assetId)
        .map((item) => ({
          collateralWad: valueDown(item.collateralRaw, item.collateralDecimals, markWad),
          debtWad: valueDown(item.debtRaw, liability.decimals, WAD),
        }));
      const valueWad = positions.reduce(
        (sum, { collateralWad, debtWad }) => wad(sum + min(collateralWad, debtWad)),
        wad(0n),
      );
      if (valueWad === 0n) return [];
      return [
        {
          liabilityId: liability.id,
          assetId,
          column: `book:${liability.id}:${assetId}`,
          parties: partiesOfAsset(assetId, policy, liability.chain),
          valueWad,
          positions: positions.map(({ collateralWad, debtWad }) => ({
            collateral: wadToFloat(collateralWad),
            debt: wadToFloat(debtWad),
          })),
        },
      ];
    });
  });
}

/** The column of what a default takes from a stake: a position with enough collateral loses nothing. */
export const lossColumn = (column: string, lossBps: Bps): string => `${column}:lost:${lossBps}`;

/** Backing lost at the prices of today when a default takes that share of the collateral; money. Pure. */
export function lostToday({ positions }: Pick<BookStake, 'positions'>, lossBps: Bps): number {
  const worth = backingBy(positions);
  return Math.max(0, worth(1) - worth(keptOf(lossBps)));
}

const keptOf = (lossBps: Bps): number => 1 - Number(lossBps) / 10_000;

/**
 * A matrix with what the books are worth on each path, as columns of their own: backing ÷ backing today, and for each
 * share that a default takes of the collateral, one and what is lost beyond the loss of today ÷ backing today. Debts stand as they are: nobody is
 * liquidated or adds collateral before the end, so that a book loses rather too much. Without books the matrix itself.
 * Pure.
 */
export function withBooks(
  matrix: ScenarioMatrix,
  context: BooksContext & { readonly defaults: readonly DefaultAssumption[] },
): ScenarioMatrix {
  const { assetIds, paths, days, ratios } = matrix;
  const added = bookStakes(context).flatMap((stake): Added[] => {
    const from = assetIds.indexOf(stake.assetId);
    if (from < 0 || assetIds.includes(stake.column)) return [];
    const worth = backingBy(stake.positions);
    const today = worth(1);
    const losses = new Set(
      context.defaults
        .filter(({ party }) => stake.parties.some((item) => item.kind === party.kind && item.id === party.id))
        .map(({ lossBps }) => lossBps),
    );
    return [
      { id: stake.column, from, ratioAt: (ratio) => worth(ratio) / today },
      ...[...losses].map((lossBps): Added => {
        const [kept, now] = [keptOf(lossBps), lostToday(stake, lossBps)];
        // One today, like every column, and more or less by what is lost beyond that.
        const ratioAt = (ratio: number): number =>
          Math.max(0, 1 + (Math.max(0, worth(ratio) - worth(ratio * kept)) - now) / today);
        return { id: lossColumn(stake.column, lossBps), from, ratioAt };
      }),
    ];
  });
  if (added.length === 0) return matrix;
  const [width, wider] = [assetIds.length, assetIds.length + added.length];
  const extended = new Float64Array(paths * days * wider);
  for (let row = 0; row < paths * days; row += 1) {
    for (let column = 0; column < width; column += 1)
      extended[row * wider + column] = ratios[row * width + column] as number;
    added.forEach(({ from, ratioAt }, index) => {
      extended[row * wider + width + index] = ratioAt(ratios[row * width + from] as number);
    });
  }
  return { ...matrix, assetIds: [...assetIds, ...added.map(({ id }) => id)], ratios: extended };
}

interface Added {
  readonly id: string;
  /** Column of the collateral's price. */
  readonly from: number;
  readonly ratioAt: (ratio: number) => number;
}

/**
 * Σ min(collateralᵢ × ratio, debtᵢ) as a function of the ratio, in logarithmic time: positions ordered by the ratio at
 * which they are just covered. Pure.
 */
function backingBy(positions: BookStake['positions']): (ratio: number) => number {
  const sorted = positions
    .filter(({ collateral }) => collateral > 0)
    .map(({ collateral, debt }) => ({ collateral, debt, covered: debt / collateral }))
    .toSorted((a, b) => a.covered - b.covered);
  const covered = Float64Array.from(sorted, (item) => item.covered);
  // Debt of the first k, collateral of the rest.
  const debt = new Float64Array(sorted.length + 1);
  const collateral = new Float64Array(sorted.length + 1);
  sorted.forEach((item, index) => (debt[index + 1] = (debt[index] as number) + item.debt));
  for (let index = sorted.length - 1; index >= 0; index -= 1)
    collateral[index] = (collateral[index + 1] as number) + (sorted[index]?.collateral ?? 0);
  return (ratio) => {
    let [low, high] = [0, covered.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((covered[middle] as number) <= ratio) low = middle + 1;
      else high = middle;
    }
    return (debt[low] as number) + ratio * (collateral[low] as number);
  };
}
