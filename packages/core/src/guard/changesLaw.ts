import { canonicalText } from '../records/canonical.ts';
import { transplantChanges } from '../policy/diffTransplant.ts';
import type { PolicyChange } from '../policy/diffPolicies.ts';
import type { Policy } from '../policy/policy.ts';
import { lawOf, LawNotExpressible } from './lawOf.ts';

/**
 * Whether one change alters what the contract would hold, so that policyParametersHash changes with it: tried by
 * making it alone, or, where that alone would be refused, by making all others. Pure.
 */
export function changesLaw(before: Policy, after: Policy, change: PolicyChange): boolean {
  const made = lawText(transplantChanges(before, after, [change]).policy);
  const old = lawText(before);
  if (made !== null && old !== null) return made !== old;
  const left = lawText(transplantChanges(after, before, [change]).policy);
  const all = lawText(after);
  return left === null || all === null ? change.enforcedBy === 'chain' : left !== all;
}

function lawText(policy: Policy): string | null {
  try {
    return canonicalText(lawOf(policy));
  } catch (error) {
    if (error instanceof LawNotExpressible) return null;
    throw error;
  }
}
