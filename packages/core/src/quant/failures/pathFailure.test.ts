import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableDefaults, type DefaultTables } from './defaultTable.ts';
import { plainFailure, type PlainFailure, type PlainPath } from './pathFailure.fixture.ts';
import { judgePaths } from './pathFailure.ts';

const steps = (...values: readonly number[]): Float64Array => Float64Array.from(values);
/** One chance for all three steps. */
const flat = (p: number): Float64Array => steps(p, p, p);

/** One path by the fast way, in the words of the plain one; `slack` over the sums bounds the losses, infinite for none. */
function answerOf({ margin, losses }: PlainPath, tables: DefaultTables, horizon: number, slack: number): PlainFailure {
  const judging = judgePaths(tables, margin.length, (t, into, at) =>
    losses.forEach((loss, j) => void (into[at + j] = loss[t] ?? 0)),
  );
  margin.forEach((_, t) => {
    const taken = losses.map((loss) => loss[t] ?? 0).toSorted((a, b) => b - a);
    judging.mostOfTwo[t] = ((taken[0] ?? 0) + (taken[1] ?? 0)) * slack;
    judging.mostOfAll[t] = taken.reduce((sum, loss) => sum + loss, 0) * slack;
    if (slack === Infinity) judging.mostOfTwo[t] = judging.mostOfAll[t] = Infinity;
  });
  judging.begin();
  const verdict = judging.judge(margin, horizon);
  const [firstLow = NaN, firstHigh = NaN, terminalLow = NaN, terminalHigh = NaN] = judging.answer;
  const none = losses.map(() => -1);
  return {
    first: { low: firstLow, high: firstHigh },
    terminal: { low: terminalLow, high: terminalHigh },
    alone: verdict === 'certain' ? null : verdict === 'alone' ? [...judging.alone] : none,
  };
}

const both = (chances: readonly Float64Array[], count: number): DefaultTables => ({
  low: tableDefaults(chances, count),
  high: tableDefaults(chances, count),
});
const judge = (margin: Float64Array, losses: readonly Float64Array[], chances: readonly Float64Array[], count = 3) =>
  answerOf({ margin, losses }, both(chances, margin.length), count, 1);

describe('judgePaths', () => {
  it('is certain where the path itself fails, at the end only if it fails there', () => {
    const { first, terminal, alone } = judge(steps(1, -1, 1), [], []);
    expect([first.low, first.high, terminal.low, terminal.high, alone]).toEqual([1, 1, 0, 0, null]);
    expect(judge(steps(1, -1, 1), [], [], 1).first).toMatchObject({ low: 0, high: 0 });
  });

  it('is the default probability of one exposure larger than the surplus', () => {
    const { first, terminal } = judge(flat(5), [flat(10)], [steps(0.01, 0.02, 0.03)]);
    expect([first, terminal].flatMap(({ low, high }) => [low, high])).toEqual([
      expect.closeTo(0.03, 15),
      expect.closeTo(0.03, 15),
      expect.closeTo(0.03, 15),
      expect.closeTo(0.03, 15),
    ]);
  });

  it('needs the default by the last day on which it would matter', () => {
    // Only on the second day the surplus is small enough: the default must have come by then.
    const { first, terminal } = judge(steps(20, 5, 20), [flat(10)], [steps(0.01, 0.02, 0.03)]);
    expect([first.low, terminal.low]).toEqual([expect.closeTo(0.02, 15), 0]);
  });

  it('spans independent and common causes where only two together do it', () => {
    const { first } = judge(flat(5), [flat(4), flat(4)], [flat(0.01), flat(0.02)]);
    // Independent 0.0002; one cause for both 0.01, the rarer of the two.
    expect(first).toMatchObject({ low: 0, high: 0.01 });
  });

  it('adds independent singles exactly', () => {
    const { first } = judge(flat(5), [flat(6), flat(6)], [flat(0.1), flat(0.2)]);
    expect(first.low).toBeCloseTo(1 - 0.9 * 0.8, 14);
    expect(judge(flat(5), [flat(6), flat(4)], [flat(0.1), flat(0.2)]).alone).toEqual([2, -1]);
  });

  it('has no chance where all of them together leave something', () => {
    expect(judge(flat(50), [flat(4), flat(4), flat(4)], [flat(0.5), flat(0.5), flat(0.5)]).first.high).toBe(0);
  });

  it('holds the exact answer between its ends, independent defaults drawn out one by one', () => {
    const money = fc.double({ min: 0, max: 10, noNaN: true });
    const chance = fc.double({ min: 0, max: 0.2, noNaN: true });
    const parties = fc.array(fc.tuple(money, chance), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(money, parties, (margin, list) => {
        const exact = enumerate(margin, list);
        const { first } = judge(
          flat(margin),
          list.map(([loss]) => flat(loss)),
          list.map(([, p]) => flat(p)),
        );
        expect(first.low).toBeLessThanOrEqual(exact + 1e-12);
        expect(first.high).toBeGreaterThanOrEqual(exact - 1e-12);
      }),
    );
  });

  it('never falls with a smaller surplus, a longer time, or a likelier default', () => {
    const at = (margin: number, p: number, count: number): number =>
      judge(flat(margin), [flat(3), flat(4)], [steps(p, 2 * p, 3 * p), flat(p)], count).first.high;
    const margin = fc.double({ min: 0, max: 10, noNaN: true });
    const chance = fc.double({ min: 0, max: 0.3, noNaN: true });
    fc.assert(
      fc.property(margin, margin, chance, chance, (a, b, p, q) => {
        expect(at(Math.min(a, b), p, 3)).toBeGreaterThanOrEqual(at(Math.max(a, b), p, 3));
        expect(at(a, Math.max(p, q), 3)).toBeGreaterThanOrEqual(at(a, Math.min(p, q), 3));
        expect(at(a, p, 3)).toBeGreaterThanOrEqual(at(a, p, 1));
      }),
    );
  });
});

