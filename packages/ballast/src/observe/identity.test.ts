// Who stands behind an address: code hashes, proxies, and where tokens keep balances, on a real chain.
import { keccak256 } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { balanceKey, type Address, type Hex } from '@ballast/core';
import { callRpc } from '../venues/rpc.ts';
import { readArtifact } from '../worlds/local/artifacts.ts';
import {
  balanceSlotRequest,
  markBalanceWords,
  readBalanceSlot,
  readSupplySlot,
  supplySlotRequest,
} from './balanceSlots.ts';
import { readHeader } from './blockHeader.ts';
import { codeHashRequests, EMPTY_CODE_HASH, readCodeHashes } from './codeHashes.ts';
import { encodeHeader } from './encodeHeader.ts';
import { createPanel, type Panel, type PanelAnswer } from './panel.ts';
import { PROXY_SLOTS, proxySlotRequests, readProxySlots } from './proxySlots.ts';
import { CHAIN } from './smallPolicy.fixture.ts';
import { createSmallWorld, NOW, type SmallWorld } from './smallWorld.fixture.ts';

let world: SmallWorld;
let panel: Panel;
let proxies: {
  readonly erc1967: Address;
  readonly transparent: Address;
  readonly beacon: Address;
  readonly beaconProxy: Address;
  readonly vyper: Address;
};
beforeAll(async () => {
  world = await createSmallWorld({ tokens: 2 });
  const oz = (path: string) => readArtifact(`@openzeppelin/contracts/build/contracts/${path}.json`);
  const token = world.addresses.liability;
  const deploy = (name: string, args: readonly unknown[]): Address => world.deployer.deploy(name, oz(name), args);
  const beacon = deploy('UpgradeableBeacon', [token, world.deployer.admin]);
  proxies = {
    erc1967: deploy('ERC1967Proxy', [token, '0x18160ddd']),
    transparent: deploy('TransparentUpgradeableProxy', [token, world.deployer.admin, '0x18160ddd']),
    beacon,
    beaconProxy: deploy('BeaconProxy', [beacon, '0x18160ddd']),
    // balanceOf(a) as a Vyper contract keeps it: keccak(slot 3 ‖ holder).
    vyper: world.deployer.deploy('vyper', {
      abi: [],
      bytecode: '0x601980600b6000396000f3600360005260043560205260406000205460005260206000f3',
    }),
  };
  await world.deployer.mine(NOW + 12);
  const block = await callRpc(world.rpc, 'eth_getBlockByNumber', ['latest', false]);
  const header = readHeader('node', block);
  if (header === null) throw new TypeError('no head');
  panel = createPanel(CHAIN, [{ rpc: world.rpc, header }]);
});
afterAll(async () => {
  await world.chain.stop();
});

describe('code hashes', () => {
  it('are what keccak of the code is, empty for accounts and for nothing', async () => {
    const addresses = [
      world.addresses.aggregator,
      world.addresses.pool,
      world.addresses.wallet,
      '0x00000000000000000000000000000000000000ee',
    ] as const;
    const hashes = readCodeHashes(addresses, await panel.ask(codeHashRequests(addresses)));
    for (const address of addresses.slice(0, 2))
      expect(hashes.get(address)).toBe(keccak256(await callRpc<Hex>(world.rpc, 'eth_getCode', [address, 'latest'])));
    expect(hashes.get(addresses[2])).toBe(EMPTY_CODE_HASH);
    expect(hashes.get(addresses[3])).toBe(EMPTY_CODE_HASH);
  });

  it('of a thousand addresses take two calls and stay in order', async () => {
    const addresses = Array.from({ length: 1_000 }, (_item, index): Address =>
      index === 850 ? world.addresses.pool : `0x${(index + 4_096).toString(16).padStart(40, '0')}`,
    );
    const requests = codeHashRequests(addresses);
    expect(requests).toHaveLength(2);
    const hashes = readCodeHashes(addresses, await panel.ask(requests));
    const contracts = addresses.filter((address) => hashes.get(address) !== EMPTY_CODE_HASH);
    expect(contracts).toEqual([world.addresses.pool]);
  });

  it('of an answer that is cut off are unknown, all of them', () => {
    const answer = (result: unknown): PanelAnswer[] => [{ ok: true, result }];
    for (const result of ['0x', `0x${'00'.repeat(63)}`, `0x${'00'.repeat(96)}`, null, 7])
      expect(
        readCodeHashes(['0x00000000000000000000000000000000000000ee'], answer(result)).get(
          '0x00000000000000000000000000000000000000ee',
        ),
      ).toBeNull();
  });
});

