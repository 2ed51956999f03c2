import { mulDivDown, pow10, wad, WAD, type Wad } from '@ballast/core';

const Q192 = 1n << 192n;

/**
 * Price of one whole token 0 in whole tokens 1 (or the inverse) from a pool's square-root price, rounded down.
 * Uniswap v3 whitepaper §6.1: the price in raw units is (sqrtPriceX96 ÷ 2^96)². Pure; the square root is positive.
 */
export function poolPriceDown(
  sqrtPriceX96: bigint,
  decimals0: number,
  decimals1: number,
  base: 'token0' | 'token1',
): Wad {
  const square = sqrtPriceX96 * sqrtPriceX96;
  return base === 'token0'
    ? wad(mulDivDown(square * pow10(decimals0), WAD, Q192 * pow10(decimals1)))
    : wad(mulDivDown(Q192 * pow10(decimals1), WAD, square * pow10(decimals0)));
}

/** Arithmetic mean tick over a window, rounded toward minus infinity as Uniswap's OracleLibrary.consult does. Pure. */
export function meanTick(earlier: bigint, later: bigint, windowSeconds: number): number {
  return Number(mulDivDown(later - earlier, 1n, BigInt(windowSeconds)));
}
