import { describe, expect, it } from 'vitest';
import { createFeedClock } from './feedClock.ts';
import { loadScenario } from './loadScenario.ts';
import { buildOutside, type OutsidePrices } from './outsidePrices.ts';
import { SMALL_SCENARIO } from './scenario.fixture.ts';

const scenario = loadScenario(SMALL_SCENARIO, 'small.yaml');
const asset = scenario.assets[0]!;
const { from, to } = scenario.window;
const HOUR = 3_600;

/** A price that only a test moves. */
const steady = (priceAt: (time: number) => number): OutsidePrices => ({
  assetIds: ['AAA'],
  at: (_asset, time) => priceAt(time),
  seenBy: (_origin, _asset, time) => priceAt(time),
});

describe('a push feed', () => {
  it('does not move while its price stays inside the deviation, until its heartbeat runs out', () => {
    const clock = createFeedClock(
      scenario,
      steady((time) => (time < from ? 1 : 1.004)),
      asset,
      'exchange',
    );
    const pushes = new Set<number>();
    for (let time = from; time < from + 4 * HOUR; time += 60) {
      const answer = clock.advanceTo(time);
      pushes.add(answer.updatedAtSeconds);
      expect(time - answer.updatedAtSeconds).toBeLessThan(1_800);
    }
    expect(pushes.size).toBeGreaterThanOrEqual(8);
    expect(pushes.size).toBeLessThanOrEqual(10);
  });
  it('moves at the minute its price crosses the deviation, not before', () => {
    const crash = from + 2 * HOUR + 600;
    const clock = createFeedClock(
      scenario,
      steady((time) => (time < crash ? 1 : 0.98)),
      asset,
      'chainlink',
    );
    expect(clock.advanceTo(crash - 60).price).toBe(1);
    expect(clock.advanceTo(crash)).toMatchObject({ price: 0.98, updatedAtSeconds: crash });
  });
  it('does not care how often it is looked at', () => {
    const outside = buildOutside(scenario, 4);
    const often = createFeedClock(scenario, outside, asset, 'exchange');
    const once = createFeedClock(scenario, outside, asset, 'exchange');
    for (let time = from; time <= to; time += 60) often.advanceTo(time);
    expect(once.advanceTo(to)).toEqual(often.advanceTo(to));
  });
  it('grows stale while its operator is silent, and speaks again after', () => {
    const clock = createFeedClock(scenario, buildOutside(scenario, 4), asset, 'chainlink');
    const before = clock.advanceTo(from + 8 * HOUR - 60);
    const during = clock.advanceTo(from + 15 * HOUR);
    expect(during).toEqual(before);
    expect(from + 15 * HOUR - during.updatedAtSeconds).toBeGreaterThan(asset.feeds.chainlink.heartbeat);
    expect(clock.advanceTo(from + 16 * HOUR).updatedAtSeconds).toBe(from + 16 * HOUR);
  });
  it('silences only the origin it names', () => {
    const clock = createFeedClock(scenario, buildOutside(scenario, 4), asset, 'exchange');
    const answer = clock.advanceTo(from + 15 * HOUR);
    expect(from + 15 * HOUR - answer.updatedAtSeconds).toBeLessThan(asset.feeds.exchange.heartbeat);
  });
  it('reports what its own origin sees', () => {
    const outside = buildOutside(scenario, 4);
    const [a, b] = (['chainlink', 'exchange'] as const).map((origin) =>
      createFeedClock(scenario, outside, asset, origin),
    );
    const low = from + 3 * HOUR;
    expect((b?.advanceTo(low).price ?? 0) / (a?.advanceTo(low).price ?? 1)).toBeLessThan(0.975);
  });
});
