import { add, divWadDown, sub, sum, ZERO_WAD, type Wad } from '../units/amounts.ts';
import { BallastError } from '../units/error.ts';
import { effectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import { hashArtefact } from '../records/canonical.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Hash } from '../records/hash.ts';
import type { BalanceSheet, SheetLine } from '../records/sheet.ts';
import type { Snapshot, Unknown } from '../records/snapshot.ts';
import { carryForward } from './carryForward.ts';
import { matchClaims } from './claimMatcher.ts';
import { exposuresOf } from './exposures.ts';
import { buildLadder } from './ladder.ts';
import { priceAssets } from './priceAssets.ts';
import { valueJunior } from './valueJunior.ts';
import { valueLiabilities, type ValuedLiability } from './valueLiabilities.ts';
import { valueLines } from './valueLines.ts';

export class WrongReserve extends BallastError {
  constructor(wanted: string, found: string, what: string) {
    super({
      code: 'VALUE_WRONG_RESERVE',
      message: `the ${what} is of reserve "${found}", the policy of "${wanted}"`,
      remedy: 'ids are scoped by reserve: value each with its own policy, snapshot and carried state',
      retryable: false,
    });
  }
}

export interface ValueInput {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly carried: CarriedState;
}

/**
 * Values a reserve the way a sceptic would. Pure: the same input gives the same bytes everywhere. Throws
 * WrongReserve where policy, snapshot and carried state are not of one reserve.
 * Totals are sums of what is known. With a line unknown, assets and backing are lower bounds; with a claim
 * unknown there is no ratio and the surplus is an upper bound; `isBound` and `unknowns` say so.
 */
export function value(input: ValueInput): { readonly sheet: BalanceSheet; readonly carried: CarriedState } {
  const { snapshot, policy, carried } = input;
  for (const [what, { reserve }] of Object.entries({ snapshot, 'carried state': carried }))
    if (reserve !== policy.reserve) throw new WrongReserve(policy.reserve, reserve, what);
  const limits = effectiveLimits(policy, snapshot.vault, carried, snapshot.asOfSeconds);
  const prices = priceAssets(snapshot, policy, carried);
  const context = { snapshot, policy, limits, prices };
  const lines = valueLines(context);
  const liabilities = valueLiabilities(snapshot, matchClaims(lines, prices), context);
  const owed = liabilities.map((item) => item.line);
  // Backing of a book is counted position by position; a plain sum would let one borrower's excess cover another.
  const assetsWad = add(known(lines.map((line) => line.valueWad)), known(owed.map((line) => line.bookBackingWad)));
  const riskAdjustedWad = add(
    sum(lines.map((line) => line.riskAdjustedWad)),
    known(owed.map((line) => line.bookRiskAdjustedWad)),
  );
  const liabilitiesWad = known(owed.map((line) => line.claimWad));
  const isOwedKnown = owed.every((line) => line.claimWad !== null);
  const ratio = (backing: Wad): Wad | null =>
    isOwedKnown && liabilitiesWad > 0n ? divWadDown(backing, liabilitiesWad) : null;
  const junior = valueJunior(context);
  const gaps = [...unknownLines(lines), ...unknownClaims(liabilities)];
  const sheet: BalanceSheet = {
    schema: 'ballast/balance-sheet/1',
    reserve: snapshot.reserve,
    cycle: snapshot.cycle,
    parents: { snapshot: hashArtefact(snapshot), policy: input.policyHash, carried: hashArtefact(carried) },
    asOfSeconds: snapshot.asOfSeconds,
    numeraire: policy.numeraire,
    prices,
    lines,
    liabilities: owed,
    assetsWad,
    riskAdjustedWad,
    liabilitiesWad,
    juniorWad: junior.juniorWad,
    juniorRiskAdjustedWad: junior.juniorRiskAdjustedWad,
    backingRatioWad: ratio(assetsWad),
    riskAdjustedBackingRatioWad: ratio(riskAdjustedWad),
    surplusWad: sub(assetsWad, liabilitiesWad),
    isBound: gaps.length > 0,
    exposures: exposuresOf(lines, liabilities, policy, assetsWad),
    ladder: buildLadder({ ...context, lines }),
    unknowns: [...snapshot.unknowns, ...gaps, ...junior.unknowns],
  };
  return { sheet, carried: carryForward(carried, prices, snapshot, policy) };
}

const known = (values: readonly (Wad | null)[]): Wad => sum(values.map((item) => item ?? ZERO_WAD));

function unknownLines(lines: readonly SheetLine[]): Unknown[] {
  return lines
    .filter((line) => line.valueWad === null)
    .map((line) => ({
      what: line.holdingId,
      code: line.amountRaw === null ? 'UNKNOWN_AMOUNT' : 'UNKNOWN_PRICE',
      reason: `${line.assetId} has no ${line.amountRaw === null ? 'amount' : 'live price'}`,
    }));
}

function unknownClaims(liabilities: readonly ValuedLiability[]): Unknown[] {
  return liabilities.flatMap(({ line, book }) => [
    ...(line.claimWad === null
      ? [
          {
            what: line.liabilityId,
            code: 'UNKNOWN_CLAIM',
            reason: 'its supply, or the price it is paid at, is unknown',
          },
        ]
      : []),
    ...(book?.unpriced ?? []).map((assetId) => ({
      what: line.liabilityId,
      code: 'UNKNOWN_PRICE',
      reason: `collateral ${assetId} has no live price; its positions count nothing`,
    })),
  ]);
}
