import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveAt, offsetAt } from './curve.ts';
import { loadScenario } from './loadScenario.ts';
import { listScenarios, readScenario } from './readScenario.ts';
import { SMALL_SCENARIO } from './scenario.fixture.ts';
import { LEAST_BLOCK_SECONDS, planSchedule } from './schedule.ts';

const scenario = loadScenario(SMALL_SCENARIO, 'small.yaml');

describe('planSchedule', () => {
  it('follows the cadence, turning where the next one begins', () => {
    const { cycles } = planSchedule(scenario);
    expect(cycles.map((time) => (time - scenario.window.from) / 3_600)).toEqual([
      0, 6, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
    ]);
  });
  it('mines the stated number of blocks between cycles, the last at the cycle itself', () => {
    const schedule = planSchedule(scenario);
    expect(schedule.blocksBefore(0)).toEqual([scenario.window.from]);
    expect(schedule.blocksBefore(1).map((time) => (time - scenario.window.from) / 3_600)).toEqual([3, 6]);
    expect(schedule.blocksBefore(99)).toEqual([]);
  });
  it('cuts the window into any number of equal cycles, and always reaches both ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), (steps) => {
        const schedule = planSchedule(scenario, steps);
        const { cycles } = schedule;
        const blocks = cycles.flatMap((_, cycle) => schedule.blocksBefore(cycle));
        return (
          cycles.length === steps + 1 &&
          cycles[0] === scenario.window.from &&
          cycles.at(-1) === scenario.window.to &&
          blocks.every((time, index) => index === 0 || time > (blocks[index - 1] ?? 0))
        );
      }),
    );
  });
  it.each(listScenarios())('leaves room for the engine between blocks of %s', (name) => {
    const schedule = planSchedule(readScenario(name));
    const blocks = schedule.cycles.flatMap((_, cycle) => schedule.blocksBefore(cycle));
    blocks
      .slice(1)
      .forEach((time, index) => expect(time - (blocks[index] ?? 0)).toBeGreaterThanOrEqual(LEAST_BLOCK_SECONDS));
    expect(schedule.cycles.length).toBeGreaterThan(40);
    expect(schedule.cycles.length).toBeLessThan(130);
  });
});

describe('curves', () => {
  const points = [
    { at: 100, share: 0.2 },
    { at: 200, share: 0.6 },
  ];
  it.each([
    [0, 0.2],
    [100, 0.2],
    [150, 0.4],
    [200, 0.6],
    [900, 0.6],
  ])('are linear between points and held outside: %d → %d', (time, share) => {
    expect(curveAt(points, time)).toBeCloseTo(share, 12);
  });
  it('are nothing without points', () => {
    expect(curveAt([], 5)).toBe(0);
  });
  it('of deviations vanish outside their points', () => {
    const offsets = points.map(({ at, share }) => ({ at, offset: -share }));
    expect([99, 100, 150, 200, 201].map((time) => offsetAt(offsets, time))).toEqual(
      [0, -0.2, -0.4, -0.6, 0].map((x) => expect.closeTo(x, 12)),
    );
  });
});
