import type { Evidence } from '../records/statement.ts';
import type { Check } from './check.ts';
import type { ReadCycle } from './readCycle.ts';

/** What was really proved about one line of a statement. */
export interface LineProof {
  readonly kind: 'asset' | 'liability';
  /** Holding or liability id. */
  readonly id: string;
  readonly evidence: Evidence | 'unproved';
  readonly detail: string;
}

/** Artefacts a line of the statement is computed from. */
const STANDS_ON: readonly string[] = ['policy', 'snapshot', 'carried state in', 'balance sheet', 'statement'];

/**
 * Per line which of three things the checks proved. A line whose statement could not be recomputed is unproved, whatever
 * else is true of it; what the statement claims about its own evidence is not looked at. Pure.
 */
export function judgeLines(cycle: ReadCycle, checks: readonly Check[]): LineProof[] {
  const { snapshot, statement } = cycle;
  if (statement === null || !Array.isArray(statement.assets) || !Array.isArray(statement.liabilities)) return [];
  const isRecomputed = ['balance sheet', 'statement'].every((subject) =>
    checks.some((check) => check.name === 'recompute' && check.subject === subject && check.ok),
  );
  const isWhole = checks
    .filter((check) => (check.name === 'artefact' || check.name === 'links') && STANDS_ON.includes(check.subject))
    .every((check) => check.ok);
  const shown = (name: string, subject: string): Check | undefined =>
    checks.find((check) => check.name === name && check.subject === subject);
  const judge = (
    kind: LineProof['kind'],
    id: string,
    proof: Check | undefined,
    attested: Check | undefined,
    receipt: Check | undefined,
  ): LineProof => {
    if (!isRecomputed || !isWhole)
      return { kind, id, evidence: 'unproved', detail: 'the line could not be recomputed from intact artefacts' };
    if (attested !== undefined && !attested.ok)
      return { kind, id, evidence: 'unproved', detail: `the signed record does not hold: ${attested.code}` };
    if (attested !== undefined)
      return snapshot?.attested.some((item) => item.id === attested.subject && item.signers.length > 0)
        ? { kind, id, evidence: 'attested', detail: attested.detail }
        : { kind, id, evidence: 'consistent', detail: 'recomputed from a record nobody signed' };
    if (proof === undefined && receipt?.ok === true)
      return { kind, id, evidence: 'consistent', detail: `recomputed from ${receipt.detail}` };
    if (proof === undefined) return { kind, id, evidence: 'consistent', detail: 'recomputed from the snapshot' };
    return proof.ok
      ? { kind, id, evidence: 'header-matched', detail: proof.detail }
      : { kind, id, evidence: 'consistent', detail: `recomputed; its state proof fails: ${proof.code}` };
  };
  return [
    ...statement.assets.map((line) => {
      const attestedId = snapshot?.holdings.find((holding) => holding.id === line.holdingId)?.attestedId ?? null;
      const attested = attestedId === null ? undefined : shown('attested', attestedId);
      return judge(
        'asset',
        line.holdingId,
        shown('holding', line.holdingId),
        attested,
        shown('receipt', line.holdingId),
      );
    }),
    ...statement.liabilities.map((line) =>
      judge('liability', line.liabilityId, shown('supply', line.liabilityId), undefined, undefined),
    ),
  ];
}
