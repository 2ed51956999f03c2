import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hex } from '../records/snapshot.ts';
import { decodeRlp } from './rlp.ts';
import { buildTrie, hexOf, packPath } from './trie.fixture.ts';
import { EMPTY_TRIE_ROOT, verifyTrie } from './trieProof.ts';

const text = (value: string): Uint8Array => utf8ToBytes(value);
const codeOf = (claim: Parameters<typeof verifyTrie>[0]): string => {
  const result = verifyTrie(claim);
  return result.ok ? 'OK' : result.code;
};

describe('golden', () => {
  it('Ethereum wiki "Patricia tree" example: do, dog, doge, horse', () => {
    const trie = buildTrie([
      [text('do'), text('verb')],
      [text('dog'), text('puppy')],
      [text('doge'), text('coin')],
      [text('horse'), text('stallion')],
    ]);
    expect(trie.root).toBe('0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84');
    for (const [key, value] of [
      ['do', 'verb'],
      ['dog', 'puppy'],
      ['doge', 'coin'],
      ['horse', 'stallion'],
    ] as const) {
      const claim = { root: trie.root, key: text(key), nodes: trie.nodes(text(key)) };
      expect(verifyTrie(claim)).toEqual({ ok: true, value: text(value) });
    }
    for (const key of ['d', 'doges', 'horses', 'cat', '']) {
      const claim = { root: trie.root, key: text(key), nodes: trie.nodes(text(key)) };
      expect(verifyTrie(claim)).toEqual({ ok: true, value: null });
    }
  });

  it('ethereum/tests trieanyorder.json "singleItem"', () => {
    const trie = buildTrie([[text('A'), text('a'.repeat(50))]]);
    expect(trie.root).toBe('0xd23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab');
  });

  it('the root of the empty trie, as every block without transactions shows', () => {
    expect(EMPTY_TRIE_ROOT).toBe('0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421');
  });
});

describe('hostile proofs', () => {
  const entries = Array.from({ length: 200 }, (_, index): [Uint8Array, Uint8Array] => [
    keccak_256(text(`key ${index}`)),
    RLP.encode(BigInt(index + 1)),
  ]);
  const trie = buildTrie(entries);
  const key = (entries[7] as [Uint8Array, Uint8Array])[0];
  const nodes = trie.nodes(key);
  const claim = { root: trie.root, key, nodes };

  it('the honest proof holds and is at least two nodes deep', () => {
    expect(nodes.length).toBeGreaterThan(1);
    expect(verifyTrie(claim)).toEqual({ ok: true, value: RLP.encode(8n) });
  });
  it('truncated anywhere', () => {
    for (let kept = 0; kept < nodes.length; kept += 1)
      expect(codeOf({ ...claim, nodes: nodes.slice(0, kept) })).toBe('PROOF_TRUNCATED');
  });
  it('superfluous nodes, even true ones', () => {
    expect(codeOf({ ...claim, nodes: [...nodes, nodes[0] as Hex] })).toBe('PROOF_EXTRA_NODES');
    expect(codeOf({ ...claim, nodes: [...nodes, '0x80'] })).toBe('PROOF_EXTRA_NODES');
  });
  it('wrong order and another key’s nodes', () => {
    expect(codeOf({ ...claim, nodes: nodes.toReversed() })).toBe('PROOF_WRONG_NODE');
    expect(
      codeOf({
        ...claim,
        nodes: [nodes[0] as Hex, ...trie.nodes((entries[8] as [Uint8Array, Uint8Array])[0]).slice(1)],
      }),
    ).not.toBe('OK');
  });
  it('another root, a short root, a root in capitals', () => {
    expect(codeOf({ ...claim, root: EMPTY_TRIE_ROOT })).toBe('PROOF_WRONG_NODE');
    expect(codeOf({ ...claim, root: '0x00' })).toBe('PROOF_MALFORMED');
    expect(codeOf({ ...claim, root: trie.root.toUpperCase().replace('0X', '0x') as Hex })).toBe('PROOF_MALFORMED');
  });
  it('nodes that are not hex', () => {
    for (const node of ['', '0x0', '0xzz', 'nodes', '0xAB'] as Hex[])
      expect(codeOf({ ...claim, nodes: [node] })).toBe('PROOF_MALFORMED');
  });
  it('one changed byte anywhere in any node', () => {
    fc.assert(
      fc.property(fc.nat(nodes.length - 1), fc.nat(), fc.integer({ min: 1, max: 255 }), (index, at, change) => {
        const bytes = hexToBytes((nodes[index] as Hex).slice(2));
        const where = at % bytes.length;
        bytes[where] = (bytes[where] ?? 0) ^ change;
        expect(codeOf({ ...claim, nodes: nodes.with(index, hexOf(bytes)) })).toBe('PROOF_WRONG_NODE');
      }),
    );
  });
  it('the empty trie proves absence with no node or the empty string, and nothing else', () => {
    for (const none of [[], ['0x80']] as Hex[][])
      expect(verifyTrie({ root: EMPTY_TRIE_ROOT, key, nodes: none })).toEqual({ ok: true, value: null });
    expect(codeOf({ root: EMPTY_TRIE_ROOT, key, nodes: ['0x80', '0x80'] })).not.toBe('OK');
    expect(codeOf({ root: EMPTY_TRIE_ROOT, key, nodes: ['0xc0'] })).toBe('PROOF_WRONG_NODE');
  });
});

