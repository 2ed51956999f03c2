import { BPS, mulWadUp, type Bps } from '../units/amounts.ts';
import { floatToWadUp } from '../units/float.ts';
import { DAY_SECONDS } from '../units/time.ts';
import type { Policy } from '../policy/policy.ts';
import { sampleMoments } from '../quant/numbers/moments.ts';
import { historicalTail, normalTail, type TailRisk } from '../quant/distributions/tailRisk.ts';
import type { LimitResult, TailFigure } from '../records/assessment.ts';
import type { History } from '../records/history.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import { exactly, judgeLimit } from './limitResult.ts';
import { portfolioReturns } from './portfolioReturns.ts';
import { modelTail, MODEL_METHODS, type ModelMethod } from './modelTails.ts';
import { readBook, type TailBook } from './tailBook.ts';
import { bpsToWad, unknownNote } from './unknownValue.ts';
import { percent } from './words.ts';

/** Fewest one-step returns a standard deviation is taken from: its own standard error is 13 % then. */
const FEWEST_FOR_NORMAL = 30;
/** Most of the reserve that may lack a history; it counts as lost, so more of it would drown the figure. */
const MOST_UNCOVERED_BPS = 100n as Bps;
/** A window that ends longer ago than this, or than two of its steps, says nothing of today. */
const MOST_AGE_SECONDS = 14 * DAY_SECONDS;
/** Shown when the policy limits no tail. */
const DEFAULT_TAIL = { confidenceBps: 9_900n as Bps, horizonDays: 1 };

type Tail = Pick<TailFigure, 'confidenceBps' | 'horizonDays'>;

/**
 * VaR and ES, historical and parametric, and by the models the policy names, for every confidence and horizon it limits. Loss of the assets at
 * today's weights, simple returns, on the history given. Historical: overlapping windows of the horizon, at least
 * 1/(1−confidence) of them. Parametric normal: one-step moments of 30 returns or more, scaled. A share without
 * history, at most 1 %, is counted as lost whole; a history that ended two weeks ago carries nothing. Pure.
 */
export function tailFigures(sheet: BalanceSheet, policy: Policy, history: History): TailFigure[] {
  const book = readBook(sheet, policy, history);
  const wanted = policy.limits.tails.length === 0 ? [DEFAULT_TAIL] : policy.limits.tails;
  const tails = new Map<string, Tail>(
    wanted.map(({ confidenceBps, horizonDays }) => [`${confidenceBps}:${horizonDays}`, { confidenceBps, horizonDays }]),
  );
  return [...tails.values()].flatMap((tail) =>
    methodsFor(tail, policy).flatMap((method) => {
      const outcome = estimate(book, tail, method, history.stepSeconds);
      return (['VaR', 'ES'] as const).map((measure) => figure(book, tail, method, measure, outcome));
    }),
  );
}

/** The policy's limits on tails; unknown where the figure is, or where lines without a value are not in it. Pure. */
export function tailLimits(figures: readonly TailFigure[], sheet: BalanceSheet, policy: Policy): LimitResult[] {
  const missing = unknownNote(sheet.lines);
  return policy.limits.tails.map((limit) => {
    const found = figures.find(
      (item) =>
        item.measure === limit.measure &&
        item.method === limit.method &&
        item.confidenceBps === limit.confidenceBps &&
        item.horizonDays === limit.horizonDays,
    );
    const loss = found?.lossRatioWad ?? null;
    return judgeLimit(
      {
        id: `tail:${limit.measure}:${limit.method}:${limit.confidenceBps}:${limit.horizonDays}d`,
        unit: 'ratio',
        direction: 'max',
        thresholdWad: bpsToWad(limit.maxLossBps),
        origin: 'document',
      },
      loss === null || missing !== '' ? { kind: 'unknown', note: found?.note ?? missing } : exactly(loss, found?.note),
    );
  });
}

