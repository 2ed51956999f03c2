import {
  WAD,
  min,
  mulDivDown,
  mulDivUp,
  pow10,
  raw,
  sub,
  subFloor,
  wad,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { PendingRedemption, VaultAsset } from '../records/snapshot.ts';
import {
  findAsset,
  idleOf,
  quoteOf,
  refuse,
  requireAgreement,
  type GuardState,
  type GuardVerdict,
} from './guardState.ts';

export interface GuardedPayment {
  readonly id: number;
  readonly payoutAssetId: string;
  readonly payoutRaw: Raw;
  /** Part of the claim this settles, in liability units. */
  readonly settledWad: Wad;
}

/**
 * Which claims the contract would pay now, in queue order, until the first that is not due, the cash, the
 * daily cap or the count ends; the last may be paid in part. Pure. Assumes that no holder is blocked and that
 * every claim was made under the terms in force.
 */
export function guardPayRedemptions(
  state: GuardState,
  request: { readonly pending: readonly PendingRedemption[]; readonly maxCount: number },
): GuardVerdict<{ readonly payments: readonly GuardedPayment[] }> {
  const { redemption } = state.vault;
  const payments: GuardedPayment[] = [];
  let capLeft = redemption.capPerDayWad === null ? null : subFloor(redemption.capPerDayWad, redemption.usedWad);
  const cash = new Map<string, Raw>();
  let why = 'no claim is waiting';
  const queue = request.pending.filter((claim) => !claim.isSetAside).toSorted((a, b) => a.id - b.id);
  for (const claim of queue) {
    if (payments.length >= request.maxCount) break;
    if (claim.dueAtSeconds > state.nowSeconds) {
      why = `claim ${claim.id} is not due`;
      break;
    }
    const asset = findAsset(state, claim.payoutAssetId);
    const price = asset === undefined ? null : payoutPrice(redemption.owed, asset);
    if (asset === undefined || price === null) {
      why = `claim ${claim.id} waits for a price of ${claim.payoutAssetId}`;
      break;
    }
    const left = cash.get(asset.assetId) ?? idleOf(state, asset.assetId);
    const payment = payOne(claim, asset, price, left, capLeft);
    if (payment === null) {
      why = capLeft === 0n ? 'the daily redemption cap is spent' : `no idle ${asset.assetId} is left`;
      break;
    }
    payments.push(payment);
    cash.set(asset.assetId, sub(left, payment.payoutRaw));
    if (capLeft !== null) capLeft = sub(capLeft, payment.settledWad);
    if (payment.settledWad < wad(claim.liabilityRaw)) break;
  }
  return payments.length === 0 ? refuse('NothingRedeemable', why, capLeft) : { ok: true, payments };
}

function payOne(
  claim: PendingRedemption,
  asset: VaultAsset,
  priceWad: Wad,
  cashRaw: Raw,
  capLeftWad: Wad | null,
): GuardedPayment | null {
  const unit = pow10(asset.decimals);
  const claimWad = wad(claim.liabilityRaw);
  let settledWad = capLeftWad === null ? claimWad : min(claimWad, capLeftWad);
  if (settledWad === 0n && claimWad > 0n) return null;
  let payoutRaw = raw(mulDivDown(settledWad, unit, priceWad));
  if (payoutRaw > cashRaw) {
    if (cashRaw === 0n) return null;
    payoutRaw = cashRaw;
    settledWad = min(settledWad, wad(mulDivUp(cashRaw, priceWad, unit)));
  }
  return { id: claim.id, payoutAssetId: asset.assetId, payoutRaw, settledWad };
}

/** Dollars a payout token settles: one under par claims; the higher feed under dollar claims, which wait for both feeds. */
function payoutPrice(owed: 'payoutAsset' | 'numeraire', asset: VaultAsset): Wad | null {
  if (owed === 'payoutAsset') return WAD;
  const price = quoteOf(asset);
  if (!price.ok || !requireAgreement(asset, price).ok) return null;
  return price.highWad;
}
