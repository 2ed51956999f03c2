import { checkAssets } from './checkAssets.ts';
import { checkFailure } from './checkFailure.ts';
import { checkIds } from './checkIds.ts';
import { checkOrders } from './checkOrders.ts';
import { checkReferences } from './checkReferences.ts';
import { checkWeights } from './checkWeights.ts';
import type { Policy } from './policy.ts';
import type { PolicyFault } from './policyFault.ts';

/**
 * Every rule that one field alone cannot show. Pure; an empty list means the policy stands.
 * No rule refuses a mere tightening: a cap, budget or slippage lowered, a haircut or a floor of backing raised,
 * entry or eligibility withdrawn. Where no portfolio can meet the result, assess says so and the reserve exits.
 */
export function checkPolicy(policy: Policy): PolicyFault[] {
  return [
    ...checkIds(policy),
    ...checkReferences(policy),
    ...checkAssets(policy),
    ...checkWeights(policy),
    ...checkOrders(policy),
    ...checkFailure(policy),
  ];
}
