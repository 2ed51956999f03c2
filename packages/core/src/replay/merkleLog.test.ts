import { hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hash } from '../records/hash.ts';
import { appendLeaf, EMPTY_FRONTIER, frontierRoot } from './logFrontier.ts';
import {
  consistencyProof,
  EMPTY_LOG_ROOT,
  inclusionProof,
  isConsistent,
  isIncluded,
  leafHash,
  LogMalformed,
  logRoot,
  nodeHash,
} from './merkleLog.ts';

const STANDARD = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => leafHash(hexToBytes(hex)));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
].map((hex): Hash => `0x${hex}`);
const N = {
  n01: '0xfac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  n0: '0x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  n1: '0x96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  n23: '0x5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  n4: '0xbc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  n45: '0x0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  n6: '0xb08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
  n67: '0xca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  n0123: '0xd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  n4567: '0x6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
} as const;

const someLeaves = (size: number): Hash[] => Array.from({ length: size }, (_, index) => leafHash(`leaf ${index}`));
const flip = (hash: Hash): Hash => `${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}` as Hash;

describe('golden: certificate-transparency reference tree (RFC 6962 test inputs)', () => {
  it.each(ROOTS.map((root, size) => ({ root, size })))('root of the first $size leaves', ({ root, size }) => {
    expect(logRoot(STANDARD.slice(0, size))).toBe(root);
    expect(frontierRoot(STANDARD.slice(0, size).reduce(appendLeaf, EMPTY_FRONTIER))).toBe(root);
  });

  it.each([
    { index: 0, size: 1, proof: [] },
    { index: 0, size: 8, proof: [N.n1, N.n23, N.n4567] },
    { index: 5, size: 8, proof: [N.n4, N.n67, N.n0123] },
    { index: 2, size: 3, proof: [N.n01] },
    { index: 1, size: 5, proof: [N.n0, N.n23, N.n4] },
  ])('published inclusion proof of leaf $index in $size', ({ index, size, proof }) => {
    const leaves = STANDARD.slice(0, size);
    expect(inclusionProof(leaves, index)).toEqual(proof);
    const claim = { leaf: leaves[index] as Hash, leafIndex: index, size, root: ROOTS[size] as Hash, proof };
    expect(isIncluded(claim)).toBe(true);
  });

  it.each([
    { from: 1, to: 1, proof: [] },
    { from: 1, to: 8, proof: [N.n1, N.n23, N.n4567] },
    { from: 6, to: 8, proof: [N.n45, N.n67, N.n0123] },
    { from: 2, to: 5, proof: [N.n23, N.n4] },
    { from: 6, to: 7, proof: [N.n45, N.n6, N.n0123] },
  ])('published consistency proof from $from to $to', ({ from, to, proof }) => {
    expect(consistencyProof(STANDARD.slice(0, to), from)).toEqual(proof);
    const claim = { firstSize: from, firstRoot: ROOTS[from] as Hash, secondSize: to, secondRoot: ROOTS[to] as Hash };
    expect(isConsistent({ ...claim, proof })).toBe(true);
  });

  it('RFC 9162 §2.1.5 example: seven leaves, proofs named by their nodes', () => {
    const d = someLeaves(7);
    const [a, b, c, dd, e, f, j] = d as [Hash, Hash, Hash, Hash, Hash, Hash, Hash];
    const [g, h, i] = [nodeHash(a, b), nodeHash(c, dd), nodeHash(e, f)];
    const [k, l] = [nodeHash(g, h), nodeHash(i, j)];
    expect(logRoot(d)).toBe(nodeHash(k, l));
    expect(inclusionProof(d, 0)).toEqual([b, h, l]);
    expect(inclusionProof(d, 3)).toEqual([c, g, l]);
    expect(inclusionProof(d, 4)).toEqual([f, j, k]);
    expect(inclusionProof(d, 6)).toEqual([i, k]);
    expect(consistencyProof(d, 3)).toEqual([c, dd, g, l]);
    expect(consistencyProof(d, 4)).toEqual([l]);
    expect(consistencyProof(d, 6)).toEqual([i, j, k]);
  });
});

describe('refusals', () => {
  it.each([-1, 8, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER])('inclusion of leaf %s in 8 throws', (index) => {
    expect(() => inclusionProof(STANDARD, index)).toThrow(LogMalformed);
  });
  it.each([-1, 9, 0.5, Number.NaN])('consistency from %s of 8 throws', (size) => {
    expect(() => consistencyProof(STANDARD, size)).toThrow(LogMalformed);
  });
  it.each(['0x', 'abc', `0x${'A'.repeat(64)}`, `0x${'0'.repeat(63)}`, `0x${'0'.repeat(65)}`])(
    'a leaf %s is not a hash',
    (leaf) => expect(() => logRoot([leaf as Hash])).toThrow(LogMalformed),
  );
  it('malformed claims are a no, never a throw', () => {
    const claim = {
      leaf: STANDARD[0] as Hash,
      leafIndex: 0,
      size: 8,
      root: ROOTS[8] as Hash,
      proof: [N.n1, N.n23, N.n4567],
    };
    expect(isIncluded(claim)).toBe(true);
    for (const broken of [
      { ...claim, leafIndex: -1 },
      { ...claim, leafIndex: 8 },
      { ...claim, leafIndex: 0.5 },
      { ...claim, size: 0 },
      { ...claim, size: Number.NaN },
      { ...claim, size: 2 ** 60 },
      { ...claim, root: '0x00' as Hash },
      { ...claim, proof: [...claim.proof, N.n1] },
      { ...claim, proof: claim.proof.slice(0, 2) },
      { ...claim, proof: ['nonsense' as Hash, ...claim.proof] },
    ])
      expect(isIncluded(broken)).toBe(false);
    const consistent = {
      firstSize: 6,
      firstRoot: ROOTS[6] as Hash,
      secondSize: 8,
      secondRoot: ROOTS[8] as Hash,
      proof: [N.n45, N.n67, N.n0123],
    };
    for (const broken of [
      { ...consistent, firstSize: 9 },
      { ...consistent, firstSize: 5 },
      { ...consistent, secondSize: 16 },
      { ...consistent, proof: [] },
      { ...consistent, proof: consistent.proof.toReversed() },
      { ...consistent, proof: [...consistent.proof, N.n1] },
      { ...consistent, firstSize: 0 },
      { ...consistent, firstSize: 8, proof: [] },
    ])
      expect(isConsistent(broken)).toBe(false);
  });
  it('a second preimage by node confusion fails: an inner node is not a leaf', () => {
    const claim = { leafIndex: 0, size: 4, root: ROOTS[8] as Hash, proof: [N.n23, N.n4567] };
    expect(isIncluded({ ...claim, leaf: leafHash(hexToBytes(N.n01.slice(2))) })).toBe(false);
  });
});

