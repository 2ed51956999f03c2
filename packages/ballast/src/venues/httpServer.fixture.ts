import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** An HTTP server in this process that answers as a test says. */
export interface TestServer {
  readonly url: string;
  /** Bodies received, parsed. */
  readonly received: readonly unknown[];
  stop(): Promise<void>;
}

/** Starts a server on a free loopback port; `answer` sees the parsed body and writes the response. */
export async function serveHttp(
  answer: (body: unknown, response: ServerResponse, request: IncomingMessage) => void,
): Promise<TestServer> {
  const received: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      received.push(body);
      answer(body, response, request);
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
