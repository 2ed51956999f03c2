import type { Hex } from '@ballast/core';
import type { RpcPort } from './rpc.ts';
import type { Call, CallResult, VenueRead } from './venueRead.ts';

/** Carries a read out alone, at one block, without the chain's batching contract: for a few calls now and then. */
export async function readAt<T>(rpc: RpcPort, read: VenueRead<T>, blockHash: Hex): Promise<T> {
  const round = async (calls: readonly Call[]): Promise<CallResult[]> => {
    const answers = await rpc.batch(calls.map((call) => ({ method: 'eth_call', params: [call, { blockHash }] })));
    return answers.map((answer) =>
      answer.ok ? { ok: true, data: answer.result as Hex } : { ok: false, code: 'CALL_FAILED', reason: answer.message },
    );
  };
  const first = await round(read.first);
  const second = await round(read.second(first));
  const third = await round(read.third?.(first, second) ?? []);
  return read.decode(first, second, third);
}
