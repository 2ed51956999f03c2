import { raw, type PriceObservation, type Unknown } from '@ballast/core';
import { ask, askAll, asCount } from '../ask.ts';
import { silentObservation, sourcesOn, type SourceLine } from '../priceSource.ts';
import { scalePriceDown } from '../scalePrice.ts';
import { unknownOf, type ReadContext, type SnapshotPart } from '../snapshotPart.ts';
import { combineReads, type VenueRead } from '../venueRead.ts';
import { mergeParts } from '../mergeParts.ts';
import { chainlinkAbi } from './chainlinkAbi.ts';

const MAX_DECIMALS = 36;

/** Every feed with the Chainlink interface on the chain: market feeds and on-chain NAV feeds. */
export function readFeeds(context: ReadContext): VenueRead<SnapshotPart> {
  const reads = combineReads(sourcesOn(context, ['chainlink', 'nav']).map((line) => readFeed(context, line)));
  return { ...reads, decode: (first, second, third) => mergeParts(reads.decode(first, second, third)) };
}

/**
 * Round, answer and time of one feed, and whether the answer sits on the aggregator's own minimum or maximum
 * (the feed then no longer follows the market: LUNA, May 2022). The observation is not judged here: a negative,
 * old or future answer is reported as it is. The aggregator behind the proxy is the feed's implementation.
 */
function readFeed(context: ReadContext, line: SourceLine): VenueRead<SnapshotPart> {
  const { source } = line;
  const first = askAll({
    round: ask(source.address, chainlinkAbi, 'latestRoundData', []),
    decimals: ask(source.address, chainlinkAbi, 'decimals', []),
    aggregator: ask(source.address, chainlinkAbi, 'aggregator', []),
    least: ask(source.address, chainlinkAbi, 'minAnswer', []),
    most: ask(source.address, chainlinkAbi, 'maxAnswer', []),
  });
  const behind = (results: Parameters<typeof first.read>[0]) => {
    const { aggregator } = first.read(results);
    const address = aggregator.ok ? (aggregator.value.toLowerCase() as typeof source.address) : source.address;
    return askAll({
      least: ask(address, chainlinkAbi, 'minAnswer', []),
      most: ask(address, chainlinkAbi, 'maxAnswer', []),
    });
  };
  return {
    first: first.calls,
    second: (results) => behind(results).calls,
    decode: (results, more) => {
      const { round, decimals, aggregator, ...own } = first.read(results);
      const inner = behind(results).read(more);
      const [least, most] = [inner.least.ok ? inner.least : own.least, inner.most.ok ? inner.most : own.most];
      const silent = silentObservation(context, line, 'latestRoundData');
      const facts = [
        {
          subject: `source:${source.id}`,
          implementation: aggregator.ok ? (aggregator.value.toLowerCase() as typeof source.address) : null,
        },
      ];
      const refuse = (failure: { readonly code: string; readonly reason: string }): SnapshotPart => ({
        prices: [silent],
        unknowns: [unknownOf(`source:${source.id}`, failure)] satisfies Unknown[],
        facts,
      });
      const scale = asCount(decimals);
      if (!round.ok) return refuse(round);
      if (!scale.ok) return refuse(scale);
      if (scale.value > MAX_DECIMALS)
        return refuse({ code: 'VALUE_ABSURD', reason: `${scale.value} decimals in a feed` });
      const [roundId, answer, , updatedAt] = round.value;
      const time = asCount({ ok: true, value: updatedAt });
      if (!time.ok) return refuse(time);
      if (time.value === 0) return refuse({ code: 'ROUND_INCOMPLETE', reason: `round ${roundId} has no answer yet` });
      const price: PriceObservation = {
        ...silent,
        priceWad: scalePriceDown(answer, scale.value),
        roundRaw: raw(roundId),
        updatedAtSeconds: time.value,
        ageSeconds: context.timeSeconds - time.value,
        isClamped: (least.ok && answer <= least.value) || (most.ok && answer >= most.value),
      };
      return { prices: [price], facts };
    },
  };
}
