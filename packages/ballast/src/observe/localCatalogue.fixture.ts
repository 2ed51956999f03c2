import type { LocalWorld } from '../worlds/local/createLocalWorld.ts';
import { LOCAL_CHAIN } from '../worlds/local/openWorld.ts';
import type { Catalogue } from './catalogueSchema.ts';

/** A catalogue of what stands on the embedded world's chain. */
export function catalogueOf({ addresses }: LocalWorld): Catalogue {
  const source = 'https://example.org';
  const { tokens, uniswap, aave } = addresses;
  const ids = ['USDC', 'USDT', 'DAI', 'WETH', 'WBTC', 'sDAI'];
  return {
    chain: LOCAL_CHAIN,
    name: 'local chain',
    numeraire: 'USD',
    contracts: {
      aggregator: { address: addresses.aggregator, source },
      pyth: { address: tokens.pyth, source },
      uniswapFactory: { address: uniswap.factory, source },
      positionManager: { address: uniswap.positionManager, source },
      aavePool: { address: aave.pool, source },
    },
    assets: ids.map((id) => {
      const isDollar = id !== 'WETH' && id !== 'WBTC';
      const pool = uniswap.pools.find((item) => [item.asset0, item.asset1].includes(id));
      const lending = aave.reserves.find((item) => item.assetId === id);
      return {
        id,
        name: id,
        class: isDollar ? ('stablecoin' as const) : ('crypto' as const),
        issuer: id.toLowerCase(),
        risk: {
          ...(isDollar && id !== 'sDAI' ? { peg: '1' } : {}),
          haircut: '2%',
          dailyVolatility: '1%',
          minPrice: '0.01',
          maxPrice: '1000000',
        },
        isNative: id === 'WETH',
        tokens: [
          {
            address: tokens.tokens.get(id) ?? '0x',
            decimals: id.startsWith('USD') ? 6 : id === 'WBTC' ? 8 : 18,
            source,
          },
        ],
        feeds:
          id === 'sDAI'
            ? []
            : [
                {
                  address: tokens.feeds.get(id)?.chainlink ?? '0x',
                  quote: 'USD',
                  heartbeat: '24h',
                  deviation: '1%',
                  source,
                },
              ],
        pools:
          pool === undefined || id === 'sDAI'
            ? []
            : [
                {
                  address: pool.address,
                  with: pool.asset0 === id ? pool.asset1 : pool.asset0,
                  feePips: pool.plan.feePips,
                },
              ],
        ...(id === 'sDAI'
          ? { shareOf: { asset: 'DAI', growthCapPerYear: '15%', issuerHaircut: '2%' } }
          : { pyth: { id: tokens.pythIds.get(id) ?? '0x', source } }),
        ...(lending === undefined ? {} : { lending: { receipt: lending.receipt, source } }),
      };
    }),
  };
}
