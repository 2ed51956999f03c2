import { afterEach, describe, expect, it } from 'vitest';
import { createAsk, type AskOptions } from './askHttp.ts';
import { dropped, serve, status, truncated, type Answer, type Service } from './service.fixture.ts';

let service: Service | null = null;
afterEach(async () => {
  await service?.stop();
  service = null;
});

/** Asks a service that gives these answers in turn, the last one for ever; rests are counted, not waited for. */
async function ask(answers: readonly Answer[], options: Partial<AskOptions> = {}) {
  service = await serve((_request, count) => answers[Math.min(count, answers.length) - 1] ?? status(500));
  const [rests, logs]: [number[], string[]] = [[], []];
  let nowMs = 1_700_000_000_000;
  const client = createAsk({
    where: 'test',
    signal: new AbortController().signal,
    pauseMs: 0,
    attempts: 3,
    nowMs: () => nowMs,
    sleep: async (ms) => {
      rests.push(ms);
      nowMs += ms;
    },
    log: (text) => void logs.push(text),
    ...options,
  });
  const url = `${service.url}/secret-path?key=secret`;
  const answer = await client
    .ask({ url, form: 'json' })
    .catch((error: unknown) => error as { code: string; message: string });
  return { answer, rests, logs, trace: client.trace, asked: service.received.length, client, url };
}
const GOOD: Answer = { json: [1] };

describe('createAsk', () => {
  it.each([
    ['an answer cut off, with a status of 200', truncated([1, 2, 3, 4])],
    ['a connection that ends in the middle', dropped],
    ['HTTP 500', status(500)],
    ['HTTP 502 with a web page', status(502, {}, '<html>bad gateway</html>')],
    ['HTTP 408', status(408)],
    ['nothing', { text: '' }],
  ] as const)('asks again after %s', async (_name, fault) => {
    const { answer, asked, rests } = await ask([fault, fault, GOOD]);
    expect([answer, asked, rests]).toEqual([[1], 3, [1000, 2000]]);
  });

  it.each([429, 418, 503])('HTTP %i: waits as long as Retry-After says', async (code) => {
    const { answer, rests, logs } = await ask([status(code, { 'retry-after': '7' }), GOOD]);
    expect([answer, rests]).toEqual([[1], [7000]]);
    expect(logs).toEqual([`test: HTTP ${code}, too busy; again in 7 s`]);
  });

  it('Retry-After as a date counts by the clock of the service', async () => {
    const date = 'Sun, 12 Mar 2023 00:00:00 GMT';
    const { rests } = await ask([status(429, { date, 'retry-after': 'Sun, 12 Mar 2023 00:00:30 GMT' }), GOOD]);
    expect(rests).toEqual([30_000]);
  });

  it('a Retry-After that is neither, or past, does not shorten the rest', async () => {
    const { rests } = await ask([status(429, { 'retry-after': 'soon' }), status(429, { 'retry-after': '0' }), GOOD]);
    expect(rests).toEqual([1000, 2000]);
  });

  it('leaves when the rest asked for is too long, and says how long', async () => {
    const { answer, asked } = await ask([status(429, { 'retry-after': '7200' })]);
    expect([answer, asked]).toMatchObject([
      { code: 'PULL_RATE_LIMITED', retryable: true, message: 'test asks us to wait 7200 s' },
      1,
    ]);
  });

  it('gives up after its attempts, retryable', async () => {
    const { answer, asked } = await ask([status(500)]);
    expect([answer, asked]).toMatchObject([{ code: 'PULL_UNAVAILABLE', retryable: true }, 3]);
  });

  it.each([400, 401, 403, 404, 451])(
    'HTTP %i is an answer: not asked again, what it says is told, no address',
    async (code) => {
      const { answer, asked } = await ask([status(code, {}, '{"msg":"Invalid symbol. see https://x/?key=secret"}')]);
      expect([answer, asked]).toMatchObject([{ code: 'PULL_REFUSED', retryable: false }, 1]);
      expect((answer as { message: string }).message).toContain('Invalid symbol.');
      expect((answer as { message: string }).message).not.toContain('secret');
    },
  );

  it('a web page where JSON should be is misread, not retried', async () => {
    const { answer, asked } = await ask([{ text: '<!doctype html><p>Access denied' }]);
    expect([answer, asked]).toMatchObject([{ code: 'PULL_MISREAD', retryable: false }, 1]);
  });

  it('no server at all is told without its address', async () => {
    const { answer } = await ask([GOOD], {}).then(async ({ client, url }) => {
      await service?.stop();
      return { answer: await client.ask({ url, form: 'json' }).catch((error: unknown) => error) };
    });
    expect(answer).toMatchObject({ code: 'PULL_UNAVAILABLE' });
    expect((answer as Error).message).not.toContain('secret');
  });

  it('keeps its pause between requests, first ones and retries alike', async () => {
    const { client, url, rests } = await ask([status(500), GOOD], { pauseMs: 5000 });
    await client.ask({ url, form: 'json' });
    expect(rests).toEqual([1000, 4000, 5000]);
  });

  it('hashes each answer and knows the clock of the service', async () => {
    const { trace } = await ask([
      (response) => void response.writeHead(200, { date: new Date(1_700_000_060_000).toUTCString() }).end('[1]'),
    ]);
    expect(trace).toEqual({ hashes: [expect.stringMatching(/^[0-9a-f]{64}$/)], skewSeconds: 60 });
  });

  it('stops at a signal, between requests and during them', async () => {
    const early = new AbortController();
    early.abort();
    expect((await ask([GOOD], { signal: early.signal })).answer).toMatchObject({
      code: 'PULL_INTERRUPTED',
      retryable: true,
    });
    const late = new AbortController();
    const hangs: Answer = () => late.abort();
    expect((await ask([hangs], { signal: late.signal })).answer).toMatchObject({ code: 'PULL_INTERRUPTED' });
  });
});
