import { afterEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import { serveHttp, type TestServer } from './httpServer.fixture.ts';
import { callRpc, httpRpc, redactUrl, RpcMalformed, RpcRefused, RpcUnreachable, type RpcRequest } from './rpc.ts';

const requests: readonly RpcRequest[] = [
  { method: 'eth_chainId', params: [] },
  { method: 'eth_blockNumber', params: [] },
];
const quick = { retries: 1, backoffMs: 1, timeoutMs: 500 };
let server: TestServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};
const serving = async (answer: (response: ServerResponse, count: number) => void): Promise<TestServer> => {
  let count = 0;
  server = await serveHttp((_body, response) => answer(response, (count += 1)));
  return server;
};
const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('httpRpc refuses what is not JSON-RPC', () => {
  it.each([
    ['a web page', '<html><body>Bad gateway</body></html>'],
    ['a cut-off body', '[{"jsonrpc":"2.0","id":0,"result":"0x'],
    ['an empty body', ''],
    ['a number', '7'],
    ['a list of numbers', '[7]'],
    ['a missing answer', '[{"id":0,"result":"0x1"}]'],
    ['answers under ids we did not give', '[{"id":7,"result":"0x1"},{"id":8,"result":"0x2"}]'],
    ['ids as text', '[{"id":"0","result":"0x1"},{"id":"1","result":"0x2"}]'],
    ['two answers under one id', '[{"id":0,"result":"0x1"},{"id":0,"result":"0x2"},{"id":1,"result":"0x3"}]'],
    ['an answer without result', '[{"id":0},{"id":1,"result":"0x1"}]'],
  ])('%s', async (_name, body) => {
    const { url } = await serving((response) => response.end(body));
    const error = await failure(httpRpc(url, quick).batch(requests));
    expect(error).toBeInstanceOf(RpcMalformed);
    expect(error).toMatchObject({ code: 'RPC_MALFORMED', retryable: true });
  });

  it('an answer larger than the limit', async () => {
    const { url } = await serving((response) => json(response, [{ id: 0, result: 'x'.repeat(5_000) }]));
    const error = await failure(httpRpc(url, { ...quick, maxBytes: 1_000 }).batch(requests));
    expect(error).toBeInstanceOf(RpcUnreachable);
  });
});

describe('httpRpc says when nobody is there', () => {
  it.each([
    [500, 2],
    [503, 2],
    [429, 2],
    [401, 1],
    [404, 1],
  ])('HTTP %i, %i attempts', async (status, attempts) => {
    const { url, received } = await serving((response) => {
      response.writeHead(status);
      response.end('no');
    });
    const rpc = httpRpc(url, quick);
    expect(await failure(rpc.batch(requests))).toMatchObject({ code: 'RPC_UNREACHABLE', retryable: true });
    expect(received).toHaveLength(attempts);
    expect(rpc.roundTrips()).toBe(attempts);
  });

  it('a closed port', async () => {
    const { url } = await serving((response) => json(response, []));
    await server?.stop();
    const error = await failure(httpRpc(url, quick).batch(requests));
    expect(error).toBeInstanceOf(RpcUnreachable);
    expect(String(error)).toContain('ECONNREFUSED');
  });

  it('an answer that never ends', async () => {
    const { url } = await serving((response) => response.write('['));
    const error = await failure(httpRpc(url, { ...quick, retries: 0, timeoutMs: 50 }).batch(requests));
    expect(error).toBeInstanceOf(RpcUnreachable);
  });

  it('a batch refused as a whole is not taken for answers', async () => {
    const { url } = await serving((response) =>
      json(response, { jsonrpc: '2.0', id: null, error: { code: -32_600, message: 'batch too large' } }),
    );
    const error = await failure(httpRpc(url, quick).batch(requests));
    expect(error).toBeInstanceOf(RpcUnreachable);
    expect(String(error)).toContain('batch too large');
  });

  it.each([429, -32_005])('a rate limit on one request is no answer about the chain (code %i)', async (code) => {
    const { url, received } = await serving((response) =>
      json(response, [
        { id: 0, result: '0x1' },
        { id: 1, error: { code, message: 'limit exceeded' } },
      ]),
    );
    const error = await failure(httpRpc(url, quick).batch(requests));
    expect(error).toBeInstanceOf(RpcUnreachable);
    expect(received).toHaveLength(2);
  });

  it('does not show the key of its endpoint', async () => {
    const { url } = await serving((response) => {
      response.writeHead(500);
      response.end();
    });
    const error = await failure(httpRpc(`${url}/v2/SECRETKEY?token=SECRETKEY`, quick).batch(requests));
    expect(JSON.stringify(error) + String(error)).not.toContain('SECRETKEY');
  });
});

describe('httpRpc', () => {
  it('gives answers in the order of the requests whatever order the node takes', async () => {
    const { url } = await serving((response) =>
      json(response, [
        { id: 1, result: 'two' },
        { id: 0, result: 'one' },
      ]),
    );
    expect(await httpRpc(url).batch(requests)).toEqual([
      { ok: true, result: 'one' },
      { ok: true, result: 'two' },
    ]);
  });

  it('keeps a refusal of one request apart from the others, with revert data', async () => {
    const { url } = await serving((response) =>
      json(response, [
        { id: 0, result: null },
        { id: 1, error: { code: 3, message: 'execution reverted', data: '0x08c379a0' } },
      ]),
    );
    expect(await httpRpc(url).batch(requests)).toEqual([
      { ok: true, result: null },
      { ok: false, message: 'execution reverted', data: '0x08c379a0' },
    ]);
  });

  it('tries again after a passing failure and counts both trips', async () => {
    const { url } = await serving((response, count) =>
      count === 1 ? response.end('<html>') : json(response, [{ id: 0, result: '0x1' }]),
    );
    const rpc = httpRpc(url, quick);
    expect(await callRpc(rpc, 'eth_chainId', [])).toBe('0x1');
    expect(rpc.roundTrips()).toBe(2);
  });

  it('turns credentials of the URL into a header', async () => {
    let header: string | undefined;
    server = await serveHttp((_body, response, request) => {
      header = request.headers.authorization;
      json(response, [{ id: 0, result: '0x1' }]);
    });
    await callRpc(httpRpc(server.url.replace('http://', 'http://user:pass%21@')), 'eth_chainId', []);
    expect(header).toBe(`Basic ${Buffer.from('user:pass!').toString('base64')}`);
  });

  it('asks nothing for an empty batch', async () => {
    const { url, received } = await serving((response) => json(response, []));
    expect(await httpRpc(url).batch([])).toEqual([]);
    expect(received).toHaveLength(0);
  });

  it('throws RpcRefused from callRpc', async () => {
    const { url } = await serving((response) => json(response, [{ id: 0, error: { message: 'no such method' } }]));
    expect(await failure(callRpc(httpRpc(url), 'eth_foo', []))).toBeInstanceOf(RpcRefused);
  });
});

describe('redactUrl', () => {
  it.each([
    ['https://user:pw@node.example/v2/key?token=x', 'https://node.example'],
    ['not a url', 'malformed URL'],
  ])('%s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });
});
