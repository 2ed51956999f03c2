import { normalQuantile, sha256Text } from '@ballast/core';

/** Random numbers by position: the same seed, label and index always give the same number, in any order. */
export interface RandomStream {
  /** Uniform on (0, 1), 52 bits. */
  uniform(index: number): number;
  /** Standard normal. */
  normal(index: number): number;
}

const [M0, M1, W0, W1] = [0xd2511f53, 0xcd9e8d57, 0x9e3779b9, 0xbb67ae85];

/** Philox 4x32 with 10 rounds: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11. */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): readonly [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round += 1) {
    const high0 = mulHigh(M0, c0);
    const high1 = mulHigh(M1, c2);
    const low0 = Math.imul(M0, c0) >>> 0;
    const low1 = Math.imul(M1, c2) >>> 0;
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** Upper 32 bits of the product of two 32-bit words, by 16-bit halves so that nothing exceeds 2^53. */
function mulHigh(a: number, b: number): number {
  const [ah, al, bh, bl] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = ah * bl + ((al * bl) >>> 16);
  return ah * bh + Math.floor((middle + al * bh) / 65_536);
}

/** A stream of its own for each purpose; the label keeps streams of one seed apart. */
export function createRandom(seed: number, label: string): RandomStream {
  const digest = sha256Text(`${seed}/${label}`);
  const key = [Number(digest.slice(0, 10)), Number(`0x${digest.slice(10, 18)}`)] as const;
  const uniform = (index: number): number => {
    const [a, b] = philox4x32([index >>> 0, Math.floor(index / 4_294_967_296), 0, 0], key);
    // 52 bits and a half step, so that 0 and 1 never occur.
    return ((a >>> 6) * 67_108_864 + (b >>> 6) + 0.5) / 4_503_599_627_370_496;
  };
  return { uniform, normal: (index) => normalQuantile(uniform(index)) };
}
