import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import type { Address, Hex } from '../records/snapshot.ts';
import { balanceKey, readHeader, slotKey, storageRootOf, verifyAccount, verifyStorage } from './stateProof.ts';
import { buildTrie, hexOf } from './trie.fixture.ts';
import { EMPTY_TRIE_ROOT } from './trieProof.ts';

const bytes = (hex: string): Uint8Array => hexToBytes(hex.replace('0x', ''));
const zeros = (length: number): Uint8Array => new Uint8Array(length);
// Ethereum mainnet block 0, fields as every node reports them.
const GENESIS = [
  zeros(32),
  bytes('1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347'),
  zeros(20),
  bytes('d7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544'),
  bytes(EMPTY_TRIE_ROOT),
  bytes(EMPTY_TRIE_ROOT),
  zeros(256),
  0x400000000,
  0,
  0x1388,
  0,
  0,
  bytes('11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa'),
  zeros(32),
  bytes('0000000000000042'),
];
const header = (fields: unknown): Hex => hexOf(RLP.encode(fields as never));

describe('readHeader', () => {
  it('Ethereum mainnet genesis: hash d4e56740…8fa3 and its state root', () => {
    expect(readHeader(header(GENESIS))).toEqual({
      ok: true,
      value: {
        hash: '0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3',
        parentHash: `0x${'0'.repeat(64)}`,
        stateRoot: '0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544',
        number: 0,
        timestampSeconds: 0,
      },
    });
  });
  it('keeps fields that later forks added', () => {
    const later = readHeader(
      header([...GENESIS.with(8, 19_000_000).with(11, 1_705_000_000), 7, zeros(32), 0, 0, zeros(32)]),
    );
    expect(later.ok && [later.value.number, later.value.timestampSeconds]).toEqual([19_000_000, 1_705_000_000]);
  });
  it.each<[string, Hex]>([
    ['no hex', 'header' as Hex],
    ['no list', '0x83646f67'],
    ['too few fields', header(GENESIS.slice(0, 14))],
    ['a state root of 31 bytes', header(GENESIS.with(3, zeros(31)))],
    ['a state root that is a list', header(GENESIS.with(3, [] as never))],
    ['a parent of 33 bytes', header(GENESIS.with(0, zeros(33)))],
    ['a number with leading zeros', header(GENESIS.with(8, Uint8Array.of(0, 1)))],
    [
      'a number beyond what is safe',
      header(
        GENESIS.with(
          8,
          Uint8Array.from({ length: 9 }, () => 255),
        ),
      ),
    ],
    ['a time that is a list', header(GENESIS.with(11, [] as never))],
    ['a byte too many', `${header(GENESIS)}00`],
    ['a byte too few', header(GENESIS).slice(0, -2) as Hex],
  ])('refuses %s', (_name, rlp) => expect(readHeader(rlp)).toMatchObject({ ok: false, code: 'HEADER_MALFORMED' }));
});

const HOLDER: Address = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
const TOKEN: Address = '0x5fbdb2315678afecb367f032d93f642f64180aa3';
const key = balanceKey(HOLDER, 0, 'solidity');
const KEY = key.ok ? key.value : slotKey(0);
const storage = buildTrie([
  [keccak_256(bytes(KEY)), RLP.encode(1_250_000n)],
  [keccak_256(bytes(slotKey(2))), RLP.encode(9n)],
]);
const account = RLP.encode([1n, 0n, bytes(storage.root), zeros(32).fill(3)]);
const others = Array.from({ length: 50 }, (_, index): [Uint8Array, Uint8Array] => [
  keccak_256(Uint8Array.of(index)),
  account,
]);
const state = buildTrie([[keccak_256(bytes(TOKEN)), account], ...others]);

