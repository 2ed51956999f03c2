import { BPS, WAD, wad } from '../../units/amounts.ts';
import { BallastError } from '../../units/error.ts';
import { floatToWadDown } from '../../units/float.ts';
import { DAY_SECONDS, isoTime, type Seconds } from '../../units/time.ts';
import { exponential, logarithm } from '../../quant/numbers/elementary.ts';
import type { Policy } from '../../policy/policy.ts';
import type { History } from '../../records/history.ts';
import { newestStep, readSeries, type Series } from '../portfolioReturns.ts';
import type { PastEvent, WhatIfEvent } from './whatIf.ts';

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

/** Prices a what-if may look back at: none after the moment it is asked of. */
export interface KnownPrices {
  readonly history: History;
  readonly nowSeconds: Seconds;
}

/** Moves taken from the past, and what is not known of them. */
export interface PastMoves {
  readonly events: readonly WhatIfEvent[];
  readonly notes: readonly string[];
}

/** Assets with a price of their own. */
const movable = (policy: Policy): string[] =>
  policy.assets.filter((asset) => asset.pricing.method !== 'par').map(({ id }) => id);

const moveOf = (assetId: string, ratio: number, text: string): WhatIfEvent => {
  const factorWad = floatToWadDown(ratio);
  return { kind: 'move', text, assetId, factorWad: factorWad < LEAST ? LEAST : factorWad };
};

/**
 * So many root mean squares of an asset's daily log returns, times √days; of all assets, shares follow what they are shares
 * of. Pure; throws WhatIfNoHistory.
 */
export function deviationMoves(
  event: Extract<PastEvent, { kind: 'deviations' }>,
  { policy, history, nowSeconds }: KnownPrices & { readonly policy: Policy },
): PastMoves {
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

/** What the assets' own prices did from that day on. Pure; throws WhatIfNoHistory. */
export function againMoves(
  event: Extract<PastEvent, { kind: 'again' }>,
  { policy, history, nowSeconds }: KnownPrices & { readonly policy: Policy },
): PastMoves {
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
    events,
    notes: missing.length === 0 ? [] : [`${text}: no prices then, so not moved: ${missing.join(', ')}`],
  };
}

function stepsOf(history: History, text: string): number {
  const steps = DAY_SECONDS / history.stepSeconds;
  if (Number.isInteger(steps)) return steps;
  throw new WhatIfNoHistory(text, `a step of ${history.stepSeconds} seconds does not divide a day`);
}

/** Whether something an asset redeems for, near or far, is one of those. Pure. */
export function isBelow(assetId: string, { assets }: Policy, isOne: (assetId: string) => boolean): boolean {
  const seen = new Set<string>([assetId]);
  const under = (id: string): string | null => assets.find((asset) => asset.id === id)?.underlying ?? null;
  for (let at = under(assetId); at !== null && !seen.has(at); at = under(at)) {
    if (isOne(at)) return true;
    seen.add(at);
  }
  return false;
}
