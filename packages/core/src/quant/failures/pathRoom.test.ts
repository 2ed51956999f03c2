import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableDefaults, type DefaultTables } from './defaultTable.ts';
import { judgePaths, type LayLosses, type PathJudge } from './pathFailure.ts';
import { FALL, measureRoom, RISE } from './pathRoom.ts';

const [STEPS, PARTIES] = [4, 4];

interface Drawn {
  readonly margin: Float64Array;
  readonly losses: readonly Float64Array[];
  readonly tables: DefaultTables;
  readonly horizon: number;
}

/** Moves what is left and the losses of every step. */
const movedBy = ({ margin, losses, ...rest }: Drawn, left: readonly number[], lost: readonly number[][]): Drawn => ({
  ...rest,
  margin: margin.map((money, t) => money + (left[t] ?? 0)),
  losses: losses.map((row, j) => row.map((loss, t) => loss + (lost[j]?.[t] ?? 0))),
});

const layer =
  (losses: readonly Float64Array[]): LayLosses =>
  (t, into, at) =>
    losses.forEach((loss, j) => void (into[at + j] = loss[t] ?? 0));

/** All that is answered, as one list, and the judge; `slack` over the sums bounds the losses, infinite for none. */
function answerOf({ margin, losses, tables, horizon }: Drawn, slack = Infinity): { list: unknown[]; judge: PathJudge } {
  const judge = judgePaths(tables, STEPS, layer(losses));
  margin.forEach((_, t) => {
    const taken = losses.map((loss) => loss[t] ?? 0).toSorted((a, b) => b - a);
    judge.mostOfTwo[t] = slack === Infinity ? Infinity : ((taken[0] ?? 0) + (taken[1] ?? 0)) * slack;
    judge.mostOfAll[t] = slack === Infinity ? Infinity : taken.reduce((sum, loss) => sum + loss, 0) * slack;
  });
  judge.begin();
  const verdict = judge.judge(margin, horizon);
  return { list: [verdict, ...judge.answer, ...(verdict === 'alone' ? judge.alone : [])], judge };
}

function roomOf(drawn: Drawn, slack = Infinity): Float64Array {
  const meter = measureRoom(drawn.tables, STEPS, answerOf(drawn, slack).judge);
  meter.begin();
  meter.narrow(drawn.margin, drawn.horizon);
  return meter.room;
}

const floats = (length: number, min: number, max: number) =>
  fc.array(fc.double({ min, max, noNaN: true }), { minLength: length, maxLength: length });
const row = (min: number, max: number) => floats(STEPS, min, max).map((list) => Float64Array.from(list));
const parties = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: PARTIES, maxLength: PARTIES });
/** Chances of some that are alike, as where nobody knows better. */
const chances = fc
  .oneof(
    parties(floats(STEPS, 0, 0.3)),
    floats(STEPS, 0, 0.3).map((one) => Array.from({ length: PARTIES }, () => one)),
  )
  .map((list) => list.map((item) => Float64Array.from(item.toSorted((a, b) => a - b))));
const path: fc.Arbitrary<Drawn> = fc.record({
  margin: fc.oneof(row(-2, 12), row(3, 8)),
  losses: parties(row(0, 5)),
  tables: fc
    .tuple(chances, chances)
    .map(([low, high]) => ({ low: tableDefaults(low, STEPS), high: tableDefaults(high, STEPS) })),
  horizon: fc.integer({ min: 1, max: STEPS }),
});
/** How wide the bounds of the losses are. */
const bound = fc.constantFrom(1, 1.2, Infinity);
const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe('measureRoom', () => {
  it('changes no bit of an answer where every difference moves within the room', () => {
    fc.assert(
      fc.property(
        path,
        floats(STEPS, 0, 1),
        parties(floats(STEPS, 0, 1)),
        unit,
        bound,
        (drawn, where, lost, share, slack) => {
          const room = roomOf(drawn, slack);
          const [fall, rise] = [Math.min(room[FALL] as number, 20), Math.min(room[RISE] as number, 20)];
          // The losses move by a part of the room together, what is left by the rest, each step its own way.
          const [down, up] = [0.999 * fall - 1e-9, 0.999 * rise - 1e-9];
          if (!(down > 0 && up > 0)) return;
          const part = (share * Math.min(down, up)) / (2 * PARTIES);
          const losses = lost.map((list, j) =>
            list.map((x, t) => Math.max(part * (2 * x - 1), -(drawn.losses[j]?.[t] ?? 0))),
          );
          const left = where.map(
            (x) => (share * Math.min(down, up)) / 2 - down + x * (down + up - share * Math.min(down, up)),
          );
          expect(answerOf(movedBy(drawn, left, losses)).list).toEqual(answerOf(drawn).list);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('is never wider than the least uniform move that changes the answer', () => {
    fc.assert(
      fc.property(path, unit, bound, (drawn, share, slack) => {
        const [before, room] = [answerOf(drawn).list, roomOf(drawn, slack)];
        for (const step of [-1, 1]) {
          const by = step * share * 10;
          const changes = answerOf(movedBy(drawn, Array(STEPS).fill(by) as number[], [])).list.some(
            (value, i) => value !== before[i],
          );
          const limit = (step < 0 ? room[FALL] : room[RISE]) as number;
          if (changes) expect(limit).toBeLessThanOrEqual(Math.abs(by) + 1e-12);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('is as wide as it is where one default decides, all do, or the path is lost', () => {
    const flat = (value: number): Float64Array => new Float64Array(STEPS).fill(value);
    const table = tableDefaults(
      Array.from({ length: PARTIES }, () => flat(0.01)),
      STEPS,
    );
    const drawn = { tables: { low: table, high: table }, horizon: STEPS };
    const losses = [4, 1, 1, 1].map(flat);
    const room = (margin: number): number[] => [...roomOf({ ...drawn, margin: flat(margin), losses })];
    // All take 7, the two largest 5, the largest 4.
    expect(room(9)).toEqual([2, Infinity]);
    expect(room(6.25)).toEqual([1.25, 0.75]);
    expect(room(-3)).toEqual([Infinity, 3]);
    // The first alone does it, by half a dollar; and what is left may shrink to what the others take.
    expect(room(3.5)).toEqual([1.5, 0.5]);
  });
});
