import type { Bps, Wad } from '../../units/amounts.ts';
import type { Party } from '../../policy/counterparties.ts';
import type { PastCrisis } from './pastCrises.ts';

/** One thing that happens in a what-if, with the words that said so. */
export type WhatIfEvent = { readonly text: string } & (
  | { readonly kind: 'move'; readonly assetId: string; readonly factorWad: Wad }
  | { readonly kind: 'price'; readonly assetId: string; readonly priceWad: Wad }
  | { readonly kind: 'redeem'; readonly liabilityId: string; readonly shareBps: Bps; readonly overSeconds: number }
  | { readonly kind: 'fail'; readonly party: Party; readonly lossBps: Bps }
  | { readonly kind: 'depth'; readonly factorWad: Wad }
);

/** Something that happens and is known only from prices of the past; see `resolveWhatIf`. */
export type PastEvent = { readonly text: string } & (
  | {
      readonly kind: 'deviations';
      /** Null for every asset with a price history. */
      readonly assetId: string | null;
      /** Standard deviations of daily log returns; negative for a fall. */
      readonly count: number;
      readonly days: number;
    }
  | {
      readonly kind: 'again';
      /** Days since 1970, UTC. */
      readonly fromDay: number;
      readonly days: number;
    }
  | { readonly kind: 'crisis'; readonly crisis: PastCrisis }
);

/** A what-if as it was asked. */
export interface AskedWhatIf {
  readonly text: string;
  readonly events: readonly (WhatIfEvent | PastEvent)[];
}

/** Everything that happens, at once except for redemptions, which arrive evenly over their time. */
export interface WhatIf {
  readonly text: string;
  readonly events: readonly WhatIfEvent[];
}

/** The events of one kind, in order. */
export const eventsOf = <K extends WhatIfEvent['kind']>(
  whatIf: WhatIf,
  kind: K,
): Extract<WhatIfEvent, { readonly kind: K }>[] =>
  whatIf.events.filter((event): event is Extract<WhatIfEvent, { readonly kind: K }> => event.kind === kind);
