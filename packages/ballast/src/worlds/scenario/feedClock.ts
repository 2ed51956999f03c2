import type { OutsidePrices } from './outsidePrices.ts';
import type { Scenario, ScenarioAsset } from './scenario.ts';

/** What a push feed shows at a moment. */
export interface FeedAnswer {
  readonly price: number;
  readonly updatedAtSeconds: number;
  /** Pushes so far: the feed's round. */
  readonly round: number;
}

/** A push feed between two looks at it; `advanceTo` only goes forward. */
export interface FeedClock {
  advanceTo(timeSeconds: number): FeedAnswer;
}

/** How the pushes of real feeds trail what they report: first update a little before the window. */
const FIRST_ANSWER_BEFORE_SECONDS = 3600;

/**
 * A push feed by its own rule, on the scenario's grid: it pushes when what it sees is away from its last answer by
 * its deviation, or before its heartbeat runs out; never while its operator is silent.
 */
export function createFeedClock(
  scenario: Scenario,
  outside: OutsidePrices,
  asset: ScenarioAsset,
  origin: 'chainlink' | 'exchange',
): FeedClock {
  const rule = asset.feeds[origin];
  const silences = scenario.silences.filter(
    (item) => (item.asset === asset.id || item.asset === 'all') && item.origin === origin,
  );
  let time = scenario.window.from - FIRST_ANSWER_BEFORE_SECONDS;
  let answer: FeedAnswer = { price: outside.seenBy(origin, asset.id, time), updatedAtSeconds: time, round: 1 };
  const look = (): void => {
    if (silences.some((item) => item.from <= time && time < item.to)) return;
    const seen = outside.seenBy(origin, asset.id, time);
    const moved = Math.abs(seen - answer.price) >= rule.deviation * answer.price;
    // The next look would come after the heartbeat: push now.
    const isDue = time + scenario.resolution - answer.updatedAtSeconds > rule.heartbeat;
    if (moved || isDue) answer = { price: seen, updatedAtSeconds: time, round: answer.round + 1 };
  };
  return {
    advanceTo: (timeSeconds) => {
      while (time + scenario.resolution <= timeSeconds) {
        time += scenario.resolution;
        look();
      }
      return answer;
    },
  };
}
