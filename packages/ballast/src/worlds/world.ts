import type { ChainId, Hex, Seconds } from '@ballast/core';
import type { RpcPort } from '../venues/rpc.ts';

/** What the outside is to the engine: live chains, a local chain, or a recording; the core cannot tell which. */
export interface World {
  readonly kind: 'live' | 'local' | 'recorded';
  /** One or two endpoints per chain; two must agree. */
  readonly rpcs: ReadonlyMap<ChainId, readonly RpcPort[]>;
  /** Policy document the world was built for; null where the operator brings one. */
  readonly policyText: string | null;
  /** Daily prices before the world begins, by asset id, oldest first; what `history` starts from. */
  readonly priceHistory: readonly WorldSeries[];
  /** The keeper key of a development chain we started ourselves; null everywhere else. */
  readonly developmentKey: Hex | null;
  /** The steward key of such a chain, where the policy's haircuts follow the market; null everywhere else. */
  readonly developmentSteward: Hex | null;
  /** Ed25519 secret that signs the statements of a development world; null where real value is at stake. */
  readonly developmentAttester: string | null;
  /** Moves to the next moment at which a cycle is due; null when the world has ended. Live worlds wait. */
  advance(): Promise<Moment | null>;
  /** Lets a chain include what was sent: mines on a local chain, waits one poll on a live one. */
  settle(chain: ChainId): Promise<void>;
  stop(): Promise<void>;
}

export interface Moment {
  readonly timeSeconds: Seconds;
  /** 0 … 1, how far the world is through its scenario; null when it has no end. */
  readonly progress: number | null;
  /** Short text for people when something of note begins, else null. */
  readonly note: string | null;
}

export interface WorldSeries {
  readonly assetId: string;
  readonly source: string;
  /** Prices as plain decimal text in the numeraire per whole token. */
  readonly points: readonly { readonly timeSeconds: Seconds; readonly price: string }[];
}
