// Finding what wallets hold: on the embedded world, with a catalogue made for it.
import { encodeFunctionData, parseAbi, type Hex } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialCarried, loadPolicy, value, type Address } from '@ballast/core';
import { callRpc } from '../venues/rpc.ts';
import { createLocalWorld, type LocalWorld } from '../worlds/local/createLocalWorld.ts';
import { readArtifact } from '../worlds/local/artifacts.ts';
import type { Catalogue } from './catalogueSchema.ts';
import { catalogueOf } from './localCatalogue.fixture.ts';
import { discover } from './discover.ts';
import { draftPolicy } from './draftPolicy.ts';
import { observe } from './observe.ts';
import { AssetNotInCatalogue } from './policyDraft.ts';

const CHAIN = 'eip155:31337';
const abi = parseAbi([
  'function transfer(address to, uint256 amount) returns (bool)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referral)',
]);
const WALLET: Address = '0x00000000000000000000000000000000000b0b0b';

let world: LocalWorld;
let catalogue: Catalogue;
let safe: Address;
beforeAll(async () => {
  world = await createLocalWorld({ seed: 3, steps: 24 });
  await world.advance();
  catalogue = catalogueOf(world);
  const { vault } = world.addresses.reserve;
  safe = await deploySafe();
  await send(vault, tokenOf('USDC'), 'transfer', [WALLET, 2_000_000_000n]);
  await send(vault, tokenOf('WETH'), 'transfer', [safe, 10n ** 18n]);
  await send(vault, tokenOf('sDAI'), 'transfer', [safe, 500n * 10n ** 18n]);
  await send(WALLET, tokenOf('USDC'), 'approve', [world.addresses.aave.pool, 1_000_000_000n]);
  await send(WALLET, world.addresses.aave.pool, 'supply', [tokenOf('USDC'), 500_000_000n, WALLET, 0]);
  await callRpc(world.rpc, 'anvil_setBalance', [safe, `0x${(2n * 10n ** 18n).toString(16)}`]);
  await callRpc(world.rpc, 'evm_mine', []);
});
afterAll(async () => {
  await world.stop();
});

const tokenOf = (assetId: string): Address => world.addresses.tokens.tokens.get(assetId) ?? '0x';
const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

async function send(from: Address, to: Address, functionName: string, args: readonly unknown[]): Promise<void> {
  await callRpc(world.rpc, 'anvil_impersonateAccount', [from]);
  await callRpc(world.rpc, 'anvil_setBalance', [from, '0xde0b6b3a7640000']);
  const data = encodeFunctionData({ abi, functionName, args } as never);
  const hash = await callRpc<Hex>(world.rpc, 'eth_sendTransaction', [{ from, to, data, gas: '0x1e8480' }]);
  await callRpc(world.rpc, 'evm_mine', []);
  const receipt = await callRpc<{ readonly status: Hex }>(world.rpc, 'eth_getTransactionReceipt', [hash]);
  expect(`${functionName} ${receipt.status}`).toBe(`${functionName} 0x1`);
}

/** A real Safe of two owners, one signature. */
async function deploySafe(): Promise<Address> {
  const artifact = (path: string) => readArtifact(`@safe-global/safe-smart-account/build/artifacts/contracts/${path}`);
  const from = world.cast.owner;
  const create = async (data: Hex): Promise<Address> => {
    const hash = await callRpc<Hex>(world.rpc, 'eth_sendTransaction', [{ from, data, gas: '0x5b8d80' }]);
    await callRpc(world.rpc, 'evm_mine', []);
    const receipt = await callRpc<{ readonly contractAddress: Address }>(world.rpc, 'eth_getTransactionReceipt', [
      hash,
    ]);
    return receipt.contractAddress.toLowerCase() as Address;
  };
  const singleton = await create(artifact('Safe.sol/Safe.json').bytecode);
  const proxy = await create(
    `${artifact('proxies/SafeProxy.sol/SafeProxy.json').bytecode}${singleton.slice(2).padStart(64, '0')}` as Hex,
  );
  const nobody = `0x${'0'.repeat(40)}`;
  const data = encodeFunctionData({
    abi: artifact('Safe.sol/Safe.json').abi,
    functionName: 'setup',
    args: [[world.cast.owner, world.cast.guardian], 1n, nobody, '0x', nobody, nobody, 0n, nobody],
  });
  await callRpc(world.rpc, 'eth_sendTransaction', [{ from, to: proxy, data, gas: '0x1e8480' }]);
  await callRpc(world.rpc, 'evm_mine', []);
  return proxy;
}

