import { DAY_SECONDS } from '@ballast/core';
import { isDollar } from './dollars.ts';
import type { DoubtCode, Finding } from './finding.ts';
import { isFunding } from './fundingName.ts';
import type { PriceSeries } from './priceSeries.ts';

/** Fewer values than this say little about a distribution. */
const SHORT = 60;
const EQUAL_RUN = 24;
const DEAD_SHARE = 0.01;
/** Percent a year; beyond it a whole series of funding is of another unit. */
const USUAL_FUNDING = 300;
/** Closes on either side that must agree before a jump by a power of ten is one of the unit. */
const AROUND = 5;

/** What the values of one series give to think: length, unit, rest, death. Floats judge; nothing is changed. Pure. */
export function lookAtValues(series: PriceSeries): Finding[] {
  const { points } = series;
  const values = points.map(({ price }) => Number(price));
  const [first, last] = [points[0]?.timeSeconds ?? null, points.at(-1)?.timeSeconds ?? null];
  const say = (code: DoubtCode, level: Finding['level'], detail: string, count = points.length): Finding[] => [
    { code, level, fromSeconds: first, toSeconds: last, count, detail },
  ];
  const isConstant = points.length > 1 && points.every(({ price }) => price === points[0]?.price);
  return [
    ...(points.length < SHORT ? say('HISTORY_SHORT', 'note', `${points.length} values only`) : []),
    ...(isConstant ? say('HISTORY_CONSTANT', 'doubt', `every value is ${points[0]?.price}`) : staleRun(series)),
    ...(series.field === 'rate'
      ? (isFunding(series.symbol) ? lookAtFunding : lookAtRates)(values, say)
      : lookAtPrices(series, values, say)),
  ];
}

type Say = (code: DoubtCode, level: Finding['level'], detail: string, count?: number) => Finding[];

function lookAtRates(values: readonly number[], say: Say): Finding[] {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (size > 100) return say('HISTORY_UNIT_DOUBT', 'doubt', `reaches ${size} percent a year: basis points?`);
  const isSmall = size > 0 && size < 0.2;
  return isSmall ? say('HISTORY_UNIT_DOUBT', 'note', `never above ${size} percent a year: decimals?`) : [];
}

/** Funding of a day may come to hundreds of percent a year, and rests at a few: what it usually is tells the unit. */
function lookAtFunding(values: readonly number[], say: Say): Finding[] {
  const sizes = values.filter((value) => value !== 0).map(Math.abs);
  const usual = sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0;
  if (usual > USUAL_FUNDING)
    return say('HISTORY_UNIT_DOUBT', 'doubt', `usually ${usual.toPrecision(3)} percent a year: percent as fractions?`);
  const size = sizes.reduce((most, value) => Math.max(most, value), 0);
  const isSmall = size > 0 && size < 0.2;
  return isSmall ? say('HISTORY_UNIT_DOUBT', 'note', `never above ${size} percent a year: fractions as percent?`) : [];
}

function lookAtPrices(series: PriceSeries, values: readonly number[], say: Say): Finding[] {
  const median = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const last = values.at(-1) ?? 0;
  const isPegged = isDollar(series.symbol) && isDollar(series.quote);
  const quoteNote = `quoted in ${series.quote}: not dollars when its peg moves`;
  const fall = ((1 - last / high) * 100).toFixed(last > high * 0.001 ? 1 : 3);
  return [
    ...(series.quote !== 'USD' && isDollar(series.quote) ? say('HISTORY_QUOTE_NOT_USD', 'note', quoteNote) : []),
    ...(isPegged && (median < 0.5 || median > 2)
      ? say('HISTORY_UNIT_DOUBT', 'doubt', `a dollar coin whose middle price is ${median} ${series.quote}`)
      : []),
    ...(last <= high * DEAD_SHARE ? say('HISTORY_DIED', 'doubt', `ends ${fall} % below its high of ${high}`, 1) : []),
    ...scaleJumps(series, values),
  ];
}

/** A step by a hundred, a thousand … with calm on both sides: the unit changed, not the price. */
function scaleJumps({ points }: PriceSeries, values: readonly number[]): Finding[] {
  return values.flatMap((value, index) => {
    const before = values[index - 1];
    if (before === undefined) return [];
    const power = Math.log10(value / before);
    const whole = Math.round(power);
    if (Math.abs(whole) < 2 || Math.abs(power - whole) > 0.05) return [];
    const isCalm = (level: number, near: readonly number[]): boolean =>
      near.length === AROUND && near.every((other) => Math.abs(Math.log10(other / level)) < 0.2);
    if (!isCalm(before, values.slice(Math.max(0, index - AROUND), index))) return [];
    if (!isCalm(value, values.slice(index, index + AROUND))) return [];
    const timeSeconds = points[index]?.timeSeconds ?? null;
    const detail = `from ${points[index - 1]?.price} to ${points[index]?.price} in one step: another unit?`;
    return [
      {
        code: 'HISTORY_SCALE_JUMP',
        level: 'doubt',
        fromSeconds: timeSeconds,
        toSeconds: timeSeconds,
        count: 1,
        detail,
      },
    ] as const;
  });
}

/** The longest run of one value, where it is too long for a market; dollar coins and rates may rest. */
function staleRun({ points, symbol, quote, field }: PriceSeries): Finding[] {
  if (field === 'rate' || (isDollar(symbol) && isDollar(quote))) return [];
  let [start, from, to] = [0, 0, 0];
  for (const [index, { price }] of points.entries()) {
    if (price !== points[start]?.price) start = index;
    if (index - start > to - from) [from, to] = [start, index];
  }
  const [first, last] = [points[from], points[to]];
  if (first === undefined || last === undefined || to - from + 1 < EQUAL_RUN) return [];
  if (last.timeSeconds - first.timeSeconds < DAY_SECONDS) return [];
  const detail = `${first.price} for ${((last.timeSeconds - first.timeSeconds) / DAY_SECONDS).toFixed(1)} days`;
  const [fromSeconds, toSeconds] = [first.timeSeconds, last.timeSeconds];
  return [{ code: 'HISTORY_STALE_RUN', level: 'doubt', fromSeconds, toSeconds, count: to - from + 1, detail }];
}
