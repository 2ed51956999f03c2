import { encodeFunctionData, parseAbi } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPolicy, PolicyInvalid } from '@ballast/core';
import { vaultAbi } from '../../venues/ballast-vault/vaultAbi.ts';
import { curveAt } from '../scenario/curve.ts';
import { createLocalWorld, PolicyMisfit, type LocalWorld } from './createLocalWorld.ts';
import { head, poolOf, poolPrice, read, wouldPass } from './readWorld.fixture.ts';

const lawAbi = parseAbi([
  'function policyDocumentHash() view returns (bytes32)',
  'function law() view returns (address)',
]);

async function runTo(world: LocalWorld, timeSeconds: number): Promise<void> {
  for (;;) {
    const moment = await world.advance();
    if (moment === null || moment.timeSeconds >= timeSeconds) return;
  }
}
const at = (text: string): number => Date.parse(text) / 1000;

describe('determinism', () => {
  const hashAfter = async (seed: number, cycles: number): Promise<string> => {
    const world = await createLocalWorld({ seed, steps: 40 });
    try {
      for (let cycle = 0; cycle < cycles; cycle += 1) await world.advance();
      return `${(await head(world.rpc)).number} ${(await head(world.rpc)).hash}`;
    } finally {
      await world.stop();
    }
  };
  it('the same seed gives the same block hash on two chains, another seed another', async () => {
    const [first, second, other] = await Promise.all([hashAfter(7, 6), hashAfter(7, 6), hashAfter(8, 6)]);
    expect(first).toBe(second);
    expect(other).not.toBe(first);
  });
  it('what happens in a cycle does not move the prices of the next', async () => {
    const world = await createLocalWorld({ seed: 7, steps: 40 });
    try {
      await world.advance();
      for (let block = 0; block < 3; block += 1) await world.settle('eip155:31337');
      const moment = await world.advance();
      expect(moment?.timeSeconds).toBe((await head(world.rpc)).timeSeconds);
      const [, answer] = await read<readonly [bigint, bigint]>(
        world.rpc,
        world.addresses.tokens.feeds.get('WETH')?.chainlink ?? '0x',
        'latestRoundData',
      );
      const seen = world.outside.seenBy('chainlink', 'WETH', moment?.timeSeconds ?? 0);
      expect(Math.abs(Number(answer) / 1e8 / seen - 1)).toBeLessThan(0.005);
    } finally {
      await world.stop();
    }
  });
});

describe("an operator's own policy", () => {
  it('is refused when it is for another vault, and the chain is gone', async () => {
    const world = await createLocalWorld({ steps: 2 });
    await world.stop();
    const foreign = (world.policyText ?? '').replaceAll(world.addresses.reserve.vault, `0x${'12'.repeat(20)}`);
    await expect(createLocalWorld({ steps: 2, policyText: foreign })).rejects.toThrow(PolicyMisfit);
    await expect(createLocalWorld({ steps: 2, policyText: 'version: 1' })).rejects.toThrow(PolicyInvalid);
  });
  it('is what the vault holds when it names this world', async () => {
    const first = await createLocalWorld({ steps: 2 });
    await first.stop();
    const stricter = (first.policyText ?? '').replace('maxSlippage: 30 bps', 'maxSlippage: 25 bps');
    const world = await createLocalWorld({ steps: 2, policyText: stricter });
    try {
      expect(world.policyText).toBe(stricter);
      const law = await read<`0x${string}`>(world.rpc, world.addresses.reserve.vault, 'law', [], lawAbi);
      const { documentHash } = loadPolicy(stricter, 'mine.yaml');
      expect(await read(world.rpc, law, 'policyDocumentHash', [], lawAbi)).toBe(documentHash);
      expect(loadPolicy(first.policyText ?? '', 'first.yaml').documentHash).not.toBe(documentHash);
    } finally {
      await world.stop();
    }
  });
});

