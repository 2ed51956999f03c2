import { BallastError, type Policy } from '@ballast/core';
import type { AuctionsNow } from '../report/renderStatus.ts';
import { readAuctions } from '../venues/ballast-vault/readAuctions.ts';
import { callRpc, httpRpc, type RpcPort } from '../venues/rpc.ts';
import type { Call, CallResult } from '../venues/venueRead.ts';

/** A page of status waits no longer than this for a node. */
const TIMEOUT_MS = 5_000;

/**
 * The auctions of a vault that run at the newest block of the first of these endpoints that answers; why not, where none
 * does: whoever looks at night is told, and the rest of the page stands.
 */
export async function auctionsNow(policy: Policy, urls: readonly string[]): Promise<AuctionsNow> {
  let why = 'no endpoint is configured for the chain of the vault';
  for (const url of urls) {
    try {
      const seen = await lookAt(policy, httpRpc(url, { retries: 0, timeoutMs: TIMEOUT_MS }));
      return 'code' in seen ? { running: null, why: seen.reason } : { running: seen, why: '' };
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
      why = error.message;
    }
  }
  return { running: null, why };
}

async function lookAt(policy: Policy, rpc: RpcPort) {
  const head = await callRpc<{ readonly number: string; readonly timestamp: string }>(rpc, 'eth_getBlockByNumber', [
    'latest',
    false,
  ]);
  const answer = async (calls: readonly Call[]): Promise<readonly CallResult[]> => {
    if (calls.length === 0) return [];
    const requests = calls.map(({ to, data }) => ({ method: 'eth_call', params: [{ to, data }, head.number] }));
    return (await rpc.batch(requests)).map((item): CallResult =>
      item.ok
        ? { ok: true, data: item.result as `0x${string}` }
        : { ok: false, code: 'CALL_FAILED', reason: item.message },
    );
  };
  const read = readAuctions(policy, Number(head.timestamp));
  const first = await answer(read.first);
  const second = await answer(read.second(first));
  const third = await answer(read.third?.(first, second) ?? []);
  return read.decode(first, second, third);
}
