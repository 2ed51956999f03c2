import {
  WAD,
  ZERO_WAD,
  add,
  max,
  mulDivUp,
  mulWadUp,
  pow10,
  subFloor,
  valueUp,
  wad,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { Policy, PolicyLiability } from '../policy/policy.ts';
import type { LiabilityLine } from '../records/sheet.ts';
import type { LiabilityState, Snapshot } from '../records/snapshot.ts';
import { backBook, type BookBacking, type BookContext } from './bookBacking.ts';
import type { ClaimValuer } from './claimMatcher.ts';

/** A line of what is owed, and the book behind it where it has one. */
export interface ValuedLiability {
  readonly line: LiabilityLine;
  readonly book: BookBacking | null;
}

/**
 * What is owed, as each contract says it, rounded up; never the market price of our own token, so a coin that
 * trades at 1.02 is no loss and one at 0.98 no gain. Our own token held by the reserve extinguishes the claim
 * once. Queued payments are owed in the asset they were promised in, and are served by what we hold first. Pure.
 */
export function valueLiabilities(snapshot: Snapshot, claim: ClaimValuer, context: BookContext): ValuedLiability[] {
  return context.policy.liabilities.map((liability) => {
    const state = snapshot.liabilities.find((item) => item.liabilityId === liability.id);
    const base = {
      liabilityId: liability.id,
      kind: liability.kind,
      decimals: liability.decimals,
      payoutAssetId: liability.payoutAsset,
    };
    const book = state !== undefined && liability.kind === 'cdp' ? backBook(liability, state, context) : null;
    const isExpired = snapshot.books.some(
      (item) => item.liabilityId === liability.id && item.expiresAtSeconds <= snapshot.asOfSeconds,
    );
    // As any attested figure: what expired backs nothing after haircuts.
    const bookRiskAdjustedWad = book === null ? null : isExpired ? ZERO_WAD : book.riskAdjustedWad;
    const books = { bookBackingWad: book?.markWad ?? null, bookRiskAdjustedWad };
    const outstandingRaw =
      state === undefined || state.supplyRaw === null ? null : subFloor(state.supplyRaw, state.heldByReserveRaw);
    const pendingWad = state === undefined ? null : valuePending(liability, state, claim, context.policy);
    const owedWad = outstandingRaw === null ? null : valueClaim(liability, outstandingRaw, claim, context);
    const claimWad = pendingWad === null || owedWad === null ? null : add(owedWad, pendingWad);
    return { line: { ...base, outstandingRaw, claimWad, pendingWad: pendingWad ?? ZERO_WAD, ...books }, book };
  });
}

function valuePending(
  liability: PolicyLiability,
  state: LiabilityState,
  claim: ClaimValuer,
  policy: Policy,
): Wad | null {
  let total = 0n;
  for (const item of state.pending) {
    const value = claim(
      item.payoutAssetId,
      tokensUp(item.payoutRaw, payoutDecimals(liability, item.payoutAssetId, policy)),
    );
    if (value === null) return null;
    total += value;
  }
  return wad(total);
}

function valueClaim(
  liability: PolicyLiability,
  outstanding: Raw,
  claim: ClaimValuer,
  { prices }: BookContext,
): Wad | null {
  switch (liability.kind) {
    case 'par':
      return liability.owed === 'numeraire'
        ? valueUp(outstanding, liability.decimals, WAD)
        : claim(liability.payoutAsset, tokensUp(outstanding, liability.decimals));
    case 'indexed': {
      const index = prices.find((price) => price.assetId === liability.index);
      if (index?.highWad == null || index.markWad === null) return null;
      const units = mulWadUp(tokensUp(outstanding, liability.decimals), liability.unitsPerTokenWad);
      return mulWadUp(units, max(index.highWad, index.markWad));
    }
    case 'cdp':
      return valueUp(outstanding, liability.decimals, WAD);
  }
}

/** Whole tokens (WAD) of a raw amount, rounded up. */
const tokensUp = (amount: Raw, decimals: number): Wad => mulDivUp(amount, WAD, pow10(decimals)) as Wad;

/** Decimals a queued payment is counted in: the token on the liability's chain; assets off every chain use the liability's. */
function payoutDecimals(liability: PolicyLiability, assetId: string, policy: Policy): number {
  const deployments = policy.assets.find((asset) => asset.id === assetId)?.deployments ?? [];
  const here = deployments.find((item) => item.chain === liability.chain) ?? deployments[0];
  return here?.decimals ?? liability.decimals;
}
