// Random numbers of the known worlds: a generator of its own, so that nothing of the engine that is judged makes the
// truth it is judged by.

/** A seeded stream; every call moves it on. */
export interface Dice {
  /** Uniform on (0, 1). */
  uniform(): number;
  /** Uniform on (from, to). */
  between(from: number, to: number): number;
  /** Log-uniform on (from, to), both above zero. */
  betweenLogs(from: number, to: number): number;
  normal(): number;
  /** Chi-squared; `degrees` two or more. */
  chiSquared(degrees: number): number;
}

/** Small fast counter of Chris Doty-Humphrey (PractRand), 32 bits; normals by Marsaglia's polar method, gammas by Marsaglia and Tsang (2000). */
export function throwDice(seed: number): Dice {
  let [a, b, c, counter] = [seed | 0, Math.imul(seed, 0x9e37_79b9) | 0, 0x243f_6a88, 1];
  const word = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 16; i += 1) word();
  const uniform = (): number => (word() + 0.5) / 4_294_967_296;
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    let [x, y, square] = [0, 0, 0];
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    spare = y * factor;
    return x * factor;
  };
  const chiSquared = (degrees: number): number => {
    const d = degrees / 2 - 1 / 3;
    const scale = 1 / Math.sqrt(9 * d);
    for (;;) {
      const z = normal();
      const root = 1 + scale * z;
      if (root <= 0) continue;
      const v = root * root * root;
      if (Math.log(uniform()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return 2 * d * v;
    }
  };
  return {
    uniform,
    between: (from, to) => from + (to - from) * uniform(),
    betweenLogs: (from, to) => from * Math.exp(uniform() * Math.log(to / from)),
    normal,
    chiSquared,
  };
}
