import type { Address, Hex } from '@ballast/core';

/** One read-only call; many are batched into one. */
export interface Call {
  readonly to: Address;
  readonly data: Hex;
}

/** What a call gave. A failed call is a value: the venue turns it into an Unknown, never into zero. */
export type CallResult = { readonly ok: true; readonly data: Hex } | { readonly ok: false; readonly reason: string };

/**
 * A venue's part of a snapshot in at most two rounds: calls known from the policy, then calls that depend
 * on their answers. All venues' rounds are merged, so the round trips of a snapshot do not grow with them.
 */
export interface VenueRead<T> {
  readonly first: readonly Call[];
  readonly second: (first: readonly CallResult[]) => readonly Call[];
  readonly decode: (first: readonly CallResult[], second: readonly CallResult[]) => T;
}

/** A read that needs one round only. */
export function readOnce<T>(calls: readonly Call[], decode: (results: readonly CallResult[]) => T): VenueRead<T> {
  return { first: calls, second: () => [], decode: (first) => decode(first) };
}
