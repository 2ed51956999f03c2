import { decodeFunctionResult, encodeFunctionData, parseAbi, type Hex } from 'viem';
import { z } from 'zod';
import type { Seconds } from '@ballast/core';
import type { Ask } from '../askHttp.ts';
import { PullMisread, PullRefused, PullUnavailable } from '../pullErrors.ts';
import { readShape } from '../readShape.ts';

const abi = parseAbi([
  'function decimals() view returns (uint8)',
  'function phaseId() view returns (uint16)',
  'function phaseAggregators(uint16) view returns (address)',
  'function latestRound() view returns (uint256)',
  'function getRoundData(uint80) view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
]);

export interface Round {
  /** The proxy's id. */
  readonly id: bigint;
  readonly answer: bigint;
  readonly updatedSeconds: Seconds;
}

/** Reads one feed at the last finalized block. */
export interface FeedReader {
  feed(): Promise<{ readonly decimals: number; readonly phase: number }>;
  /** Last round of a phase, by its aggregator's own count; 0 when it has none. */
  lastRound(phase: number): Promise<number>;
  /** Rounds of a phase from one to another; those without an answer are left out. */
  rounds(phase: number, from: number, to: number): Promise<Round[]>;
  /** Time of a round, or of the nearest one before it with an answer; null when there is none close by. */
  timeAtOrBefore(phase: number, round: number): Promise<Seconds | null>;
}

interface Call {
  readonly to: Hex;
  readonly data: Hex;
}
const hex = z.custom<Hex>((value) => typeof value === 'string' && /^0x([0-9a-f]{2})*$/i.test(value), 'no hex data');
const reply = z.union([
  z.object({ id: z.number(), result: hex }),
  z.object({ id: z.number().nullish(), error: z.object({ code: z.number(), message: z.string() }) }),
]);
const NEIGHBOURS = 20;
const NOBODY = /^0x0{40}$/;
const idOf = (phase: number, round: number): bigint => (BigInt(phase) << 64n) + BigInt(round);

export function feedReader(where: string, url: string, proxy: Hex, ask: Ask): FeedReader {
  const call = (calls: readonly Call[]): Promise<(Hex | null)[]> => callAll(where, url, calls, ask);
  const must = async (functionName: 'decimals' | 'phaseId'): Promise<number> => {
    const [data = null] = await call([{ to: proxy, data: encodeFunctionData({ abi, functionName }) }]);
    if (data === null || data === '0x')
      throw new PullMisread(where, `no ${functionName}(): not a feed's proxy, or another chain`);
    return Number(decode(where, () => decodeFunctionResult({ abi, functionName, data })));
  };
  const rounds: FeedReader['rounds'] = async (phase, from, to) => {
    const ids = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => idOf(phase, from + at));
    const answers = await call(
      ids.map((id) => ({ to: proxy, data: encodeFunctionData({ abi, functionName: 'getRoundData', args: [id] }) })),
    );
    return answers.flatMap((data, at) => {
      if (data === null || data === '0x') return [];
      const [id, answer, , updated] = decode(where, () =>
        decodeFunctionResult({ abi, functionName: 'getRoundData', data }),
      );
      if (id !== ids[at]) throw new PullMisread(where, `round ${id} where ${ids[at]} was asked for`);
      return updated === 0n ? [] : [{ id, answer, updatedSeconds: Number(updated) }];
    });
  };
  return {
    feed: async () => ({ decimals: await must('decimals'), phase: await must('phaseId') }),
    lastRound: async (phase) => {
      const data = encodeFunctionData({ abi, functionName: 'phaseAggregators', args: [phase] });
      const [found = null] = await call([{ to: proxy, data }]);
      if (found === null) throw new PullMisread(where, 'no phaseAggregators()');
      const aggregator = decode(where, () =>
        decodeFunctionResult({ abi, functionName: 'phaseAggregators', data: found }),
      );
      if (NOBODY.test(aggregator)) return 0;
      const [last = null] = await call([
        { to: aggregator, data: encodeFunctionData({ abi, functionName: 'latestRound' }) },
      ]);
      return last === null || last === '0x'
        ? 0
        : Number(decode(where, () => decodeFunctionResult({ abi, functionName: 'latestRound', data: last })));
    },
    rounds,
    timeAtOrBefore: async (phase, round) => {
      const near = await rounds(phase, Math.max(1, round - NEIGHBOURS + 1), round);
      return near.at(-1)?.updatedSeconds ?? null;
    },
  };
}

/**
 * Results of calls in their order; null for one that reverted. One batch where the endpoint takes batches, else one
 * after the other. Throws PullUnavailable for an endpoint that is overloaded, PullMisread for one that is none.
 */
async function callAll(where: string, url: string, calls: readonly Call[], ask: Ask): Promise<(Hex | null)[]> {
  const bodies = calls.map((params, id) => ({ jsonrpc: '2.0', id, method: 'eth_call', params: [params, 'finalized'] }));
  if (bodies.length === 0) return [];
  const batch = bodies.length > 1 ? await askBatch(url, bodies, ask) : null;
  const replies = batch === null ? await askSingly(url, bodies, ask) : batch;
  const read = readShape(where, z.array(reply), replies);
  return bodies.map(({ id }) => {
    const own = read.find((item) => item.id === id);
    if (own === undefined) throw new PullMisread(where, `no answer to call ${id} of ${bodies.length}`);
    if ('result' in own) return own.result;
    const { code, message } = own.error;
    if (code === 3 || /revert|no data present/i.test(message)) return null;
    throw new PullUnavailable(where, 1, `RPC error ${code}: ${message.replace(/https?:\/\/\S+/g, '…').slice(0, 120)}`);
  });
}

/** Null where the endpoint does not take batches. */
async function askBatch(url: string, body: unknown, ask: Ask): Promise<readonly unknown[] | null> {
  try {
    const answer = await ask({ url, body, form: 'json' });
    return Array.isArray(answer) ? answer : null;
  } catch (error) {
    if (error instanceof PullRefused) return null;
    throw error;
  }
}

async function askSingly(url: string, bodies: readonly unknown[], ask: Ask): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const body of bodies) answers.push(await ask({ url, body, form: 'json' }));
  return answers;
}

function decode<Value>(where: string, read: () => Value): Value {
  try {
    return read();
  } catch {
    throw new PullMisread(where, 'data that the call does not return');
  }
}
