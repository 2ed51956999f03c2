import { pow10 } from '../units/amounts.ts';
import { PLAIN, VECTOR_SEED, type AssetCase } from './vectors.fixture.ts';

/** A stream of numbers from a seed and a name: 64-bit xorshift*, exact. */
export function dice(name: string): (below: bigint) => bigint {
  const mask = (1n << 64n) - 1n;
  let state = BigInt(VECTOR_SEED);
  for (const letter of name) state = (state * 6_364_136_223_846_793_005n + BigInt(letter.charCodeAt(0))) & mask;
  return (below) => {
    state ^= state >> 12n;
    state ^= (state << 25n) & mask;
    state ^= state >> 27n;
    const wide = (state << 64n) | ((state * 2_685_821_657_736_338_717n) & mask);
    return wide % below;
  };
}

export const plain = (change: Partial<AssetCase> = {}): AssetCase => ({ ...PLAIN, ...change });
export const text = (value: bigint): string => String(value);

/** A token of any decimals at any price between 1e-12 and 1e12 dollars. */
export function seededSide(roll: (below: bigint) => bigint): {
  readonly asset: Partial<AssetCase>;
  readonly unit: bigint;
  readonly priceWad: bigint;
} {
  const decimals = Number(roll(28n));
  const priceWad = pow10(6 + Number(roll(24n))) * (1n + roll(9n));
  const asset = {
    decimals,
    feedDecimals: 18,
    answerA: text(priceWad),
    answerB: text(priceWad + (priceWad * roll(50n)) / 10_000n),
    minPriceWad: '1',
    maxPriceWad: text(pow10(36)),
    depegPriceWad: '0',
  };
  return { asset, unit: pow10(decimals), priceWad };
}
