import type { Policy } from '../policy/policy.ts';
import type { Assessment } from '../records/assessment.ts';
import type { Hash } from '../records/hash.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import type { Statement } from '../records/statement.ts';
import type { StateEvidence } from './stateEvidence.ts';

type Reason = Statement['reasons'][number];

/**
 * How far a statement may be relied on. withdrawn: a person took it back, or nothing about assets or claims is known.
 * degraded: it stands, with what is listed. valid: nothing is unknown, nodes agree, every proof holds. A limit breached
 * or not judged does not degrade it: that is news about the reserve, not about the statement. Pure.
 */
export function statementState(input: {
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly stateEvidence: readonly StateEvidence[];
  /** Why a person withdraws it; null when nobody does. */
  readonly withdrawal: string | null;
}): { readonly state: Statement['state']; readonly reasons: readonly Reason[] } {
  const withdrawn = withdrawnReasons(input);
  const reasons = [...withdrawn, ...degradedReasons(input)];
  return { state: withdrawn.length > 0 ? 'withdrawn' : reasons.length > 0 ? 'degraded' : 'valid', reasons };
}

type Input = Parameters<typeof statementState>[0];

function withdrawnReasons({ sheet, withdrawal }: Input): Reason[] {
  const isNothingKnown =
    (sheet.lines.length > 0 && sheet.lines.every((line) => line.valueWad === null)) ||
    (sheet.liabilities.length > 0 && sheet.liabilities.every((line) => line.claimWad === null));
  return [
    ...(withdrawal === null ? [] : [{ code: 'WITHDRAWN', reason: withdrawal }]),
    ...(isNothingKnown ? [{ code: 'NOTHING_KNOWN', reason: 'no asset or no claim has a known value' }] : []),
  ];
}

function degradedReasons(input: Input): Reason[] {
  const { sheet, assessment, snapshot, policyHash, stateEvidence } = input;
  const held = new Set(sheet.lines.map((line) => line.assetId));
  const ratified = snapshot.vault?.policyDocumentHash ?? policyHash;
  return [
    ...(sheet.unknowns.length === 0
      ? []
      : [{ code: 'UNKNOWN', reason: `${sheet.unknowns.length} figures are unknown; totals are bounds` }]),
    ...snapshot.blocks
      .filter((block) => block.agreement === 'disagreed')
      .map((block) => ({
        code: 'NODES_DISAGREE',
        reason: `nodes of ${block.chain} disagree at block ${block.number}`,
      })),
    ...sheet.prices
      .filter((price) => held.has(price.assetId) && (price.status === 'HALT' || price.status === 'INDETERMINATE'))
      .map((price) => ({
        code: 'PRICE_UNSETTLED',
        reason: `the price of ${price.assetId} has no consensus (${price.status})`,
      })),
    ...snapshot.attested.flatMap((record): Reason[] => {
      if (record.expiresAtSeconds <= snapshot.asOfSeconds)
        return [{ code: 'ATTESTATION_EXPIRED', reason: `${record.id} of ${record.institution} has expired` }];
      return record.isDualApproved
        ? []
        : [{ code: 'ATTESTATION_NOT_APPROVED', reason: `${record.id} of ${record.institution} lacks two approvers` }];
    }),
    ...assessment.contractAlerts.map((alert) => ({
      code: 'CONTRACT_ALERT',
      reason: `${alert.subject}: ${alert.detail}`,
    })),
    ...(ratified === policyHash
      ? []
      : [{ code: 'POLICY_NOT_RATIFIED', reason: `the vault holds ${ratified}; this policy is ${policyHash}` }]),
    ...stateEvidence
      .filter((item) => !item.ok)
      .map((item) => ({ code: 'PROOF_FAILED', reason: `${item.kind} ${item.subject}: ${item.code}` })),
  ];
}
