/** Uniform numbers in (0, 1) by index, scattered enough for tests of what takes its chance as an argument. */
export const scatter = (seed: number): { uniform(index: number): number } => ({
  uniform: (index) => {
    let word = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
    word = Math.imul(word ^ (word >>> 15), 0x846ca68b);
    return (((word ^ (word >>> 16)) >>> 0) + 0.5) / 2 ** 32;
  },
});
