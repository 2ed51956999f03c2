import { raw, sum, valueDown, wad, type Raw } from '../units/amounts.ts';
import type { GuardVerdict } from '../guard/guardState.ts';
import { dueUnderTerms } from '../policy/dueUnderTerms.ts';
import { guardPayRedemptions, type GuardedPayment } from '../guard/guardPayRedemptions.ts';
import { guardStateOf } from './guardStateOf.ts';
import { viewOf, type DecideContext } from './context.ts';
import { book, note, refuse, type Draft } from './draft.ts';
import { applyPayment, withPlenty } from './bookLedger.ts';
import { type Claim, type Ledger, type Payment } from './ledger.ts';
import { compareText } from './order.ts';
import { raiseCash } from './raiseCash.ts';
import { decimalsOf } from './unitOf.ts';

/**
 * Pays what is due, in queue order, as far as the cash goes. Where idle payout cash does not reach it is
 * raised first. Claims not yet due, and claims set aside because their holder cannot receive, wait. Pure.
 */
export function payRedemptions(context: DecideContext, draft: Draft): Draft {
  const ids = [...new Set(draft.ledger.claims.map((claim) => claim.liabilityId))];
  const isUnread = context.snapshot.liabilities.some((item) => item.supplyRaw === null);
  if (ids.length === 0)
    return note(draft, isUnread ? 'Whether a redemption waits could not be read.' : 'No redemption is waiting.');
  return ids.reduce((done, liabilityId) => payLiability(context, done, liabilityId), draft);
}

function payLiability(context: DecideContext, draft: Draft, liabilityId: string): Draft {
  const no = (at: Draft, code: string, reason: string): Draft =>
    refuse(at, {
      kind: 'payRedemptions',
      subject: liabilityId,
      priority: 'payRedemptions',
      code,
      reason,
      // What the day's cap leaves is counted in liability tokens, not in money.
      headroomWad: null,
    });
  const { mandate } = context;
  const [accountId] = mandate.actors;
  if (mandate.all !== null) return no(draft, mandate.all.code, mandate.all.reason);
  if (context.snapshot.vault === null || accountId === undefined)
    return no(draft, 'NO_VAULT', 'no vault of ours pays this queue');
  let done = draft;
  // A weight cap of the contract can leave room for part of the cash only; paying it makes room for the rest.
  for (let round = 0; round < ROUNDS; round += 1) {
    const due = wouldPay(context, plentyFor(done.ledger, accountId), accountId, liabilityId);
    if (!due.ok) return round === 0 ? no(done, due.code, due.reason) : done;
    const raised = totalsOf(due.payments).reduce(
      (raising, item) => raiseCash(context, raising, accountId, item.assetId, item.amountRaw),
      done,
    );
    const paid = bookPayments(context, raised, accountId, liabilityId);
    if (paid.actions.length === raised.actions.length) {
      done = { ...done, refused: paid.refused };
      break;
    }
    done = paid;
  }
  const left = wouldPay(context, plentyFor(done.ledger, accountId), accountId, liabilityId);
  return left.ok ? no(done, 'CASH_SHORT', 'more is due than can be raised this cycle') : done;
}

const ROUNDS = 16;

type Payable = GuardVerdict<{ readonly payments: readonly GuardedPayment[] }>;

/** What the contract would pay of a queue from this ledger. */
function wouldPay(context: DecideContext, ledger: Ledger, accountId: string, liabilityId: string): Payable {
  const state = guardStateOf(context, ledger, accountId);
  const pending = claimsOf(context, ledger, liabilityId);
  if (state === null)
    return { ok: false, code: 'NO_VAULT', reason: 'no vault of ours pays this queue', headroomWad: null };
  return guardPayRedemptions(state, { pending, maxCount: pending.length });
}

/** Claims of a queue, each due when the policy's terms and the contract both say so. */
const claimsOf = (context: DecideContext, ledger: Ledger, liabilityId: string): Claim[] => {
  const terms = context.policy.liabilities.find((item) => item.id === liabilityId)?.redemption;
  return ledger.claims
    .filter((claim) => claim.liabilityId === liabilityId)
    .map((claim) =>
      terms === undefined
        ? claim
        : { ...claim, dueAtSeconds: dueUnderTerms(terms, claim.requestedAtSeconds, claim.dueAtSeconds) },
    );
};

/** Cash for every claim and to spare, so that the contract's answer shows what is due rather than what is there. */
const plentyFor = (ledger: Ledger, accountId: string): Ledger =>
  ledger.claims.reduce(
    (done, claim) => withPlenty(done, accountId, claim.payoutAssetId, raw(2n * claim.payoutRaw)),
    ledger,
  );

function totalsOf(payments: readonly GuardedPayment[]): { readonly assetId: string; readonly amountRaw: Raw }[] {
  const ids = [...new Set(payments.map((payment) => payment.payoutAssetId))].toSorted(compareText);
  return ids.map((assetId) => ({
    assetId,
    amountRaw: sum(payments.filter((item) => item.payoutAssetId === assetId).map((item) => item.payoutRaw)),
  }));
}

/** Books what the cash now there pays, one action an asset. */
function bookPayments(context: DecideContext, draft: Draft, accountId: string, liabilityId: string): Draft {
  const paid = wouldPay(context, draft.ledger, accountId, liabilityId);
  const payments = paid.ok ? paid.payments : [];
  return totalsOf(payments).reduce((done, item) => {
    const own = payments.filter((payment) => payment.payoutAssetId === item.assetId);
    const after = own.reduce(
      (ledger, payment) => applyPayment(ledger, accountId, paymentOf(context, liabilityId, payment)),
      done.ledger,
    );
    const action = {
      kind: 'payRedemptions',
      priority: 'payRedemptions',
      accountId,
      liabilityId,
      maxCount: own.length,
      payoutAssetId: item.assetId,
      payoutRaw: item.amountRaw,
      reason: `${own.length} due ${own.length === 1 ? 'claim is' : 'claims are'} paid in order.`,
      sizedBy: 'redemptions:due',
      // What is paid out is owed no more: nothing is given up.
      expectedCostWad: wad(0n),
    } as const;
    return book(context, done, [{ action, after }]);
  }, draft);
}

function paymentOf(context: DecideContext, liabilityId: string, payment: GuardedPayment): Payment {
  const view = viewOf(context, payment.payoutAssetId);
  const low = view?.price.lowWad ?? wad(0n);
  const decimals = view === undefined ? 18 : decimalsOf(context, view);
  return {
    id: payment.id,
    liabilityId,
    payoutAssetId: payment.payoutAssetId,
    payoutRaw: payment.payoutRaw,
    settledRaw: raw(payment.settledWad),
    valueWad: valueDown(payment.payoutRaw, decimals, low),
  };
}
