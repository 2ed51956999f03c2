import type { Address, Hex } from '@ballast/core';

/** One read-only call; many are batched into one. */
export interface Call {
  readonly to: Address;
  readonly data: Hex;
}

/** Why a call gave nothing: it reverted, two nodes differ on it, or its chain could not be read at all. */
export type CallFailure = 'CALL_FAILED' | 'OBSERVE_DISPUTED' | 'OBSERVE_CHAIN_UNREACHABLE';

/** What a call gave. A failed call is a value: the venue turns it into an Unknown, never into zero. */
export type CallResult =
  | { readonly ok: true; readonly data: Hex }
  | { readonly ok: false; readonly code: CallFailure; readonly reason: string };

/**
 * A venue's part of a snapshot in at most three rounds: calls known from the policy, then calls that depend
 * on their answers, then calls that depend on both. All venues' rounds are merged, so the round trips of a
 * snapshot do not grow with them. A reader must answer its next calls for failed results too.
 */
export interface VenueRead<T> {
  readonly first: readonly Call[];
  readonly second: (first: readonly CallResult[]) => readonly Call[];
  readonly third?: (first: readonly CallResult[], second: readonly CallResult[]) => readonly Call[];
  readonly decode: (first: readonly CallResult[], second: readonly CallResult[], third: readonly CallResult[]) => T;
}

/** A read that needs one round only. */
export function readOnce<T>(calls: readonly Call[], decode: (results: readonly CallResult[]) => T): VenueRead<T> {
  return { first: calls, second: () => [], decode: (first) => decode(first) };
}

/** Several reads as one, each seeing only its own results. */
export function combineReads<T>(reads: readonly VenueRead<T>[]): VenueRead<readonly T[]> {
  const firsts = reads.map((read) => read.first);
  // Each step asks for the same parts again; the same arrays come back, so that nothing is decoded twice.
  const firstParts = rememberLast((first: readonly CallResult[]) => splitLike(firsts, first));
  const seconds = rememberLast((first: readonly CallResult[]) =>
    reads.map((read, index) => read.second(firstParts(first)[index] ?? [])),
  );
  const secondParts = rememberLast((first: readonly CallResult[], second: readonly CallResult[]) =>
    splitLike(seconds(first), second),
  );
  const thirds = rememberLast((first: readonly CallResult[], second: readonly CallResult[]) =>
    reads.map(
      (read, index) => read.third?.(firstParts(first)[index] ?? [], secondParts(first, second)[index] ?? []) ?? [],
    ),
  );
  return {
    first: firsts.flat(),
    second: (first) => seconds(first).flat(),
    third: (first, second) => thirds(first, second).flat(),
    decode: (first, second, third) => {
      const last = splitLike(thirds(first, second), third);
      return reads.map((read, index) =>
        read.decode(firstParts(first)[index] ?? [], secondParts(first, second)[index] ?? [], last[index] ?? []),
      );
    },
  };
}

/** The same function, answering a repeated question (the same arguments by identity) from memory. */
function rememberLast<A extends readonly unknown[], B>(work: (...args: A) => B): (...args: A) => B {
  let last: { readonly args: A; readonly value: B } | null = null;
  return (...args) => {
    if (last?.args.every((item, index) => item === args[index]) !== true) last = { args, value: work(...args) };
    return last.value;
  };
}

function splitLike(shape: readonly (readonly Call[])[], results: readonly CallResult[]): (readonly CallResult[])[] {
  let from = 0;
  return shape.map((calls) => results.slice(from, (from += calls.length)));
}
