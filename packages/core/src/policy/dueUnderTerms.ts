import { DAY_SECONDS, type Seconds } from '../units/time.ts';
import type { RedemptionTerms } from './policy.ts';

/**
 * When a request falls due under the policy's terms, in unix seconds: a request at or after the cut-off counts as made
 * at 00:00 UTC of the next day. Never before the moment the contract itself names, when it names one. Pure.
 */
export function dueUnderTerms(
  terms: Pick<RedemptionTerms, 'queueSeconds' | 'cutOffSecondOfDay'>,
  requestedAtSeconds: Seconds,
  contractDueSeconds: Seconds | null = null,
): Seconds {
  const midnight = requestedAtSeconds - (requestedAtSeconds % DAY_SECONDS);
  const isLate = terms.cutOffSecondOfDay !== null && requestedAtSeconds - midnight >= terms.cutOffSecondOfDay;
  const countsFrom = isLate ? midnight + DAY_SECONDS : requestedAtSeconds;
  // Without a late request the contract's own answer stands: its terms may be older than the document's.
  if (!isLate && contractDueSeconds !== null) return contractDueSeconds;
  return Math.max(countsFrom + terms.queueSeconds, contractDueSeconds ?? 0);
}
