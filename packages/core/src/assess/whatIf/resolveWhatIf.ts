import type { Policy } from '../../policy/policy.ts';
import { crisisMoves } from './crisisMoves.ts';
import { againMoves, deviationMoves, isBelow, type KnownPrices } from './pastMoves.ts';
import type { AskedWhatIf, PastEvent, WhatIf, WhatIfEvent } from './whatIf.ts';

interface Known extends KnownPrices {
  readonly policy: Policy;
}

/** What the events of the past come to on this policy, and what is not known of them. */
export interface ResolvedWhatIf {
  readonly whatIf: WhatIf;
  readonly notes: readonly string[];
}

/**
 * Puts moves of prices, and runs, in the place of what a what-if takes from the past. `deviations`: so many times the root
 * mean square of an asset's daily log returns (up to 365, 60 at least), times √days. `again`: what the assets' own prices
 * did in so many days from a day on. `crisis`: see `crisisMoves`. What is said of an asset or a liability by itself comes before
 * all of these, and what redeems for such an asset follows it. Pure; throws WhatIfNoHistory where nothing is known of an
 * asset that was named, or of any, and HistoryMalformed.
 */
export function resolveWhatIf(asked: AskedWhatIf, known: Known): ResolvedWhatIf {
  const stated = asked.events.filter(isStated);
  const found = asked.events
    .filter((event): event is PastEvent => !isStated(event))
    .map((event) => pastOf(event, known));
  const named = found.flatMap((item) => (item.isNamed ? item.events : []));
  const own = [...stated, ...named];
  const subjects = new Set(own.map(subjectOf));
  const follows = (event: WhatIfEvent): boolean =>
    event.kind === 'move' && isBelow(event.assetId, known.policy, (id) => subjects.has(priceOf(id)));
  const rest = found.flatMap((item) =>
    item.isNamed ? [] : item.events.filter((event) => !subjects.has(subjectOf(event))),
  );
  const followers = rest.filter(follows);
  return {
    whatIf: { text: asked.text, events: [...own, ...rest.filter((event) => !follows(event))] },
    notes: [
      ...found.flatMap(({ notes }) => notes),
      ...followers.map(
        (event) => `${event.text}: ${subjectOf(event)} follows what it redeems for, which was told by itself`,
      ),
    ],
  };
}

const isStated = (event: WhatIfEvent | PastEvent): event is WhatIfEvent =>
  event.kind !== 'deviations' && event.kind !== 'again' && event.kind !== 'crisis';

const priceOf = (assetId: string): string => `the price of ${assetId}`;

/** What an event is about: of two about the same, one is too many. Pure. */
export function subjectOf(event: WhatIfEvent): string {
  switch (event.kind) {
    case 'move':
    case 'price':
      return priceOf(event.assetId);
    case 'redeem':
      return `redemptions of ${event.liabilityId}`;
    case 'fail':
      return `${event.party.kind} ${event.party.id}`;
    case 'depth':
      return 'depth';
  }
}

interface Past {
  /** Said of one asset by name. */
  readonly isNamed: boolean;
  readonly events: readonly WhatIfEvent[];
  readonly notes: readonly string[];
}

function pastOf(event: PastEvent, known: Known): Past {
  switch (event.kind) {
    case 'deviations':
      return { isNamed: event.assetId !== null, ...deviationMoves(event, known) };
    case 'again':
      return { isNamed: false, ...againMoves(event, known) };
    case 'crisis':
      return { isNamed: false, ...crisisMoves(event.crisis, event.text, known.policy) };
  }
}
