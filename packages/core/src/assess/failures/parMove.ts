import { wadToFloat } from '../../units/float.ts';
import type { Policy } from '../../policy/policy.ts';
import { assetFactor } from './assetFactor.ts';

/** Par of every coin that has one, in the numeraire. Pure. */
export const coinPars = (policy: Policy): ReadonlyMap<string, number> =>
  new Map(
    policy.assets.flatMap((asset): [string, number][] =>
      asset.pegWad !== null && assetFactor(asset, policy, NONE).kind === 'coin'
        ? [[asset.id, wadToFloat(asset.pegWad)]]
        : [],
    ),
  );

const NONE: ReadonlySet<string> = new Set();

/**
 * What a coin that stands at `today` makes of a move from one price to another, as a ratio. A coin that came back to par
 * from 1 % above it lost 1 %, and none at par can lose that; nor can it gain what one below par gained by coming
 * back. So the way between where the coin stood and the nearest of par and today is not gone again: the move is the one in
 * the middle of none, that which was, and that from there. Pure.
 */
export function parMove(
  from: number,
  to: number,
  { par, today }: { readonly par: number; readonly today: number },
): number {
  const start = Math.min(Math.max(from, Math.min(par, today)), Math.max(par, today));
  return middleOf(1, to / from, to / start);
}

const middleOf = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