describe('proxies', () => {
  it('slots are those of EIP-1967 and of zeppelinos as published', () => {
    expect(PROXY_SLOTS).toEqual({
      implementation: '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc',
      admin: '0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103',
      beacon: '0xa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50',
      oldImplementation: '0x7050c9e0f4ca769c69bd3a8ef740bc37934f8e2c036e5a723fd8ee048ed3f8c3',
      oldAdmin: '0x10d6a54a4754c8869d6886b5f5d7fbfa5b4522237ea5c60d11bc4e7a1ff9390b',
    });
  });

  it('name implementation, admin and beacon of the published OpenZeppelin proxies', async () => {
    const addresses = [proxies.erc1967, proxies.transparent, proxies.beaconProxy, world.addresses.pool];
    const found = readProxySlots(addresses, await panel.ask(proxySlotRequests(addresses)));
    expect(found.get(proxies.erc1967)).toEqual({ implementation: world.addresses.liability, admin: null });
    expect(found.get(proxies.transparent)?.implementation).toBe(world.addresses.liability);
    expect(found.get(proxies.transparent)?.admin).toMatch(/^0x[0-9a-f]{40}$/);
    expect(found.get(proxies.beaconProxy)).toEqual({ implementation: proxies.beacon, admin: null });
    expect(found.get(world.addresses.pool)).toEqual({ implementation: null, admin: null });
  });

  it('two nodes that write one word with and without leading zeros agree', () => {
    const [request] = proxySlotRequests([proxies.erc1967]);
    expect(request?.isSame?.('0x0', `0x${'0'.repeat(64)}`)).toBe(true);
    expect(request?.isSame?.('0x1', `0x${'0'.repeat(64)}`)).toBe(false);
  });
});

describe('where a token keeps balances', () => {
  const slotOf = async (token: Address, holder: Address) =>
    readBalanceSlot((await panel.ask([balanceSlotRequest(token, holder, markBalanceWords(holder), 'balanceOf')]))[0]);
  const stranger: Address = '0x00000000000000000000000000000000000000ee';

  it('is found for OpenZeppelin, WETH9 and Vyper layouts, for a holder of nothing too', async () => {
    expect(await slotOf(world.addresses.liability, stranger)).toEqual({ layout: 'solidity', slotIndex: 0 });
    expect(await slotOf(world.weth, stranger)).toEqual({ layout: 'solidity', slotIndex: 3 });
    expect(await slotOf(proxies.vyper, stranger)).toEqual({ layout: 'vyper', slotIndex: 3 });
  });

  it('is found through a proxy', async () => {
    expect(await slotOf(proxies.erc1967, stranger)).toEqual({ layout: 'solidity', slotIndex: 0 });
  });

  it('is not found where there is none: no token, a derived balance, a node without overrides', async () => {
    expect(await slotOf(world.addresses.wallet, stranger)).toBeNull();
    expect(await slotOf(world.addresses.aggregator, stranger)).toBeNull();
    for (const result of [`0x${'0'.repeat(64)}`, '0x', '0x62', null, `0x${'f'.repeat(64)}`])
      expect(readBalanceSlot({ ok: true, result })).toBeNull();
  });

  it('is not changed by looking', async () => {
    const key = balanceKey(stranger, 0, 'solidity');
    await slotOf(world.addresses.liability, stranger);
    const word = await callRpc<Hex>(world.rpc, 'eth_getStorageAt', [
      world.addresses.liability,
      key.ok ? key.value : '0x',
      'latest',
    ]);
    expect(BigInt(word)).toBe(0n);
  });

  it('supply too', async () => {
    const [answer] = await panel.ask([supplySlotRequest(world.addresses.liability)]);
    expect(readSupplySlot(answer)).toBe(2);
    const [derived] = await panel.ask([supplySlotRequest(world.weth)]);
    expect(readSupplySlot(derived)).toBeNull();
  });
});

describe('block headers', () => {
  it('encode to the bytes the hash is of', async () => {
    const block = await callRpc<Record<string, unknown>>(world.rpc, 'eth_getBlockByNumber', ['latest', false]);
    const header = readHeader('node', block);
    if (header === null) throw new TypeError('no head');
    const encoded = encodeHeader(header);
    expect(encoded === null ? null : keccak256(encoded)).toBe(block['hash']);
  });

  it('Ethereum mainnet genesis block encodes to its published hash 0xd4e5…8fa3', () => {
    const zero = (bytes: number): string => `0x${'00'.repeat(bytes)}`;
    const empty = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';
    const header = readHeader('node', {
      hash: '0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3',
      parentHash: zero(32),
      sha3Uncles: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',
      miner: zero(20),
      stateRoot: '0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544',
      transactionsRoot: empty,
      receiptsRoot: empty,
      logsBloom: zero(256),
      difficulty: '0x400000000',
      number: '0x0',
      gasLimit: '0x1388',
      gasUsed: '0x0',
      timestamp: '0x0',
      extraData: '0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa',
      mixHash: zero(32),
      nonce: '0x0000000000000042',
    });
    expect(header === null ? null : encodeHeader(header)).toMatch(/^0xf90214/);
  });

  it('a header that lies about any field is no proof', async () => {
    const block = await callRpc<Record<string, unknown>>(world.rpc, 'eth_getBlockByNumber', ['latest', false]);
    for (const [field, value] of [
      ['stateRoot', `0x${'11'.repeat(32)}`],
      ['gasUsed', '0x1'],
      ['extraData', '0x1'],
      ['extraData', 7],
      ['withdrawalsRoot', null],
    ] as const) {
      const header = readHeader('node', { ...block, [field]: value });
      expect(header === null ? null : encodeHeader(header)).toBeNull();
    }
  });
});
