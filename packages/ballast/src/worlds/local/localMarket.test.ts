// The market of the embedded world is the real thing: quotes are swaps, loans are owed, claims are paid.
import { encodeFunctionData, parseAbi, type Abi } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Address, Hex } from '@ballast/core';
import { vaultAbi } from '../../venues/ballast-vault/vaultAbi.ts';
import { callRpc } from '../../venues/rpc.ts';
import { createLocalWorld, type LocalWorld } from './createLocalWorld.ts';
import { poolOf, read } from './readWorld.fixture.ts';

const swapAbi = parseAbi([
  'function quoteExactInputSingle((address tokenIn, address tokenOut, uint256 amountIn, uint24 fee, uint160 sqrtPriceLimitX96)) returns (uint256 amountOut, uint160, uint32, uint256)',
  'function exactInputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 deadline, uint256 amountIn, uint256 amountOutMinimum, uint160 sqrtPriceLimitX96)) payable returns (uint256)',
]);
const someone: Address = '0x00000000000000000000000000000000000b0b00';

let world: LocalWorld;
beforeAll(async () => {
  world = await createLocalWorld({ seed: 5, payable: 'usd' });
  for (let cycle = 0; cycle < 14; cycle += 1) await world.advance();
});
afterAll(async () => world.stop());

const token = (assetId: string): Address => world.addresses.tokens.tokens.get(assetId) ?? '0x';

/** Sends from any account, contracts included, and includes it. */
async function sendAs(
  from: Address,
  to: Address,
  abi: Abi,
  functionName: string,
  args: readonly unknown[],
): Promise<void> {
  const data = encodeFunctionData({ abi, functionName, args: [...args] });
  await callRpc(world.rpc, 'anvil_impersonateAccount', [from]);
  const hash = await callRpc<Hex>(world.rpc, 'eth_sendTransaction', [{ from, to, data, gas: '0x2dc6c0' }]);
  await world.settle('eip155:31337');
  const receipt = await callRpc<{ readonly status: Hex }>(world.rpc, 'eth_getTransactionReceipt', [hash]);
  expect(receipt.status).toBe('0x1');
}

describe('pools', () => {
  it.each([
    ['USDC', 1_000n * 10n ** 6n],
    ['USDC', 3_000_000n * 10n ** 6n],
    ['DAI', 250_000n * 10n ** 18n],
    ['sDAI', 50_000n * 10n ** 18n],
    ['WETH', 900n * 10n ** 18n],
    ['WBTC', 25n * 10n ** 8n],
  ])('give for %s exactly what the quoter says, in both directions', async (assetId, amountIn) => {
    const { uniswap, market } = world.addresses;
    const fee = poolOf(world, assetId).plan.feePips;
    for (const [tokenIn, tokenOut] of [
      [token(assetId), token('USDT')],
      [token('USDT'), token(assetId)],
    ] as const) {
      const amount = tokenIn === token('USDT') ? 100_000n * 10n ** 6n : amountIn;
      const question = { tokenIn, tokenOut, amountIn: amount, fee, sqrtPriceLimitX96: 0n };
      const [quoted] = await read<readonly [bigint]>(
        world.rpc,
        uniswap.quoter,
        'quoteExactInputSingle',
        [question],
        swapAbi,
      );
      const before = await read<bigint>(world.rpc, tokenOut, 'balanceOf', [someone]);
      await sendAs(market, uniswap.router, swapAbi, 'exactInputSingle', [
        { ...question, recipient: someone, deadline: 2n ** 64n, amountOutMinimum: 0n },
      ]);
      expect((await read<bigint>(world.rpc, tokenOut, 'balanceOf', [someone])) - before).toBe(quoted);
      expect(quoted).toBeGreaterThan(0n);
    }
  });
  it('cost more than their fee when much is sold', async () => {
    const { uniswap } = world.addresses;
    const ask = async (amountIn: bigint): Promise<number> => {
      const question = { tokenIn: token('WETH'), tokenOut: token('USDT'), amountIn, fee: 500, sqrtPriceLimitX96: 0n };
      const [out] = await read<readonly [bigint]>(
        world.rpc,
        uniswap.quoter,
        'quoteExactInputSingle',
        [question],
        swapAbi,
      );
      return Number(out) / Number(amountIn);
    };
    expect((await ask(5_000n * 10n ** 18n)) / (await ask(10n ** 18n))).toBeLessThan(0.99);
  });
});

describe('claims', () => {
  it('are paid in the payout asset, by anybody, once they are due and there is cash', async () => {
    const { vault } = world.addresses.reserve;
    const nextClaim = async () =>
      (await read<{ readonly nextClaim: bigint }>(world.rpc, vault, 'state', [], vaultAbi)).nextClaim;
    const count = await nextClaim();
    const balances = () =>
      Promise.all(world.cast.holders.map((holder) => read<bigint>(world.rpc, token('USDT'), 'balanceOf', [holder])));
    const total = (list: readonly bigint[]): bigint => list.reduce((sum, item) => sum + item, 0n);
    const before = total(await balances());
    const owedBefore = await read<bigint>(world.rpc, vault, 'totalOwedWad', [], vaultAbi);
    await sendAs(world.cast.guardian, vault, vaultAbi, 'payRedemptions', [50n]);
    expect(await nextClaim()).toBeGreaterThan(count);
    const paid = Number(total(await balances()) - before) / 1e6;
    const owed = Number(owedBefore - (await read<bigint>(world.rpc, vault, 'totalOwedWad', [], vaultAbi))) / 1e18;
    expect(paid).toBeGreaterThan(100_000);
    // A dollar's worth each, at the vault's own price of USDT.
    expect(paid / owed).toBeGreaterThan(0.98);
    expect(paid / owed).toBeLessThan(1.001);
  });
});

describe('savings', () => {
  it('accrue at the scenario’s rate, block by block', async () => {
    const shares = 10n ** 24n;
    const ratio = async () => Number(await read<bigint>(world.rpc, token('sDAI'), 'convertToAssets', [shares])) / 1e24;
    const [start, began] = [await ratio(), world.scenario.window.from];
    expect(start).toBeGreaterThan(1.02);
    let last = began;
    for (let cycle = 0; cycle < 30; cycle += 1) last = (await world.advance())?.timeSeconds ?? last;
    const follows = world.scenario.assets.find((asset) => asset.id === 'sDAI')?.follows;
    const expected = (follows?.ratio ?? 0) * (1 + ((follows?.growthPerYear ?? 0) * (last - began)) / (365 * 86_400));
    expect(Math.abs((await ratio()) / expected - 1)).toBeLessThan(2e-6);
  });
});
