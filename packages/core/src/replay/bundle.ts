import { canonicalText } from '../records/canonical.ts';
import type { Hash } from '../records/hash.ts';
import { findJsonFault } from './findJsonFault.ts';
import { consistencyProof, inclusionProof, isHash, leafHash, LogMalformed } from './merkleLog.ts';

/** Where the cycle stands in the log: all leaf hashes, or a proof for this one. */
export type LogPart =
  | { readonly kind: 'leaves'; readonly leaves: readonly Hash[] }
  | {
      readonly kind: 'proof';
      readonly leafIndex: number;
      readonly inclusion: readonly Hash[];
      /** Shows that nothing changed since the log had this size; null when none was asked for. */
      readonly since: { readonly size: number; readonly consistency: readonly Hash[] } | null;
    };

/**
 * Everything a stranger needs to verify one cycle, as text, nothing of it trusted: artefacts by the hash they are filed
 * under, the cycle record, the signed tree head and the place in the log. Null is what was not there.
 */
export interface Bundle {
  readonly schema: 'ballast/bundle/1';
  readonly artefacts: Readonly<Record<string, string>>;
  readonly record: string | null;
  readonly treeHead: string | null;
  readonly log: LogPart | null;
}

/**
 * One file for one cycle: the canonical text of the bundle with the leaves replaced by an inclusion proof and, when
 * `sinceSize` is given, a proof that the log of that size is its beginning. Throws REPLAY_LOG_MALFORMED when the record
 * is not among the leaves. Pure.
 */
export function packBundle(bundle: Bundle, sinceSize: number | null = null): string {
  if (bundle.log?.kind !== 'leaves') return canonicalText(bundle);
  if (bundle.record === null) throw new LogMalformed('a bundle without record cannot be packed');
  const { leaves } = bundle.log;
  const leafIndex = leaves.indexOf(leafHash(bundle.record));
  if (leafIndex === -1) throw new LogMalformed('the record is not in the log');
  const log: LogPart = {
    kind: 'proof',
    leafIndex,
    inclusion: inclusionProof(leaves, leafIndex),
    since: sinceSize === null ? null : { size: sinceSize, consistency: consistencyProof(leaves, sinceSize) },
  };
  return canonicalText({ ...bundle, log });
}

/** Reads a bundle file. Only its frame is checked here; what stands in it is for verifyBundle. Pure. */
export function parseBundle(
  text: string,
):
  | { readonly ok: true; readonly bundle: Bundle }
  | { readonly ok: false; readonly code: string; readonly detail: string } {
  const fault = findJsonFault(text);
  if (fault !== null) return { ok: false, ...fault };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, code: 'NOT_CANONICAL', detail: 'it is not JSON' };
  }
  if (!isRecord(value) || value['schema'] !== 'ballast/bundle/1')
    return { ok: false, code: 'UNKNOWN_SCHEMA', detail: 'its schema is not ballast/bundle/1' };
  return isBundle(value)
    ? { ok: true, bundle: value }
    : { ok: false, code: 'MALFORMED', detail: 'its fields do not have the shape of ballast/bundle/1' };
}

function isBundle(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Bundle {
  const { artefacts, record, treeHead, log } = value;
  return (
    isRecord(artefacts) &&
    Object.values(artefacts).every((text) => typeof text === 'string') &&
    isTextOrNull(record) &&
    isTextOrNull(treeHead) &&
    (log === null || isLogPart(log))
  );
}

function isLogPart(log: unknown): boolean {
  if (!isRecord(log)) return false;
  if (log['kind'] === 'leaves') return isHashList(log['leaves']);
  const { kind, leafIndex, inclusion, since } = log;
  if (kind !== 'proof' || !Number.isSafeInteger(leafIndex) || !isHashList(inclusion)) return false;
  return since === null || (isRecord(since) && Number.isSafeInteger(since['size']) && isHashList(since['consistency']));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
const isHashList = (value: unknown): boolean => Array.isArray(value) && value.every(isHash);
