import { BallastError } from '@ballast/core';

export class LocalRpcFailed extends BallastError {
  constructor(method: string, reason: string) {
    super({
      code: 'WORLD_RPC_FAILED',
      message: `${method}: ${reason}`,
      remedy: 'run again; if it repeats, the local chain refused a step of the scenario',
      retryable: true,
    });
  }
}

export interface RpcRequest {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** JSON-RPC to the chain we started; a batch is one HTTP request and fails as a whole. */
export interface LocalRpc {
  readonly url: string;
  call<T>(method: string, params: readonly unknown[]): Promise<T>;
  batch<T>(requests: readonly RpcRequest[]): Promise<T[]>;
}

interface RpcAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message?: string; readonly data?: unknown };
}

export function localRpc(url: string): LocalRpc {
  const post = async (body: unknown): Promise<unknown> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  const batch = async <T>(requests: readonly RpcRequest[]): Promise<T[]> => {
    if (requests.length === 0) return [];
    const answers = (await post(requests.map((request, id) => ({ jsonrpc: '2.0', id, ...request })))) as RpcAnswer[];
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    return requests.map((request, id) => {
      const answer = byId.get(id);
      if (answer === undefined) throw new LocalRpcFailed(request.method, 'no answer in the batch');
      if (answer.error !== undefined)
        throw new LocalRpcFailed(
          request.method,
          `${answer.error.message ?? 'unnamed error'} ${typeof answer.error.data === 'string' ? answer.error.data.slice(0, 138) : ''}`,
        );
      return answer.result as T;
    });
  };
  return {
    url,
    batch,
    call: async <T>(method: string, params: readonly unknown[]): Promise<T> =>
      (await batch<T>([{ method, params }]))[0] as T,
  };
}
