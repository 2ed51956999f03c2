// Hostile endpoints for tests: a real node whose answers are changed on the way.
import { decodeFunctionData, decodeFunctionResult, encodeFunctionResult, parseAbi, type Hex } from 'viem';
import type { RpcAnswer, RpcPort, RpcRequest } from '../venues/rpc.ts';

const aggregatorAbi = parseAbi([
  'struct Call3 { address target; bool allowFailure; bytes callData; }',
  'struct Result { bool success; bytes returnData; }',
  'function aggregate3(Call3[] calls) payable returns (Result[] results)',
]);

/** A changed answer, given the request, the true answer and how often this method was asked before. */
export type Tamper = (request: RpcRequest, answer: RpcAnswer, before: number) => RpcAnswer;

/** A port that changes single answers of another. */
export function tamperRpc(rpc: RpcPort, tamper: Tamper, label = 'tampered node'): RpcPort {
  const asked = new Map<string, number>();
  return {
    label,
    roundTrips: rpc.roundTrips,
    batch: async (requests) => {
      const answers = await rpc.batch(requests);
      return requests.map((request, index) => {
        const before = asked.get(request.method) ?? 0;
        asked.set(request.method, before + 1);
        return tamper(request, answers[index] ?? { ok: false, message: 'none', data: null }, before);
      });
    },
  };
}

/** What a contract is made to answer: its target and selector, and the bytes, or null to revert. */
export interface FalseAnswer {
  readonly target: Hex;
  readonly selector: Hex;
  readonly data: Hex | null;
}

/** Changes what contracts answer, inside aggregate calls and in single ones. */
export const answerFalsely = (falsehoods: readonly FalseAnswer[]): Tamper => {
  const find = (target: string, data: string): FalseAnswer | undefined =>
    falsehoods.find((item) => target.toLowerCase() === item.target.toLowerCase() && data.startsWith(item.selector));
  return (request, answer) => {
    const [call] = request.params as readonly { readonly to?: Hex; readonly data?: Hex }[];
    if (request.method !== 'eth_call' || call?.to === undefined || call.data === undefined) return answer;
    const own = find(call.to, call.data);
    if (own !== undefined)
      return own.data === null
        ? { ok: false, message: 'execution reverted', data: '0x' }
        : { ok: true, result: own.data };
    if (!call.data.startsWith('0x82ad56cb') || !answer.ok || answer.result === '0x') return answer;
    const { args } = decodeFunctionData({ abi: aggregatorAbi, data: call.data });
    const results = decodeFunctionResult({
      abi: aggregatorAbi,
      functionName: 'aggregate3',
      data: answer.result as Hex,
    });
    const changed = results.map((result, index) => {
      const inner = args[0][index];
      const lie = inner === undefined ? undefined : find(inner.target, inner.callData);
      return lie === undefined ? result : { success: lie.data !== null, returnData: lie.data ?? ('0x' as Hex) };
    });
    return {
      ok: true,
      result: encodeFunctionResult({ abi: aggregatorAbi, functionName: 'aggregate3', result: changed }),
    };
  };
};
