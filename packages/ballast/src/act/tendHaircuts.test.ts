import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bps, type HaircutFigure, type VaultState } from '@ballast/core';
import { callRpc, RpcUnreachable, type RpcPort, type RpcRequest } from '../venues/rpc.ts';
import { readHead, readNonces, type ActChain } from './actChain.ts';
import { createActWorld, localKeeper, type ActWorld } from './actWorld.fixture.ts';
import { localSigner, type Signer } from './signer.ts';
import { tendHaircuts } from './tendHaircuts.ts';

// The real vault: floors of 1 %, pushes of at most 20 % above them, a decay of 5 % a day.
const steward = localSigner('0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6');
const stranger = localSigner('0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a');
const LAW = { maxPushBps: bps(2_000), entryHaircutBps: bps(1_500) };
let world: ActWorld;
let snapshotId: string;

beforeAll(async () => {
  world = await createActWorld();
  await world.send(world.owner, world.vault, 'setSteward', [steward.address]);
});
afterAll(() => world.stop());
beforeEach(async () => {
  if (snapshotId !== undefined) await callRpc(world.chain.rpc, 'evm_revert', [snapshotId]);
  snapshotId = await callRpc<string>(world.chain.rpc, 'evm_snapshot', []);
});

const asks = (assetId: string, haircutBps: number): HaircutFigure => ({
  assetId,
  haircutBps: bps(haircutBps),
  reason: 'model',
  floorBps: bps(100),
  modelWad: null,
  unknown: [],
});
const vaultNow = async (): Promise<VaultState> => (await world.snapshot()).vault ?? expect.fail('no vault');
const inForce = async (assetId = 'DAI'): Promise<bigint | undefined> =>
  (await vaultNow()).gates?.assets.find((gate) => gate.assetId === assetId)?.haircutBps;
const tend = async (
  haircuts: readonly HaircutFigure[],
  change: { readonly signer?: Signer; readonly chain?: ActChain; readonly vault?: VaultState } = {},
): Promise<string[]> => {
  const vault = change.vault ?? (await vaultNow());
  const sent = await tendHaircuts({ vault, haircuts, law: LAW, chain: world.act, signer: steward, ...change });
  return sent.map(({ call, assetIds, outcome, reason }) => `${call} ${assetIds.join()} ${outcome}: ${reason}`);
};
const nonce = async (signer = steward): Promise<number> => (await readNonces(world.act, signer.address)).mined;
const pass = async (seconds: number): Promise<void> => {
  const { timestampSeconds } = await readHead(world.act);
  await callRpc(world.act.rpc, 'evm_setNextBlockTimestamp', [timestampSeconds + seconds]);
  await callRpc(world.act.rpc, 'evm_mine', []);
};
/** The real chain behind a node that dies at one method, after or before the real one heard of it. */
const dyingAt = (method: string, isHeard: boolean): ActChain => {
  const rpc: RpcPort = {
    ...world.act.rpc,
    batch: async (requests: readonly RpcRequest[]) => {
      const isIt = requests[0]?.method === method;
      const answers = isIt && !isHeard ? [] : await world.act.rpc.batch(requests);
      if (isIt) throw new RpcUnreachable('the node', 'hung up');
      return answers;
    },
  };
  return { ...world.act, rpc };
};

