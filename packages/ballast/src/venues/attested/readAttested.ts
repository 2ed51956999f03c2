// One idea: from files of signed off-chain positions to holdings, each refused for one stated reason.
import {
  raw,
  type AttestedRecord,
  type Holding,
  type ObservationAlert,
  type Policy,
  type Seconds,
  type Unknown,
} from '@ballast/core';
import { holdingId, unknownOf, type SnapshotPart } from '../snapshotPart.ts';
import { newestOf } from './newestOf.ts';
import { AttestationMalformed, parseAttestation, type AnySigned } from './signAttested.ts';
import { verifySignatures } from './verifySignatures.ts';

/** One file as found; the name is shown to people. */
export interface AttestedSource {
  readonly name: string;
  readonly text: string;
}

interface Refusal {
  readonly code: string;
  readonly reason: string;
}

type Read =
  | { readonly ok: true; readonly record: AttestedRecord }
  | { readonly ok: false; readonly what: string; readonly refusal: Refusal };

/**
 * Reads signed off-chain positions. A record counts when it is of this reserve, names an asset and a custodian account
 * of the policy, is not from the future, and two distinct approvers signed it; otherwise its amount is Unknown. Of
 * records with one id the newest stands; two of the same time that differ stand for nothing. Expiry is left to value,
 * which takes an expired record out of risk-adjusted backing. A custodian account without a record is Unknown.
 */
export function readAttested(policy: Policy, nowSeconds: Seconds, sources: readonly AttestedSource[]): SnapshotPart {
  const reads = sources
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .flatMap((source) => readFile(source, policy, nowSeconds) ?? []);
  const unknowns: Unknown[] = reads.flatMap((item) => (item.ok ? [] : [unknownOf(item.what, item.refusal)]));
  const { records, disputed } = newestOf(
    reads.flatMap((item) => (item.ok ? [item.record] : [])),
    (record) => record.id,
    isSameClaim,
  );
  for (const id of disputed)
    unknowns.push(
      unknownOf(`attested:${id}`, { code: 'ATTESTED_CONFLICT', reason: 'two records of the same time differ' }),
    );
  const alerts: ObservationAlert[] = [];
  const holdings = records.map((record): Holding => {
    const isApproved = record.isDualApproved;
    if (!isApproved)
      unknowns.push(
        unknownOf(`attested:${record.id}`, {
          code: 'ATTESTED_NOT_APPROVED',
          reason: 'it is not signed by two distinct approvers of the policy',
        }),
      );
    if (record.maturitySeconds !== null && record.maturitySeconds <= nowSeconds)
      alerts.push({
        subject: `attested:${record.id}`,
        code: 'ATTESTED_MATURED',
        message: 'it matured; the cash should be elsewhere by now',
      });
    if (record.expiresAtSeconds <= nowSeconds)
      alerts.push({
        subject: `attested:${record.id}`,
        code: 'ATTESTED_EXPIRED',
        message: 'it expired and needs a new statement',
      });
    return holdingOf(record, isApproved, nowSeconds);
  });
  for (const account of policy.accounts.filter((item) => item.kind === 'custodian')) {
    if (!records.some((record) => record.accountId === account.id))
      unknowns.push(
        unknownOf(`account:${account.id}`, { code: 'ATTESTED_MISSING', reason: 'no usable record says what is in it' }),
      );
  }
  return { holdings, attested: records, unknowns, alerts };
}

/** Null for a file that holds something else, which its own reader reads. */
function readFile(source: AttestedSource, policy: Policy, nowSeconds: Seconds): Read | null {
  let parsed: AnySigned;
  try {
    parsed = parseAttestation(source.text, source.name);
  } catch (error) {
    if (!(error instanceof AttestationMalformed)) throw error;
    return { ok: false, what: `attested:${source.name}`, refusal: { code: error.code, reason: error.message } };
  }
  if (parsed.schema !== 'ballast/attested/1') return null;
  const { signatures, ...body } = parsed;
  const refuse = (code: string, reason: string): Read => ({
    ok: false,
    what: `attested:${body.id}`,
    refusal: { code, reason: `${source.name}: ${reason}` },
  });
  if (body.reserve !== policy.reserve) return refuse('ATTESTED_OTHER_RESERVE', `it is for reserve ${body.reserve}`);
  const account = policy.accounts.find((item) => item.id === body.accountId);
  if (account?.kind !== 'custodian')
    return refuse('ATTESTED_UNKNOWN_ACCOUNT', `${body.accountId} is no custodian account of the policy`);
  if (!policy.assets.some((asset) => asset.id === body.assetId))
    return refuse('ATTESTED_UNKNOWN_ASSET', `${body.assetId} is not an asset of the policy`);
  if (body.asOfSeconds > nowSeconds)
    return refuse('ATTESTED_FROM_FUTURE', `as of ${body.asOfSeconds}, the chain is at ${nowSeconds}`);
  if (body.expiresAtSeconds <= body.asOfSeconds)
    return refuse('ATTESTED_EXPIRY_ORDER', 'it expires before it was true');
  return {
    ok: true,
    record: { ...body, signatures, ...verifySignatures(body, signatures, policy.roles.approvers) },
  };
}

const isSameClaim = (a: AttestedRecord, b: AttestedRecord): boolean =>
  a.amountRaw === b.amountRaw &&
  a.decimals === b.decimals &&
  a.assetId === b.assetId &&
  a.accountId === b.accountId &&
  a.isEncumbered === b.isEncumbered &&
  a.lien === b.lien &&
  a.expiresAtSeconds === b.expiresAtSeconds &&
  a.maturitySeconds === b.maturitySeconds;

function holdingOf(record: AttestedRecord, isApproved: boolean, nowSeconds: Seconds): Holding {
  const isPledged = record.isEncumbered || record.lien !== null;
  const isBound = record.maturitySeconds !== null && record.maturitySeconds > nowSeconds;
  return {
    id: holdingId(record.assetId, record.accountId, record.id),
    assetId: record.assetId,
    accountId: record.accountId,
    chain: null,
    decimals: record.decimals,
    where: isPledged ? 'encumbered' : isBound ? 'deployed' : 'idle',
    venueId: null,
    amountRaw: isApproved ? record.amountRaw : null,
    withdrawableRaw: isApproved ? (isPledged || isBound ? raw(0n) : record.amountRaw) : null,
    attestedId: record.id,
    provenance: {
      kind: 'attested',
      chain: null,
      block: null,
      contract: null,
      method: `record ${record.id} of ${record.institution}`,
      timeSeconds: record.asOfSeconds,
    },
  };
}
