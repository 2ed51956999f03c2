import type { Policy } from '../policy/policy.ts';
import type { Assessment } from '../records/assessment.ts';
import { sha256Text, type Hash } from '../records/hash.ts';
import type { CarriedState } from '../records/carried.ts';
import type { CycleRecord } from '../records/cycle.ts';
import type { History } from '../records/history.ts';
import type { Plan, Receipt } from '../records/plan.ts';
import type { Proofs } from '../records/proofs.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import type { Statement } from '../records/statement.ts';
import type { Bundle } from './bundle.ts';
import { fail, pass, type Check } from './check.ts';
import { readArtefact, type ArtefactBySchema, type ArtefactSchema } from './readArtefact.ts';

/** Every artefact of one cycle that could be read, null where it could not. */
export interface ReadCycle {
  readonly record: CycleRecord;
  readonly policy: Policy | null;
  readonly snapshot: Snapshot | null;
  readonly proofs: Proofs | null;
  readonly carriedIn: CarriedState | null;
  readonly history: History | null;
  readonly sheet: BalanceSheet | null;
  readonly assessment: Assessment | null;
  readonly plan: Plan | null;
  /** Null when one of them could not be read. */
  readonly receipts: readonly Receipt[] | null;
  readonly carriedOut: CarriedState | null;
  readonly statement: Statement | null;
  readonly previous: CycleRecord | null;
}

/**
 * Reads every artefact a cycle record names and checks each text against the hash it is named by, so that a changed
 * byte is found at the artefact it is in. Pure.
 */
export function readCycle(
  bundle: Bundle,
  record: CycleRecord,
): { readonly cycle: ReadCycle; readonly checks: readonly Check[] } {
  const checks: Check[] = [];
  const read = <S extends ArtefactSchema>(what: string, hash: Hash, schema: S): ArtefactBySchema[S] | null => {
    const { value, check } = readNamed(bundle, what, hash, schema);
    checks.push(check);
    return value;
  };
  const receipts = record.receipts.map((hash, index) => read(`receipt ${index}`, hash, 'ballast/receipt/1'));
  const cycle: ReadCycle = {
    record,
    policy: read('policy', record.policy, 'ballast/policy/1'),
    snapshot: read('snapshot', record.snapshot, 'ballast/snapshot/1'),
    proofs: record.proofs === null ? null : read('proofs', record.proofs, 'ballast/proofs/1'),
    carriedIn: read('carried state in', record.carriedIn, 'ballast/carried/1'),
    history: read('history', record.history, 'ballast/history/1'),
    sheet: read('balance sheet', record.balanceSheet, 'ballast/balance-sheet/1'),
    assessment: read('assessment', record.assessment, 'ballast/assessment/1'),
    plan: read('plan', record.plan, 'ballast/plan/1'),
    receipts: receipts.every((receipt) => receipt !== null) ? receipts : null,
    carriedOut: read('carried state out', record.carriedOut, 'ballast/carried/1'),
    statement: read('statement', record.statement, 'ballast/statement/1'),
    previous: record.previous === null ? null : read('previous record', record.previous, 'ballast/cycle/1'),
  };
  return { cycle, checks };
}

/** One artefact by the hash it is named by; null with the reason in the check when it is missing, changed or malformed. */
export function readNamed<S extends ArtefactSchema>(
  bundle: Bundle,
  what: string,
  hash: Hash,
  schema: S,
): { readonly value: ArtefactBySchema[S] | null; readonly check: Check } {
  const no = (code: string, detail: string): { value: null; check: Check } => ({
    value: null,
    check: fail('artefact', what, code, detail),
  });
  const text = Object.hasOwn(bundle.artefacts, hash) ? bundle.artefacts[hash] : undefined;
  if (text === undefined) return no('MISSING', `${hash} is not there`);
  const found = sha256Text(text);
  const read = readArtefact(text, schema);
  // A text that reads well under another hash is reported by the hash: the byte that changed is in it.
  if (found !== hash)
    return no(read.ok ? 'HASH_MISMATCH' : read.code, read.ok ? `filed under ${hash}, hashes to ${found}` : read.detail);
  if (!read.ok) return no(read.code, read.detail);
  return { value: read.value, check: pass('artefact', what, hash) };
}
