import { BallastError } from '../units/error.ts';
import { canonicalText, parseArtefact } from '../records/canonical.ts';
import type { Assessment } from '../records/assessment.ts';
import type { CarriedState } from '../records/carried.ts';
import type { CycleRecord } from '../records/cycle.ts';
import type { History } from '../records/history.ts';
import type { Plan, Receipt } from '../records/plan.ts';
import type { Proofs } from '../records/proofs.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import type { Statement } from '../records/statement.ts';
import type { TreeHead } from '../records/treeHead.ts';
import type { Policy } from '../policy/policy.ts';
import { findJsonFault } from './findJsonFault.ts';

/** Every artefact this version reads, by its schema. */
export interface ArtefactBySchema {
  readonly 'ballast/snapshot/1': Snapshot;
  readonly 'ballast/proofs/1': Proofs;
  readonly 'ballast/policy/1': Policy;
  readonly 'ballast/carried/1': CarriedState;
  readonly 'ballast/history/1': History;
  readonly 'ballast/balance-sheet/1': BalanceSheet;
  readonly 'ballast/assessment/1': Assessment;
  readonly 'ballast/plan/1': Plan;
  readonly 'ballast/receipt/1': Receipt;
  readonly 'ballast/statement/1': Statement;
  readonly 'ballast/cycle/1': CycleRecord;
  readonly 'ballast/tree-head/1': TreeHead;
}
export type ArtefactSchema = keyof ArtefactBySchema;

/** An artefact read from text, or why it is refused. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** Longest artefact text accepted, in UTF-16 units. */
export const MAX_ARTEFACT_CHARACTERS = 33_554_432;

/**
 * Reads one artefact of a known schema from text a stranger gave. Refuses text that is too long, nested too deep, has a
 * key twice, is not the canonical form of what it says (or no JSON at all), or has another schema: OVERSIZE,
 * TOO_DEEP, DUPLICATE_KEY, NOT_CANONICAL, UNKNOWN_SCHEMA.
 * Fields inside are not checked: who uses the value recomputes it, or guards against a wrong shape.
 */
export function readArtefact<S extends ArtefactSchema>(text: string, schema: S): Read<ArtefactBySchema[S]> {
  if (text.length > MAX_ARTEFACT_CHARACTERS)
    return {
      ok: false,
      code: 'OVERSIZE',
      detail: `${text.length} characters; at most ${MAX_ARTEFACT_CHARACTERS}`,
    };
  const fault = findJsonFault(text);
  if (fault !== null) return { ok: false, ...fault };
  let value: unknown;
  try {
    value = parseArtefact(text);
    const canonical = canonicalText(value);
    if (canonical !== text) return { ok: false, code: 'NOT_CANONICAL', detail: firstMismatch(text, canonical) };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return { ok: false, code: 'NOT_CANONICAL', detail: error.message };
  }
  const found = schemaOf(value);
  if (found !== schema)
    return { ok: false, code: 'UNKNOWN_SCHEMA', detail: `schema is ${found ?? 'missing'}; expected ${schema}` };
  return { ok: true, value: value as ArtefactBySchema[S] };
}

function schemaOf(value: unknown): string | null {
  if (value === null || typeof value !== 'object' || !('schema' in value)) return null;
  return typeof value.schema === 'string' ? value.schema : null;
}

function firstMismatch(text: string, canonical: string): string {
  let at = 0;
  while (at < text.length && text[at] === canonical[at]) at += 1;
  return `differs from its canonical form at character ${at + 1}`;
}
