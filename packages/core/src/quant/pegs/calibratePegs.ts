import { exponential, logarithm } from '../numbers/elementary.ts';
import { meanRange, rateRange, shareRange, type PosteriorRange } from '../distributions/posteriorRange.ts';
import type { PegEvent, PegFacts, ReportedFall } from './pegFacts.ts';

/** What the facts say about pegs, each with what they leave open. Per day; fractions of par. */
export interface PegCalibration {
  /** Upper edges of the buckets of how far below par yesterday closed; beyond the last, the last counts. */
  readonly edges: readonly number[];
  /** Chance a day of a break of its own, by bucket; never falling from one to the next. */
  readonly chances: readonly PosteriorRange[];
  /** A survivor's break takes this at least, and so much more in the mean, exponentially. */
  readonly leastLoss: number;
  readonly furtherLoss: PosteriorRange;
  /** Share of breaks that are the end. */
  readonly deathShare: PosteriorRange;
  /** Share of breaks in which holders cannot redeem at par, and for how many days in the mean, exponentially. */
  readonly shutShare: PosteriorRange;
  readonly shutDays: PosteriorRange;
  /** Part of what is missing that comes back in a day while par is open: least, mean, most seen. */
  readonly recovery: PosteriorRange;
  /** Chance that a whole peg breaks within three days of another: one linked to it, and any other. */
  readonly follow: { readonly linked: PosteriorRange; readonly unlinked: PosteriorRange };
}

/**
 * Reads chances, depths, ends and contagion off the facts by conjugate posteriors (`posteriorRange`): breaks of its own
 * by days at risk in each bucket, pooled over coins; depth beyond the threshold exponential; death, shut redemption and
 * following as shares. Buckets that would fall are pooled with the one before. How breaks end and spread is read from
 * `pooled`, where the facts themselves have too few. Throws OutsideDomain where there is nothing to read from. Pure.
 */
export function calibratePegs(facts: PegFacts, pooled: PegFacts = facts): PegCalibration {
  const { rule, events } = facts;
  const survived = events.filter(({ days }) => days !== null);
  const ends = pooled.events;
  const ended = ends.filter(({ days }) => days !== null);
  const shut = ended.filter(({ redemption }) => redemption === 'shut');
  const open = ended.filter(({ redemption }) => redemption === 'open');
  const dead = ends.length - ended.length;
  return {
    edges: rule.edges,
    chances: chancesOf(facts),
    leastLoss: rule.broken,
    furtherLoss: meanRange(furtherLosses(survived, rule.broken)),
    deathShare: shareRange(dead, ended.length),
    shutShare: shareRange(shut.length, ends.filter(({ redemption }) => redemption === 'open').length),
    shutDays: meanRange(shut.map(({ days }) => days ?? 0)),
    recovery: spread(open.map(({ worst, days }) => 1 - root(pooled.rule.whole / worst, days ?? 1))),
    follow: followsOf(pooled),
  };
}

/** What breaks took beyond the threshold. Pure. */
export const furtherLosses = (events: readonly PegEvent[], broken: number): number[] =>
  events.map(({ worst }) => worst - broken);

/** Value left of the dead, as fractions of par: quartiles of measured and reported ends. Pure. */
export function deathValues(events: readonly PegEvent[], reported: readonly ReportedFall[]): PosteriorRange {
  const left = [
    ...events.flatMap(({ worst, days }) => (days === null ? [1 - worst] : [])),
    ...reported.flatMap(({ lowest, isEnd }) => (isEnd ? [lowest] : [])),
  ].toSorted((a, b) => a - b);
  const at = (p: number): number => left[Math.round(p * (left.length - 1))] ?? 0;
  return { low: at(0.25), middle: at(0.5), high: at(0.75) };
}

interface Pool {
  readonly buckets: number;
  readonly days: number;
  readonly breaks: number;
}

function chancesOf({ rule, events, exposures }: PegFacts): PosteriorRange[] {
  const own = events.filter(({ follows }) => follows === null);
  // Pools of neighbouring buckets whose chances would fall (Ayer and others, 1955).
  const pools: Pool[] = [];
  rule.edges.forEach((edge, bucket) => {
    const least = bucket === 0 ? Number.NEGATIVE_INFINITY : (rule.edges[bucket - 1] ?? 0);
    let pool: Pool = {
      buckets: 1,
      days: exposures.reduce((sum, { daysAtRisk }) => sum + (daysAtRisk[bucket] ?? 0), 0),
      breaks: own.filter(({ before }) => before >= least && before < edge).length,
    };
    for (let last = pools.at(-1); last !== undefined; last = pools.at(-1)) {
      // Cross-multiplied, so that a bucket without a day pools too.
      if ((last.breaks + 0.5) * pool.days <= (pool.breaks + 0.5) * last.days && pool.days > 0) break;
      pools.pop();
      pool = {
        buckets: pool.buckets + last.buckets,
        days: pool.days + last.days,
        breaks: pool.breaks + last.breaks,
      };
    }
    pools.push(pool);
  });
  // A rate is nearly a chance; as one it stays below one. An end may fall where the mean does not: it is held.
  const chance = (rate: number): number => 1 - exponential(-rate);
  let held: PosteriorRange = { low: 0, middle: 0, high: 0 };
  return pools.flatMap(({ buckets, days, breaks }) => {
    const { low, middle, high } = rateRange(breaks, days);
    held = {
      low: Math.max(held.low, chance(low)),
      middle: Math.max(held.middle, chance(middle)),
      high: Math.max(held.high, chance(high)),
    };
    const own = held;
    return Array.from({ length: buckets }, () => own);
  });
}

/** Of all coins that stood whole when another broke of itself, how many broke with it. */
function followsOf(facts: PegFacts): PegCalibration['follow'] {
  const counts = { linked: { hits: 0, all: 0 }, unlinked: { hits: 0, all: 0 } };
  for (const origin of facts.events) {
    if (origin.follows !== null) continue;
    for (const { coin, from, to } of facts.exposures) {
      const follower = facts.events.find((event) => event.follows === origin.id && event.coin === coin);
      if (follower === undefined && (coin === origin.coin || from > origin.day || to <= origin.day)) continue;
      const count = counts[areLinked(facts, origin.coin, coin) ? 'linked' : 'unlinked'];
      count.all += 1;
      if (follower !== undefined) count.hits += 1;
    }
  }
  const range = ({ hits, all }: { hits: number; all: number }): PosteriorRange => shareRange(hits, all - hits);
  return { linked: range(counts.linked), unlinked: range(counts.unlinked) };
}

export const areLinked = ({ links }: PegFacts, a: string, b: string): boolean =>
  links.some((pair) => pair.includes(a) && pair.includes(b));

const root = (x: number, n: number): number => exponential(logarithm(x) / n);

function spread(values: readonly number[]): PosteriorRange {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return { low: Math.min(...values), middle: mean, high: Math.max(...values) };
}
