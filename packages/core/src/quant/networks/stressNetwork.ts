import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape, type Matrix } from '../algebra/matrix.ts';

/** Parties that hold claims on each other and have so much to lose; one unit of money. */
export interface StressNetwork {
  /** `claims[i][j]` is what i loses when j pays nothing; nobody has a claim on itself. */
  readonly claims: Matrix;
  /** What each can lose before it fails, above zero. */
  readonly buffers: readonly number[];
}

/**
 * What each party loses when another pays nothing, as a multiple of what it can lose: row i is i's losses. Refuses
 * shapes that do not fit, claims that are negative, on oneself or not finite, and buffers that are not above zero. Pure.
 */
export function vulnerabilities({ claims, buffers }: StressNetwork): number[][] {
  const size = buffers.length;
  if (claims.length !== size || claims.some((row) => row.length !== size))
    throw new BadShape(`claims of ${claims.length} parties for ${size} buffers`);
  for (const buffer of buffers) if (!(buffer > 0 && Number.isFinite(buffer))) throw new OutsideDomain('buffer', buffer);
  return claims.map((row, i) =>
    row.map((claim, j) => {
      if (!(claim >= 0 && Number.isFinite(claim))) throw new OutsideDomain('claim', claim);
      if (i === j && claim !== 0) throw new OutsideDomain('claim on oneself', claim);
      return claim / buffers[i]!;
    }),
  );
}