describe('laws', () => {
  const sized = fc.integer({ min: 1, max: 70 });

  it('every leaf of every size is included, and only where it stands', () => {
    fc.assert(
      fc.property(sized, fc.nat(), fc.nat(), (size, at, elsewhere) => {
        const leaves = someLeaves(size);
        const leafIndex = at % size;
        const claim = {
          leaf: leaves[leafIndex] as Hash,
          leafIndex,
          size,
          root: logRoot(leaves),
          proof: inclusionProof(leaves, leafIndex),
        };
        expect(isIncluded(claim)).toBe(true);
        const other = elsewhere % size;
        if (other !== leafIndex) expect(isIncluded({ ...claim, leafIndex: other })).toBe(false);
        expect(isIncluded({ ...claim, leaf: flip(claim.leaf) })).toBe(false);
        expect(isIncluded({ ...claim, root: flip(claim.root) })).toBe(false);
        claim.proof.forEach((hash, index) =>
          expect(isIncluded({ ...claim, proof: claim.proof.with(index, flip(hash)) })).toBe(false),
        );
      }),
    );
  });

  it('every prefix is consistent with every later log; a changed, dropped or inserted leaf is not', () => {
    fc.assert(
      fc.property(sized, fc.nat(), fc.nat(), (size, at, where) => {
        const leaves = someLeaves(size);
        const firstSize = at % (size + 1);
        const firstRoot = logRoot(leaves.slice(0, firstSize));
        const claim = {
          firstSize,
          firstRoot,
          secondSize: size,
          secondRoot: logRoot(leaves),
          proof: consistencyProof(leaves, firstSize),
        };
        expect(isConsistent(claim)).toBe(true);
        claim.proof.forEach((hash, index) =>
          expect(isConsistent({ ...claim, proof: claim.proof.with(index, flip(hash)) })).toBe(false),
        );
        if (firstSize === 0) return;
        const forged = leaves.with(where % firstSize, leafHash('another past'));
        const inserted = leaves.toSpliced(where % firstSize, 0, leafHash('inserted'));
        for (const past of [forged, inserted]) {
          const proof = consistencyProof(past, firstSize);
          expect(
            isConsistent({ firstSize, firstRoot, secondSize: past.length, secondRoot: logRoot(past), proof }),
          ).toBe(false);
        }
      }),
    );
  });

  it('appending one by one gives the root of the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (size) => {
        const leaves = someLeaves(size);
        const log = leaves.reduce(appendLeaf, EMPTY_FRONTIER);
        expect(log.size).toBe(size);
        expect(frontierRoot(log)).toBe(logRoot(leaves));
        expect(log.roots.length).toBe([...size.toString(2)].filter((bit) => bit === '1').length);
      }),
    );
  });

  it('the empty log', () => {
    expect(logRoot([])).toBe(EMPTY_LOG_ROOT);
    expect(consistencyProof(someLeaves(3), 0)).toEqual([]);
    const claim = {
      firstSize: 0,
      firstRoot: EMPTY_LOG_ROOT,
      secondSize: 3,
      secondRoot: logRoot(someLeaves(3)),
      proof: [],
    };
    expect(isConsistent(claim)).toBe(true);
    expect(isConsistent({ ...claim, firstRoot: flip(EMPTY_LOG_ROOT) })).toBe(false);
  });

  it('ten thousand leaves: root, both proofs, no longer than the tree is high, and their verification', () => {
    const leaves = someLeaves(10_000);
    const root = logRoot(leaves);
    const proof = inclusionProof(leaves, 7_777);
    const later = consistencyProof(leaves, 6_543);
    const firstRoot = logRoot(leaves.slice(0, 6_543));
    expect(isIncluded({ leaf: leaves[7_777] as Hash, leafIndex: 7_777, size: 10_000, root, proof })).toBe(true);
    expect(isConsistent({ firstSize: 6_543, firstRoot, secondSize: 10_000, secondRoot: root, proof: later })).toBe(
      true,
    );
    // 2¹⁴ leaves are more than ten thousand.
    expect(proof.length).toBeLessThanOrEqual(14);
    expect(later.length).toBeLessThanOrEqual(15);
  });
});
