import { normalQuantile } from '../distributions/normal.ts';
import { philox4x32, type RandomKey } from './philox.ts';

/** Random numbers by position: the same key and index always give the same number, in any order. */
export interface RandomStream {
  /** Uniform on (0, 1), 52 bits. `index`: a whole number from 0 below 2^53. */
  uniform(index: number): number;
  /** Standard normal, by inversion of the uniform at the same index. */
  normal(index: number): number;
}

/** A stream of its own for each key, from Philox 4x32-10. Pure: it remembers nothing between draws. */
export function randomStream(key: RandomKey): RandomStream {
  const uniform = (index: number): number => {
    const [a, b] = philox4x32([index >>> 0, Math.floor(index / 4_294_967_296), 0, 0], key);
    // 52 bits and a half step, so that 0 and 1 never occur.
    return ((a >>> 6) * 67_108_864 + (b >>> 6) + 0.5) / 4_503_599_627_370_496;
  };
  return { uniform, normal: (index) => normalQuantile(uniform(index)) };
}
