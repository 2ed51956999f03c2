import { encodeAbiParameters } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { createFeedClock, type FeedClock } from '../scenario/feedClock.ts';
import type { OutsidePrices } from '../scenario/outsidePrices.ts';
import { ORIGINS, type Scenario } from '../scenario/scenario.ts';
import type { TokenSet } from './deployTokens.ts';
import type { Site } from './site.ts';

/** What the operators of price feeds work with. */
export interface FeedParts {
  readonly site: Site;
  readonly scenario: Scenario;
  readonly outside: OutsidePrices;
  readonly set: TokenSet;
}

/** Push feeds by their own rules, the pull oracle at every block. */
export function createFeeds({ site, scenario, outside, set }: FeedParts): (timeSeconds: number) => void {
  const feedAbi = site.contract('TestFeed').abi;
  const clocks = scenario.assets.flatMap((asset) =>
    (['chainlink', 'exchange'] as const).flatMap((origin) => {
      const address = set.feeds.get(asset.id)?.[origin];
      if (address === undefined) return [];
      return [{ address, clock: createFeedClock(scenario, outside, asset, origin), round: 0 }];
    }),
  ) satisfies { address: Address; clock: FeedClock; round: number }[];
  return (timeSeconds) => {
    for (const feed of clocks) {
      const answer = feed.clock.advanceTo(timeSeconds);
      if (answer.round === feed.round) continue;
      feed.round = answer.round;
      site.batch.call(feed.address, feedAbi, 'pushAnswer', [eighths(answer.price), BigInt(answer.updatedAtSeconds)]);
    }
    const updates = scenario.assets
      .filter((asset) => !isSilent(scenario, asset.id, timeSeconds))
      .map((asset) => pythUpdate(scenario, outside, set, asset.id, timeSeconds));
    site.batch.call(set.pyth, site.contract('MockPyth').abi, 'updatePriceFeeds', [updates]);
  };
}

/** A price in the eight decimals of dollar feeds. */
const eighths = (price: number): bigint => BigInt(Math.round(price * 1e8));

const isSilent = (scenario: Scenario, assetId: string, timeSeconds: number): boolean =>
  scenario.silences.some(
    (item) =>
      item.origin === 'pyth' &&
      (item.asset === assetId || item.asset === 'all') &&
      item.from <= timeSeconds &&
      timeSeconds < item.to,
  );

const PRICE = [
  { name: 'price', type: 'int64' },
  { name: 'conf', type: 'uint64' },
  { name: 'expo', type: 'int32' },
  { name: 'publishTime', type: 'uint256' },
] as const;
const PRICE_FEED = [
  {
    type: 'tuple',
    components: [
      { name: 'id', type: 'bytes32' },
      { name: 'price', type: 'tuple', components: PRICE },
      { name: 'emaPrice', type: 'tuple', components: PRICE },
    ],
  },
] as const;

/**
 * A Pyth price with its confidence: the asset's own, half of how far origins stand apart, and a quarter of the last
 * five minutes' move. Publishers disagree when venues do.
 */
function pythUpdate(
  scenario: Scenario,
  outside: OutsidePrices,
  set: TokenSet,
  assetId: string,
  timeSeconds: number,
): Hex {
  const seen = outside.seenBy('pyth', assetId, timeSeconds);
  const before = outside.seenBy('pyth', assetId, timeSeconds - 300);
  const views = ORIGINS.map((origin) => outside.seenBy(origin, assetId, timeSeconds));
  const spread = Math.max(...views) - Math.min(...views);
  const own = scenario.assets.find((asset) => asset.id === assetId)?.feeds.pyth.confidence ?? 0;
  const confidence = seen * own + spread / 2 + Math.abs(seen - before) / 4;
  const price = { price: eighths(seen), conf: eighths(confidence), expo: -8, publishTime: BigInt(timeSeconds - 1) };
  const id = set.pythIds.get(assetId) ?? '0x';
  return encodeAbiParameters(PRICE_FEED, [{ id, price, emaPrice: price }]);
}
