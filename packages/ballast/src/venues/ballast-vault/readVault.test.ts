import { encodeFunctionData } from 'viem';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lawOf, raw, wad, WAD, type Hex, type Policy, type VaultState } from '@ballast/core';
import { createActWorld, sendAndMine, type ActWorld } from '../../act/actWorld.fixture.ts';
import { callRpc } from '../rpc.ts';
import type { Call, CallResult, VenueRead } from '../venueRead.ts';
import { encodeCollect, encodeMint, encodeRequestRedemption } from './encodeHolderCalls.ts';
import { encodeAdoptPolicy, lawParametersHash } from './encodeLaw.ts';
import { lawAddress } from './lawAddress.ts';
import { readClaims } from './readClaims.ts';
import { readVault } from './readVault.ts';
import { vaultAbi } from './vaultAbi.ts';

let world: ActWorld;
let snapshotId: string;

beforeAll(async () => {
  world = await createActWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  if (snapshotId !== undefined) await callRpc(world.chain.rpc, 'evm_revert', [snapshotId]);
  snapshotId = await callRpc<string>(world.chain.rpc, 'evm_snapshot', []);
});

async function ask<T>(read: VenueRead<T>): Promise<T> {
  const answers = await world.act.rpc.batch(
    read.first.map((call: Call) => ({ method: 'eth_call', params: [call, 'latest'] })),
  );
  const results = answers.map((answer): CallResult =>
    answer.ok ? { ok: true, data: answer.result as Hex } : { ok: false, code: 'CALL_FAILED', reason: answer.message },
  );
  return read.decode(results, [], []);
}

async function vaultNow(policy: Policy = world.policy): Promise<VaultState> {
  const state = await ask(readVault(policy));
  return 'mode' in state ? state : expect.fail(state.reason);
}

const assetNow = async (assetId: string) =>
  (await vaultNow()).assets.find((asset) => asset.assetId === assetId) ?? expect.fail(`no ${assetId}`);

const pushAnswers = async (from: number, to: number, answer: bigint): Promise<void> => {
  const { asOfSeconds } = await world.snapshot();
  for (const feed of world.feeds.slice(from, to))
    await world.send(world.owner, feed, 'pushAnswer', [answer, BigInt(asOfSeconds)], 'TestFeed');
};

describe('readVault', () => {
  it('is Unknown, with the reason, where there is no vault', async () => {
    const { execution } = world.policy;
    const at = (address: `0x${string}`): Policy => ({
      ...world.policy,
      execution: { ...execution, vault: execution.vault === null ? null : { ...execution.vault, address } },
    });
    for (const policy of [
      at(world.holder),
      at(world.tokens.usd),
      { ...world.policy, execution: { ...execution, vault: null } },
    ])
      expect(await ask(readVault(policy))).toMatchObject({ what: 'vault', code: 'VAULT_UNREADABLE' });
  });

  it('is Unknown for answers of another shape', () => {
    const read = readVault(world.policy);
    const garbled: CallResult = { ok: true, data: '0x1234' };
    expect(read.decode([garbled, garbled], [], [])).toMatchObject({ code: 'VAULT_UNREADABLE' });
    expect(read.decode([], [], [])).toMatchObject({ code: 'VAULT_UNREADABLE' });
  });

  it('finds the law where its vault says it is', async () => {
    const data = encodeFunctionData({ abi: vaultAbi, functionName: 'law' });
    const answer = await callRpc<Hex>(world.act.rpc, 'eth_call', [{ to: world.vault, data }, 'latest']);
    expect(`0x${answer.slice(26)}`).toBe(lawAddress(world.vault));
  });

  it('reads roles, budgets and terms as adopted', async () => {
    const vault = await vaultNow();
    expect(vault).toMatchObject({
      mode: 'run',
      policyDocumentHash: world.policyHash,
      owner: world.owner,
      guardian: world.owner,
      isMintPaused: false,
      baseAssetId: 'USD',
      lossBurstWad: 1_000n * WAD,
      lossRefillPerDayWad: 1_000n * WAD,
      lossUsedWad: 0n,
      turnoverBurstWad: 500_000n * WAD,
      minBackingWad: WAD,
      mintCapPerDayWad: 1_000_000n * WAD,
      mintUsedWad: 10_000n * WAD,
      redemption: { payoutAssetId: 'USD', owed: 'payoutAsset', feeBps: 0n, capPerDayWad: null, delaySeconds: 0 },
      venues: [{ venueId: 'savings', index: 0, assetId: 'USD', maxBps: 3000n, isEntryAllowed: true }],
    });
    expect(vault.assets.map(({ assetId, decimals, lowWad, highWad }) => [assetId, decimals, lowWad, highWad])).toEqual([
      ['USD', 6, WAD, WAD],
      ['DAI', 18, WAD, WAD],
    ]);
    expect((await assetNow('USD')).owedRaw).toBe(1_000_000_000n);
  });

  it('names the contract’s refusal where there is no price', async () => {
    await pushAnswers(2, 3, 1n);
    expect(await assetNow('DAI')).toMatchObject({ lowWad: null, highWad: null, priceRefusal: 'PriceOutOfBounds' });
    await callRpc(world.act.rpc, 'evm_increaseTime', [90_000]);
    await callRpc(world.act.rpc, 'evm_mine', []);
    expect(await assetNow('USD')).toMatchObject({ lowWad: null, priceRefusal: 'StaleFeed' });
    await callRpc(world.act.rpc, 'anvil_setCode', [world.feeds[2], '0x']);
    expect(await assetNow('DAI')).toMatchObject({ lowWad: null, priceRefusal: 'StaleFeed' });
  });

  it('sees a depeg by both feeds, and only by both', async () => {
    await pushAnswers(2, 3, 94_000_000n);
    expect(await assetNow('DAI')).toMatchObject({ isDepegged: false, isExitOpen: false });
    await pushAnswers(3, 4, 94_000_000n);
    expect(await assetNow('DAI')).toMatchObject({ isDepegged: true, isExitOpen: false, isDisabled: false });
    await world.send(world.owner, world.vault, 'openExit', [world.tokens.dai]);
    expect(await assetNow('DAI')).toMatchObject({ isDepegged: true, isExitOpen: true });
  });

  it('sees what the guardian tightened', async () => {
    const before = await vaultNow();
    await world.send(world.owner, world.vault, 'tightenAsset', [
      world.tokens.dai,
      { slipBps: 10, exitSlipBps: 500, haircutBps: 2000, maxBps: 4000, entryAllowed: false, disabled: true },
    ]);
    await world.send(world.owner, world.vault, 'setMode', [1]);
    await world.send(world.owner, world.vault, 'setMintPaused', [true]);
    const after = await vaultNow();
    expect(after.mode).toBe('exitOnly');
    expect(after.isMintPaused).toBe(true);
    expect(after.policyParametersHash).not.toBe(before.policyParametersHash);
    expect(after.policyDocumentHash).toBe(before.policyDocumentHash);
    expect(after.assets[1]).toMatchObject({
      slipBps: 10n,
      exitSlipBps: 500n,
      haircutBps: 2000n,
      maxBps: 4000n,
      targetBps: 4000n,
      effectiveTargetBps: 0n,
      isEntryAllowed: false,
      isDisabled: true,
      // Armed, not opened.
      isExitOpen: false,
    });
    expect(after.gates?.assets[1]).toMatchObject({ isArmed: true, isShut: true, haircutBps: 2000n });
    expect(after.assets[0]?.effectiveTargetBps).toBe(9000n);
  });

  it('keeps the address of a token the policy does not know as its id', async () => {
    const state = await vaultNow({ ...world.policy, assets: world.policy.assets.slice(0, 1) });
    expect(state.assets.map(({ assetId }) => assetId)).toEqual(['USD', world.tokens.dai]);
  });
});

