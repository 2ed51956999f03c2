import { encodeAbiParameters, getCreate2Address, keccak256, type Abi } from 'viem';
import type { Address } from '@ballast/core';
import { readAbi, readArtifact, type Artifact } from './artifacts.ts';
import { addressOf, type TokenSet } from './deployTokens.ts';
import { tokenOf, type MarketPlan, type PoolPlan } from './marketPlan.ts';
import { liquidityWorth, onGrid, rawRatio, rawTokens, sqrtPriceX96, tickOf } from './poolMath.ts';
import type { Site } from './site.ts';

/** The real Uniswap v3, and the pools of this world by traded asset. */
export interface UniswapSet {
  readonly factory: Address;
  readonly router: Address;
  readonly quoter: Address;
  readonly tickLens: Address;
  readonly positionManager: Address;
  readonly pools: readonly DeployedPool[];
}

/** A pool with its two sides in the pool's own order. */
export interface DeployedPool {
  readonly plan: PoolPlan;
  readonly address: Address;
  readonly asset0: string;
  readonly asset1: string;
  readonly decimals0: number;
  readonly decimals1: number;
}

const PERIPHERY = '@uniswap/v3-periphery/artifacts/contracts';
const core = (name: string): Artifact => readArtifact(`@uniswap/v3-core/artifacts/contracts/${name}.sol/${name}.json`);
const periphery = (name: string, folder = '', libraries: Readonly<Record<string, Address>> = {}): Artifact =>
  readArtifact(`${PERIPHERY}/${folder}${name}.sol/${name}.json`, libraries);

/** Interface of the swap router. */
export const swapRouterAbi = (): Abi => readAbi(`${PERIPHERY}/SwapRouter.sol/SwapRouter.json`);

/** Blocks a pool remembers for its time-weighted price. */
const OBSERVATIONS = 16;

/** Deploys the published contracts and creates every planned pool at its first price, still empty. */
export function deployUniswap(
  site: Site,
  plan: MarketPlan,
  set: TokenSet,
  priceOf: (assetId: string) => number,
): UniswapSet {
  const { deployer } = site;
  const factoryArtifact = core('UniswapV3Factory');
  const poolArtifact = core('UniswapV3Pool');
  const factory = deployer.deploy('UniswapV3Factory', factoryArtifact);
  const router = deployer.deploy('SwapRouter', periphery('SwapRouter'), [factory, set.weth]);
  const quoter = deployer.deploy('QuoterV2', periphery('QuoterV2', 'lens/'), [factory, set.weth]);
  const tickLens = deployer.deploy('TickLens', periphery('TickLens', 'lens/'));
  const descriptorLibrary = deployer.deploy('NFTDescriptor', periphery('NFTDescriptor', 'libraries/'));
  const descriptor = deployer.deploy(
    'NonfungibleTokenPositionDescriptor',
    periphery('NonfungibleTokenPositionDescriptor', '', { NFTDescriptor: descriptorLibrary }),
    [set.weth, `0x${'455448'.padEnd(64, '0')}`],
  );
  const managerArtifact = periphery('NonfungiblePositionManager');
  const positionManager = deployer.deploy('NonfungiblePositionManager', managerArtifact, [
    factory,
    set.weth,
    descriptor,
  ]);
  // The factory's owner enabled the 0.01 % tier after launch (UNI proposal 9, November 2021); so do we.
  deployer.send(deployer.admin, 'fee tier 0.01 %', factory, factoryArtifact.abi, 'enableFeeAmount', [100, 1]);
  const poolCodeHash = keccak256(poolArtifact.bytecode);
  const pools = plan.pools.map((pool) => describePool(plan, set, pool, factory, poolCodeHash));
  for (const pool of pools) {
    const fee = pool.plan.feePips;
    const [token0, token1] = [addressOf(set, pool.asset0), addressOf(set, pool.asset1)];
    const first = sqrtPriceX96(rawRatio(pool, priceOf(pool.asset0), priceOf(pool.asset1)));
    site.batch.call(factory, factoryArtifact.abi, 'createPool', [token0, token1, fee]);
    site.batch.call(pool.address, poolArtifact.abi, 'initialize', [first]);
    site.batch.call(pool.address, poolArtifact.abi, 'increaseObservationCardinalityNext', [OBSERVATIONS]);
  }
  const token = site.contract('TestToken').abi;
  for (const address of set.tokens.values())
    for (const spender of [router, positionManager])
      site.batch.call(address, token, 'approve', [spender, 2n ** 256n - 1n]);
  for (const pool of pools) mintWideRange(site, set, pool, positionManager, managerArtifact, priceOf);
  return { factory, router, quoter, tickLens, positionManager, pools };
}

function describePool(
  plan: MarketPlan,
  set: TokenSet,
  pool: PoolPlan,
  factory: Address,
  poolCodeHash: `0x${string}`,
): DeployedPool {
  const [asset, base] = [addressOf(set, pool.assetId), addressOf(set, plan.baseId)];
  const [asset0, asset1] = asset < base ? [pool.assetId, plan.baseId] : [plan.baseId, pool.assetId];
  const [token0, token1] = asset < base ? [asset, base] : [base, asset];
  const salt = keccak256(
    encodeAbiParameters([{ type: 'address' }, { type: 'address' }, { type: 'uint24' }], [token0, token1, pool.feePips]),
  );
  return {
    plan: pool,
    address: getCreate2Address({ from: factory, salt, bytecodeHash: poolCodeHash }).toLowerCase() as Address,
    asset0,
    asset1,
    decimals0: tokenOf(plan, asset0).decimals,
    decimals1: tokenOf(plan, asset1).decimals,
  };
}

/** The range that never moves belongs to a position of the real position manager. */
function mintWideRange(
  site: Site,
  set: TokenSet,
  pool: DeployedPool,
  positionManager: Address,
  artifact: Artifact,
  priceOf: (assetId: string) => number,
): void {
  const [price0, price1] = [priceOf(pool.asset0), priceOf(pool.asset1)];
  const centre = tickOf(rawRatio(pool, price0, price1));
  for (const range of pool.plan.ranges) {
    if (range.followSeconds !== null) continue;
    const usd = pool.plan.depthUsd * range.share;
    if (liquidityWorth(pool, price0, price1, range.halfTicks, usd) < 1) continue;
    site.batch.call(positionManager, artifact.abi, 'mint', [
      {
        token0: addressOf(set, pool.asset0),
        token1: addressOf(set, pool.asset1),
        fee: pool.plan.feePips,
        tickLower: onGrid(centre - range.halfTicks, pool.plan.tickSpacing),
        tickUpper: onGrid(centre + range.halfTicks, pool.plan.tickSpacing),
        amount0Desired: rawTokens(usd / 2 / price0, pool.decimals0),
        amount1Desired: rawTokens(usd / 2 / price1, pool.decimals1),
        amount0Min: 0n,
        amount1Min: 0n,
        recipient: site.mover,
        deadline: 2n ** 64n,
      },
    ]);
  }
}
