import { BallastError } from '@ballast/core';

/** What the embedded market is made of; amounts in dollars at the first prices. */
export interface MarketPlan {
  /** The asset pools trade against: what redemptions are paid in. */
  readonly baseId: string;
  readonly tokens: readonly TokenPlan[];
  readonly pools: readonly PoolPlan[];
  /** Lending reserves with what others supplied, and the share lent out where the scenario does not say. */
  readonly lending: readonly { readonly assetId: string; readonly suppliedUsd: number; readonly utilisation: number }[];
}

export interface TokenPlan {
  readonly id: string;
  readonly name: string;
  readonly decimals: number;
  /** issued: mintable by its issuer. wrapped: canonical WETH. savings: an ERC-4626 share of another token. */
  readonly kind: 'issued' | 'wrapped' | 'savings';
}

/** A Uniswap v3 pool of an asset against the base. */
export interface PoolPlan {
  readonly assetId: string;
  readonly feePips: number;
  readonly tickSpacing: number;
  readonly depthUsd: number;
  /** Half-widths in ticks and share of the depth; a range follows the price after being left for this long. */
  readonly ranges: readonly {
    readonly halfTicks: number;
    readonly share: number;
    readonly followSeconds: number | null;
  }[];
}

export class TokenNotPlanned extends BallastError {
  constructor(id: string) {
    super({
      code: 'WORLD_TOKEN_NOT_PLANNED',
      message: `${id} is not a token of this world`,
      remedy: 'name one of the assets of the scenario',
      retryable: false,
    });
  }
}

const KNOWN: readonly TokenPlan[] = [
  { id: 'USDC', name: 'USD Coin', decimals: 6, kind: 'issued' },
  { id: 'USDT', name: 'Tether USD', decimals: 6, kind: 'issued' },
  { id: 'DAI', name: 'Dai Stablecoin', decimals: 18, kind: 'issued' },
  { id: 'sDAI', name: 'Savings Dai', decimals: 18, kind: 'savings' },
  { id: 'WETH', name: 'Wrapped Ether', decimals: 18, kind: 'wrapped' },
  { id: 'WBTC', name: 'Wrapped BTC', decimals: 8, kind: 'issued' },
  { id: 'UST', name: 'TerraUSD', decimals: 6, kind: 'issued' },
  { id: 'HBR', name: 'Harbor governance', decimals: 18, kind: 'issued' },
];

/** Ranges of a pool whose two sides are meant to be worth the same; the widest is there when one becomes worthless. */
const STABLE_RANGES: PoolPlan['ranges'] = [
  { halfTicks: 20, share: 0.4, followSeconds: 28_800 },
  { halfTicks: 150, share: 0.35, followSeconds: 7_200 },
  { halfTicks: 4_000, share: 0.2, followSeconds: null },
  { halfTicks: 50_000, share: 0.05, followSeconds: null },
];
const VOLATILE_RANGES: PoolPlan['ranges'] = [
  { halfTicks: 600, share: 0.4, followSeconds: 43_200 },
  { halfTicks: 2_400, share: 0.4, followSeconds: 86_400 },
  { halfTicks: 30_000, share: 0.2, followSeconds: null },
];

type Pooled = Omit<PoolPlan, 'assetId'>;
const stable = (depthUsd: number): Pooled => ({ feePips: 100, tickSpacing: 1, depthUsd, ranges: STABLE_RANGES });
const volatile = (depthUsd: number): Pooled => ({ feePips: 500, tickSpacing: 10, depthUsd, ranges: VOLATILE_RANGES });
const MAIN_POOL = stable(60_000_000);
const POOLS: Readonly<Record<string, Pooled>> = {
  DAI: stable(25_000_000),
  sDAI: stable(12_000_000),
  UST: stable(30_000_000),
  WETH: volatile(50_000_000),
  WBTC: volatile(30_000_000),
};
const OTHER_POOL = volatile(6_000_000);
const LENDING = [
  { assetId: 'USDC', suppliedUsd: 80_000_000, utilisation: 0.78 },
  { assetId: 'USDT', suppliedUsd: 50_000_000, utilisation: 0.74 },
  { assetId: 'DAI', suppliedUsd: 40_000_000, utilisation: 0.7 },
] as const;

/** The market for a set of assets: a pool of each traded one against the base, lending for the stablecoins. */
export function planMarket(assetIds: readonly string[], baseId: string): MarketPlan {
  const tokens = assetIds.map(
    (id): TokenPlan => KNOWN.find((token) => token.id === id) ?? { id, name: id, decimals: 18, kind: 'issued' },
  );
  if (!assetIds.includes(baseId)) throw new TokenNotPlanned(baseId);
  return {
    baseId,
    tokens,
    pools: assetIds
      .filter((id) => id !== baseId && id !== 'HBR')
      .map((assetId) => ({
        assetId,
        ...(assetId === 'USDC' || assetId === 'USDT' ? MAIN_POOL : (POOLS[assetId] ?? OTHER_POOL)),
      })),
    lending: LENDING.filter((reserve) => assetIds.includes(reserve.assetId)),
  };
}

/** The planned token of an asset. */
export function tokenOf(plan: MarketPlan, id: string): TokenPlan {
  const token = plan.tokens.find((item) => item.id === id);
  if (token === undefined) throw new TokenNotPlanned(id);
  return token;
}