describe('account and storage', () => {
  const claim = { stateRoot: state.root, address: TOKEN, accountProof: state.nodes(keccak_256(bytes(TOKEN))) };
  const word = { storageRoot: storage.root, key: KEY, proof: storage.nodes(keccak_256(bytes(KEY))) };

  it('proves the account, then the word', () => {
    const proven = verifyAccount(claim);
    expect(proven).toMatchObject({ ok: true, value: { nonce: 1n, balanceRaw: 0n, storageRoot: storage.root } });
    expect(verifyStorage(word)).toEqual({ ok: true, value: 1_250_000n });
  });
  it('an absent word is zero, an absent account has no storage', () => {
    const absent = { ...word, key: slotKey(77), proof: storage.nodes(keccak_256(bytes(slotKey(77)))) };
    expect(verifyStorage(absent)).toEqual({ ok: true, value: 0n });
    const nobody: Address = `0x${'9'.repeat(40)}`;
    const none = verifyAccount({ ...claim, address: nobody, accountProof: state.nodes(keccak_256(bytes(nobody))) });
    expect(none).toEqual({ ok: true, value: null });
    expect(storageRootOf(null)).toBe(EMPTY_TRIE_ROOT);
    expect(verifyStorage({ ...word, storageRoot: EMPTY_TRIE_ROOT, proof: [] })).toEqual({ ok: true, value: 0n });
  });
  it('refuses addresses and keys of the wrong length', () => {
    expect(verifyAccount({ ...claim, address: '0x00' })).toMatchObject({ code: 'PROOF_MALFORMED' });
    expect(verifyStorage({ ...word, key: '0x00' })).toMatchObject({ code: 'PROOF_MALFORMED' });
    expect(balanceKey('0x00', 0, 'solidity')).toMatchObject({ code: 'PROOF_MALFORMED' });
    expect(balanceKey(HOLDER, -1, 'vyper')).toMatchObject({ code: 'PROOF_MALFORMED' });
    expect(balanceKey(HOLDER, 0.5, 'vyper')).toMatchObject({ code: 'PROOF_MALFORMED' });
  });
  it.each<[string, Uint8Array]>([
    ['three fields', RLP.encode([1n, 0n, bytes(storage.root)])],
    ['a short storage root', RLP.encode([1n, 0n, zeros(31), zeros(32)])],
    ['a short code hash', RLP.encode([1n, 0n, zeros(32), zeros(31)])],
    ['a nonce that is a list', RLP.encode([[], 0n, zeros(32), zeros(32)] as never)],
    ['a balance with leading zeros', RLP.encode([1n, Uint8Array.of(0, 5), zeros(32), zeros(32)])],
    ['no RLP', Uint8Array.of(0xc1)],
  ])('refuses an account with %s', (_name, value) => {
    const trie = buildTrie([[keccak_256(bytes(TOKEN)), value]]);
    const broken = verifyAccount({
      stateRoot: trie.root,
      address: TOKEN,
      accountProof: trie.nodes(keccak_256(bytes(TOKEN))),
    });
    expect(broken).toMatchObject({ ok: false, code: 'PROOF_MALFORMED' });
  });
  it('takes a zero that a development chain left in the trie: the root commits to it', () => {
    const trie = buildTrie([[keccak_256(bytes(KEY)), RLP.encode(0n)]]);
    const found = verifyStorage({ storageRoot: trie.root, key: KEY, proof: trie.nodes(keccak_256(bytes(KEY))) });
    expect(found).toEqual({ ok: true, value: 0n });
  });
  it.each<[string, Uint8Array]>([
    ['33 bytes', RLP.encode(zeros(33).fill(1))],
    ['leading zeros', RLP.encode(Uint8Array.of(0, 1))],
    ['a list', RLP.encode([1n])],
    ['no RLP', Uint8Array.of(0xb8)],
  ])('refuses a stored word that is %s', (_name, value) => {
    const trie = buildTrie([[keccak_256(bytes(KEY)), value]]);
    const broken = verifyStorage({ storageRoot: trie.root, key: KEY, proof: trie.nodes(keccak_256(bytes(KEY))) });
    expect(broken).toMatchObject({ ok: false, code: 'PROOF_MALFORMED' });
  });
});

describe('balanceKey', () => {
  it('Solidity documentation, "Mappings": keccak256(h(k) . p), checked against a chain in packages/ballast', () => {
    const solidity = balanceKey(HOLDER, 3, 'solidity');
    const expected = keccak_256(bytes(`${'0'.repeat(24)}${HOLDER.slice(2)}${'3'.padStart(64, '0')}`));
    expect(solidity).toEqual({ ok: true, value: hexOf(expected) });
    const vyper = balanceKey(HOLDER, 3, 'vyper');
    const swapped = keccak_256(bytes(`${'3'.padStart(64, '0')}${'0'.repeat(24)}${HOLDER.slice(2)}`));
    expect(vyper).toEqual({ ok: true, value: hexOf(swapped) });
  });
  it('slots count in hex', () => expect(slotKey(255)).toBe(`0x${'ff'.padStart(64, '0')}`));
});