describe('discover', () => {
  it.each([
    ['no address', []],
    ['text', ['vitalik.eth']],
    ['a short address', ['0x1234']],
    ['too many', Array.from({ length: 51 }, (_item, index) => `0x${index.toString(16).padStart(40, '0')}`)],
  ])('refuses %s', async (_name, addresses) => {
    const work = discover({ rpc: world.rpc, chain: CHAIN, addresses, catalogue });
    expect(await failureOf(work)).toMatchObject({ code: 'OBSERVE_ADDRESSES_REFUSED', retryable: false });
  });

  it('refuses a catalogue of another chain', async () => {
    const work = discover({ rpc: world.rpc, chain: 'eip155:1', addresses: [WALLET], catalogue });
    expect(await failureOf(work)).toMatchObject({ code: 'OBSERVE_CATALOGUE_OTHER_CHAIN' });
  });

  it('finds tokens, lent tokens, shares, the native coin, and which account is a Safe', async () => {
    const found = await discover({
      rpc: world.rpc,
      chain: CHAIN,
      addresses: [WALLET, safe.toUpperCase().replace('0X', '0x'), WALLET],
      catalogue,
    });
    expect(found.accounts).toMatchObject([
      { id: 'wallet-1', kind: 'wallet', safe: null },
      { id: 'safe-2', kind: 'safe', address: safe, safe: { threshold: 1, owners: 2 } },
    ]);
    const amounts = found.assets.flatMap((asset) =>
      asset.amounts.map((item) => `${item.amountRaw} ${asset.assetId} ${item.accountId} ${item.venueId ?? 'idle'}`),
    );
    expect(amounts).toContain('1500000000 USDC wallet-1 idle');
    expect(amounts).toContain('1000000000000000000 WETH safe-2 idle');
    expect(amounts).toContain('2000000000000000000 WETH safe-2 idle');
    expect(amounts).toContain('500000000000000000000 sDAI safe-2 idle');
    expect(amounts.find((item) => item.includes('aave-USDC'))).toMatch(/^(500000000|499999999) USDC wallet-1/);
    expect(found.assets.map((asset) => asset.assetId)).toEqual(['USDC', 'WETH', 'sDAI']);
    expect(found.assets.every((asset) => (asset.valueWad ?? 0n) > 0n)).toBe(true);
    const shares = found.assets.reduce((sum, asset) => sum + asset.shareBps, 0);
    expect(shares).toBeGreaterThan(9_990);
    expect(shares).toBeLessThanOrEqual(10_000);
  });

  it('drafts a policy that loads, observes and values the same wallets, with nothing unknown', async () => {
    const found = await discover({ rpc: world.rpc, chain: CHAIN, addresses: [WALLET, safe], catalogue });
    const text = draftPolicy(found);
    const { policy, documentHash } = loadPolicy(text, 'policy.yaml');
    expect(text).toContain('# Found: 1500.000000 USDC in wallet-1, ');
    expect(policy.accounts.map((account) => account.kind)).toEqual(['eoa', 'safe']);
    expect(policy.execution.vault).toBeNull();
    const { snapshot } = await observe({
      policy,
      policyHash: documentHash,
      cycle: 1,
      previous: null,
      rpcs: world.rpcs,
      attested: [],
      withProofs: true,
      previousContracts: [],
    });
    expect(snapshot.unknowns).toEqual([]);
    const { sheet } = value({
      snapshot,
      policy,
      policyHash: documentHash,
      carried: initialCarried(policy, snapshot.asOfSeconds),
    });
    expect(sheet.assetsWad).toBe(found.totalWad);
    // Targets are today's weights: each asset is within a hundredth of a percent of its own.
    for (const asset of found.assets) {
      const target = policy.assets.find((item) => item.id === asset.assetId)?.targetWeightBps ?? -1n;
      expect(Math.abs(Number(target) - asset.shareBps)).toBeLessThanOrEqual(3);
    }
  });

  it('drafts a policy for an empty wallet too', async () => {
    const found = await discover({
      rpc: world.rpc,
      chain: CHAIN,
      addresses: ['0x00000000000000000000000000000000000e0e0e'],
      catalogue,
    });
    expect(found.assets).toEqual([]);
    const { policy } = loadPolicy(draftPolicy(found), 'policy.yaml');
    expect(policy.assets.find((asset) => asset.isBase)?.id).toBe('USDC');
  });

  it('finds pool positions, and says that a borrower’s debt is not counted', async () => {
    const found = await discover({ rpc: world.rpc, chain: CHAIN, addresses: [world.addresses.market], catalogue });
    const pooled = found.assets
      .flatMap((asset) => asset.amounts)
      .filter((item) => item.venueId?.startsWith('uniswap-'));
    expect(pooled.length).toBeGreaterThan(0);
    expect(found.unknowns.map((item) => item.code)).toContain('ACCOUNT_HAS_DEBT');
    loadPolicy(draftPolicy(found), 'policy.yaml');
  });

  it('refuses to draft what its catalogue does not know', async () => {
    const found = await discover({ rpc: world.rpc, chain: CHAIN, addresses: [WALLET], catalogue });
    const foreign = { ...found, assets: [{ assetId: 'XYZ', amounts: [], valueWad: null, shareBps: 0 }] };
    expect(() => draftPolicy(foreign)).toThrow(AssetNotInCatalogue);
  });

  it('says what a contract that is no Safe is', async () => {
    const found = await discover({ rpc: world.rpc, chain: CHAIN, addresses: [world.addresses.steady], catalogue });
    expect(found.accounts).toMatchObject([{ id: 'contract-1', kind: 'contract' }]);
    expect(draftPolicy(found)).toContain('# A contract that is not a Safe');
  });
});