describe('tendHaircuts', () => {
  it('sends nothing where nothing is asked, or less than a step more than is in force', async () => {
    expect(await tend([])).toEqual([]);
    expect(await tend([asks('USD', 100), asks('DAI', 149), asks('elsewhere', 9_000)])).toEqual([]);
    expect(await tendHaircuts({ vault: null, haircuts: [], law: LAW, chain: world.act, signer: steward })).toEqual([]);
    expect(await nonce()).toBe(0);
  });

  it('raises what is asked, and again only once it decayed by a step', async () => {
    expect(await tend([asks('USD', 120), asks('DAI', 1_250)])).toEqual(['pushHaircut DAI included: 1 % to 12.5 %']);
    expect([await inForce('DAI'), await inForce('USD')]).toEqual([1_250n, 100n]);
    expect(await tend([asks('DAI', 1_250)])).toEqual([]);
    // 5 % a day: 49 points in 8,467 s, the fiftieth at 8,640 s.
    await pass(8_467);
    expect(await tend([asks('DAI', 1_250)])).toEqual([]);
    await pass(200);
    expect(await tend([asks('DAI', 1_250)])).toEqual(['pushHaircut DAI included: 12 % to 12.5 %']);
  });

  it('never lowers: what fell is left to decay', async () => {
    await tend([asks('DAI', 1_250)]);
    expect(await tend([asks('DAI', 100)])).toEqual([]);
    expect(await inForce()).toBe(1_250n);
    await pass(86_400);
    expect(await inForce()).toBe(750n);
  });

  it('needs no step to cross the bound above which nothing enters', async () => {
    expect(await tend([asks('DAI', 1_500)])).toEqual(['pushHaircut DAI included: 1 % to 15 %']);
    expect(await tend([asks('DAI', 1_501)])).toEqual(['pushHaircut DAI included: 15 % to 15.01 %']);
    expect(await tend([asks('DAI', 1_502)])).toEqual([]);
  });

  it('goes as far as the law allows, and says what was asked for', async () => {
    expect(await tend([asks('DAI', 6_000)])).toEqual([
      'pushHaircut DAI included: 1 % to 21 %, the most the law allows; 60 % asked for',
    ]);
    expect(await tend([asks('DAI', 6_000)])).toEqual([]);
    expect(await inForce()).toBe(2_100n);
  });

  it('says that a key may not, without asking the chain', async () => {
    const refusal = (named: string): string =>
      `pushHaircut DAI refused: the key of ${localKeeper.address} may not raise haircuts: ${named}`;
    expect(await tend([asks('DAI', 1_250)], { signer: localKeeper })).toEqual([
      refusal(`the steward of the vault is ${steward.address}`),
    ]);
    await world.send(world.owner, world.vault, 'setSteward', [`0x${'0'.repeat(40)}`]);
    expect(await tend([asks('DAI', 1_250)], { signer: localKeeper })).toEqual([refusal('the vault has no steward')]);
    expect([await inForce(), await nonce(localKeeper)]).toEqual([100n, 0]);
  });

  it('puts the refusals of a vault that has changed since into words, and sends nothing', async () => {
    const vault = await vaultNow();
    await tend([asks('DAI', 1_250)]);
    const before = await nonce();
    expect(await tend([asks('DAI', 1_250)], { vault })).toEqual([
      'pushHaircut DAI refused: the vault takes no push to that: it stands as high by now, or its law allows less',
    ]);
    await world.send(world.owner, world.vault, 'setSteward', [stranger.address]);
    expect(await tend([asks('DAI', 2_000)], { vault })).toEqual([
      'pushHaircut DAI refused: the vault lets this key raise no haircut any more',
    ]);
    expect(await nonce()).toBe(before);
  });

  it('raises several one after the other, and one refused holds up no other', async () => {
    const vault = await vaultNow();
    await tend([asks('USD', 900)]);
    expect(await tend([asks('USD', 900), asks('DAI', 800)], { vault })).toEqual([
      expect.stringContaining('USD refused'),
      'pushHaircut DAI included: 1 % to 8 %',
    ]);
  });

  it.each([
    ['eth_simulateV1', false, 100n],
    ['eth_sendRawTransaction', false, 100n],
    // The node took the bytes and died before it said so; the next cycle sees the haircut in force.
    ['eth_sendRawTransaction', true, 1_250n],
    ['eth_getTransactionReceipt', true, 1_250n],
  ] as const)(
    'a node that dies at %s (heard: %s) is an error, and the next cycle does what is left',
    async (method, isHeard, after) => {
      const dying = dyingAt(method, isHeard);
      await expect(tend([asks('DAI', 1_250)], { chain: dying })).rejects.toThrow(RpcUnreachable);
      await world.act.settle();
      expect(await inForce()).toBe(after);
      const left = await tend([asks('DAI', 1_250)]);
      expect(left).toEqual(after === 1_250n ? [] : ['pushHaircut DAI included: 1 % to 12.5 %']);
      expect([await inForce(), await nonce()]).toEqual([1_250n, 1]);
    },
  );

  it('waits for its own transaction that is still on its way', async () => {
    const deaf: ActChain = { ...world.act, settle: async () => undefined };
    expect(await tend([asks('DAI', 1_250)], { chain: deaf })).toEqual([expect.stringContaining('DAI waiting')]);
    expect(await tend([asks('DAI', 1_250)])).toEqual([
      'pushHaircut DAI refused: another transaction of this signer is waiting',
    ]);
    await world.act.settle();
    expect([await inForce(), await nonce()]).toEqual([1_250n, 1]);
  });
});