describe('judgePaths and the plain way', () => {
  const STEPS = 4;
  /** Whole money makes ties, which must fall the same way; chances often equal, and of any size. */
  const money = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.double({ min: 0, max: 6, noNaN: true }));
  const row = fc.array(money, { minLength: STEPS, maxLength: STEPS }).map((list) => Float64Array.from(list));
  const chance = fc.oneof(fc.constantFrom(0, 0.01, 0.02), fc.double({ min: 0, max: 0.3, noNaN: true }));
  const rising = fc
    .array(chance, { minLength: STEPS, maxLength: STEPS })
    .map((list) => Float64Array.from(list.toSorted((a, b) => a - b)));
  const party = fc.record({ loss: row, low: rising, high: rising });
  const parties = fc.array(party, { maxLength: 6 });
  const shift = fc.oneof(fc.constantFrom(-1, 0, 2, 5), fc.double({ min: -1, max: 12, noNaN: true }));

  it('answer alike to the last bit, whatever the bounds', () => {
    fc.assert(
      fc.property(row, shift, parties, fc.integer({ min: 1, max: STEPS }), (rest, more, list, horizon) => {
        const margin = rest.map((value) => value + more);
        const path = { margin, losses: list.map(({ loss }) => loss) };
        const tables = {
          low: tableDefaults(
            list.map(({ low }) => low),
            STEPS,
          ),
          high: tableDefaults(
            list.map(({ high }) => high),
            STEPS,
          ),
        };
        const expected = plainFailure(path, tables, horizon);
        for (const slack of [1, 1.3, Infinity]) expect(answerOf(path, tables, horizon, slack)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('judge several margins on the same losses, and forget them with the next path', () => {
    const chances = [steps(0.1, 0.2), steps(0.05, 0.3)];
    let losses = [steps(3, 1), steps(2, 2)];
    const judging = judgePaths(both(chances, 2), 2, (t, into, at) =>
      losses.forEach((loss, j) => void (into[at + j] = loss[t] ?? 0)),
    );
    for (const next of [losses, [steps(0, 4), steps(1, 1)]]) {
      losses = next;
      judging.mostOfTwo.fill(Infinity);
      judging.mostOfAll.fill(Infinity);
      judging.begin();
      for (const margin of [steps(2, 2), steps(9, 1), steps(9, 9), steps(-1, 3)]) {
        judging.judge(margin, 2);
        const { first, terminal } = plainFailure({ margin, losses }, both(chances, 2), 2);
        const expected = [first.low, first.high, terminal.low, terminal.high];
        expect([...judging.answer]).toEqual(expected);
      }
    }
  });
});

/** Probability that independent defaults take more than the margin, over every set of them. */
function enumerate(margin: number, list: readonly (readonly [number, number])[]): number {
  let total = 0;
  for (let set = 0; set < 2 ** list.length; set += 1) {
    let [left, chance] = [margin, 1];
    list.forEach(([loss, p], j) => {
      const isIn = ((set >> j) & 1) === 1;
      chance *= isIn ? p : 1 - p;
      if (isIn) left -= loss;
    });
    if (left < 0) total += chance;
  }
  return total;
}
