import { createServer, type ServerResponse } from 'node:http';
import type { PullOptions } from './pullSeries.ts';

/** One request as a test's service sees it. */
export interface Received {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON of a POST; null for a GET. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Service {
  readonly url: string;
  readonly received: readonly Received[];
  stop(): Promise<void>;
}

/** Answers with JSON, or text; everything else a test may do with the response itself. */
export type Answer = { readonly json: unknown } | { readonly text: string } | ((response: ServerResponse) => void);

/** A service on a free loopback port that answers as a test says, also with failures. */
export async function serve(answer: (request: Received, count: number) => Answer): Promise<Service> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const text = Buffer.concat(chunks).toString('utf8');
      const seen: Received = {
        path: decodeURIComponent(url.pathname),
        query: url.searchParams,
        body: text === '' ? null : (JSON.parse(text) as unknown),
        headers: request.headers,
      };
      received.push(seen);
      const given = answer(seen, received.length);
      if (typeof given === 'function') given(response);
      else if ('text' in given) response.end(given.text);
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(given.json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** An answer with a status, headers and a body. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = ''): Answer =>
  (response) => {
    response.writeHead(code, headers).end(body);
  };

/** A JSON answer cut off in the middle, with a length that says it is whole. */
export const truncated = (json: unknown): Answer => ({ text: JSON.stringify(json).slice(0, -7) });

/** A connection that ends in the middle of its answer. */
export const dropped: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('[[1,');
  response.destroy();
};

export const HOUR = 3600;

/** Hourly candles from a moment on, in the form of Binance; each close differs from the others. */
export function binanceKlines(query: URLSearchParams, from: number, to: number): unknown[] {
  const [start, limit] = [Math.floor(Number(query.get('startTime')) / 1000), Number(query.get('limit'))];
  const rows: unknown[] = [];
  for (let time = Math.max(from, Math.ceil(start / HOUR) * HOUR); time < to && rows.length < limit; time += HOUR) {
    const price = `${20_000 + ((time / HOUR) % 97)}.${(time / HOUR) % 10}1`;
    rows.push([time * 1000, price, price, price, price, '1.5', (time + HOUR) * 1000 - 1, '1', 3, '1', '1', '0']);
  }
  return rows;
}

/** Options of a pull that asks at once, twice at most, and says nothing. */
export const quietPull = (folder: string, nowSeconds: number): PullOptions => ({
  folder,
  signal: new AbortController().signal,
  pauseMs: 0,
  attempts: 2,
  nowMs: () => nowSeconds * 1000,
  sleep: async () => undefined,
  log: () => undefined,
  progress: () => undefined,
});