describe('encodeAdoptPolicy', () => {
  it('makes the vault hold exactly the law of the policy, under its document', async () => {
    const tighter: Policy = {
      ...world.policy,
      limits: { ...world.policy.limits, lossPerDayWad: wad(5n * WAD) },
    };
    await sendAndMine(world.act, world.owner, world.vault, encodeAdoptPolicy(tighter, `0x${'ab'.repeat(32)}`));
    const vault = await vaultNow(tighter);
    expect(vault.policyDocumentHash).toBe(`0x${'ab'.repeat(32)}`);
    expect(vault.policyParametersHash).toBe(lawParametersHash(lawOf(tighter)));
    expect(vault.policyParametersHash).not.toBe(lawParametersHash(lawOf(world.policy)));
    expect(vault.lossBurstWad).toBe(5n * WAD);
  });
});

describe('readClaims', () => {
  it('lists what is owed: set aside first, then the queue', async () => {
    expect(await ask(readClaims(world.policy))).toEqual({
      isComplete: true,
      pending: [
        {
          id: 0,
          liabilityRaw: 1_000n * WAD,
          payoutAssetId: 'USD',
          payoutRaw: 1_000_000_000n,
          requestedAtSeconds: 1_700_000_002,
          dueAtSeconds: 1_700_000_002,
          isSetAside: false,
        },
      ],
    });
    await world.send(world.owner, world.tokens.usd, 'setBlacklisted', [world.holder, true], 'TestToken');
    await sendAndMine(world.act, world.holder, world.vault, encodeRequestRedemption(wad(2n * WAD)));
    await world.send(world.owner, world.vault, 'payRedemptions', [1n]);
    const claims = await ask(readClaims(world.policy));
    if (!('pending' in claims)) expect.fail(claims.reason);
    expect(claims.pending.map(({ id, isSetAside }) => [id, isSetAside])).toEqual([
      [0, true],
      [1, false],
    ]);
    await world.send(world.owner, world.tokens.usd, 'setBlacklisted', [world.holder, false], 'TestToken');
    await sendAndMine(world.act, world.holder, world.vault, encodeCollect(0));
    const left = await ask(readClaims(world.policy));
    expect('pending' in left && left.pending.map(({ id }) => id)).toEqual([1]);
  });

  it('is Unknown where the vault does not answer', async () => {
    const none = { ...world.policy, execution: { ...world.policy.execution, vault: null } };
    expect(await ask(readClaims(none))).toMatchObject({ code: 'VAULT_UNREADABLE' });
    expect(readClaims(world.policy).decode([{ ok: true, data: '0x' }], [], [])).toMatchObject({
      code: 'VAULT_UNREADABLE',
    });
  });
});

describe('encodeMint', () => {
  it('takes tokens in at the least the holder named', async () => {
    await world.send(world.owner, world.tokens.usd, 'mint', [world.holder, 50_000_000n], 'TestToken');
    const before = await vaultNow();
    const mint = encodeMint(world.tokens.usd, raw(50_000_000n), wad(50n * WAD));
    await sendAndMine(world.act, world.holder, world.vault, mint);
    // One second drains 1 000 000 / 86 400 of the bucket.
    expect((await vaultNow()).mintUsedWad).toBe(before.mintUsedWad + 50n * WAD - (1_000_000n * WAD) / 86_400n);
  });
});
