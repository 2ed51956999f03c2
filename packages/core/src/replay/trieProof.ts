import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Hex } from '../records/snapshot.ts';
import { bytesOfHex, decodeRlp, encodeRlp, hexOfBytes, isSameBytes, type RlpItem } from './rlp.ts';

/** A proven value, or why the proof proves nothing. */
export type Proven<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly reason: string };

export const refuseProof = (code: string, reason: string): { ok: false; code: string; reason: string } => ({
  ok: false,
  code,
  reason,
});

/** Root of a trie that holds nothing: keccak of the RLP of the empty string. */
export const EMPTY_TRIE_ROOT: Hex = hexOfBytes(keccak_256(Uint8Array.of(0x80)));

/** Where the walk stands: at a node named by its hash, inside one it already holds, or done. */
type Step =
  | { readonly at: 'hash'; readonly hash: Uint8Array }
  | { readonly at: 'node'; readonly node: RlpItem }
  | { readonly at: 'end'; readonly value: Uint8Array | null }
  | { readonly at: 'fault'; readonly reason: string };

/**
 * Proves what a Merkle-Patricia trie (Ethereum yellow paper, appendix D) holds under a key: the bytes, or null when
 * the nodes show that it holds nothing there. Nodes run from the root; a missing, foreign, misplaced, malformed or
 * superfluous node proves nothing. Keys are used as given: the caller hashes them.
 */
export function verifyTrie(claim: {
  readonly root: Hex;
  readonly key: Uint8Array;
  readonly nodes: readonly Hex[];
}): Proven<Uint8Array | null> {
  const root = bytesOfHex(claim.root);
  if (root?.length !== 32) return refuseProof('PROOF_MALFORMED', 'the root is not 32 bytes of hex');
  // Nodes write the empty trie as no node or as the empty string; both mean the same.
  if (claim.root === EMPTY_TRIE_ROOT && claim.nodes.every((node) => node === '0x80') && claim.nodes.length <= 1)
    return { ok: true, value: null };
  const path = nibblesOf(claim.key);
  let step: Step = { at: 'hash', hash: root };
  let used = 0;
  let depth = 0;
  while (step.at === 'hash' || step.at === 'node') {
    if (step.at === 'hash') {
      const text = claim.nodes[used];
      if (text === undefined) return refuseProof('PROOF_TRUNCATED', `node ${used} is missing`);
      const bytes = bytesOfHex(text);
      if (bytes === null) return refuseProof('PROOF_MALFORMED', `node ${used} is not hex`);
      if (!isSameBytes(keccak_256(bytes), step.hash))
        return refuseProof('PROOF_WRONG_NODE', `node ${used} is not the one its parent names`);
      const node = decodeRlp(bytes);
      if (node === null) return refuseProof('PROOF_MALFORMED', `node ${used} is not strict RLP`);
      used += 1;
      step = { at: 'node', node };
    } else {
      const taken: { step: Step; depth: number } = walkNode(step.node, path, depth);
      step = taken.step;
      depth = taken.depth;
    }
  }
  if (step.at === 'fault') return refuseProof('PROOF_MALFORMED', `below node ${used - 1}: ${step.reason}`);
  if (used !== claim.nodes.length)
    return refuseProof('PROOF_EXTRA_NODES', `${claim.nodes.length - used} nodes beyond the end of the path`);
  return { ok: true, value: step.value };
}

function walkNode(node: RlpItem, path: readonly number[], depth: number): { step: Step; depth: number } {
  const fault = (reason: string): { step: Step; depth: number } => ({ step: { at: 'fault', reason }, depth });
  if (!Array.isArray(node)) return fault('a node is a list');
  if (node.length === 17) {
    const nibble = path[depth];
    if (nibble === undefined) return { step: endOf(node[16]), depth };
    return { step: childOf(node[nibble], true), depth: depth + 1 };
  }
  const [prefix, content] = node;
  if (node.length !== 2 || !(prefix instanceof Uint8Array) || content === undefined)
    return fault('a node has 17 or 2 items');
  const [flag = 0xff, ...rest] = nibblesOf(prefix);
  if (flag > 3 || (flag % 2 === 0 && rest[0] !== 0)) return fault('the path prefix is not hex-prefix encoded');
  const part = flag % 2 === 0 ? rest.slice(1) : rest;
  const matches = part.every((nibble, index) => nibble === path[depth + index]);
  if (flag >= 2) {
    const isWhole = matches && depth + part.length === path.length;
    const end = endOf(content);
    // The leaf is read even when it is another key's, so that a malformed one never counts as absence.
    return { step: end.at === 'end' && !isWhole ? { at: 'end', value: null } : end, depth };
  }
  if (part.length === 0) return fault('an extension has a path');
  if (!matches) return { step: { at: 'end', value: null }, depth };
  return { step: childOf(content, false), depth: depth + part.length };
}

function childOf(child: RlpItem | undefined, mayBeEmpty: boolean): Step {
  if (Array.isArray(child)) {
    return encodeRlp(child).length < 32
      ? { at: 'node', node: child }
      : { at: 'fault', reason: 'an embedded node has 32 bytes or more' };
  }
  if (child instanceof Uint8Array && child.length === 32) return { at: 'hash', hash: child };
  if (child instanceof Uint8Array && child.length === 0 && mayBeEmpty) return { at: 'end', value: null };
  return { at: 'fault', reason: 'a reference is neither a hash nor an embedded node' };
}

function endOf(value: RlpItem | undefined): Step {
  if (!(value instanceof Uint8Array)) return { at: 'fault', reason: 'a value is a byte string' };
  return { at: 'end', value: value.length === 0 ? null : value };
}

const nibblesOf = (bytes: Uint8Array): number[] => [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