/** Both plain methods always; a model where the policy limits by it. */
function methodsFor({ confidenceBps, horizonDays }: Tail, { limits }: Policy): readonly TailFigure['method'][] {
  const asked = limits.tails.filter(
    (limit) => limit.confidenceBps === confidenceBps && limit.horizonDays === horizonDays,
  );
  const models = MODEL_METHODS.filter((method) => asked.some((limit) => limit.method === method));
  return ['historical', 'parametric normal', ...models];
}

const isModel = (method: TailFigure['method']): method is ModelMethod =>
  MODEL_METHODS.some((model) => model === method);

type Outcome =
  | { readonly isKnown: true; readonly sampleSize: number; readonly tail: TailRisk; readonly note: string }
  | { readonly isKnown: false; readonly sampleSize: number; readonly note: string };

function estimate(book: TailBook, tail: Tail, method: TailFigure['method'], stepSeconds: number): Outcome {
  const refuse = (note: string, sampleSize = 0): Outcome => ({ isKnown: false, sampleSize, note });
  const steps = (tail.horizonDays * DAY_SECONDS) / stepSeconds;
  const tailBps = BPS - tail.confidenceBps;
  if (tailBps <= 0n || tailBps >= BPS) return refuse('the confidence is not between 0 and 100 %');
  if (!Number.isSafeInteger(steps) || steps < 1) return refuse('the horizon is not a whole number of history steps');
  if (book.wholeWad === 0n) return refuse('nothing of known value is held');
  if (book.uncovered * Number(BPS) > Number(MOST_UNCOVERED_BPS))
    return refuse(`no history for ${book.uncoveredIds.join(', ')}`);
  if (book.ageSeconds > Math.max(MOST_AGE_SECONDS, 2 * stepSeconds))
    return refuse(`the history ended ${Math.floor(book.ageSeconds / DAY_SECONDS)} days ago`);
  const confidence = Number(tail.confidenceBps) / Number(BPS);
  if (book.positions.every((position) => position.series === null))
    return {
      isKnown: true,
      sampleSize: 0,
      tail: { valueAtRisk: 0, expectedShortfall: 0 },
      note: 'all of it is at par',
    };
  if (isModel(method))
    return modelTail(book.positions, method, confidence, { steps, isDaily: stepSeconds === DAY_SECONDS });
  if (method === 'historical') {
    const returns = portfolioReturns(book.positions, steps);
    if (BigInt(returns.length) * tailBps < BPS)
      return refuse(`${returns.length} returns cannot carry ${percent(bpsToWad(tail.confidenceBps))}`, returns.length);
    const note = steps === 1 ? '' : `overlapping windows, ${Math.floor(returns.length / steps)} of them apart`;
    return { isKnown: true, sampleSize: returns.length, tail: historicalTail(returns, confidence), note };
  }
  const returns = portfolioReturns(book.positions, 1);
  if (returns.length < FEWEST_FOR_NORMAL)
    return refuse(`${returns.length} returns, a deviation needs ${FEWEST_FOR_NORMAL}`, returns.length);
  const note = steps === 1 ? '' : `one-step moments scaled to ${steps} steps`;
  return {
    isKnown: true,
    sampleSize: returns.length,
    tail: normalTail(sampleMoments(returns), confidence, steps),
    note,
  };
}

function figure(
  book: TailBook,
  tail: Tail,
  method: TailFigure['method'],
  measure: TailFigure['measure'],
  outcome: Outcome,
): TailFigure {
  const uncovered = floatToWadUp(book.uncovered);
  const lost = uncovered === 0n ? [] : [`${percent(uncovered)} without history counted as lost`];
  const notes = [outcome.note, ...book.notes, ...(outcome.isKnown ? lost : [])].filter((note) => note !== '');
  const shared = { measure, method, ...tail, sampleSize: outcome.sampleSize, note: notes.join('; ') };
  if (!outcome.isKnown) return { ...shared, lossRatioWad: null, lossUsdWad: null };
  const loss = measure === 'VaR' ? outcome.tail.valueAtRisk : outcome.tail.expectedShortfall;
  const lossRatioWad = floatToWadUp(loss + book.uncovered);
  return { ...shared, lossRatioWad, lossUsdWad: mulWadUp(lossRatioWad, book.wholeWad) };
}
