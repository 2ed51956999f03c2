import { wadToFloat } from '../../units/float.ts';
import { BPS, type Wad } from '../../units/amounts.ts';
import { partiesOfLine, type Party, type Place } from '../../policy/counterparties.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import { unknownNote, unpricedBooks } from '../unknownValue.ts';
import { lossColumn, lostToday, type BookStake } from './bookColumns.ts';
import type { DefaultAssumption } from './defaultAssumption.ts';

/** A surplus as a linear function of prices: what is held less what is asked, and what each default takes of it. */
export interface FailureBook {
  /** Which reading of the sheet it is, where there are several; else "". */
  readonly label: string;
  /** Money per unit of each asset's price ratio; assets the scenarios do not move stand in `fixed`. */
  readonly weights: Float64Array;
  readonly fixed: number;
  /** Money asked by each day beyond the weights; not falling. */
  readonly asked: (day: number) => number;
  /** Per assumption: the money lost, the same way. Nothing negative, together. */
  readonly lossWeights: readonly Float64Array[];
  readonly lossFixed: readonly number[];
  /** What takes its place from a day on (0 the first); null where it stands for all days. */
  readonly later: { readonly fromDay: number; readonly book: FailureBook } | null;
}

/** A value in a place. */
export interface Stake extends Place {
  readonly valueWad: Wad;
  /** The book it backs inside, where it is collateral: it moves with the book's column, see `withBooks`. */
  readonly book?: BookStake;
  /** The column it moves with where the scenarios have it; else with its asset's. */
  readonly column?: string;
  /** What it comes of by a redemption; what takes that takes it too. */
  readonly redeemedFrom?: Place;
}

export interface BookContext {
  readonly sheet: BalanceSheet;
  readonly policy: Policy;
  readonly assetIds: readonly string[];
  readonly defaults: readonly DefaultAssumption[];
}

/** A book, or why there is none. */
export type BookOrNot = FailureBook | { readonly why: string };

/** Most of what is held that may lack scenarios; it counts as lost, so more of it would drown the figure. */
const MOST_UNCOVERED = 0.01;

/**
 * Puts stakes and claims over the assets of a scenario matrix. An asset moves with its own column, else with that of
 * what it redeems for; one at par by definition does not move; anything else counts as lost, at most 1 % of the whole.
 * Claims payable in an asset move with it, and a default that takes the asset relieves them. A book of collateralised
 * debt moves with its own column. Pure.
 */
export function bookOf(
  label: string,
  stakes: readonly Stake[],
  claims: readonly { readonly assetId: string | null; readonly owedWad: Wad }[],
  asked: (day: number) => number,
  context: BookContext,
): BookOrNot {
  const { policy, assetIds, defaults } = context;
  const weights = new Float64Array(assetIds.length);
  const lossWeights = defaults.map(() => new Float64Array(assetIds.length));
  const lossFixed = defaults.map(() => 0);
  let [fixed, uncovered, whole] = [0, 0, 0];
  const put = (assetId: string | null, money: number, hits: readonly number[], own = -1): boolean => {
    const column = own >= 0 ? own : assetId === null ? FIXED : columnOf(assetId, policy, assetIds);
    if (column === null) return false;
    if (column === FIXED) fixed += money;
    else weights[column] = (weights[column] ?? 0) + money;
    for (const j of hits) {
      const lost = (money * Number(defaults[j]?.lossBps ?? 0n)) / Number(BPS);
      const at = lossWeights[j];
      if (column === FIXED) lossFixed[j] = (lossFixed[j] ?? 0) + lost;
      else if (at !== undefined) at[column] = (at[column] ?? 0) + lost;
    }
    return true;
  };
  // A book loses what its column says, from what it would lose today on.
  const offsets = defaults.map(() => 0);
  const putBook = (book: BookStake, column: number, money: number): void => {
    weights[column] = (weights[column] ?? 0) + money;
    for (const j of hitIn(book.parties, defaults)) {
      const lossBps = defaults[j]?.lossBps ?? BPS;
      const [lost, row] = [assetIds.indexOf(lossColumn(book.column, lossBps)), lossWeights[j]];
      if (row === undefined || lost < 0) continue;
      row[lost] = (row[lost] ?? 0) + money;
      offsets[j] = (offsets[j] ?? 0) + lostToday(book, lossBps) - money;
    }
  };
  for (const stake of stakes) {
    const money = wadToFloat(stake.valueWad);
    whole += money;
    const column = assetIds.indexOf(stake.book?.column ?? stake.column ?? '');
    if (stake.book !== undefined && column >= 0) putBook(stake.book, column, money);
    else if (!put(stake.assetId, money, hitBy(stake, context), column)) uncovered += money;
  }
  if (uncovered > MOST_UNCOVERED * whole)
    return { why: `${((100 * uncovered) / whole).toFixed(1)} % of what is held has no scenarios` };
  for (const { assetId, owedWad } of claims) {
    const place = { assetId: assetId ?? '', accountId: '', venueId: null };
    if (!put(assetId, -wadToFloat(owedWad), assetId === null ? [] : hitBy(place, context)))
      return { why: `claims payable in ${assetId ?? ''} have no scenarios` };
  }
  return {
    label,
    weights,
    fixed,
    asked,
    lossWeights: lossWeights.map((row) => row.map((loss) => Math.max(0, loss))),
    lossFixed: lossFixed.map((loss, j) => Math.max(0, loss) + (offsets[j] ?? 0)),
    later: null,
  };
}

