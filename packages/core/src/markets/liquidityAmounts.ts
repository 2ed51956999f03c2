import { mulDivDown, pow10, raw, squareRoot, type Raw, type Wad } from '../units/amounts.ts';
import { sqrtRatioAtTick } from './tickMath.ts';

const Q96 = 1n << 96n;

/** A range of concentrated liquidity. */
export interface LiquidityRange {
  readonly tickLower: number;
  readonly tickUpper: number;
  readonly liquidityRaw: Raw;
}

/** One token of a pair: its price in the numeraire per whole token, and its decimals. */
export interface PricedToken {
  readonly priceWad: Wad;
  readonly decimals: number;
}

/** Square root price (Q64.96, token 1 raw per token 0 raw) at which a pool would agree with two prices, rounded down. Pure; both prices positive. */
export const sqrtPriceOf = (token0: PricedToken, token1: PricedToken): bigint =>
  squareRoot(mulDivDown(token0.priceWad * pow10(token1.decimals), Q96 * Q96, token1.priceWad * pow10(token0.decimals)));

/** What a position holds when its pool stands at a square root price, rounded down (Uniswap v3 whitepaper §6.2.1). Pure. */
export function amountsAt(
  range: LiquidityRange,
  sqrtPriceX96: bigint,
): { readonly amount0Raw: Raw; readonly amount1Raw: Raw } {
  const [lower, upper] = [sqrtRatioAtTick(range.tickLower), sqrtRatioAtTick(range.tickUpper)];
  const price = sqrtPriceX96 < lower ? lower : sqrtPriceX96 > upper ? upper : sqrtPriceX96;
  return {
    amount0Raw: raw((range.liquidityRaw * Q96 * (upper - price)) / upper / price),
    amount1Raw: raw((range.liquidityRaw * (price - lower)) / Q96),
  };
}
