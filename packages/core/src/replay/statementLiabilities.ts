import { formatWad } from '../units/decimal.ts';
import { min, mulDivDown, mulDivUp, rawToWadDown, sub, subFloor, wad, type Raw, type Wad } from '../units/amounts.ts';
import { dueUnderTerms } from '../policy/dueUnderTerms.ts';
import type { Policy, PolicyLiability } from '../policy/policy.ts';
import type { BalanceSheet, LiabilityLine } from '../records/sheet.ts';
import type { LiabilityState, Snapshot, VaultState } from '../records/snapshot.ts';
import type { Evidence, StatementLiability } from '../records/statement.ts';

/**
 * What is owed, split as attestation practice for stablecoins splits it (AICPA, 2025 criteria: redeemable, temporarily
 * and permanently non-redeemable). Redeemable and temporarily non-redeemable add up to the claim exactly; roundings
 * fall to the redeemable side, which must be met first. Pure.
 */
export function statementLiabilities(input: {
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly evidence: ReadonlyMap<string, Evidence>;
}): StatementLiability[] {
  const { sheet, snapshot, policy, evidence } = input;
  return sheet.liabilities.map((line): StatementLiability => {
    const state = snapshot.liabilities.find((item) => item.liabilityId === line.liabilityId);
    const terms = policy.liabilities.find((item) => item.id === line.liabilityId);
    const isSplit = line.claimWad !== null && state !== undefined && terms !== undefined;
    const redeemable = isSplit ? redeemableNow(line, line.claimWad, state, terms, snapshot) : null;
    return {
      liabilityId: line.liabilityId,
      kind: line.kind,
      payoutAssetId: line.payoutAssetId,
      decimals: line.decimals,
      supplyRaw: state?.supplyRaw ?? null,
      outstandingRaw: line.outstandingRaw,
      claimWad: line.claimWad,
      redeemableWad: redeemable,
      temporarilyNonRedeemableWad:
        line.claimWad === null || redeemable === null ? null : sub(line.claimWad, redeemable),
      permanentlyNonRedeemableRaw: state === undefined || state.supplyRaw === null ? null : state.heldByReserveRaw,
      terms: terms === undefined ? 'the policy has no such liability' : describeTerms(terms, policy.numeraire),
      evidence: evidence.get(line.liabilityId) ?? 'consistent',
    };
  });
}

/** Due requests, and standing claims up to what is left of today's cap by document and by chain. */
function redeemableNow(
  line: LiabilityLine,
  claim: Wad,
  state: LiabilityState,
  terms: PolicyLiability,
  snapshot: Snapshot,
): Wad {
  const standing = subFloor(claim, line.pendingWad);
  const total = state.pending.reduce((all, item) => all + item.payoutRaw, 0n);
  const waiting = state.pending
    .filter(
      (item) =>
        item.isSetAside ||
        dueUnderTerms(terms.redemption, item.requestedAtSeconds, item.dueAtSeconds) > snapshot.asOfSeconds,
    )
    .reduce((all, item) => all + item.payoutRaw, 0n);
  const waitingWad = total === 0n ? wad(0n) : wad(mulDivDown(line.pendingWad, waiting, total));
  const due = subFloor(min(line.pendingWad, claim), waitingWad);
  const caps = [
    documentCapLeft(line, standing, state, terms),
    chainCapLeft(line, standing, terms, snapshot.vault),
  ].filter((cap) => cap !== null);
  return wad(due + caps.reduce((least, cap) => min(least, cap), standing));
}

function documentCapLeft(
  line: LiabilityLine,
  standing: Wad,
  state: LiabilityState,
  terms: PolicyLiability,
): Wad | null {
  const cap = terms.redemption.capPerDayWad;
  if (cap === null) return null;
  const outstanding = line.outstandingRaw ?? 0n;
  const used = outstanding === 0n ? 0n : mulDivDown(state.redeemedLastDayRaw, standing, outstanding);
  return subFloor(cap, wad(used));
}

/** The vault counts its cap in liability units of 18 decimals. */
function chainCapLeft(
  line: LiabilityLine,
  standing: Wad,
  terms: PolicyLiability,
  vault: VaultState | null,
): Wad | null {
  if (vault === null || vault.liability !== terms.token || vault.redemption.capPerDayWad === null) return null;
  const left = subFloor(vault.redemption.capPerDayWad, vault.redemption.usedWad);
  const outstanding = line.outstandingRaw === null ? 0n : rawToWadDown(line.outstandingRaw as Raw, line.decimals);
  return wad(outstanding === 0n ? 0n : mulDivUp(left, standing, outstanding));
}

function describeTerms(liability: PolicyLiability, numeraire: string): string {
  const { feeBps, capPerDayWad, queueSeconds, cutOffSecondOfDay } = liability.redemption;
  const owed =
    liability.kind === 'par'
      ? liability.owed === 'payoutAsset'
        ? `one ${liability.payoutAsset} a unit`
        : `one ${numeraire} a unit, paid in ${liability.payoutAsset}`
      : liability.kind === 'indexed'
        ? `${formatWad(liability.unitsPerTokenWad)} ${liability.index} a unit, paid in ${liability.payoutAsset}`
        : `debt of the positions, paid in ${liability.payoutAsset}`;
  return [
    owed,
    `fee ${feeBps} bps`,
    capPerDayWad === null ? 'no daily cap' : `at most ${formatWad(capPerDayWad)} ${numeraire} a day`,
    `paid ${queueSeconds} s after the request`,
    ...(cutOffSecondOfDay === null
      ? []
      : [`requests after second ${cutOffSecondOfDay} of the day (UTC) count for the next`]),
  ].join('; ');
}
