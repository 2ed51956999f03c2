import type { Policy } from '../policy/policy.ts';
import type { CycleRecord } from '../records/cycle.ts';
import type { Statement } from '../records/statement.ts';
import type { TreeHead } from '../records/treeHead.ts';
import type { Bundle, LogPart } from './bundle.ts';
import { fail, pass, type Check } from './check.ts';
import { bareHex } from './checkAttested.ts';
import { isConsistent, isIncluded, leafHash, logRoot } from './merkleLog.ts';
import { readArtefact } from './readArtefact.ts';
import { verifyTreeHead } from './signTreeHead.ts';

/** The signed tree head of a bundle, read and checked, and whether the record is the leaf it claims to be. Pure. */
export function checkLog(bundle: Bundle): { readonly head: TreeHead | null; readonly checks: readonly Check[] } {
  if (bundle.treeHead === null)
    return { head: null, checks: [fail('tree head', 'log', 'MISSING', 'there is no signed tree head')] };
  const read = readArtefact(bundle.treeHead, 'ballast/tree-head/1');
  if (!read.ok) return { head: null, checks: [fail('tree head', 'log', read.code, read.detail)] };
  const head = read.value;
  const signed = verifyTreeHead(head)
    ? pass('tree head', 'log', `${head.size} cycles, root ${head.rootHash}, signed by ${head.publicKey}`)
    : fail('tree head', 'log', 'BAD_SIGNATURE', `${head.publicKey} did not sign this head`);
  return { head, checks: [signed, ...checkInclusion(bundle.record, bundle.log, head)] };
}

function checkInclusion(record: string | null, log: LogPart | null, head: TreeHead): Check[] {
  if (log === null) return [fail('inclusion', 'log', 'MISSING', 'there are neither leaves nor an inclusion proof')];
  const checks: Check[] = [];
  if (log.kind === 'leaves') {
    const root = logRoot(log.leaves);
    const isWhole = log.leaves.length === head.size && root === head.rootHash;
    checks.push(
      isWhole
        ? pass('log', 'leaves', `${log.leaves.length} leaves give the signed root`)
        : fail(
            'log',
            'leaves',
            'WRONG_ROOT',
            `${log.leaves.length} leaves give ${root}; ${head.size} with ${head.rootHash} are signed`,
          ),
    );
  }
  if (record === null) return checks;
  const leaf = leafHash(record);
  if (log.kind === 'leaves') {
    const index = log.leaves.indexOf(leaf);
    return [
      ...checks,
      index === -1
        ? fail('inclusion', 'record', 'NOT_IN_LOG', `no leaf of the log is ${leaf}`)
        : pass('inclusion', 'record', `leaf ${index} of ${head.size}`),
    ];
  }
  const claim = { leaf, leafIndex: log.leafIndex, size: head.size, root: head.rootHash, proof: log.inclusion };
  return isIncluded(claim)
    ? [pass('inclusion', 'record', `leaf ${log.leafIndex} of ${head.size}`)]
    : [fail('inclusion', 'record', 'NOT_IN_LOG', `the proof does not lead from ${leaf} to the signed root`)];
}

/**
 * Whether the record before stands right before this one in the log, so that no cycle was slipped in between and the
 * first record is the first leaf. An inclusion proof alone shows only the latter. Pure.
 */
export function checkOrder(record: CycleRecord, bundle: Bundle): Check[] {
  const { log } = bundle;
  if (log === null || bundle.record === null) return [];
  const index = log.kind === 'leaves' ? log.leaves.indexOf(leafHash(bundle.record)) : log.leafIndex;
  if (index === -1) return [];
  const isFirst = record.previous === null;
  const before = record.previous === null ? undefined : bundle.artefacts[record.previous];
  const isNext =
    isFirst === (index === 0) &&
    (isFirst || log.kind === 'proof' || before === undefined || log.leaves[index - 1] === leafHash(before));
  return [
    isNext
      ? pass('order', 'log', isFirst ? 'the first leaf' : `leaf ${index} follows the record before it`)
      : fail('order', 'log', 'OUT_OF_ORDER', `leaf ${index} does not follow the record that this one names before it`),
  ];
}

