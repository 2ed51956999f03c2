import { hashArtefact } from '../records/canonical.ts';
import type { Assessment } from '../records/assessment.ts';
import { buildStatement } from './buildStatement.ts';
import { fail, guardChecks, pass, type Check } from './check.ts';
import { firstDifference } from './firstDifference.ts';
import type { ReadCycle } from './readCycle.ts';
import { replayCycle } from './replayCycle.ts';

/** Recomputes sheet, assessment, plan and carried state, and compares bytes. Nothing when an input is missing. Pure. */
export function checkReplay(cycle: ReadCycle): readonly Check[] {
  const { record, snapshot, policy, carriedIn, history, sheet, assessment, plan, receipts, carriedOut } = cycle;
  if (snapshot === null || policy === null || carriedIn === null || history === null)
    return [fail('recompute', 'cycle', 'MISSING', 'snapshot, policy, carried state or history could not be read')];
  if (sheet === null || assessment === null || plan === null || receipts === null)
    return [fail('recompute', 'cycle', 'MISSING', 'balance sheet, assessment, plan or a receipt could not be read')];
  return guardChecks('recompute', 'cycle', () =>
    replayCycle({
      snapshot,
      policy,
      policyHash: record.policy,
      carriedIn,
      history,
      sheet,
      assessment,
      plan,
      receipts,
      carriedOut,
    }).artefacts.map(({ artefact, recomputed, difference }) =>
      difference === null
        ? pass('recompute', artefact, recomputed)
        : fail(
            'recompute',
            artefact,
            'DIFFERS',
            `${difference.path} is ${difference.stored}; recomputed ${difference.recomputed}`,
          ),
    ),
  );
}

/** Builds the statement again from the artefacts and compares bytes. Pure. */
export function checkStatement(cycle: ReadCycle, earlierAssessments: readonly Assessment[]): readonly Check[] {
  const { record, snapshot, policy, proofs, sheet, assessment, plan, receipts, statement, previous } = cycle;
  if (statement === null) return [];
  if (
    snapshot === null ||
    policy === null ||
    sheet === null ||
    assessment === null ||
    plan === null ||
    receipts === null
  )
    return [fail('recompute', 'statement', 'MISSING', 'an artefact it stands on could not be read')];
  if (record.proofs !== null && proofs === null)
    return [fail('recompute', 'statement', 'MISSING', 'the state proofs could not be read')];
  return guardChecks('recompute', 'statement', () => {
    const rebuilt = buildStatement({
      sheet,
      assessment,
      plan,
      receipts,
      snapshot,
      proofs,
      policy,
      policyHash: record.policy,
      // A missing record before is reported as missing; which statement it had cannot be judged then.
      previous: record.previous === null ? null : (previous?.statement ?? statement.parents.previous),
      earlierAssessments,
      signer: statement.signer,
      withdrawal: statement.reasons.find((reason) => reason.code === 'WITHDRAWN')?.reason ?? null,
    });
    const difference = firstDifference(statement, rebuilt);
    return [
      difference === null
        ? pass('recompute', 'statement', hashArtefact(rebuilt))
        : fail(
            'recompute',
            'statement',
            'DIFFERS',
            `${difference.path} is ${difference.stored}; recomputed ${difference.recomputed}`,
          ),
    ];
  });
}
