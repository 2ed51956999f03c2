import type { Hex } from 'viem';
import { isAddress } from 'viem';
import type { Seconds } from '@ballast/core';
import { scaleDown } from '../../plainPrice.ts';
import { PullMisread } from '../pullErrors.ts';
import type { PullRow, PullSource } from '../pullSource.ts';
import { feedReader, type FeedReader } from './feedReader.ts';
import { PullAskedWrong, requireSymbol, type SourceRequest } from './sourceRequest.ts';

/** Rounds in one page, and calls in one batch. */
const PAGE = 100;
const BY_TIME = 'by time';

/**
 * Rounds of a Chainlink feed through an RPC endpoint, at the last finalized block. The proxy's rounds are those of its
 * aggregators, one after the other: id = phase × 2^64 + round (AggregatorProxy). Rounds without an answer are passed
 * over. A place is `phase:round`, the first one not yet taken.
 */
export function chainlink(request: SourceRequest): PullSource {
  const address = request.what.toLowerCase();
  if (!isAddress(address)) throw new PullAskedWrong('chainlink', `"${request.what}" is no address`, "the feed's proxy");
  const url = request.base;
  if (url === undefined) throw new PullAskedWrong('chainlink', 'no RPC endpoint', 'state --base env:RPC_URL');
  const where = `chainlink ${address}`;
  return {
    publisher: 'chainlink',
    what: address,
    symbol: requireSymbol('chainlink', request),
    quote: request.quote ?? 'USD',
    field: 'close',
    shape: 'tick',
    candleSeconds: null,
    pauseMs: 50,
    first: request.fromSeconds === undefined ? '1:1' : BY_TIME + request.fromSeconds,
    page: async (place, ask) => {
      const reader = feedReader(where, url, address as Hex, ask);
      const feed = await reader.feed();
      const [phase, round] = place.startsWith(BY_TIME)
        ? await findFirst(reader, feed.phase, Number(place.slice(BY_TIME.length)))
        : readPlace(where, place);
      if (phase > feed.phase) throw new PullMisread(where, `phase ${feed.phase}, before the ${phase} already taken`);
      const last = await reader.lastRound(phase);
      const to = Math.min(round + PAGE - 1, last);
      const rounds = await reader.rounds(phase, round, to);
      const rows = rounds.map(({ id, answer, updatedSeconds }): PullRow => {
        const digits = scaleDown(String(answer < 0n ? -answer : answer), feed.decimals);
        return { timeSeconds: updatedSeconds, value: answer < 0n ? `-${digits}` : digits, round: String(id) };
      });
      const isPhaseOver = to >= last;
      if (!isPhaseOver) return { rows, next: `${phase}:${to + 1}`, isLast: false };
      if (phase < feed.phase) return { rows, next: `${phase + 1}:1`, isLast: false };
      return { rows, next: `${phase}:${Math.max(round, last + 1)}`, isLast: true };
    },
  };
}

function readPlace(where: string, place: string): [phase: number, round: number] {
  const match = /^(\d{1,5}):(\d{1,15})$/.exec(place);
  if (match === null) throw new PullMisread(where, `place ${place}`);
  return [Number(match[1]), Number(match[2])];
}

/** The first round at or after a moment: the first phase that reaches it, then by halving. */
async function findFirst(reader: FeedReader, phases: number, fromSeconds: Seconds): Promise<[number, number]> {
  for (let phase = 1; phase <= phases; phase += 1) {
    let [low, high] = [1, await reader.lastRound(phase)];
    const end = await reader.timeAtOrBefore(phase, high);
    if (phase < phases && (high < 1 || end === null || end < fromSeconds)) continue;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const time = await reader.timeAtOrBefore(phase, middle);
      if (time !== null && time >= fromSeconds) high = middle;
      else low = middle + 1;
    }
    return [phase, low];
  }
  return [Math.max(1, phases), 1];
}