/** Whether the log only grew since an earlier signed head the reader kept. Pure. */
export function checkGrowth(earlierText: string, head: TreeHead, log: LogPart | null): Check {
  const no = (code: string, detail: string): Check => fail('append-only', 'log', code, detail);
  const read = readArtefact(earlierText, 'ballast/tree-head/1');
  if (!read.ok) return no(read.code, `the earlier head: ${read.detail}`);
  const earlier = read.value;
  if (!verifyTreeHead(earlier)) return no('BAD_SIGNATURE', 'the earlier head is not signed by its key');
  if (earlier.reserve !== head.reserve) return no('WRONG_RESERVE', `the earlier head is of ${earlier.reserve}`);
  if (earlier.size > head.size) return no('LOG_SHRANK', `the log had ${earlier.size} cycles and has ${head.size}`);
  if (earlier.asOfSeconds > head.asOfSeconds) return no('LOG_OLDER', 'the log ends before the earlier head');
  if (earlier.size === head.size)
    return earlier.rootHash === head.rootHash
      ? pass('append-only', 'log', 'the same log')
      : no('LOG_FORKED', `two logs of ${head.size} cycles: ${earlier.rootHash} and ${head.rootHash}`);
  const proof = growthProof(earlier, head, log);
  if (proof === null)
    return no(
      'MISSING',
      `nothing shows the step from ${earlier.size} to ${head.size} cycles; use the public folder, or a bundle exported since that head`,
    );
  return proof
    ? pass('append-only', 'log', `${earlier.size} → ${head.size} cycles`)
    : no('LOG_REWRITTEN', `the first ${earlier.size} cycles are not the ones signed before`);
}

function growthProof(earlier: TreeHead, head: TreeHead, log: LogPart | null): boolean | null {
  if (log?.kind === 'leaves')
    return logRoot(log.leaves.slice(0, earlier.size)) === earlier.rootHash && logRoot(log.leaves) === head.rootHash;
  if (log?.since?.size !== earlier.size) return null;
  return isConsistent({
    firstSize: earlier.size,
    firstRoot: earlier.rootHash,
    secondSize: head.size,
    secondRoot: head.rootHash,
    proof: log.since.consistency,
  });
}

/** Whose key signed: stated in the statement, named by the policy, trusted by the reader. Pure. */
export function checkSigner(input: {
  readonly head: TreeHead;
  readonly statement: Statement;
  readonly policy: Policy;
  readonly trustedKeys: readonly string[];
}): Check {
  const { head, statement, policy } = input;
  const named = policy.roles.attesters.map(bareHex);
  const trusted = input.trustedKeys.map(bareHex);
  const key = head.publicKey;
  if (trusted.length > 0 && !trusted.includes(key))
    return fail('signer', key, 'NOT_TRUSTED', 'the log is signed by a key you did not name');
  if (named.length > 0 && !named.includes(statement.signer))
    return fail('signer', statement.signer, 'NOT_NAMED', 'the policy names other attesters');
  if (key !== statement.signer && !trusted.includes(key) && !named.includes(key))
    return fail('signer', key, 'OTHER_KEY', `the statement says ${statement.signer} signs`);
  if (trusted.length > 0) return pass('signer', key, 'a key you named');
  return pass(
    'signer',
    key,
    named.length > 0 ? 'named by the policy' : 'named by nobody: compare it with the one you know',
  );
}

/** A block a reader knows from elsewhere: the one place where knowledge of the chain enters. */
export interface TrustedBlock {
  readonly chain: string;
  readonly number: number;
  readonly hash: string;
}

/** Whether the statement stands on the blocks the reader trusts. Pure. */
export function checkTrustedBlocks(statement: Statement, trusted: readonly TrustedBlock[]): Check[] {
  return trusted.map((known) => {
    const block = statement.blocks.find((item) => item.chain === known.chain);
    if (block === undefined || block.number !== known.number)
      return fail(
        'block',
        known.chain,
        'OTHER_BLOCK',
        `the statement stands on block ${block?.number ?? 'none'}; you gave ${known.number}`,
      );
    return block.hash === known.hash
      ? pass('block', known.chain, `block ${block.number} is the one you trust`)
      : fail('block', known.chain, 'FOREIGN_BLOCK', `block ${block.number} is ${block.hash}; you trust ${known.hash}`);
  });
}
