import { BallastError } from '@ballast/core';
import { postJson } from './postJson.ts';

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
  /** Wait before the first further attempt; doubled each time. */
  readonly backoffMs?: number;
  readonly maxBytes?: number;
}

/** JSON-RPC over HTTP; each batch is one request, repeated a bounded number of times when the transport fails. */
export function httpRpc(url: string, options: HttpRpcOptions = {}): RpcPort {
  const label = redactUrl(url);
  const target = { url, timeoutMs: options.timeoutMs ?? 15_000, maxBytes: options.maxBytes ?? 67_108_864 };
  let trips = 0;
  const attempt = async (requests: readonly RpcRequest[]): Promise<readonly RpcAnswer[] | Failure> => {
    trips += 1;
    const posted = await postJson(
      target,
      requests.map((request, id) => ({ jsonrpc: '2.0', id, ...request })),
    );
    if (posted.kind === 'unreachable')
      return { error: new RpcUnreachable(label, posted.reason), isWorthRetrying: posted.isWorthRetrying };
    if (posted.kind === 'malformed') return { error: new RpcMalformed(label, posted.reason), isWorthRetrying: true };
    return readAnswers(label, requests, posted.body);
  };
  return {
    label,
    roundTrips: () => trips,
    batch: async (requests) => {
      if (requests.length === 0) return [];
      for (let tries = 0; ; tries += 1) {
        const outcome = await attempt(requests);
        if (!('error' in outcome)) return outcome;
        if (!outcome.isWorthRetrying || tries >= (options.retries ?? 2)) throw outcome.error;
        await new Promise((resolve) => setTimeout(resolve, (options.backoffMs ?? 100) * 2 ** tries));
      }
    },
  };
}

interface Failure {
  readonly error: RpcUnreachable | RpcMalformed;
  readonly isWorthRetrying: boolean;
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

function readAnswers(label: string, requests: readonly RpcRequest[], body: unknown): readonly RpcAnswer[] | Failure {
  const malformed = (reason: string): Failure => ({ error: new RpcMalformed(label, reason), isWorthRetrying: true });
  const list = Array.isArray(body) ? (body as readonly unknown[]) : [body];
  const byId = new Map<unknown, Readonly<Record<string, unknown>>>();
  for (const item of list) {
    if (item === null || typeof item !== 'object') return malformed('an answer that is not an object');
    const answer = item as Readonly<Record<string, unknown>>;
    if (byId.has(answer['id'])) return malformed('two answers under one id');
    byId.set(answer['id'], answer);
  }
  // A node that refuses the batch as a whole (too large, too many, wrong key) says so once, under no id of ours.
  const refusal = refusalOf(byId.get(null) ?? byId.get(undefined));
  if (refusal !== null)
    return { error: new RpcUnreachable(label, `refused the batch: ${refusal.message}`), isWorthRetrying: true };
  const answers: RpcAnswer[] = [];
  for (const [id, request] of requests.entries()) {
    const item = byId.get(id);
    if (item === undefined) return malformed(`no answer to ${request.method}`);
    const error = refusalOf(item);
    if (error !== null && isRateLimit(item['error']))
      return { error: new RpcUnreachable(label, `limits our rate: ${error.message}`), isWorthRetrying: true };
    if (error === null && !('result' in item)) return malformed(`${request.method} answered without result`);
    answers.push(error ?? { ok: true, result: item['result'] });
  }
  return answers;
}

/** HTTP 429 carried into JSON-RPC, and "limit exceeded" of EIP-1474: no answer about the chain. */
const RATE_LIMITS: ReadonlySet<unknown> = new Set([429, -32_005]);

const isRateLimit = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && RATE_LIMITS.has(error.code);

/** What a node said instead of a result; null when it gave one. */
function refusalOf(item: Readonly<Record<string, unknown>> | undefined): Extract<RpcAnswer, { ok: false }> | null {
  const error = item?.['error'];
  if (error === undefined || error === null) return null;
  const { message, data } =
    typeof error === 'object' ? (error as { readonly message?: unknown; readonly data?: unknown }) : {};
  return {
    ok: false,
    message: typeof message === 'string' ? message : 'unnamed error',
    data: typeof data === 'string' ? data : null,
  };
}

/** Scheme and host of an endpoint; user, path and query are cut because they may carry a key. */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return 'malformed URL';
  const parsed = new URL(url);
  return `${parsed.protocol}//${parsed.host}`;
}
