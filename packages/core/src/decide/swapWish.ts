import type { Raw, Wad } from '../units/amounts.ts';
import type { SwapResult } from '../markets/swapExactIn.ts';
import type { PoolState } from '../records/snapshot.ts';
import type { SwapCharge } from './chargeSwap.ts';

/** An exchange that is wanted, and how much of it at most. */
export interface SwapWish {
  readonly accountId: string;
  readonly fromId: string;
  readonly toId: string;
  readonly mostInRaw: Raw;
  /** Most that may come in; null without bound. */
  readonly mostOutRaw: Raw | null;
  readonly isExit: boolean;
  /** Least of what the next unit is worth that must arrive of it, a ratio; no unit that costs more is sold. Without it the floors alone say. */
  readonly leastLeftWad?: Wad;
}

/** What one pool would take of a wish. */
export interface Share {
  readonly pool: PoolState;
  /** Most it could take alone. */
  readonly mostRaw: Raw;
  readonly amountRaw: Raw;
  readonly result: SwapResult | null;
  readonly charge: Extract<SwapCharge, { readonly ok: true }> | null;
}