/** No column: it does not move. */
export const FIXED = -1;

/** The column an asset moves with, its own or that of what it redeems for; FIXED at par, null where there is none. Pure. */
export function columnOf(assetId: string, policy: Policy, assetIds: readonly string[]): number | null {
  const seen = new Set<string>();
  let at: string | null = assetId;
  while (at !== null && !seen.has(at)) {
    const id: string = at;
    const column = assetIds.indexOf(id);
    if (column >= 0) return column;
    const asset = policy.assets.find((item) => item.id === id);
    if (asset?.pricing.method === 'par') return FIXED;
    seen.add(id);
    at = asset?.underlying ?? null;
  }
  return null;
}

/** Indices of the assumptions that would take from a stake. */
function hitBy(stake: Stake | Place, { policy, defaults }: BookContext): number[] {
  if ('book' in stake && stake.book !== undefined) return hitIn(stake.book.parties, defaults);
  const from = 'redeemedFrom' in stake ? stake.redeemedFrom : undefined;
  return hitIn(
    [stake, ...(from === undefined ? [] : [from])].flatMap((place) => partiesOfLine(place, policy)),
    defaults,
  );
}

const hitIn = (parties: readonly Party[], defaults: readonly DefaultAssumption[]): number[] =>
  defaults.flatMap(({ party }, j) =>
    parties.some((item) => item.kind === party.kind && item.id === party.id) ? [j] : [],
  );

/** Claims as columns: par in money, par in kind and indexed by their asset; or why they cannot be simulated. Pure. */
export function claimsOf(
  sheet: BalanceSheet,
  policy: Policy,
): readonly { readonly assetId: string | null; readonly owedWad: Wad }[] | { readonly why: string } {
  if (unknownNote(sheet.lines) !== '') return { why: unknownNote(sheet.lines) };
  const [unpriced] = unpricedBooks(sheet);
  if (unpriced !== undefined) return { why: `collateral of ${unpriced} has no price` };
  const claims: { assetId: string | null; owedWad: Wad }[] = [];
  for (const line of sheet.liabilities) {
    const liability = policy.liabilities.find((item) => item.id === line.liabilityId);
    if (line.claimWad === null) return { why: `what is owed under ${line.liabilityId} is unknown` };
    const isInKind = liability?.kind === 'par' && liability.owed === 'payoutAsset';
    const assetId = liability?.kind === 'indexed' ? liability.index : isInKind ? liability.payoutAsset : null;
    claims.push({ assetId, owedWad: line.claimWad });
  }
  return claims;
}
