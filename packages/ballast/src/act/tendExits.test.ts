import { decodeFunctionResult, encodeFunctionData } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bps, raw, WAD, type Hex, type Holding, type Snapshot } from '@ballast/core';
import { auctionAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { callRpc } from '../venues/rpc.ts';
import { createActWorld, localKeeper, type ActWorld } from './actWorld.fixture.ts';
import { readHead, readNonces } from './actChain.ts';
import { tendExits, type Tended } from './tendExits.ts';

// The real vault: DAI falls below its depeg price on both feeds, and only the keeper is awake.
let world: ActWorld;
beforeAll(async () => {
  world = await createActWorld();
});
afterAll(() => world.stop());

const holdingOf = (assetId: string): Holding => ({ assetId, amountRaw: raw(1n) }) as Holding;
const snapshot = async (...held: readonly string[]): Promise<Snapshot> => ({
  ...(await world.snapshot()),
  holdings: held.map(holdingOf),
});
const tendAt = (snapshot: Snapshot): Promise<readonly Tended[]> =>
  tendExits({ accountId: 'vault', snapshot, auctionPremiumBps: bps(200), chain: world.act, signer: localKeeper });
const tend = async (...held: readonly string[]): Promise<readonly Tended[]> => tendAt(await snapshot(...held));
const nonce = async (): Promise<number> => (await readNonces(world.act, localKeeper.address)).mined;

/** DAI at a price on both its feeds, `seconds` later. */
async function daiAt(price: bigint, seconds: number): Promise<void> {
  const { timestampSeconds } = await readHead(world.act);
  await callRpc(world.act.rpc, 'evm_setNextBlockTimestamp', [timestampSeconds + seconds]);
  await callRpc(world.act.rpc, 'evm_mine', []);
  for (const [index, feed] of world.feeds.entries()) {
    const at = (await readHead(world.act)).timestampSeconds;
    await world.send(world.owner, feed, 'pushAnswer', [index < 2 ? 100_000_000n : price, BigInt(at)], 'TestFeed');
  }
}

describe('tendExits', () => {
  it('sends nothing while nothing has fallen', async () => {
    const before = await nonce();
    expect([await tend('USD', 'DAI'), await nonce()]).toEqual([[], before]);
  });
  it('sends nothing for what is not held', async () => {
    await daiAt(80_000_000n, 60);
    const before = await nonce();
    expect([await tend('USD'), await nonce()]).toEqual([[], before]);
  });
  it('shows the vault that the exit is armed, and opens it once it was seen so long enough', async () => {
    const calls = async (): Promise<string[]> =>
      (await tend('USD', 'DAI')).map((item) => `${item.call} ${item.outcome}`);
    expect(await calls()).toEqual(['poke included']);
    await daiAt(80_000_000n, 1_200);
    expect(await calls()).toEqual(['poke included']);
    expect((await world.snapshot()).vault?.assets.find((asset) => asset.assetId === 'DAI')?.isExitOpen).toBe(false);
    await daiAt(80_000_000n, 700);
    expect(await calls()).toEqual(['openExit included']);
    expect((await world.snapshot()).vault?.assets.find((asset) => asset.assetId === 'DAI')?.isExitOpen).toBe(true);
    expect(await calls()).toEqual([]);
  });
  it('puts up for auction what has no price, once, down to the floor voted before', async () => {
    const auction = (await world.snapshot()).vault?.gates?.upkeep?.auction ?? expect.fail('no auction contract');
    const calls = async (snapshot: Snapshot): Promise<string[]> =>
      (await tendAt(snapshot)).map((item) => `${item.call} ${item.outcome}: ${item.reason}`);
    const idle = (amount: bigint): Holding =>
      ({ assetId: 'DAI', accountId: 'vault', where: 'idle', amountRaw: raw(amount) }) as Holding;
    // One feed goes silent while the exit is open: no pool may be asked now.
    await daiAt(80_000_000n, 60);
    const silent = world.feeds[3] ?? expect.fail('no feed');
    await callRpc(world.act.rpc, 'anvil_setCode', [silent, '0x']);
    const held = async (amount: bigint): Promise<Snapshot> => ({
      ...(await world.snapshot()),
      holdings: [idle(amount)],
    });
    // Charged at par, although the feed that lives says 80 cents; the floor was voted.
    expect(await calls(await held(1_000n * WAD))).toEqual([
      'open included: asks 1020 USD for 1000 DAI, falling to 850 USD in 3600 s',
    ]);
    const asked = await callRpc<Hex>(world.act.rpc, 'eth_call', [
      {
        to: auction,
        data: encodeFunctionData({
          abi: auctionAbi,
          functionName: 'price',
          args: [world.tokens.dai, 1_000n * WAD],
        }),
      },
      'latest',
    ]);
    // In the block of its opening.
    expect(BigInt(asked)).toBe(1_020_000_000n);
    expect(await calls(await held(1_000n * WAD))).toEqual([]);
    const lot = await callRpc<Hex>(world.act.rpc, 'eth_call', [
      {
        to: auction,
        data: encodeFunctionData({ abi: auctionAbi, functionName: 'lots', args: [world.tokens.dai] }),
      },
      'latest',
    ]);
    expect(decodeFunctionResult({ abi: auctionAbi, functionName: 'lots', data: lot })).toMatchObject({
      1: true,
      4: 2n ** 256n - 1n,
    });
  });
});
