import type { Bps, Wad } from '../../units/amounts.ts';
import type { Party } from '../../policy/counterparties.ts';

/** One thing that happens in a what-if, with the words that said so. */
export type WhatIfEvent = { readonly text: string } & (
  | { readonly kind: 'move'; readonly assetId: string; readonly factorWad: Wad }
  | { readonly kind: 'price'; readonly assetId: string; readonly priceWad: Wad }
  | { readonly kind: 'redeem'; readonly liabilityId: string; readonly shareBps: Bps; readonly overSeconds: number }
  | { readonly kind: 'fail'; readonly party: Party; readonly lossBps: Bps }
  | { readonly kind: 'depth'; readonly factorWad: Wad }
);

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
