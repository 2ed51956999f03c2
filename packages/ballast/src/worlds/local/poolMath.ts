import { logarithm } from '@ballast/core';

const TICK_LOGARITHM = 0.00009999500033330834; // ln 1.0001
const TWO_64 = 18_446_744_073_709_551_616;

/** A pair of tokens as a pool sees them: token 0 has the lower address. */
export interface Pair {
  readonly decimals0: number;
  readonly decimals1: number;
}

/** Raw token 1 per raw token 0 at two dollar prices. */
export const rawRatio = (pair: Pair, price0: number, price1: number): number =>
  (price0 / price1) * tenTo(pair.decimals1 - pair.decimals0);

/** √ratio as Q64.96, accurate to double precision. */
export const sqrtPriceX96 = (ratio: number): bigint => BigInt(Math.floor(Math.sqrt(ratio) * TWO_64)) << 32n;

/** Tick of a raw ratio, rounded down. */
export const tickOf = (ratio: number): number => Math.floor(logarithm(ratio) / TICK_LOGARITHM);

/** The tick on the pool's grid nearest below. */
export const onGrid = (tick: number, spacing: number): number => Math.floor(tick / spacing) * spacing;

/**
 * Liquidity that `usd` dollars give over ±halfTicks around a price: value of both sides divided by what one unit of
 * liquidity needs (Uniswap v3 whitepaper §6.2.1, equations 6.29 and 6.30).
 */
export function liquidityWorth(pair: Pair, price0: number, price1: number, halfTicks: number, usd: number): number {
  const ratio = rawRatio(pair, price0, price1);
  const root = Math.sqrt(ratio);
  const spread = 1 - Math.sqrt(ratioOfTicks(-halfTicks));
  const amount0 = spread / root;
  const amount1 = root * spread;
  const dollars = (amount0 * price0) / tenTo(pair.decimals0) + (amount1 * price1) / tenTo(pair.decimals1);
  return usd / dollars;
}

/** 1.0001^ticks by repeated squaring: the same bytes on every engine. */
function ratioOfTicks(ticks: number): number {
  let [result, base, left] = [1, 1.0001, Math.abs(ticks)];
  for (; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= base;
    base *= base;
  }
  return ticks < 0 ? 1 / result : result;
}

/** 10^exponent, exact up to 10^22. */
export function tenTo(exponent: number): number {
  let result = 1;
  for (let i = 0; i < Math.abs(exponent); i += 1) result *= 10;
  return exponent < 0 ? 1 / result : result;
}

/** Raw units of a float number of whole tokens, rounded down at a millionth of a token. */
export const rawTokens = (tokens: number, decimals: number): bigint =>
  (BigInt(Math.floor(tokens * 1e8)) * BigInt(tenTo(decimals))) / 100_000_000n;
