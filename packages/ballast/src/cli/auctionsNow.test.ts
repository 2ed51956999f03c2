import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raw, WAD } from '@ballast/core';
import { readHead } from '../act/actChain.ts';
import { createActWorld, localKeeper, type ActWorld } from '../act/actWorld.fixture.ts';
import { callRpc } from '../venues/rpc.ts';
import { auctionsNow } from './auctionsNow.ts';

// The real contracts; nobody listens on port 1.
const NOBODY = 'http://127.0.0.1:1';
let world: ActWorld;
beforeAll(async () => {
  world = await createActWorld();
});
afterAll(() => world.stop());

const look = (...urls: readonly string[]) => auctionsNow(world.policy, urls.length === 0 ? [world.chain.url] : urls);
async function pass(seconds: number): Promise<void> {
  const { timestampSeconds } = await readHead(world.act);
  await callRpc(world.act.rpc, 'evm_setNextBlockTimestamp', [timestampSeconds + seconds]);
  await callRpc(world.act.rpc, 'evm_mine', []);
}

describe('auctionsNow', () => {
  it('finds none before one is opened', async () => {
    expect(await look()).toEqual({ running: [], why: '' });
  });

  it('shows the pair, what is left and what it costs at the newest block, until it is over', async () => {
    const auction = (await world.snapshot()).vault?.gates?.upkeep?.auction ?? expect.fail('no auction contract');
    const { usd, dai } = world.tokens;
    await world.send(localKeeper.address, auction, 'open', [dai, usd, 1_000n * WAD, false], 'Auction');
    const opened = await readHead(world.act);
    const { running } = await look();
    expect(running).toEqual([
      {
        soldAssetId: 'DAI',
        boughtAssetId: 'USD',
        isExit: false,
        startedAtSeconds: opened.timestampSeconds,
        endsAtSeconds: opened.timestampSeconds + 3_600,
        leftRaw: raw(1_000n * WAD),
        soldDecimals: 18,
        // Two per cent above par, as everything at its first second.
        priceRaw: raw(1_020_000_000n),
        boughtDecimals: 6,
      },
    ]);
    await pass(1_800);
    const later = (await look()).running?.[0]?.priceRaw ?? 0n;
    expect(later).toBeLessThan(1_020_000_000n);
    expect(later).toBeGreaterThan(990_000_000n);
    await pass(1_800);
    expect((await look()).running).toEqual([]);
  });

  it('passes over an endpoint that is not there, and says why where none is', async () => {
    expect((await look(NOBODY, world.chain.url)).running).toEqual([]);
    const none = await look(NOBODY);
    expect([none.running, none.why.length > 0]).toEqual([null, true]);
    expect((await auctionsNow(world.policy, [])).why).toContain('no endpoint');
  });

  it('of what does not answer as a vault, says so', async () => {
    const { execution } = world.policy;
    const vault = execution.vault === null ? null : { ...execution.vault, address: world.tokens.usd };
    const strange = await auctionsNow({ ...world.policy, execution: { ...execution, vault } }, [world.chain.url]);
    expect(strange.running).toBeNull();
    expect(strange.why).toContain('does not answer as a reserve vault');
  });
});