describe('usdc-march-2023, payable in USDC', () => {
  let world: LocalWorld;
  beforeAll(async () => {
    world = await createLocalWorld({ seed: 3 });
  });
  afterAll(async () => world.stop());

  it('begins with a policy the vault holds, and a reserve worth more than it owes', async () => {
    expect((await world.advance())?.progress).toBe(0);
    const { documentHash, policy } = loadPolicy(world.policyText ?? '', 'harbor.policy.yaml');
    const { vault, liability } = world.addresses.reserve;
    const law = await read<`0x${string}`>(world.rpc, vault, 'law', [], lawAbi);
    expect(await read(world.rpc, law, 'policyDocumentHash', [], lawAbi)).toBe(documentHash);
    expect(policy.liabilities[0]).toMatchObject({ kind: 'par', payoutAsset: 'USDC', owed: 'payoutAsset' });
    const owed = Number(await read<bigint>(world.rpc, liability, 'totalSupply')) / 1e18;
    let held = 0;
    for (const asset of policy.assets.filter((item) => !item.isEndogenous)) {
      const token = asset.deployments[0];
      const idle = await read<bigint>(world.rpc, token?.address ?? '0x', 'balanceOf', [vault]);
      held += (Number(idle) / 10 ** (token?.decimals ?? 0)) * world.outside.at(asset.id, world.scenario.window.from);
    }
    const receipts = world.addresses.aave.reserves;
    for (const { assetId, receipt } of receipts) {
      const decimals = assetId === 'DAI' ? 18 : 6;
      held += Number(await read<bigint>(world.rpc, receipt, 'balanceOf', [vault])) / 10 ** decimals;
    }
    const shares = await read<bigint>(world.rpc, world.addresses.steady, 'balanceOf', [vault]);
    const lent = Number(await read<bigint>(world.rpc, world.addresses.steady, 'convertToAssets', [shares])) / 1e6;
    expect(lent).toBeGreaterThan(1e6);
    expect((held + lent) / owed).toBeGreaterThan(1.05);
    expect((held + lent) / owed).toBeLessThan(1.06);
  });

  it('does not count the first issue against the mint budget of the day', async () => {
    const { vault } = world.addresses.reserve;
    const view = await read<{ readonly mintUsedWad: bigint }>(world.rpc, vault, 'state', [], vaultAbi);
    expect(view.mintUsedWad).toBeLessThan(2n * 10n ** 18n);
  });

  it('gives several holders real balances', async () => {
    const { liability } = world.addresses.reserve;
    const balances = await Promise.all(
      world.cast.holders.map((holder) => read<bigint>(world.rpc, liability, 'balanceOf', [holder])),
    );
    expect(balances).toHaveLength(5);
    for (const balance of balances) expect(balance).toBeGreaterThan(10n ** 24n);
  });

  it('keeps every pool within its fee of the outside price, and every push feed inside its own rule', async () => {
    const ages: number[] = [];
    for (let cycle = 0; cycle < 20; cycle += 1) {
      const moment = await world.advance();
      const time = moment?.timeSeconds ?? 0;
      for (const { plan } of world.addresses.uniswap.pools) {
        const fair = world.outside.seenBy('pool', plan.assetId, time) / world.outside.at('USDC', time);
        const gap = Math.abs((await poolPrice(world, plan.assetId)) / fair - 1);
        expect(gap, `${plan.assetId} at ${time}`).toBeLessThan(plan.feePips / 1e6 + 1e-6);
      }
      for (const asset of world.scenario.assets)
        for (const origin of ['chainlink', 'exchange'] as const) {
          const feed = world.addresses.tokens.feeds.get(asset.id)?.[origin] ?? '0x';
          const [, answer, , updatedAt] = await read<readonly bigint[]>(world.rpc, feed, 'latestRoundData');
          const rule = asset.feeds[origin];
          ages.push(time - Number(updatedAt));
          expect(time - Number(updatedAt)).toBeLessThanOrEqual(rule.heartbeat);
          const seen = world.outside.seenBy(origin, asset.id, Math.floor(time / 60) * 60);
          expect(Math.abs(seen / (Number(answer) / 1e8) - 1)).toBeLessThan(rule.deviation + 1e-7);
        }
    }
    // Feeds are not simply pushed every block: some answers are old, and still right.
    expect(Math.max(...ages)).toBeGreaterThan(1_800);
  });

  it('shows the print of one venue on one feed only', async () => {
    const time = at('2023-03-10T16:00:00Z');
    const seen = (origin: 'chainlink' | 'exchange' | 'pyth' | 'pool') => world.outside.seenBy(origin, 'USDC', time);
    expect(seen('exchange')).toBeLessThan(0.962);
    for (const origin of ['chainlink', 'pyth', 'pool'] as const) expect(seen(origin)).toBeGreaterThan(0.999);
  });

  it('widens the confidence of the pull oracle when venues disagree', async () => {
    const { pyth, pythIds } = world.addresses.tokens;
    const price = await read<{ price: bigint; conf: bigint; publishTime: bigint }>(world.rpc, pyth, 'getPriceUnsafe', [
      pythIds.get('USDC'),
    ]);
    const own = world.scenario.assets.find((asset) => asset.id === 'USDC')?.feeds.pyth.confidence ?? 0;
    expect(Number(price.conf) / Number(price.price)).toBeGreaterThan(own);
    expect((await head(world.rpc)).timeSeconds - Number(price.publishTime)).toBeLessThan(5);
  });

  it('really drains depth when providers leave and the price leaves their ranges', async () => {
    const pool = poolOf(world, 'USDT').address;
    const fresh = await createLocalWorld({ seed: 3, steps: 200 });
    await fresh.advance();
    const before = await read<bigint>(fresh.rpc, pool, 'liquidity');
    await fresh.stop();
    await runTo(world, at('2023-03-11T07:20:00Z'));
    const after = await read<bigint>(world.rpc, pool, 'liquidity');
    expect(Number(after)).toBeLessThan(Number(before) * 0.2);
    expect(after).toBeGreaterThan(0n);
  });

  it('lends so much out that the vault cannot have all of its own back', async () => {
    await runTo(world, at('2023-03-11T08:00:00Z'));
    const { aave, reserve, tokens } = world.addresses;
    const lent = aave.reserves.find((item) => item.assetId === 'USDC');
    const cash = await read<bigint>(world.rpc, tokens.tokens.get('USDC') ?? '0x', 'balanceOf', [lent?.receipt]);
    const ours = await read<bigint>(world.rpc, lent?.receipt ?? '0x', 'balanceOf', [reserve.vault]);
    expect(ours).toBeGreaterThan(cash);
    const withdraw = (amount: bigint) =>
      wouldPass(
        world.rpc,
        world.cast.keeper,
        reserve.vault,
        encodeFunctionData({ abi: vaultAbi, functionName: 'withdraw', args: [0n, amount] }),
      );
    expect(await withdraw(cash)).toBe(true);
    expect(await withdraw(cash + 1n)).toBe(false);
  });

  it('queues redemptions at the vault as the scenario says', async () => {
    const { vault } = world.addresses.reserve;
    const time = (await head(world.rpc)).timeSeconds;
    const owed = Number(await read<bigint>(world.rpc, vault, 'totalOwedWad', [], vaultAbi)) / 1e18;
    const supply = 100_000_000 / 1.055;
    const expected = curveAt(world.scenario.redemptions.points, time) * supply;
    expect(owed).toBeGreaterThan(0);
    expect(Math.abs(owed - expected)).toBeLessThan(1_001);
  });

  it('ends when the window ends', async () => {
    let last = 0;
    for (let moment = await world.advance(); moment !== null; moment = await world.advance())
      last = moment.progress ?? 0;
    expect(last).toBe(1);
    expect(await world.advance()).toBeNull();
  });
});
