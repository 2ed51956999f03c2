/** Four 32-bit words: the place of a draw. */
export type Counter = readonly [number, number, number, number];
/** Two 32-bit words: the seed of a stream. */
export type RandomKey = readonly [number, number];

const [M0, M1, W0, W1] = [0xd2511f53, 0xcd9e8d57, 0x9e3779b9, 0xbb67ae85];

/**
 * Philox 4x32 with 10 rounds: four random 32-bit words that depend on counter and key alone, so that a draw is the
 * same in any order and on any number of threads. Words are taken modulo 2^32. Pure.
 * Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11.
 */
export function philox4x32(counter: Counter, key: RandomKey): Counter {
  const words = new Uint32Array(4);
  philoxInto(words, 0, counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
  return [words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, words[3] ?? 0];
}

/** The same, written to `out` at `at`, for loops that must not allocate. */
export function philoxInto(
  out: Uint32Array,
  at: number,
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
): void {
  let [c0, c1, c2, c3] = [counter0, counter1, counter2, counter3];
  let [k0, k1] = [key0, key1];
  for (let round = 0; round < 10; round += 1) {
    const high0 = mulHigh(M0, c0);
    const high1 = mulHigh(M1, c2);
    const low0 = Math.imul(M0, c0) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = Math.imul(M1, c2) >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  out[at] = c0;
  out[at + 1] = c1;
  out[at + 2] = c2;
  out[at + 3] = c3;
}

/** Upper 32 bits of the product of two 32-bit words, by 16-bit halves; every step fits an unsigned word. */
export function mulHigh(a: number, b: number): number {
  const [ah, al, bh, bl] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const first = (Math.imul(ah, bl) + (Math.imul(al, bl) >>> 16)) >>> 0;
  const second = (Math.imul(al, bh) + (first & 0xffff)) >>> 0;
  return (Math.imul(ah, bh) + (first >>> 16) + (second >>> 16)) >>> 0;
}
