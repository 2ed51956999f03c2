import { BPS, WAD, wad } from '../../units/amounts.ts';
import { BallastError } from '../../units/error.ts';
import { floatToWadDown } from '../../units/float.ts';
import { DAY_SECONDS, isoTime, type Seconds } from '../../units/time.ts';
import { exponential, logarithm } from '../../quant/elementary.ts';
import type { Policy } from '../../policy/policy.ts';
import type { History } from '../../records/history.ts';
import { newestStep, readSeries, type Series } from '../portfolioReturns.ts';
import { crisisMoves } from './crisisMoves.ts';
import type { AskedWhatIf, PastEvent, WhatIf, WhatIfEvent } from './whatIf.ts';

export class WhatIfNoHistory extends BallastError {
  constructor(what: string, why: string) {
    super({
      code: 'ASSESS_WHAT_IF_NO_HISTORY',
      message: `${what}: ${why}`,
      remedy: 'name price files under `history:` in the operator file, or write the move itself, such as -40%',
      retryable: false,
    });
  }
}

/** Days a standard deviation is taken from: at most, and at least. */
const [MOST_DAYS, FEWEST_DAYS] = [365, 60];
/** A price never reaches nothing, which would read as unknown. */
const LEAST = wad(WAD / BPS);

interface Known {
  readonly policy: Policy;
  readonly history: History;
  readonly nowSeconds: Seconds;
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

/** Whether something an asset redeems for, near or far, is one of those. */
function isBelow(assetId: string, { assets }: Policy, isOne: (assetId: string) => boolean): boolean {
  const seen = new Set<string>([assetId]);
  const under = (id: string): string | null => assets.find((asset) => asset.id === id)?.underlying ?? null;
  for (let at = under(assetId); at !== null && !seen.has(at); at = under(at)) {
    if (isOne(at)) return true;
    seen.add(at);
  }
  return false;
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
      return deviationsOf(event, known);
    case 'again':
      return againOf(event, known);
    case 'crisis':
      return { isNamed: false, ...crisisMoves(event.crisis, event.text, known.policy) };
  }
}

/** Assets with a price of their own. */
const movable = (policy: Policy): string[] =>
  policy.assets.filter((asset) => asset.pricing.method !== 'par').map(({ id }) => id);

const moveOf = (assetId: string, ratio: number, text: string): WhatIfEvent => {
  const factorWad = floatToWadDown(ratio);
  return { kind: 'move', text, assetId, factorWad: factorWad < LEAST ? LEAST : factorWad };
};

function deviationsOf(event: Extract<PastEvent, { kind: 'deviations' }>, { policy, history, nowSeconds }: Known): Past {
  const { assetId, count, days, text } = event;
  const series = readSeries(history, nowSeconds);
  const stepsADay = stepsOf(history, text);
  const wanted = assetId === null ? movable(policy) : [assetId];
  const events: WhatIfEvent[] = [];
  const missing: string[] = [];
  for (const id of wanted) {
    const returns = newestReturns(series.get(id) ?? new Map(), stepsADay);
    const deviation = Math.sqrt(returns.reduce((sum, move) => sum + move * move, 0) / returns.length);
    if (returns.length < FEWEST_DAYS) missing.push(`${id} (${returns.length} of ${FEWEST_DAYS} daily returns)`);
    // What never moved, as a rate that is set, has no deviation to move by.
    else if (deviation > 0) events.push(moveOf(id, exponential(count * deviation * Math.sqrt(days)), text));
    else missing.push(`${id} (its price never moved)`);
  }
  if (events.length === 0) throw new WhatIfNoHistory(text, `no deviation is known of ${missing.join(', ')}`);
  const moved = new Set(events.map((event) => (event.kind === 'move' ? event.assetId : '')));
  return {
    isNamed: assetId !== null,
    // A share follows what it is a share of: by its own deviations, which a rate that is read seldom makes small, it would
    // seem to be worth more of it.
    events:
      assetId === null
        ? events.filter((event) => event.kind !== 'move' || !isBelow(event.assetId, policy, (id) => moved.has(id)))
        : events,
    notes: missing.length === 0 ? [] : [`${text}: not moved by it ${missing.join(', ')}`],
  };
}

/** Log returns of single days, newest last; a gap is never filled. */
function newestReturns(series: Series, stepsADay: number): number[] {
  const newest = newestStep(series);
  const found: number[] = [];
  for (let day = MOST_DAYS - 1; day >= 0; day -= 1) {
    const [from, to] = [series.get(newest - (day + 1) * stepsADay), series.get(newest - day * stepsADay)];
    if (from !== undefined && to !== undefined) found.push(logarithm(to / from));
  }
  return found;
}

function againOf(event: Extract<PastEvent, { kind: 'again' }>, { policy, history, nowSeconds }: Known): Past {
  const { fromDay, days, text } = event;
  const series = readSeries(history, nowSeconds);
  const stepsADay = stepsOf(history, text);
  const events: WhatIfEvent[] = [];
  const missing: string[] = [];
  for (const id of movable(policy)) {
    const prices = series.get(id);
    const [from, to] = [prices?.get(fromDay * stepsADay), prices?.get((fromDay + days) * stepsADay)];
    if (from === undefined || to === undefined) missing.push(id);
    else events.push(moveOf(id, to / from, text));
  }
  const last = isoTime((fromDay + days) * DAY_SECONDS).slice(0, 10);
  if (events.length === 0) throw new WhatIfNoHistory(text, `no price of that day and of ${last} is known of any asset`);
  return {
    isNamed: false,
    events,
    notes: missing.length === 0 ? [] : [`${text}: no prices then, so not moved: ${missing.join(', ')}`],
  };
}

function stepsOf(history: History, text: string): number {
  const steps = DAY_SECONDS / history.stepSeconds;
  if (Number.isInteger(steps)) return steps;
  throw new WhatIfNoHistory(text, `a step of ${history.stepSeconds} seconds does not divide a day`);
}
