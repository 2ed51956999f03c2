import type { Policy } from '../policy/policy.ts';
import { dependsOnUs } from '../policy/endogenous.ts';
import type { Holding, Snapshot } from '../records/snapshot.ts';

/** Why a holding backs nothing though it may have a value, from what it is and where; prices come later. Pure. */
export function holdingFlags(holding: Holding, snapshot: Snapshot, policy: Policy): string[] {
  const asset = policy.assets.find((item) => item.id === holding.assetId);
  const flags: string[] = [];
  if (asset === undefined) flags.push('NOT_IN_POLICY');
  if (asset?.class === 'ownLiability') flags.push('OWN_LIABILITY');
  if (dependsOnUs(policy, holding.assetId)) flags.push('ENDOGENOUS');
  else if (asset?.isEligible === false) flags.push('NOT_ELIGIBLE');
  flags.push(...attestationFlags(holding, snapshot));
  if (holding.where === 'encumbered' && !flags.includes('ENCUMBERED')) flags.push('ENCUMBERED');
  if (isBlocked(holding, snapshot, policy)) flags.push('BLOCKED');
  if (holding.amountRaw === null) flags.push('UNKNOWN_AMOUNT');
  return flags;
}

/** A record backs only the very position two approvers signed, free of liens and before it expires. */
function attestationFlags(holding: Holding, snapshot: Snapshot): string[] {
  if (holding.attestedId === null) return [];
  const record = snapshot.attested.find((item) => item.id === holding.attestedId);
  if (record === undefined) return ['ATTESTATION_INVALID'];
  const isValid =
    record.isDualApproved &&
    record.reserve === snapshot.reserve &&
    record.accountId === holding.accountId &&
    record.assetId === holding.assetId &&
    record.decimals === holding.decimals &&
    record.amountRaw === holding.amountRaw;
  return [
    ...(isValid ? [] : ['ATTESTATION_INVALID']),
    ...(snapshot.asOfSeconds >= record.expiresAtSeconds ? ['ATTESTATION_EXPIRED'] : []),
    ...(record.isEncumbered || record.lien !== null ? ['ENCUMBERED'] : []),
  ];
}

/** The token is paused, or one of our accounts is on its block list. */
function isBlocked(holding: Holding, snapshot: Snapshot, policy: Policy): boolean {
  const asset = policy.assets.find((item) => item.id === holding.assetId);
  const tokens = asset?.deployments.filter((item) => item.chain === holding.chain).map((item) => item.address) ?? [];
  return snapshot.contracts.some(
    (contract) =>
      contract.chain === holding.chain &&
      tokens.includes(contract.address) &&
      (contract.isPaused === true || contract.areWeBlocked === true),
  );
}

/**
 * Names what a holding claims, so that one claim is never counted twice: a record, or a balance of a known
 * contract in one account. Anything else is its own claim. Pure.
 */
export function claimOf(holding: Holding, policy: Policy): string {
  if (holding.attestedId !== null) return `attested ${holding.attestedId}`;
  const { contract } = holding.provenance;
  const account = policy.accounts.find((item) => item.id === holding.accountId);
  const venue = policy.venues.find((item) => item.id === holding.venueId);
  const asset = policy.assets.find((item) => item.id === holding.assetId);
  const receipt = venue?.receipt ?? (venue?.kind === 'erc4626' ? venue.address : undefined);
  const known = [receipt, ...(asset?.deployments.map((item) => item.address) ?? [])];
  return contract !== null && known.includes(contract) && holding.where !== 'inTransit'
    ? `balance ${holding.chain} ${account?.address ?? holding.accountId} ${contract}`
    : `holding ${holding.id}`;
}
