import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReserveLevel } from '../records/assessment.ts';
import type { Demand } from './levelDemands.ts';
import { advanceLevel, LEVELS, rankOf, type LevelStep } from './reserveLevel.ts';

const CALM_FOR = 7_200;
const demand = (level: Demand['level'], text = level as string): Demand => ({ level, text });
const start = { level: 'normal', levelSinceSeconds: 0, calmerSinceSeconds: null } as const;

/** Levels over time; each step carries the last. */
function walk(path: readonly (readonly [number, readonly Demand[]])[]): LevelStep[] {
  let carried: Parameters<typeof advanceLevel>[1] = start;
  return path.map(([now, demands]) => {
    const step = advanceLevel(demands, carried, now, CALM_FOR);
    carried = { level: step.level, levelSinceSeconds: step.sinceSeconds, calmerSinceSeconds: step.calmerSinceSeconds };
    return step;
  });
}
const levels = (path: Parameters<typeof walk>[0]): ReserveLevel[] => walk(path).map((step) => step.level);

describe('advanceLevel', () => {
  it('worsens at once, by as many levels as the evidence asks', () => {
    expect(
      levels([
        [0, []],
        [1, [demand('emergency')]],
      ]),
    ).toEqual(['normal', 'emergency']);
    expect(
      walk([
        [0, []],
        [1, [demand('watch'), demand('defensive')]],
      ])[1],
    ).toMatchObject({
      level: 'defensive',
      sinceSeconds: 1,
      calmerSinceSeconds: null,
      evidence: ['defensive: defensive', 'watch: watch'],
    });
  });
  it('says that nothing asks for care', () => {
    expect(walk([[0, []]])[0]?.evidence).toEqual(['normal: every limit is met and nothing else asks for care']);
  });
  it('does not calm before its time, and tells since when it is calmer', () => {
    const steps = walk([
      [0, [demand('watch')]],
      [100, []],
      [7_299, []],
    ]);
    expect(steps[2]).toMatchObject({ level: 'watch', sinceSeconds: 0, calmerSinceSeconds: 100 });
    expect(steps[2]?.evidence).toEqual(['watch: held until 2 h of calm, calmer since 1970-01-01T00:01:40Z']);
  });
  it('calms one level at a time, waiting again for each', () => {
    const path = [
      [0, [demand('emergency')]],
      [1, []],
      [7_201, []],
      [14_400, []],
      [14_401, []],
      [21_601, []],
    ] as const;
    expect(levels(path)).toEqual(['emergency', 'emergency', 'defensive', 'defensive', 'watch', 'normal']);
    expect(walk(path)[2]?.evidence[0]).toBe('defensive: calmer than emergency for 2 h, one level at a time');
  });
  it('a relapse starts the wait again', () => {
    expect(
      levels([
        [0, [demand('watch')]],
        [10, []],
        [7_000, [demand('watch')]],
        [7_010, []],
        [14_209, []],
        [14_210, []],
      ]),
    ).toEqual(['watch', 'watch', 'watch', 'watch', 'watch', 'normal']);
  });
  it('stops calming at what the evidence still asks for', () => {
    const steps = walk([
      [0, [demand('emergency')]],
      [1, [demand('defensive')]],
      [7_201, [demand('defensive')]],
      [50_000, [demand('defensive')]],
    ]);
    expect(steps.map((step) => step.level)).toEqual(['emergency', 'emergency', 'defensive', 'defensive']);
    expect(steps[3]?.calmerSinceSeconds).toBeNull();
  });

  const level = fc.constantFrom<Demand['level']>('watch', 'defensive', 'emergency');
  const demands = fc.array(
    level.map((name) => demand(name)),
    { maxLength: 3 },
  );
  const carried = fc.record({
    level: fc.constantFrom(...LEVELS),
    levelSinceSeconds: fc.constant(0),
    calmerSinceSeconds: fc.option(fc.integer({ min: 0, max: 20_000 })),
  });
  it('is never calmer than the evidence asks', () => {
    fc.assert(
      fc.property(demands, carried, (asked, past) => {
        const step = advanceLevel(asked, past, 20_000, CALM_FOR);
        for (const item of asked) expect(rankOf(step.level)).toBeGreaterThanOrEqual(rankOf(item.level));
      }),
    );
  });
  it('is monotone: more evidence never gives a calmer level, nor does a worse level before', () => {
    fc.assert(
      fc.property(demands, level, carried, (asked, more, past) => {
        const less = advanceLevel(asked, past, 20_000, CALM_FOR);
        const full = advanceLevel([...asked, demand(more)], past, 20_000, CALM_FOR);
        expect(rankOf(full.level)).toBeGreaterThanOrEqual(rankOf(less.level));
      }),
    );
  });
  it('never flaps: every calming is at least the stated time after the last change', () => {
    const path = fc.array(fc.tuple(fc.integer({ min: 1, max: 5_000 }), demands), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(path, (rows) => {
        let now = 0;
        const timed = rows.map(([gap, asked]): readonly [number, readonly Demand[]] => [(now += gap), asked]);
        const steps = walk(timed);
        for (let index = 1; index < steps.length; index += 1) {
          const [before, after] = [steps[index - 1], steps[index]];
          if (before === undefined || after === undefined) continue;
          if (rankOf(after.level) >= rankOf(before.level)) continue;
          expect(after.sinceSeconds - before.sinceSeconds).toBeGreaterThanOrEqual(CALM_FOR);
          expect(rankOf(before.level) - rankOf(after.level)).toBe(1);
        }
      }),
    );
  });
  it('does not depend on the order of the evidence', () => {
    fc.assert(
      fc.property(demands, carried, (asked, past) => {
        expect(advanceLevel(asked.toReversed(), past, 20_000, CALM_FOR)).toEqual(
          advanceLevel(asked, past, 20_000, CALM_FOR),
        );
      }),
    );
  });
});
