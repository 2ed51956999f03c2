import { divWadDown, sub, type Wad } from '../units/amounts.ts';
import { DAY_SECONDS, type Seconds } from '../units/time.ts';
import type { Policy } from '../policy/policy.ts';
import type { Assessment, LimitResult } from '../records/assessment.ts';
import { hashArtefact } from '../records/canonical.ts';
import type { Hash } from '../records/hash.ts';
import type { Plan, Receipt } from '../records/plan.ts';
import type { Proofs } from '../records/proofs.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import type { Evidence, Statement, StatementBacking, StatementLimit } from '../records/statement.ts';
import { proveState } from './proveState.ts';
import type { StateEvidence } from './stateEvidence.ts';
import { statementAssets, statementTotals } from './statementAssets.ts';
import { statementLiabilities } from './statementLiabilities.ts';
import { statementState } from './statementState.ts';
import { STRESSED_METHOD, stressedAssets } from './stressedExit.ts';

/** Changes whenever the same artefacts would give another statement. */
export const METHOD_VERSION = 'ballast/method/1';

const LIFETIME_SECONDS = DAY_SECONDS;
const IS_NOT = [
  'not an audit, review or examination by an accountant',
  'not a promise that assets can be sold at these values later than the stated time',
  'not a legal opinion on title to the assets or on the ranking of claims',
] as const;

export interface StatementInput {
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment;
  readonly plan: Plan;
  readonly receipts: readonly Receipt[];
  readonly snapshot: Snapshot;
  readonly proofs: Proofs | null;
  readonly policy: Policy;
  readonly policyHash: Hash;
  /** Statement before this one; null for the first. */
  readonly previous: Hash | null;
  /** Assessments of cycles after the previous statement and before this one, oldest first. */
  readonly earlierAssessments: readonly Assessment[];
  /** Ed25519 public key of the attester, hex. */
  readonly signer: string;
  /** Why a person withdraws the statement; null when nobody does. */
  readonly withdrawal: string | null;
}

/** The statement of reserves of one cycle. Pure: anyone who holds the same artefacts builds the same bytes. */
export function buildStatement(input: StatementInput): Statement {
  const { sheet, assessment, plan, receipts, snapshot, proofs, policy, policyHash } = input;
  const stateEvidence = proofs === null ? [] : proveState({ proofs, snapshot, policy });
  const evidence = evidenceOf(snapshot, stateEvidence);
  const assets = statementAssets({ sheet, snapshot, policy, evidence: evidence.holdings });
  const assessments = [...input.earlierAssessments, assessment];
  return {
    schema: 'ballast/statement/1',
    reserve: sheet.reserve,
    cycle: sheet.cycle,
    parents: {
      previous: input.previous,
      policy: policyHash,
      snapshot: hashArtefact(snapshot),
      proofs: proofs === null ? null : hashArtefact(proofs),
      balanceSheet: hashArtefact(sheet),
      assessments: assessments.map(hashArtefact),
      plan: hashArtefact(plan),
      receipts: receipts.map(hashArtefact),
    },
    methodVersion: METHOD_VERSION,
    asOfSeconds: sheet.asOfSeconds,
    expiresAtSeconds: expiryOf(snapshot),
    blocks: snapshot.blocks.map(({ chain, number, hash, timestampSeconds, agreement }) => ({
      chain,
      number,
      hash,
      timeSeconds: timestampSeconds,
      agreement,
    })),
    signer: input.signer,
    numeraire: sheet.numeraire,
    ...statementState({ ...input, stateEvidence }),
    assets,
    totals: statementTotals(assets),
    liabilities: statementLiabilities({ sheet, snapshot, policy, evidence: evidence.liabilities }),
    atMark: backing(
      sheet,
      sheet.assetsWad,
      'mark of every asset: the low side of its price interval; endogenous lines included',
    ),
    afterHaircuts: backing(sheet, sheet.riskAdjustedWad, 'mark after the policy haircut, eligible lines only'),
    atStressedExit: backing(sheet, stressedAssets(sheet), STRESSED_METHOD),
    juniorWad: sheet.juniorWad,
    ladder: sheet.ladder.map(({ horizon, cashWad, exitCostWad }) => ({ horizon, cashWad, exitCostWad })),
    limits: assessment.limits.map((limit) => limitSince(limit, assessments)),
    unknowns: sheet.unknowns,
    actions: {
      planned: plan.actions.length,
      confirmed: receipts.filter((receipt) => receipt.outcome === 'confirmed').length,
      failed: receipts.filter((receipt) => receipt.outcome === 'reverted' || receipt.outcome === 'refused').length,
    },
    isNot: IS_NOT,
  };
}

function evidenceOf(
  snapshot: Snapshot,
  stateEvidence: readonly StateEvidence[],
): { readonly holdings: ReadonlyMap<string, Evidence>; readonly liabilities: ReadonlyMap<string, Evidence> } {
  const proven = (kind: StateEvidence['kind']): (readonly [string, Evidence])[] =>
    stateEvidence.filter((item) => item.kind === kind && item.ok).map((item) => [item.subject, 'header-matched']);
  const attested = snapshot.holdings
    .filter((holding) => snapshot.attested.some((item) => item.id === holding.attestedId && item.signers.length > 0))
    .map((holding) => [holding.id, 'attested'] as const);
  return { holdings: new Map([...proven('holding'), ...attested]), liabilities: new Map(proven('supply')) };
}

/** A day, or until the first attested record it stands on expires. */
function expiryOf(snapshot: Snapshot): Seconds {
  return snapshot.attested
    .map((record) => record.expiresAtSeconds)
    .filter((expires) => expires > snapshot.asOfSeconds)
    .reduce((first, expires) => Math.min(first, expires), snapshot.asOfSeconds + LIFETIME_SECONDS);
}

function backing(sheet: BalanceSheet, assetsWad: Wad, method: string): StatementBacking {
  const { liabilitiesWad } = sheet;
  const isOwedKnown = sheet.liabilities.every((line) => line.claimWad !== null) && liabilitiesWad > 0n;
  return {
    assetsWad,
    liabilitiesWad,
    ratioWad: isOwedKnown ? divWadDown(assetsWad, liabilitiesWad) : null,
    surplusWad: sub(assetsWad, liabilitiesWad),
    method,
  };
}

/** A limit new since the last statement counts only the cycles that had it. */
function limitSince(limit: LimitResult, assessments: readonly Assessment[]): StatementLimit {
  const results = assessments.flatMap((assessment) => {
    const found = assessment.limits.find((item) => item.id === limit.id);
    return found === undefined ? [] : [{ cycle: assessment.cycle, status: found.status }];
  });
  const notMet = results.filter((result) => result.status !== 'met');
  return {
    id: limit.id,
    unit: limit.unit,
    direction: limit.direction,
    valueWad: limit.valueWad,
    thresholdWad: limit.thresholdWad,
    headroomWad: limit.headroomWad,
    status: limit.status,
    isBinding: limit.isBinding,
    cyclesChecked: results.length,
    cyclesMet: results.length - notMet.length,
    firstNotMetCycle: notMet[0]?.cycle ?? null,
  };
}
