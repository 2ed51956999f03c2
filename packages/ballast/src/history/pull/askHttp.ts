import { createHash } from 'node:crypto';
import { setTimeout as timer } from 'node:timers/promises';
import type { Seconds } from '@ballast/core';
import { PullInterrupted, PullMisread, PullRateLimited, PullRefused, PullUnavailable } from './pullErrors.ts';

export interface Request {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Posted as JSON where there is one. */
  readonly body?: unknown;
  /** How the answer is read; a cut-off JSON is asked for again. */
  readonly form: 'json' | 'text';
}

/** Sends one request until it is answered, and reads it. */
export type Ask = (request: Request) => Promise<unknown>;

export interface AskOptions {
  /** What errors call the service: never its URL, which may hold a key. */
  readonly where: string;
  readonly signal: AbortSignal;
  /** Least time between two requests. */
  readonly pauseMs: number;
  readonly attempts?: number;
  /** First rest after a failure; doubles each time. */
  readonly backoffMs?: number;
  readonly timeoutMs?: number;
  /** Longest rest a service may ask for within one run. */
  readonly longestWaitSeconds?: number;
  readonly nowMs: () => number;
  /** Waits; a timer unless a test stands in for it. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: (text: string) => void;
}

/** What was asked since it was last looked at. */
export interface AskTrace {
  /** sha256 of each answer, in order. */
  hashes: string[];
  /** The service's clock minus ours, at its last answer; null where it states none. */
  skewSeconds: number | null;
}

const MAX_BYTES = 64_000_000;
const LONGEST_BACKOFF_MS = 60_000;
/** Too many requests; Binance adds 418 for those who went on asking. */
const LIMITED: ReadonlySet<number> = new Set([418, 429, 503]);
/** Asking the same thing again cannot help. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && ![408, 418, 425, 429].includes(status);

/**
 * A client for one service: requests in turn and never closer than `pauseMs`; failures and cut-off answers are retried
 * with growing rests; Retry-After (RFC 9110, 10.2.3; seconds or a date) is honoured. Throws PullRefused,
 * PullRateLimited, PullUnavailable, PullInterrupted.
 */
export function createAsk(options: AskOptions): { readonly ask: Ask; readonly trace: AskTrace } {
  const { where, signal, pauseMs, attempts = 6, backoffMs = 1000, longestWaitSeconds = 900, nowMs, log } = options;
  const sleep = options.sleep ?? ((ms: number, until: AbortSignal) => timer(ms, undefined, { signal: until }));
  const trace: AskTrace = { hashes: [], skewSeconds: null };
  let lastMs = Number.NEGATIVE_INFINITY;
  const rest = async (ms: number): Promise<void> => {
    try {
      if (ms > 0) await sleep(ms, signal);
    } catch {
      throw new PullInterrupted();
    }
    if (signal.aborted) throw new PullInterrupted();
  };
  const ask: Ask = async (request) => {
    let why = 'no answer';
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      await rest(Math.max(0, lastMs + pauseMs - nowMs()));
      lastMs = nowMs();
      const answer = await send(request, options);
      if (answer.kind === 'answered') {
        trace.skewSeconds = answer.dateMs === null ? null : Math.round((answer.dateMs - nowMs()) / 1000);
        const read = readAnswer(answer, request, where);
        if (read !== CUT_OFF) {
          trace.hashes.push(createHash('sha256').update(answer.text).digest('hex'));
          return read;
        }
      }
      why = answer.kind === 'answered' ? describeFault(answer.status) : answer.why;
      if (attempt === attempts) break;
      const asked = answer.kind === 'answered' ? retryAfterSeconds(answer, nowMs()) : null;
      if (asked !== null && asked > longestWaitSeconds) throw new PullRateLimited(where, asked);
      const restMs = Math.max((asked ?? 0) * 1000, Math.min(LONGEST_BACKOFF_MS, backoffMs * 2 ** (attempt - 1)));
      log(`${where}: ${why}; again in ${Math.ceil(restMs / 1000)} s`);
      await rest(restMs);
    }
    throw new PullUnavailable(where, attempts, why);
  };
  return { ask, trace };
}

type Sent =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly text: string;
      readonly dateMs: Seconds | null;
      readonly retryAfter: string | null;
    }
  | { readonly kind: 'failed'; readonly why: string };

async function send({ url, headers, body }: Request, { signal, timeoutMs = 30_000 }: AskOptions): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await readBounded(response);
    if (text === null) return { kind: 'failed', why: `an answer of more than ${MAX_BYTES} bytes` };
    const date = Date.parse(response.headers.get('date') ?? '');
    const retryAfter = response.headers.get('retry-after');
    return { kind: 'answered', status: response.status, text, dateMs: Number.isNaN(date) ? null : date, retryAfter };
  } catch (error) {
    if (signal.aborted) throw new PullInterrupted();
    return { kind: 'failed', why: whyOf(error) };
  }
}

async function readBounded(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const CUT_OFF = Symbol('an answer to ask for again');

function readAnswer(answer: Extract<Sent, { kind: 'answered' }>, { form }: Request, where: string): unknown {
  const { status, text } = answer;
  if (isFinal(status)) throw new PullRefused(where, status, excerpt(text));
  if (status < 200 || status >= 300) return CUT_OFF;
  if (/^\s*</.test(text)) throw new PullMisread(where, 'a web page where data should be');
  if (form === 'text') return text.trim() === '' ? CUT_OFF : text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return CUT_OFF;
  }
}

const describeFault = (status: number): string =>
  LIMITED.has(status) ? `HTTP ${status}, too busy` : status >= 300 ? `HTTP ${status}` : 'an answer cut off';

function retryAfterSeconds({ retryAfter, dateMs }: Extract<Sent, { kind: 'answered' }>, nowMs: number): number | null {
  if (retryAfter === null) return null;
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter);
  const until = Date.parse(retryAfter);
  // By the service's own clock: ours may be wrong.
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - (dateMs ?? nowMs)) / 1000));
}

/** The start of what a service says in an error, on one line, without anything that looks like an address. */
const excerpt = (text: string): string =>
  /^\s*</.test(text)
    ? 'a web page'
    : text
        .replace(/https?:\/\/\S+/g, '…')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, 160);

function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  return code ?? 'the connection failed';
}
