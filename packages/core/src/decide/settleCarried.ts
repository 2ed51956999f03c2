import { add, mulDivDown, subFloor, wad, type Wad } from '../units/amounts.ts';
import { BallastError } from '../units/error.ts';
import { drained } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import { hashArtefact } from '../records/canonical.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Plan, Receipt, SwapAction } from '../records/plan.ts';

export class ReceiptOfOtherPlan extends BallastError {
  constructor(index: number) {
    super({
      code: 'DECIDE_RECEIPT_OF_OTHER_PLAN',
      message: `the receipt of action ${index} belongs to another plan, or to no action of this one`,
      remedy: 'settle every plan with its own receipts',
      retryable: false,
    });
  }
}

/**
 * What the next cycle inherits once receipts are known. Budgets drain to the time of the plan and are spent
 * only by what was confirmed, at the amounts that really moved. Actions begun and not settled stay in flight;
 * settling the same plan again with later receipts clears them and charges them then. Pure.
 * Throws DECIDE_RECEIPT_OF_OTHER_PLAN.
 */
export function settleCarried(input: {
  readonly carried: CarriedState;
  readonly plan: Plan;
  readonly receipts: readonly Receipt[];
  readonly policy: Policy;
}): CarriedState {
  const { carried, plan, receipts, policy } = input;
  const planHash = hashArtefact(plan);
  const begun = drainBudgets(carried, policy, plan.asOfSeconds);
  let { lossUsedWad, turnoverUsedWad } = begun;
  for (const receipt of receipts) {
    const action = plan.actions.find((item) => item.index === receipt.index);
    if (receipt.parents.plan !== planHash || action === undefined) throw new ReceiptOfOtherPlan(receipt.index);
    if (receipt.outcome !== 'confirmed') continue;
    if (action.kind === 'withdraw') lossUsedWad = add(lossUsedWad, action.expectedCostWad);
    if (action.kind !== 'swap') continue;
    lossUsedWad = add(lossUsedWad, lossOf(action, receipt));
    turnoverUsedWad = add(turnoverUsedWad, action.soldWad);
  }
  const settled = new Set(receipts.filter((receipt) => !isInFlight(receipt)).map((receipt) => receipt.index));
  const open = receipts.filter(isInFlight).map((receipt) => ({ planHash, index: receipt.index }));
  const before = carried.inFlight.filter(
    (item) =>
      item.planHash !== planHash || (!settled.has(item.index) && !open.some((other) => other.index === item.index)),
  );
  return { ...begun, lossUsedWad, turnoverUsedWad, inFlight: [...before, ...open] };
}

/** Budgets as they stand at a time: what was spent drains at the day's rate. */
export function drainBudgets(carried: CarriedState, policy: Policy, atSeconds: number): CarriedState {
  const elapsed = atSeconds - carried.budgetsAtSeconds;
  if (elapsed <= 0) return carried;
  return {
    ...carried,
    lossUsedWad: drained(carried.lossUsedWad, policy.limits.lossPerDayWad, elapsed),
    turnoverUsedWad: drained(carried.turnoverUsedWad, policy.limits.turnoverPerDayWad, elapsed),
    budgetsAtSeconds: atSeconds,
  };
}

/** Sent and not known to be settled: nobody can say yet what it did. */
const isInFlight = (receipt: Receipt): boolean =>
  receipt.outcome === 'skipped' && (receipt.code === 'ACT_NOT_INCLUDED' || receipt.code === 'ACT_ALREADY_BEGUN');

/** Sold less bought, with what was bought scaled to the amount that came back; the planned loss when that is not known. Rounded up. */
function lossOf(action: SwapAction, receipt: Receipt): Wad {
  const out = receipt.amountOutRaw ?? action.expectedOutRaw;
  const bought = action.expectedOutRaw === 0n ? wad(0n) : wad(mulDivDown(action.boughtWad, out, action.expectedOutRaw));
  return subFloor(action.soldWad, bought);
}