// A malformed node that its root really names: only a hostile operator can make one, so the hash alone does not protect.
describe('malformed nodes under their own hash', () => {
  const key = Uint8Array.of(0x12, 0x34);
  const rooted = (node: Parameters<typeof RLP.encode>[0]): string => {
    const bytes = RLP.encode(node);
    return codeOf({ root: hexOf(keccak_256(bytes)), key, nodes: [hexOf(bytes)] });
  };
  const empty = new Uint8Array();
  const branch = Array.from({ length: 17 }, () => empty);
  it.each<[string, Parameters<typeof RLP.encode>[0]]>([
    ['a byte string', text('not a node')],
    ['an empty list', []],
    ['three items', [empty, empty, empty]],
    ['eighteen items', [...branch, empty]],
    ['a path that is a list', [[], text('value')]],
    ['an empty path', [empty, text('value')]],
    ['an unknown flag', [Uint8Array.of(0x40), text('value')]],
    ['padding that is not zero', [Uint8Array.of(0x21, 0x12, 0x34), text('value')]],
    ['an extension without path', [Uint8Array.of(0x00), new Uint8Array(32)]],
    ['an extension to nothing', [packPath([1], false), empty]],
    ['a reference of 31 bytes', branch.with(1, new Uint8Array(31).fill(1))],
    ['a reference of 33 bytes', branch.with(1, new Uint8Array(33).fill(1))],
    ['a value that is a list', [packPath([1, 2, 3, 4], true), [text('value')]]],
    ['another key’s value that is a list', [packPath([1, 2, 3, 5], true), [text('value')]]],
  ])('%s', (_name, node) => expect(rooted(node)).toBe('PROOF_MALFORMED'));

  it('an embedded node of 32 bytes or more', () => {
    const leaf = [packPath([2, 3, 4], true), new Uint8Array(40).fill(7)];
    expect(rooted([...branch.slice(0, 1), leaf, ...branch.slice(2)] as never)).toBe('PROOF_MALFORMED');
    const small = [packPath([2, 3, 4], true), Uint8Array.of(7)];
    expect(rooted([...branch.slice(0, 1), small, ...branch.slice(2)] as never)).toBe('OK');
  });
  it('bytes that decode but are not the strict encoding, or end in more', () => {
    const bytes = hexToBytes('c20181');
    expect(decodeRlp(bytes)).toBeNull();
    for (const loose of ['8101', 'b801ff', 'f800', 'c101ff', '', 'b90001ff'])
      expect(decodeRlp(hexToBytes(loose))).toBeNull();
  });
  it('a nesting bomb', () => {
    for (const depth of [9, 5_000, 12_000]) {
      let bomb: Uint8Array = new Uint8Array();
      for (let level = 0; level < depth; level += 1) bomb = concatBytes(Uint8Array.from(lengthOf(bomb.length)), bomb);
      expect(decodeRlp(bomb)).toBeNull();
    }
  });
});

const lengthOf = (length: number): number[] =>
  length < 56 ? [0xc0 + length] : length < 256 ? [0xf8, length] : [0xf9, length >> 8, length & 255];

describe('laws', () => {
  const keys = fc.uniqueArray(fc.uint8Array({ minLength: 2, maxLength: 2 }), {
    minLength: 1,
    maxLength: 40,
    selector: (bytes) => hexOf(bytes),
  });
  it('every key of every trie is proven with its value, every other key proven absent (short values embed nodes)', () => {
    fc.assert(
      fc.property(
        keys,
        fc.uint8Array({ minLength: 2, maxLength: 2 }),
        fc.integer({ min: 1, max: 40 }),
        (all, other, size) => {
          const trie = buildTrie(all.map((key) => [key, new Uint8Array(size).fill(9)]));
          for (const key of all)
            expect(verifyTrie({ root: trie.root, key, nodes: trie.nodes(key) })).toEqual({
              ok: true,
              value: new Uint8Array(size).fill(9),
            });
          const isThere = all.some((key) => hexOf(key) === hexOf(other));
          const answer = verifyTrie({ root: trie.root, key: other, nodes: trie.nodes(other) });
          expect(answer).toEqual({ ok: true, value: isThere ? new Uint8Array(size).fill(9) : null });
        },
      ),
    );
  });
  it('a present key can never be proven absent with nodes of the same trie', () => {
    fc.assert(
      fc.property(keys, fc.nat(), fc.nat(), (all, a, b) => {
        const trie = buildTrie(all.map((key) => [key, new Uint8Array(33).fill(9)]));
        const [key, other] = [all[a % all.length] as Uint8Array, all[b % all.length] as Uint8Array];
        const answer = verifyTrie({ root: trie.root, key, nodes: trie.nodes(other) });
        if (answer.ok) expect(answer.value).toEqual(new Uint8Array(33).fill(9));
      }),
    );
  });
});
