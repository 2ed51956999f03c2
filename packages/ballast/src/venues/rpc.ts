import { getHttpRpcClient } from 'viem/utils';
import { BallastError } from '@ballast/core';

export interface RpcRequest {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** One entry of a batch: a result, or what the node said instead. */
export type RpcAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly message: string; readonly data: string | null };

/** JSON-RPC of one chain. A batch is one round trip; transport failures throw, refusals are answers. */
export interface RpcPort {
  /** Shown to people; credentials in it are removed. */
  readonly label: string;
  /** Round trips made so far. */
  readonly roundTrips: () => number;
  batch(requests: readonly RpcRequest[]): Promise<readonly RpcAnswer[]>;
}

export class RpcUnreachable extends BallastError {
  constructor(label: string, reason: string) {
    super({
      code: 'RPC_UNREACHABLE',
      message: `${label}: ${reason}`,
      remedy: 'check the endpoint, or name a second one for this chain',
      retryable: true,
    });
  }
}

export class RpcMalformed extends BallastError {
  constructor(label: string, reason: string) {
    super({
      code: 'RPC_MALFORMED',
      message: `${label}: ${reason}`,
      remedy: 'the endpoint does not answer as JSON-RPC; use another',
      retryable: true,
    });
  }
}

export class RpcRefused extends BallastError {
  /** Revert data, when the node gave any. */
  readonly data: string | null;
  constructor(label: string, method: string, message: string, data: string | null) {
    super({
      code: 'RPC_REFUSED',
      message: `${label} refused ${method}: ${message}`,
      remedy: 'see the reason; nothing was sent twice',
      retryable: true,
    });
    this.data = data;
  }
}

export interface HttpRpcOptions {
  readonly timeoutMs?: number;
  /** Further attempts after a transport failure; sending is safe to repeat because bytes are fixed at signing. */
  readonly retries?: number;
}

/** JSON-RPC over HTTP; each batch is one request, repeated a bounded number of times when the transport fails. */
export function httpRpc(url: string, options: HttpRpcOptions = {}): RpcPort {
  const label = redactUrl(url);
  const client = getHttpRpcClient(url, { timeout: options.timeoutMs ?? 15_000 });
  let trips = 0;
  const post = async (body: readonly unknown[]): Promise<unknown> => {
    for (let attempt = 0; ; attempt += 1) {
      trips += 1;
      try {
        return await client.request({ body: body as never });
      } catch (cause) {
        if (attempt >= (options.retries ?? 2)) throw new RpcUnreachable(label, reasonOf(cause));
        await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
      }
    }
  };
  return {
    label,
    roundTrips: () => trips,
    batch: async (requests) => {
      if (requests.length === 0) return [];
      const answers = await post(requests.map((request, id) => ({ jsonrpc: '2.0', id, ...request })));
      return readAnswers(label, requests, answers);
    },
  };
}

/** Calls one method; a refusal throws. */
export async function callRpc<T>(rpc: RpcPort, method: string, params: readonly unknown[]): Promise<T> {
  const [answer] = await rpc.batch([{ method, params }]);
  return unwrapAnswer<T>(rpc, method, answer);
}

/** The result of an answer, or RpcRefused. */
export function unwrapAnswer<T>(rpc: RpcPort, method: string, answer: RpcAnswer | undefined): T {
  if (answer === undefined) throw new RpcMalformed(rpc.label, `no answer to ${method}`);
  if (!answer.ok) throw new RpcRefused(rpc.label, method, answer.message, answer.data);
  return answer.result as T;
}

function readAnswers(label: string, requests: readonly RpcRequest[], body: unknown): RpcAnswer[] {
  const list = Array.isArray(body) ? body : [body];
  const byId = new Map<unknown, Record<string, unknown>>();
  for (const item of list) {
    if (item === null || typeof item !== 'object') throw new RpcMalformed(label, 'an answer that is not an object');
    byId.set((item as { readonly id?: unknown }).id, item as Record<string, unknown>);
  }
  return requests.map((request, id): RpcAnswer => {
    const item = byId.get(id);
    if (item === undefined) throw new RpcMalformed(label, `no answer to ${request.method}`);
    const error = item['error'] as { readonly message?: unknown; readonly data?: unknown } | undefined;
    if (error !== undefined && error !== null) {
      const data = typeof error.data === 'string' ? error.data : null;
      return { ok: false, message: typeof error.message === 'string' ? error.message : 'unnamed error', data };
    }
    if (!('result' in item)) throw new RpcMalformed(label, `${request.method} answered without result`);
    return { ok: true, result: item['result'] };
  });
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? (cause.message.split('\n')[0] ?? 'no answer') : 'no answer';

/** Host and path only as far as they carry no credential: keys in paths and queries are cut. */
export function redactUrl(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.protocol}//${parsed.host}`;
  } catch {
    return 'malformed URL';
  }
}
