import { BallastError } from '../units/error.ts';

export const MIN_TICK = -887_272;
export const MAX_TICK = 887_272;
const Q32 = 1n << 32n;
const MAX_UINT256 = (1n << 256n) - 1n;

export class TickOutOfRange extends BallastError {
  constructor(tick: number) {
    super({
      code: 'MARKETS_TICK_OUT_OF_RANGE',
      message: `tick ${tick} is outside ±887272`,
      remedy: 'the pool snapshot is malformed',
      retryable: false,
    });
  }
}

export class SqrtPriceOutOfRange extends BallastError {
  constructor(sqrtPriceX96: bigint) {
    super({
      code: 'MARKETS_PRICE_OUT_OF_RANGE',
      message: `${sqrtPriceX96} is no square root price of a pool`,
      remedy: 'the pool snapshot is malformed',
      retryable: false,
    });
  }
}

// sqrt(1.0001^-(2^i)) as Q128.128: the published constants of the pool, needed to agree with it to the last bit.
const FACTORS: readonly bigint[] = [
  0xfffcb933bd6fad37aa2d162d1a594001n,
  0xfff97272373d413259a46990580e213an,
  0xfff2e50f5f656932ef12357cf3c7fdccn,
  0xffe5caca7e10e4e61c3624eaa0941cd0n,
  0xffcb9843d60f6159c9db58835c926644n,
  0xff973b41fa98c081472e6896dfb254c0n,
  0xff2ea16466c96a3843ec78b326b52861n,
  0xfe5dee046a99a2a811c461f1969c3053n,
  0xfcbe86c7900a88aedcffc83b479aa3a4n,
  0xf987a7253ac413176f2b074cf7815e54n,
  0xf3392b0822b70005940c7a398e4b70f3n,
  0xe7159475a2c29b7443b29c7fa6e889d9n,
  0xd097f3bdfd2022b8845ad8f792aa5825n,
  0xa9f746462d870fdf8a65dc1f90e061e5n,
  0x70d869a156d2a1b890bb3df62baf32f7n,
  0x31be135f97d08fd981231505542fcfa6n,
  0x9aa508b5b7a84e1c677de54f3e99bc9n,
  0x5d6af8dedb81196699c329225ee604n,
  0x2216e584f5fa1ea926041bedfe98n,
  0x48a170391f7dc42444e8fa2n,
];

/** Largest tick whose square root price does not exceed the given one (Q64.96): what the pool calls its tick. Pure; refuses prices no pool can have. */
export function tickAtSqrtRatio(sqrtPriceX96: bigint): number {
  let [low, high] = [MIN_TICK, MAX_TICK];
  if (sqrtPriceX96 < sqrtRatioAtTick(MIN_TICK) || sqrtPriceX96 >= sqrtRatioAtTick(MAX_TICK))
    throw new SqrtPriceOutOfRange(sqrtPriceX96);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (sqrtRatioAtTick(middle) <= sqrtPriceX96) low = middle;
    else high = middle;
  }
  return low;
}

/** sqrt(1.0001^tick) as Q64.96, rounded up exactly as the Uniswap v3 pool does (its whitepaper, §6.2, and TickMath constants). */
export function sqrtRatioAtTick(tick: number): bigint {
  if (!Number.isInteger(tick) || tick < MIN_TICK || tick > MAX_TICK) throw new TickOutOfRange(tick);
  const magnitude = BigInt(Math.abs(tick));
  let ratio = 1n << 128n;
  FACTORS.forEach((factor, bit) => {
    if ((magnitude >> BigInt(bit)) & 1n) ratio = (ratio * factor) >> 128n;
  });
  if (tick > 0) ratio = MAX_UINT256 / ratio;
  return ratio / Q32 + (ratio % Q32 === 0n ? 0n : 1n);
}
