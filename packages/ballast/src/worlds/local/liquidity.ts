import type { Abi } from 'viem';
import type { DeployedPool } from './deployUniswap.ts';
import type { PoolPlan } from './marketPlan.ts';
import { liquidityWorth, onGrid, rawRatio, tickOf } from './poolMath.ts';
import type { Site } from './site.ts';

/** Liquidity providers of one pool: ranges that follow the price late, and leave with the scenario's depth. */
export interface LiquidityProviders {
  /** Queues what they do at a moment, at the outside prices of both sides. */
  move(moment: {
    readonly timeSeconds: number;
    readonly price0: number;
    readonly price1: number;
    /** Share of the first depth that stays. */
    readonly depth: number;
  }): void;
}

interface Position {
  readonly range: PoolPlan['ranges'][number];
  lower: number;
  upper: number;
  /** Liquidity at full depth. */
  whole: number;
  placed: bigint;
  /** Since when the price has been outside; null while inside. */
  leftAtSeconds: number | null;
}

/** Liquidity is moved only when it differs by more than this share: providers do not trim every minute. */
const TRIM = 0.05;

export function createProviders(site: Site, pool: DeployedPool, moverAbi: Abi): LiquidityProviders {
  const positions: Position[] = [];
  const set = (position: Position, liquidity: bigint): void => {
    if (liquidity === position.placed) return;
    const args = [pool.address, position.lower, position.upper, liquidity];
    site.batch.call(site.mover, moverAbi, 'setLiquidity', args);
    position.placed = liquidity;
  };
  return {
    move: ({ timeSeconds, price0, price1, depth }) => {
      const tick = tickOf(rawRatio(pool, price0, price1));
      const place = (position: Position): void => {
        const { halfTicks, share } = position.range;
        position.lower = onGrid(tick - halfTicks, pool.plan.tickSpacing);
        position.upper = onGrid(tick + halfTicks, pool.plan.tickSpacing) + pool.plan.tickSpacing;
        position.whole = liquidityWorth(pool, price0, price1, halfTicks, pool.plan.depthUsd * share);
        position.leftAtSeconds = null;
      };
      if (positions.length === 0)
        for (const range of pool.plan.ranges) {
          // The range that never moves was minted through the position manager.
          if (range.followSeconds === null) continue;
          const position: Position = { range, lower: 0, upper: 0, whole: 0, placed: 0n, leftAtSeconds: null };
          place(position);
          positions.push(position);
        }
      for (const position of positions) {
        const isInside = position.lower <= tick && tick < position.upper;
        position.leftAtSeconds = isInside ? null : (position.leftAtSeconds ?? timeSeconds);
        const awaySeconds = timeSeconds - (position.leftAtSeconds ?? timeSeconds);
        if (awaySeconds >= (position.range.followSeconds ?? Number.POSITIVE_INFINITY)) {
          set(position, 0n);
          place(position);
        }
        const wanted = position.whole * depth;
        if (Math.abs(Number(position.placed) - wanted) > TRIM * position.whole)
          set(position, BigInt(Math.floor(wanted)));
      }
    },
  };
}
