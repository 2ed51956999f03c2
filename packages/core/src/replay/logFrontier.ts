import type { Hash } from '../records/hash.ts';
import { EMPTY_LOG_ROOT, nodeHash } from './merkleLog.ts';

/** All of a log that appending to it needs: its size and the roots of its full subtrees, largest first. */
export interface LogFrontier {
  readonly size: number;
  readonly roots: readonly Hash[];
}

export const EMPTY_FRONTIER: LogFrontier = { size: 0, roots: [] };

/** The frontier after one more leaf hash; a constant number of hashes on average. Pure. */
export function appendLeaf(log: LogFrontier, leaf: Hash): LogFrontier {
  const roots = [...log.roots, leaf];
  // Every trailing 1 bit of the old size is a full subtree of the same height, waiting for its right half.
  for (let size = log.size; size % 2 === 1; size = (size - 1) / 2) {
    const right = roots.pop() as Hash;
    const left = roots.pop() as Hash;
    roots.push(nodeHash(left, right));
  }
  return { size: log.size + 1, roots };
}

/** Root of the log a frontier stands for; equal to logRoot over all its leaves. */
export function frontierRoot(log: LogFrontier): Hash {
  const last = log.roots.at(-1);
  if (last === undefined) return EMPTY_LOG_ROOT;
  return log.roots.slice(0, -1).reduceRight<Hash>((right, left) => nodeHash(left, right), last);
}
