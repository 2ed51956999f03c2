import { decodeFunctionData } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bps, lawOf, loadPolicy, wad, type Address, type Hex, type Policy } from '@ballast/core';
import { createLocalWorld, type LocalWorld } from '../../worlds/local/createLocalWorld.ts';
import { ask } from '../ask.ts';
import { readAt } from '../readAt.ts';
import { callRpc } from '../rpc.ts';
import { readOnce, type Call } from '../venueRead.ts';
import { lawParametersHash } from './encodeLaw.ts';
import { tightenCalls } from './encodeTighten.ts';
import { lawAddress } from './lawAddress.ts';
import { lawAbi, vaultAbi } from './vaultAbi.ts';

let world: LocalWorld;
let policy: Policy;
let vault: Address;

async function send(from: Address, { to, data }: Call): Promise<boolean> {
  const hash = await callRpc<Hex>(world.rpc, 'eth_sendTransaction', [{ from, to, data, gas: '0xf42400' }]);
  await world.settle('eip155:31337');
  return (await callRpc<{ readonly status: Hex }>(world.rpc, 'eth_getTransactionReceipt', [hash])).status === '0x1';
}
async function heldHash(): Promise<Hex> {
  const { hash } = await callRpc<{ readonly hash: Hex }>(world.rpc, 'eth_getBlockByNumber', ['latest', false]);
  const held = ask(lawAddress(vault), lawAbi, 'policyParametersHash', []);
  const answer = await readAt(
    world.rpc,
    readOnce([held.call], ([result]) => held.read(result)),
    hash,
  );
  if (!answer.ok) throw new TypeError(answer.reason);
  return answer.value;
}
const stricter = (): Policy => ({
  ...policy,
  assets: policy.assets.map((asset) => (asset.id === 'WETH' ? { ...asset, haircutFloorBps: bps(4000) } : asset)),
  venues: policy.venues.map((venue) => (venue.id === 'aave-dai' ? { ...venue, maxShareBps: bps(100) } : venue)),
  limits: { ...policy.limits, lossPerDayWad: wad(policy.limits.lossPerDayWad / 2n), maxSlippageBps: bps(20) },
});
const names = (calls: readonly Call[]): string[] =>
  calls.map(({ data }) => decodeFunctionData({ abi: vaultAbi, data }).functionName);

beforeAll(async () => {
  world = await createLocalWorld({ scenario: 'calm-quarter', steps: 1 });
  policy = loadPolicy(world.policyText ?? '', 'policy.yaml').policy;
  vault = world.addresses.reserve.vault;
});
afterAll(() => world.stop());

describe('tightenCalls', () => {
  it('says nothing for the same law, and only what differs otherwise', () => {
    const law = lawOf(policy);
    expect(tightenCalls(vault, law, law)).toEqual([]);
    const venue = { ...stricter(), assets: policy.assets, limits: policy.limits };
    expect(names(tightenCalls(vault, law, lawOf(venue)))).toEqual(['tightenVenue']);
  });

  it('brings the contract to the very parameters of the stricter law, and only the guardian or owner may', async () => {
    const calls = tightenCalls(vault, lawOf(policy), lawOf(stricter()));
    expect(new Set(names(calls))).toEqual(new Set(['tightenAsset', 'tightenVenue', 'tightenLimits']));
    const [first] = calls;
    if (first === undefined) throw new TypeError('no call');
    expect(await send(world.cast.keeper, first)).toBe(false);
    for (const call of calls) expect(await send(world.cast.guardian, call)).toBe(true);
    expect(await heldHash()).toBe(lawParametersHash(lawOf(stricter())));
  });

  it('is refused where it would loosen', async () => {
    for (const call of tightenCalls(vault, lawOf(stricter()), lawOf(policy)))
      expect(await send(world.cast.guardian, call)).toBe(false);
    expect(await heldHash()).toBe(lawParametersHash(lawOf(stricter())));
  });
});
