import { checkPolicy } from '../policy/checkPolicy.ts';
import type { Assessment } from '../records/assessment.ts';
import type { CycleRecord } from '../records/cycle.ts';
import type { Hash } from '../records/hash.ts';
import type { Statement } from '../records/statement.ts';
import type { Bundle } from './bundle.ts';
import { fail, guardChecks, pass, type Check } from './check.ts';
import { checkAttested } from './checkAttested.ts';
import { checkLinks, checkPrevious } from './checkLinks.ts';
import { checkGrowth, checkLog, checkOrder, checkSigner, checkTrustedBlocks, type TrustedBlock } from './checkLog.ts';
import { checkReplay, checkStatement } from './checkRecomputed.ts';
import { judgeLines, type LineProof } from './judgeLines.ts';
import { proveState } from './proveState.ts';
import { readArtefact } from './readArtefact.ts';
import { readCycle, readNamed, type ReadCycle } from './readCycle.ts';

/** What the reader brings: everything else in a bundle could be made up by whoever made it. */
export interface Anchors {
  /** Attester keys the reader trusts, hex; none leaves the policy's own list. */
  readonly trustedKeys?: readonly string[];
  /** Hash of the policy document the reader knows to be ratified. */
  readonly trustedPolicy?: Hash;
  /** Blocks the reader knows from elsewhere. */
  readonly trustedBlocks?: readonly TrustedBlock[];
  /** Signed tree head kept from before, as text: shows that the log only grew. */
  readonly earlierTreeHead?: string;
  /** The reader's clock; without it expiry is not judged. */
  readonly nowSeconds?: number;
}

export interface Verification {
  readonly ok: boolean;
  readonly reserve: string | null;
  readonly cycle: number | null;
  readonly statement: Statement | null;
  readonly checks: readonly Check[];
  /** Per line of the statement which of the three things was proved, or that nothing was. */
  readonly lines: readonly LineProof[];
}

/**
 * Verifies one cycle from text alone: every artefact against its hash, links, recomputation of sheet, assessment, plan,
 * carried state and statement, state proofs, signatures of off-chain records, and the place in the signed log. Needs no
 * network and trusts nothing in the bundle; never throws on what a bundle says. Pure.
 */
export function verifyBundle(bundle: Bundle, anchors: Anchors = {}): Verification {
  const checks: Check[] = [];
  const add = (name: string, subject: string, run: () => readonly Check[]): void => {
    checks.push(...guardChecks(name, subject, run));
  };
  const record = readRecord(bundle, checks);
  let cycle: ReadCycle | null = null;
  if (record !== null) {
    add('artefact', 'record', () => {
      const read = readCycle(bundle, record);
      cycle = read.cycle;
      return read.checks;
    });
  }
  const found = cycle as ReadCycle | null;
  if (found !== null) checkCycle(found, bundle, add);
  checkPlace(bundle, found, anchors, add);
  const lines: LineProof[] = [];
  add('lines', 'statement', () => {
    if (found !== null) lines.push(...judgeLines(found, checks));
    return [];
  });
  return {
    ok: checks.every((check) => check.ok),
    reserve: record?.reserve ?? null,
    cycle: record?.cycle ?? null,
    statement: found?.statement ?? null,
    checks,
    lines,
  };
}

type Add = (name: string, subject: string, run: () => readonly Check[]) => void;

function readRecord(bundle: Bundle, checks: Check[]): CycleRecord | null {
  if (bundle.record === null) {
    checks.push(fail('record', 'record', 'MISSING', 'there is no cycle record'));
    return null;
  }
  const read = readArtefact(bundle.record, 'ballast/cycle/1');
  checks.push(
    read.ok ? pass('record', 'record', `cycle ${read.value.cycle}`) : fail('record', 'record', read.code, read.detail),
  );
  return read.ok ? read.value : null;
}

function checkCycle(cycle: ReadCycle, bundle: Bundle, add: Add): void {
  const { policy, snapshot, proofs, statement, previous } = cycle;
  add('links', 'cycle', () => checkLinks(cycle));
  if (policy !== null)
    add('policy', policy.reserve, () => {
      const [fault] = checkPolicy(policy);
      return [
        fault === undefined
          ? pass('policy', policy.reserve, cycle.record.policy)
          : fail('policy', policy.reserve, fault.code, `${fault.path.join('.')}: ${fault.message}`),
      ];
    });
  add('recompute', 'cycle', () => checkReplay(cycle));
  const earlier: Assessment[] = [];
  add('artefact', 'earlier assessments', () =>
    (statement?.parents.assessments.slice(0, -1) ?? []).map((hash) => {
      const { value, check } = readNamed(bundle, 'earlier assessment', hash, 'ballast/assessment/1');
      if (value !== null) earlier.push(value);
      return check;
    }),
  );
  add('recompute', 'statement', () => checkStatement(cycle, earlier));
  if (previous !== null && previous.carriedOut !== cycle.record.carriedIn) {
    add('previous', 'record', () => {
      const { value, check } = readNamed(bundle, 'previous carried state', previous.carriedOut, 'ballast/carried/1');
      return [check, ...checkPrevious(cycle, value)];
    });
  } else add('previous', 'record', () => checkPrevious(cycle, null));
  if (snapshot === null || policy === null) return;
  add('attested', 'snapshot', () => checkAttested(snapshot, policy));
  if (proofs !== null)
    add('proofs', 'snapshot', () =>
      proveState({ proofs, snapshot, policy }).map(({ kind, subject, ok, code, detail }) => ({
        name: kind,
        subject,
        ok,
        code,
        detail,
      })),
    );
}

function checkPlace(bundle: Bundle, cycle: ReadCycle | null, anchors: Anchors, add: Add): void {
  add('tree head', 'log', () => {
    const { head, checks } = checkLog(bundle);
    if (head === null) return checks;
    const { statement = null, policy = null } = cycle ?? {};
    return [
      ...checks,
      ...(cycle !== null && head.reserve !== cycle.record.reserve
        ? [fail('tree head', 'log', 'WRONG_RESERVE', `the log is of ${head.reserve}`)]
        : []),
      ...(cycle === null ? [] : checkOrder(cycle.record, bundle)),
      ...(anchors.earlierTreeHead === undefined ? [] : [checkGrowth(anchors.earlierTreeHead, head, bundle.log)]),
      ...(statement === null || policy === null
        ? []
        : [checkSigner({ head, statement, policy, trustedKeys: anchors.trustedKeys ?? [] })]),
    ];
  });
  const statement = cycle?.statement ?? null;
  const { trustedPolicy } = anchors;
  if (cycle !== null && trustedPolicy !== undefined)
    add('policy', 'record', () => [
      cycle.record.policy === trustedPolicy
        ? pass('policy', 'record', 'the one you trust')
        : fail('policy', 'record', 'OTHER_POLICY', `decided under ${cycle.record.policy}; you trust ${trustedPolicy}`),
    ]);
  if (statement === null) return;
  add('block', 'statement', () => checkTrustedBlocks(statement, anchors.trustedBlocks ?? []));
  const { nowSeconds } = anchors;
  if (nowSeconds !== undefined)
    add('expiry', 'statement', () => [
      nowSeconds < statement.expiresAtSeconds
        ? pass('expiry', 'statement', `good for another ${statement.expiresAtSeconds - nowSeconds} s`)
        : fail('expiry', 'statement', 'EXPIRED', `expired ${nowSeconds - statement.expiresAtSeconds} s ago`),
    ]);
}
