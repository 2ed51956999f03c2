import { min, mulDivDown, mulDivUp } from '../units/amounts.ts';

const Q96 = 1n << 96n;
const MILLION = 1_000_000n;
const WORD = 1n << 256n;

/** One stretch of constant liquidity: from `price` toward `target` (square roots, Q64.96), at most `left` of input. */
export interface StepInput {
  readonly price: bigint;
  readonly target: bigint;
  readonly liquidity: bigint;
  readonly left: bigint;
  readonly feePips: bigint;
  readonly zeroForOne: boolean;
}

/** Where the price ends, the input consumed with its fee, and the output. */
export interface StepResult {
  readonly price: bigint;
  readonly consumed: bigint;
  readonly out: bigint;
}

/**
 * One exact-input step with the pool's own roundings (Uniswap v3 whitepaper §6.2.3; SwapMath and SqrtPriceMath
 * of the pool): price and input against the trader. The pool's protocol fee is a share of the trader's fee and
 * changes nothing here. Pure; liquidity positive.
 */
export function swapStep({ price, target, liquidity, left, feePips, zeroForOne }: StepInput): StepResult {
  const net = mulDivDown(left, MILLION - feePips, MILLION);
  const needed = zeroForOne ? amount0(target, price, liquidity, true) : amount1(price, target, liquidity, true);
  const next =
    net >= needed ? target : zeroForOne ? priceAfter0(price, liquidity, net) : priceAfter1(price, liquidity, net);
  const reaches = next === target;
  const spent = reaches
    ? needed
    : zeroForOne
      ? amount0(next, price, liquidity, true)
      : amount1(price, next, liquidity, true);
  const out = zeroForOne ? amount1(next, price, liquidity, false) : amount0(price, next, liquidity, false);
  const consumed = reaches ? spent + mulDivUp(spent, feePips, MILLION - feePips) : left;
  return { price: next, consumed: min(consumed, left), out };
}

/** Token 0 between two prices (a ≤ b). */
function amount0(a: bigint, b: bigint, liquidity: bigint, roundUp: boolean): bigint {
  const numerator = liquidity * Q96 * (b - a);
  return roundUp ? mulDivUp(mulDivUp(numerator, 1n, b), 1n, a) : numerator / b / a;
}

/** Token 1 between two prices (a ≤ b). */
const amount1 = (a: bigint, b: bigint, liquidity: bigint, roundUp: boolean): bigint =>
  roundUp ? mulDivUp(liquidity, b - a, Q96) : (liquidity * (b - a)) / Q96;

/** Price after adding token 0, rounded up. Where the pool's 256 bits would overflow it rounds another way, and so do we. */
function priceAfter0(price: bigint, liquidity: bigint, amount: bigint): bigint {
  if (amount === 0n) return price;
  const numerator = liquidity * Q96;
  const denominator = numerator + amount * price;
  return denominator < WORD
    ? mulDivUp(numerator, price, denominator)
    : mulDivUp(numerator, 1n, numerator / price + amount);
}

/** Price after adding token 1, rounded down. */
const priceAfter1 = (price: bigint, liquidity: bigint, amount: bigint): bigint => price + (amount * Q96) / liquidity;
