/** Repeatable uniform numbers in (0, 1) for tests; a 32-bit congruential generator is random enough for them. */
export function testUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Repeatable standard normals (Box and Muller). */
export function testNormal(seed: number): () => number {
  const uniform = testUniform(seed);
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Returns in per cent with GARCH clusters, normal shocks, for tests. */
export function testGarchReturns(n: number, seed: number): number[] {
  const normal = testNormal(seed);
  let h = 1;
  return Array.from({ length: n }, () => {
    const e = Math.sqrt(h) * normal();
    h = 0.05 + (e < 0 ? 0.12 : 0.06) * e * e + 0.86 * h;
    return 0.03 + e;
  });
}
