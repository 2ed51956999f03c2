// State proofs of a real chain, checked by core without the chain.
import { keccak256 } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  balanceKey,
  EMPTY_TRIE_ROOT,
  proveState,
  readHeader,
  slotKey,
  storageRootOf,
  verifyAccount,
  verifyStorage,
  type Address,
  type BlockHeader,
  type Hex,
} from '@ballast/core';
import { observe, type Observation } from '../observe/observe.ts';
import { createSmallWorld, NOW, type SmallWorld } from '../observe/smallWorld.fixture.ts';
import { callRpc } from '../venues/rpc.ts';

interface NodeProof {
  readonly accountProof: readonly Hex[];
  readonly codeHash: Hex;
  readonly nonce: Hex;
  readonly balance: Hex;
  readonly storageHash: Hex;
  readonly storageProof: readonly { readonly key: Hex; readonly value: Hex; readonly proof: readonly Hex[] }[];
}

let world: SmallWorld;
let seen: Observation;
let header: BlockHeader;

beforeAll(async () => {
  world = await createSmallWorld({ tokens: 4 });
  seen = await look();
  const read = readHeader(seen.proofs?.chains[0]?.headerRlp ?? '0x');
  if (!read.ok) throw new TypeError(read.reason);
  header = read.value;
});
afterAll(async () => {
  await world.chain.stop();
});

const look = (): Promise<Observation> =>
  observe({
    policy: world.loaded.policy,
    policyHash: world.loaded.documentHash,
    cycle: 1,
    previous: null,
    rpcs: new Map([['eip155:31337', [world.rpc]]]),
    attested: [],
    withProofs: true,
    previousContracts: [],
  });
const prove = (address: Address, keys: readonly Hex[] = []): Promise<NodeProof> =>
  callRpc<NodeProof>(world.rpc, 'eth_getProof', [address, keys, `0x${header.number.toString(16)}`]);

describe('proofs of a real chain', () => {
  it('the header is the block’s own', () => {
    const [block] = seen.snapshot.blocks;
    expect(header).toMatchObject({
      hash: block?.hash,
      stateRoot: block?.stateRoot,
      number: block?.number,
      timestampSeconds: NOW,
    });
  });

  it('an account with code, a wallet with ether, and an account that does not exist', async () => {
    const token = world.addresses.tokens[0]?.address ?? '0x';
    const code = await callRpc<Hex>(world.rpc, 'eth_getCode', [token, 'latest']);
    const contract = await prove(token);
    const proven = verifyAccount({ stateRoot: header.stateRoot, address: token, accountProof: contract.accountProof });
    expect(proven).toMatchObject({ ok: true, value: { codeHash: keccak256(code), storageRoot: contract.storageHash } });

    const wallet = await prove(world.addresses.wallet);
    expect(
      verifyAccount({
        stateRoot: header.stateRoot,
        address: world.addresses.wallet,
        accountProof: wallet.accountProof,
      }),
    ).toMatchObject({
      ok: true,
      value: { balanceRaw: BigInt(wallet.balance), nonce: BigInt(wallet.nonce), storageRoot: EMPTY_TRIE_ROOT },
    });

    const nobody: Address = `0x${'9'.repeat(40)}`;
    const absent = await prove(nobody, [slotKey(0)]);
    const account = verifyAccount({ stateRoot: header.stateRoot, address: nobody, accountProof: absent.accountProof });
    expect(account).toEqual({ ok: true, value: null });
    const word = absent.storageProof[0];
    expect(verifyStorage({ storageRoot: storageRootOf(null), key: slotKey(0), proof: word?.proof ?? [] })).toEqual({
      ok: true,
      value: 0n,
    });
  });

  it('every balance of every token by its mapping key, and words that are not there', async () => {
    for (const token of world.addresses.tokens) {
      for (const holder of [world.addresses.wallet, world.addresses.treasury, `0x${'7'.repeat(40)}` as const]) {
        const slots = token.address === world.weth ? [3] : [0, 1, 2, 3, 4, 5];
        const keys = slots
          .map((slot) => balanceKey(holder, slot, 'solidity'))
          .flatMap((key) => (key.ok ? [key.value] : []));
        const answer = await prove(token.address, keys);
        const account = verifyAccount({
          stateRoot: header.stateRoot,
          address: token.address,
          accountProof: answer.accountProof,
        });
        if (!account.ok) throw new TypeError(account.reason);
        const words = keys.map((key, index) => {
          const proof = answer.storageProof[index]?.proof ?? [];
          return verifyStorage({ storageRoot: storageRootOf(account.value), key, proof });
        });
        expect(words.map((word) => (word.ok ? word.value : word.code))).toEqual(
          answer.storageProof.map((word) => BigInt(word.value)),
        );
      }
    }
  });

  it('a proof of one block proves nothing under another, nor one account under another', async () => {
    const token = world.addresses.tokens[0]?.address ?? '0x';
    const old = await prove(token);
    world.call('TestToken', token, 'mint', [world.addresses.wallet, 1n]);
    await world.deployer.mine(NOW + 10);
    const next = (await look()).proofs?.chains[0]?.headerRlp ?? '0x';
    const later = readHeader(next);
    if (!later.ok) throw new TypeError(later.reason);
    expect(later.value.parentHash).toBe(header.hash);
    const stale = verifyAccount({ stateRoot: later.value.stateRoot, address: token, accountProof: old.accountProof });
    expect(stale).toMatchObject({ ok: false, code: 'PROOF_WRONG_NODE' });
    const other = verifyAccount({
      stateRoot: header.stateRoot,
      address: world.addresses.wallet,
      accountProof: old.accountProof,
    });
    expect(other.ok && other.value !== null).toBe(false);
  });

  it('the record of observe proves every idle amount and the supply', () => {
    const { snapshot, proofs } = seen;
    if (proofs === null) throw new TypeError('no proofs');
    const { policy } = world.loaded;
    const evidence = proveState({ proofs, snapshot, policy });
    expect(evidence.filter((item) => !item.ok)).toEqual([]);
    const idle = snapshot.holdings.filter((item) => item.where === 'idle').map((item) => item.id);
    const proven = evidence.filter((item) => item.kind === 'holding').map((item) => item.subject);
    expect(idle.length).toBeGreaterThan(3);
    expect(proven.toSorted()).toEqual(idle.toSorted());
    expect(evidence.filter((item) => item.kind === 'supply').map((item) => item.subject)).toEqual(
      policy.liabilities.map((item) => item.id),
    );
  });
});
