import type { FailureAsk } from './tallyBooks.ts';
import type { BookStage, LaidBook } from './laidBook.ts';

/**
 * How far what is left on a path may stand from what was left before, less the losses of whichever defaults: it falls
 * by no more than `fall` + `slope` × reach and rises by no more than `rise` + `slope` × reach, on a path whose ratios
 * reach √Σ(ratio − 1)².
 */
export interface JobMove {
  readonly fall: number;
  readonly rise: number;
  readonly slope: number;
}

/** Of the money there is, for the rounding of sums: a thousand times their errors for ten thousand columns. */
const ROUNDING = 1e-9;

/**
 * From one job to another on the same paths; null where they ask different things. Money moves by Σ change × ratio =
 * Σ change + Σ change × (ratio − 1): the first is the change at the prices of today, the second at most the root of
 * Σ change² times the reach (Cauchy and Schwarz). Pure.
 */
export function jobMove(before: FailureAsk, after: FailureAsk): JobMove | null {
  if (!asksAlike(before, after)) return null;
  let [fall, rise, slope, money] = [0, 0, 0, 0];
  after.books.forEach((book, index) => {
    const old = before.books[index] as LaidBook;
    // Days share stages, so that few differ.
    const moves = new Map<string, StageMove>();
    const [was, is] = [[...new Set(old.stages)], [...new Set(book.stages)]];
    book.stages.forEach((to, day) => {
      const from = old.stages[day] as BookStage;
      const name = `${was.indexOf(from)} ${is.indexOf(to)}`;
      const move = moves.get(name) ?? stageMove(from, to);
      moves.set(name, move);
      const [wasFixed, isFixed] = [old.fixed[day] as number, book.fixed[day] as number];
      const shift = move.held + isFixed - wasFixed;
      fall = Math.max(fall, move.moreLost - shift);
      rise = Math.max(rise, move.lessLost + shift);
      slope = Math.max(slope, move.slope);
      money = Math.max(money, move.money + Math.abs(wasFixed) + Math.abs(isFixed));
    });
  });
  const slack = ROUNDING * money;
  return { fall: fall + slack, rise: rise + slack, slope: slope + slack };
}

interface StageMove {
  /** At the prices of today: what is held, and what defaults take beyond and below before, together. */
  readonly held: number;
  readonly moreLost: number;
  readonly lessLost: number;
  readonly slope: number;
  /** All weights there are. */
  readonly money: number;
}

function stageMove(from: BookStage, to: BookStage): StageMove {
  const held = change(from.weights, to.weights);
  let [moreLost, lessLost, slope, money] = [0, 0, held.length, held.money];
  to.lossWeights.forEach((row, j) => {
    const [was, is] = [from.lossFixed[j] as number, to.lossFixed[j] as number];
    const lost = change(from.lossWeights[j] as Float64Array, row);
    moreLost += Math.max(0, lost.sum + is - was);
    lessLost += Math.max(0, was - is - lost.sum);
    slope += lost.length;
    money += lost.money + Math.abs(was) + Math.abs(is);
  });
  return { held: held.sum, moreLost, lessLost, slope, money };
}

/** Sum and Euclidean length of what changed, and the size of all there is. */
function change(from: Float64Array, to: Float64Array): { sum: number; length: number; money: number } {
  let [sum, squares, money] = [0, 0, 0];
  for (let k = 0; k < to.length; k += 1) {
    const [was, is] = [from[k] as number, to[k] as number];
    sum += is - was;
    squares += (is - was) * (is - was);
    money += Math.abs(is) + Math.abs(was);
  }
  return { sum, length: Math.sqrt(squares), money };
}

/** The same horizons, chances and shapes. */
function asksAlike(before: FailureAsk, after: FailureAsk): boolean {
  const shape = ({ paths: { steps, width }, books, horizonsDays, tables }: FailureAsk): string =>
    [steps, width, books.length, horizonsDays, tables.high.chances.length].join(';');
  const chances = ({ tables }: FailureAsk): Float64Array[] => [...tables.low.chances, ...tables.high.chances];
  const asked = chances(before);
  return (
    shape(before) === shape(after) &&
    chances(after).every((row, j) => row.every((chance, t) => Object.is(chance, asked[j]?.[t])))
  );
}
