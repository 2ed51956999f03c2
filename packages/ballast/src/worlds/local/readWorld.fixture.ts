// What the tests of the embedded world read from its chain.
import { decodeFunctionResult, encodeFunctionData, parseAbi, type Abi } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { unwrapAnswer, type RpcPort } from '../../venues/rpc.ts';
import type { LocalWorld } from './createLocalWorld.ts';

export const abi = parseAbi([
  'function balanceOf(address) view returns (uint256)',
  'function totalSupply() view returns (uint256)',
  'function convertToAssets(uint256) view returns (uint256)',
  'function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)',
  'function slot0() view returns (uint160, int24, uint16, uint16, uint16, uint8, bool)',
  'function liquidity() view returns (uint128)',
  'function getPriceUnsafe(bytes32) view returns ((int64 price, uint64 conf, int32 expo, uint256 publishTime))',
]);

/** One read of one contract. */
export async function read<T>(
  rpc: RpcPort,
  to: Address,
  functionName: string,
  args: readonly unknown[] = [],
  of: Abi = abi,
): Promise<T> {
  const data = encodeFunctionData({ abi: of, functionName, args: [...args] });
  const [answer] = await rpc.batch([{ method: 'eth_call', params: [{ to, data }, 'latest'] }]);
  return decodeFunctionResult({ abi: of, functionName, data: unwrapAnswer<Hex>(rpc, functionName, answer) }) as T;
}

/** Whether a call from an account would go through. */
export async function wouldPass(rpc: RpcPort, from: Address, to: Address, data: Hex): Promise<boolean> {
  const [answer] = await rpc.batch([{ method: 'eth_call', params: [{ from, to, data }, 'latest'] }]);
  return answer?.ok ?? false;
}

export async function head(
  rpc: RpcPort,
): Promise<{ readonly hash: Hex; readonly timeSeconds: number; readonly number: number }> {
  const [answer] = await rpc.batch([{ method: 'eth_getBlockByNumber', params: ['latest', false] }]);
  const block = unwrapAnswer<{ readonly hash: Hex; readonly timestamp: Hex; readonly number: Hex }>(
    rpc,
    'block',
    answer,
  );
  return { hash: block.hash, timeSeconds: Number(block.timestamp), number: Number(block.number) };
}

/** Price of a pool's traded asset in the other side, from its own square root. */
export async function poolPrice(world: LocalWorld, assetId: string): Promise<number> {
  const pool = poolOf(world, assetId);
  const [root] = await read<readonly [bigint]>(world.rpc, pool.address, 'slot0');
  const ratio = (Number(root) / 2 ** 96) ** 2 * 10 ** (pool.decimals0 - pool.decimals1);
  return pool.asset0 === assetId ? ratio : 1 / ratio;
}

export function poolOf(world: LocalWorld, assetId: string) {
  const pool = world.addresses.uniswap.pools.find((item) => item.plan.assetId === assetId);
  if (pool === undefined) throw new TypeError(`no pool of ${assetId}`);
  return pool;
}
