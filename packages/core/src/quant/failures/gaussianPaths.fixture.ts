// Normal numbers for tests that compare a simulation with its closed form: seeded, the same on every machine.
import { normalQuantile } from '../distributions/normal.ts';

/** Standard normals from Marsaglia's 32-bit xorshift, the seed not zero. */
export function normals(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return normalQuantile((state + 0.5) / 4_294_967_296);
  };
}
