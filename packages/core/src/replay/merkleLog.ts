// One idea: the append-only log of RFC 6962 (hashing, inclusion and consistency, as algorithms in RFC 9162 §2.1).
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { BallastError } from '../units/error.ts';
import type { Hash } from '../records/hash.ts';

export class LogMalformed extends BallastError {
  constructor(why: string) {
    super({
      code: 'REPLAY_LOG_MALFORMED',
      message: why,
      remedy: 'sizes are whole numbers within the log, hashes are 0x and 64 lower-case hex digits',
      retryable: false,
    });
  }
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const HASH = /^0x[0-9a-f]{64}$/;

/** Whether a value is a hash as written in artefacts and logs. */
export const isHash = (value: unknown): value is Hash => typeof value === 'string' && HASH.test(value);

const bytesOf = (hash: Hash): Uint8Array => {
  if (!isHash(hash)) throw new LogMalformed(`"${String(hash).slice(0, 80)}" is not a hash`);
  return hexToBytes(hash.slice(2));
};
const nameOf = (bytes: Uint8Array): Hash => `0x${bytesToHex(bytes)}`;

/** Leaf hash H(00 ‖ data) of bytes, or of the UTF-8 bytes of a text. */
export const leafHash = (data: Uint8Array | string): Hash =>
  nameOf(sha256(concatBytes(LEAF, typeof data === 'string' ? utf8ToBytes(data) : data)));

/** Node hash H(01 ‖ left ‖ right). */
export const nodeHash = (left: Hash, right: Hash): Hash =>
  nameOf(sha256(concatBytes(NODE, bytesOf(left), bytesOf(right))));

/** Root of the tree with no leaf: the hash of nothing. */
export const EMPTY_LOG_ROOT: Hash = nameOf(sha256(new Uint8Array()));

/** Root over leaf hashes in order. */
export function logRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return EMPTY_LOG_ROOT;
  return levelsOf(leaves).at(-1)?.[0] ?? EMPTY_LOG_ROOT;
}

/** Levels from leaves to root; an odd last node rises unhashed, which is RFC 6962's split at the largest power of two. */
function levelsOf(leaves: readonly Hash[]): readonly (readonly Hash[])[] {
  for (const leaf of leaves) if (!isHash(leaf)) throw new LogMalformed(`"${String(leaf).slice(0, 80)}" is not a hash`);
  const levels: (readonly Hash[])[] = [leaves];
  let level = leaves;
  while (level.length > 1) {
    const below = level;
    level = Array.from({ length: Math.ceil(below.length / 2) }, (_, index) => {
      const left = below[2 * index] as Hash;
      const right = below[2 * index + 1];
      return right === undefined ? left : nodeHash(left, right);
    });
    levels.push(level);
  }
  return levels;
}

/** Siblings from the leaf to the root; the leaf must be in the log. */
export function inclusionProof(leaves: readonly Hash[], leafIndex: number): Hash[] {
  if (!Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= leaves.length)
    throw new LogMalformed(`leaf ${leafIndex} is not in a log of ${leaves.length}`);
  const proof: Hash[] = [];
  let index = leafIndex;
  for (const level of levelsOf(leaves)) {
    const sibling = level[index % 2 === 0 ? index + 1 : index - 1];
    if (sibling !== undefined) proof.push(sibling);
    index = half(index);
  }
  return proof;
}

/** Whether a leaf hash stands at an index of the log with this size and root (RFC 9162 §2.1.3.2). Any malformed part is a no. */
export function isIncluded(claim: {
  readonly leaf: Hash;
  readonly leafIndex: number;
  readonly size: number;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}): boolean {
  const { leaf, leafIndex, size, root, proof } = claim;
  if (!isSize(size) || !isSize(leafIndex) || leafIndex >= size || ![leaf, root, ...proof].every(isHash)) return false;
  let index = leafIndex;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(index) || index === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(index) && index !== 0) [index, last] = [half(index), half(last)];
    } else hash = nodeHash(hash, sibling);
    [index, last] = [half(index), half(last)];
  }
  return last === 0 && hash === root;
}

/** Nodes that show the log of `firstSize` to be a prefix of the whole (RFC 6962 §2.1.2). Empty from size 0. */
export function consistencyProof(leaves: readonly Hash[], firstSize: number): Hash[] {
  if (!isSize(firstSize) || firstSize > leaves.length)
    throw new LogMalformed(`a log of ${leaves.length} has no prefix of ${firstSize}`);
  return firstSize === 0 ? [] : prefixProof(leaves, firstSize, true);
}

function prefixProof(leaves: readonly Hash[], firstSize: number, isWholeFirst: boolean): Hash[] {
  if (firstSize === leaves.length) return isWholeFirst ? [] : [logRoot(leaves)];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const left = leaves.slice(0, split);
  const right = leaves.slice(split);
  return firstSize <= split
    ? [...prefixProof(left, firstSize, isWholeFirst), logRoot(right)]
    : [...prefixProof(right, firstSize - split, false), logRoot(left)];
}

/** Whether the first log is a prefix of the second (RFC 9162 §2.1.4.2): nothing was removed, changed or inserted. */
export function isConsistent(claim: {
  readonly firstSize: number;
  readonly firstRoot: Hash;
  readonly secondSize: number;
  readonly secondRoot: Hash;
  readonly proof: readonly Hash[];
}): boolean {
  const { firstSize, firstRoot, secondSize, secondRoot, proof } = claim;
  if (!isSize(firstSize) || !isSize(secondSize) || firstSize > secondSize) return false;
  if (![firstRoot, secondRoot, ...proof].every(isHash)) return false;
  if (firstSize === secondSize) return proof.length === 0 && firstRoot === secondRoot;
  if (firstSize === 0) return proof.length === 0 && firstRoot === EMPTY_LOG_ROOT;
  const [seed, ...path] = isPowerOfTwo(firstSize) ? [firstRoot, ...proof] : proof;
  if (seed === undefined) return false;
  let first = firstSize - 1;
  let second = secondSize - 1;
  while (isOdd(first)) [first, second] = [half(first), half(second)];
  let [firstHash, secondHash] = [seed, seed];
  for (const node of path) {
    if (second === 0) return false;
    if (isOdd(first) || first === second) {
      [firstHash, secondHash] = [nodeHash(node, firstHash), nodeHash(node, secondHash)];
      while (!isOdd(first) && first !== 0) [first, second] = [half(first), half(second)];
    } else secondHash = nodeHash(secondHash, node);
    [first, second] = [half(first), half(second)];
  }
  return second === 0 && firstHash === firstRoot && secondHash === secondRoot;
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isOdd = (value: number): boolean => value % 2 === 1;
const half = (value: number): number => Math.floor(value / 2);
function isPowerOfTwo(value: number): boolean {
  let power = 1;
  while (power < value) power *= 2;
  return power === value;
}
