import { describe, expect, it } from 'vitest';
import { at, reply, runRead, smallContext } from '../runRead.fixture.ts';
import { chainlinkAbi } from './chainlinkAbi.ts';
import { readFeeds } from './readFeeds.ts';
import { readSequencer, SEQUENCER_GRACE_SECONDS } from './readSequencer.ts';

const [FEED, BEHIND] = [at('a'), at('e')];
const NOW = 1_700_000_000;
const round = (answer: bigint, id = 3n) =>
  reply(FEED, chainlinkAbi, 'latestRoundData', [id, answer, BigInt(NOW - 60), BigInt(NOW - 50), id]);
const decimals = reply(FEED, chainlinkAbi, 'decimals', 8n);
const priceOf = (...replies: Parameters<typeof runRead>[1]) => {
  const part = runRead(readFeeds(smallContext()), replies);
  return { price: part.prices?.find((item) => item.sourceId === 'USDC-a'), part };
};

describe('readFeeds', () => {
  it('takes the bounds of the aggregator behind a proxy, which is the feed’s implementation', () => {
    const behind = [
      reply(FEED, chainlinkAbi, 'aggregator', BEHIND),
      reply(BEHIND, chainlinkAbi, 'minAnswer', 1_000n),
      reply(BEHIND, chainlinkAbi, 'maxAnswer', 200_000_000n),
    ];
    for (const [answer, isClamped] of [
      [1_000n, true],
      [1_001n, false],
      [199_999_999n, false],
      [200_000_000n, true],
    ] as const)
      expect(priceOf(round(answer), decimals, ...behind).price?.isClamped).toBe(isClamped);
    expect(priceOf(round(1n), decimals, ...behind).part.facts?.[0]).toEqual({
      subject: 'source:USDC-a',
      implementation: BEHIND,
    });
  });

  it('the aggregator’s own bounds stand before those the proxy repeats', () => {
    const { price } = priceOf(
      round(500n),
      decimals,
      reply(FEED, chainlinkAbi, 'aggregator', BEHIND),
      reply(FEED, chainlinkAbi, 'minAnswer', 1_000n),
      reply(BEHIND, chainlinkAbi, 'minAnswer', 1n),
    );
    expect(price?.isClamped).toBe(false);
  });

  it('a feed without readable bounds is not clamped', () => {
    expect(priceOf(round(1n), decimals).price).toMatchObject({
      isClamped: false,
      priceWad: 10n ** 10n,
      ageSeconds: 50,
    });
  });

  it('a feed without readable decimals has no price', () => {
    const { price, part } = priceOf(round(100_000_000n));
    expect(price?.priceWad).toBeNull();
    expect(part.unknowns?.map((item) => item.what)).toContain('source:USDC-a');
  });

  it('keeps the whole round id of a proxy, phase and all', () => {
    const id = (7n << 64n) + 1n;
    expect(priceOf(round(100_000_000n, id), decimals).price?.roundRaw).toBe(id);
  });
});

describe('readSequencer', () => {
  const state = (answer: bigint, startedAt: number) => {
    const context = smallContext((policy) => ({
      ...policy,
      chains: policy.chains.map((chain) => ({ ...chain, sequencerFeed: FEED })),
    }));
    const since = BigInt(startedAt);
    return runRead(readSequencer(context), [
      reply(FEED, chainlinkAbi, 'latestRoundData', [1n, answer, since, since, 1n]),
    ]).state;
  };

  it.each([
    ['down', 1n, NOW - 100_000, 'down'],
    ['down by an answer nobody defined', 2n, NOW - 100_000, 'down'],
    ['back for a second less than an hour', 0n, NOW - SEQUENCER_GRACE_SECONDS + 1, 'grace'],
    ['back for an hour', 0n, NOW - SEQUENCER_GRACE_SECONDS, 'up'],
    ['never initialised', 0n, 0, 'down'],
  ])('%s', (_name, answer, startedAt, expected) => {
    expect(state(answer, startedAt)).toBe(expected);
  });

  it('chains without a sequencer have none', () => {
    expect(runRead(readSequencer(smallContext()), []).state).toBe('none');
  });
});
