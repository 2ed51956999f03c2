import { decodeFunctionResult, encodeFunctionData, parseAbi } from 'viem';
import type { Address, Hex } from '@ballast/core';
import type { Call, CallResult } from '../venues/venueRead.ts';
import type { Panel, PanelAnswer, PinnedRequest } from './panel.ts';

const aggregatorAbi = parseAbi([
  'struct Call3 { address target; bool allowFailure; bytes callData; }',
  'struct Result { bool success; bytes returnData; }',
  'function aggregate3(Call3[] calls) payable returns (Result[] results)',
]);

/** Reads in one aggregate call: small enough for the gas a node grants one eth_call. */
const MAX_CALLS = 100;

/** A round of calls and further requests that go in the same round trip. */
export interface Round {
  readonly calls: readonly CallResult[];
  readonly extras: readonly PanelAnswer[];
}

/**
 * Makes a round of calls through the chain's aggregator in one round trip. Equal calls are made once. A part
 * whose aggregate call fails (a callee that eats all gas, an aggregator that is not one) is asked again call by
 * call, one further round trip, so that one bad contract cannot silence the others.
 */
export async function aggregateCalls(
  panel: Panel,
  aggregator: Address,
  calls: readonly Call[],
  extras: readonly PinnedRequest[],
): Promise<Round> {
  const unique = new Map<string, { readonly call: Call; readonly index: number }>();
  for (const call of calls) {
    const key = `${call.to}${call.data}`;
    if (!unique.has(key)) unique.set(key, { call, index: unique.size });
  }
  const list = [...unique.values()].map((item) => item.call);
  const parts: (readonly Call[])[] = [];
  for (let from = 0; from < list.length; from += MAX_CALLS) parts.push(list.slice(from, from + MAX_CALLS));
  const answers = await panel.ask([...parts.map((part) => aggregateRequest(aggregator, part)), ...extras]);
  const results = parts.map((part, index) => readAggregate(part, answers[index]));
  const broken = parts.filter((_part, index) => results[index] === null).flat();
  const again = await panel.ask(broken.map(callRequest));
  let next = 0;
  const flat = results.flatMap((part, index) => part ?? (parts[index] ?? []).map(() => readSingle(again[next++])));
  return {
    calls: calls.map((call) => flat[unique.get(`${call.to}${call.data}`)?.index ?? -1] ?? notAsked),
    extras: answers.slice(parts.length),
  };
}

const notAsked: CallResult = { ok: false, code: 'CALL_FAILED', reason: 'not asked' };

const pinned = (blockHash: Hex) => ({ blockHash, requireCanonical: true });

function aggregateRequest(aggregator: Address, part: readonly Call[]): PinnedRequest {
  const data = encodeFunctionData({
    abi: aggregatorAbi,
    functionName: 'aggregate3',
    args: [part.map((call) => ({ target: call.to, allowFailure: true, callData: call.data }))],
  });
  return callRequest({ to: aggregator, data });
}

/** One eth_call at the pinned block. */
export function callRequest(call: { readonly to?: Address; readonly data: Hex }): PinnedRequest {
  return { request: (blockHash) => ({ method: 'eth_call', params: [call, pinned(blockHash)] }) };
}

/** The calls' results, or null when the aggregate call as a whole gave none that nodes agree on. */
function readAggregate(part: readonly Call[], answer: PanelAnswer | undefined): CallResult[] | null {
  if (answer === undefined || !answer.ok || typeof answer.result !== 'string') return null;
  try {
    const results = decodeFunctionResult({
      abi: aggregatorAbi,
      functionName: 'aggregate3',
      data: answer.result as Hex,
    });
    if (results.length !== part.length) return null;
    return results.map((item): CallResult =>
      item.success
        ? { ok: true, data: item.returnData }
        : { ok: false, code: 'CALL_FAILED', reason: revertOf(item.returnData) },
    );
  } catch {
    // Not what an aggregator answers: the calls are asked one by one.
    return null;
  }
}

function readSingle(answer: PanelAnswer | undefined): CallResult {
  if (answer === undefined) return notAsked;
  if (!answer.ok) return answer;
  return typeof answer.result === 'string' && /^0x([0-9a-f]{2})*$/i.test(answer.result)
    ? { ok: true, data: answer.result as Hex }
    : { ok: false, code: 'CALL_FAILED', reason: 'the node answered no bytes' };
}

const revertOf = (data: Hex): string => (data === '0x' ? 'reverted' : `reverted with ${data.slice(0, 138)}`);
