import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { binanceKlines, HOUR, serve, type Received, type Service } from '../history/pull/service.fixture.ts';
import { runCli } from './runCli.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'ballast-killed-pull-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let service: Service | null = null;
afterEach(async () => {
  await service?.stop();
  service = null;
});

const START = fileURLToPath(new URL('./start.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');
const FROM = Date.UTC(2023, 0, 1) / 1000;
const TO = FROM + 3500 * HOUR;
const argvOf = (url: string, out: string): string[] => [
  'data',
  'pull',
  'binance',
  'BTCUSDT',
  '--from',
  '2023-01-01',
  '--pause',
  '0',
  '--base',
  url,
  '--out',
  out,
];
const candles = ({ query }: Received) => ({ json: binanceKlines(query, FROM, TO) });
const filesOf = (out: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(out)
      .filter((name) => name.endsWith('.csv'))
      .map((name) => [name, readFileSync(join(out, name), 'utf8')]),
  );

describe('data pull', () => {
  it('shows the series file it wrote; a second run adds nothing and writes nothing', async () => {
    service = await serve(candles);
    const argv = argvOf(service.url, 'prices');
    const first = await runCli(root, argv);
    expect([first.code, first.out]).toMatchInlineSnapshot(`
      [
        0,
        "  series file              from        to          values  bad  left out
        BTC-USDT-binance-1h.csv  2023-01-01  2023-05-26    3500    0         0

      4 pages, 3500 new values, 3500 in all; 1 series in prices
      ",
      ]
    `);
    const again = JSON.parse((await runCli(root, [...argv, '--json'])).out) as object;
    expect(again).toMatchObject({
      schema: 'ballast/data-pull/1',
      rowsNew: 0,
      rowsTotal: 3500,
      written: [{ isNew: false }],
    });
    expect((await runCli(root, ['data', 'check', 'prices/BTC-USDT-binance-1h.csv'])).code).toBe(0);
  });

  it('killed with SIGKILL while it waits for page three: the next run goes on, and the file is as if never killed', async () => {
    const whole = join(root, 'whole');
    service = await serve(candles);
    expect((await runCli(root, argvOf(service.url, whole))).code).toBe(0);
    await service.stop();

    const out = join(root, 'killed');
    let reach = (): void => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    // The third page never comes.
    service = await serve((request, count) => (count < 3 ? candles(request) : () => reach()));
    const child = spawn(
      process.execPath,
      ['--conditions=ballast-source', '--import', TSX, START, ...argvOf(service.url, out)],
      {
        cwd: root,
        stdio: 'ignore',
      },
    );
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    await reached;
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    await service.stop();
    expect(existsSync(join(out, '.pull', 'binance-BTCUSDT-1h.jsonl.lock'))).toBe(true);

    service = await serve(candles);
    expect((await runCli(root, argvOf(service.url, out))).code).toBe(0);
    expect(service.received.map(({ query }) => (Number(query.get('startTime')) / 1000 - FROM) / HOUR)).toEqual([
      2000, 3000,
    ]);
    expect(filesOf(out)).toEqual(filesOf(whole));
  });

  it('what may help when tried again is exit code 75, what cannot is 1', async () => {
    service = await serve(() => (response) => void response.writeHead(429, { 'retry-after': '100000' }).end());
    const limited = await runCli(root, argvOf(service.url, 'limited'));
    expect([limited.code, limited.err.split(' ')[0]]).toEqual([75, 'PULL_RATE_LIMITED']);
    await service.stop();
    service = await serve(
      () => (response) => void response.writeHead(400).end('{"code":-1121,"msg":"Invalid symbol."}'),
    );
    const refused = await runCli(root, argvOf(service.url, 'refused'));
    expect([refused.code, /Invalid\s+symbol\./.test(refused.err)]).toEqual([1, true]);
  });

  it('takes its address and key from the environment, and shows neither', async () => {
    service = await serve(() => (response) => void response.writeHead(404).end('not here'));
    const argv = [
      'data',
      'pull',
      'coingecko',
      'usd-coin',
      '--symbol',
      'usdc',
      '--base',
      'env:GECKO',
      '--from',
      '2023-01-01',
      '--out',
      'gecko',
    ];
    const { code, err } = await runCli(root, argv, { GECKO: `${service.url}/hidden`, BALLAST_COINGECKO_KEY: 'k-e-y' });
    expect([code, err.includes('hidden'), err.includes('k-e-y')]).toEqual([1, false, false]);
    expect(service.received[0]).toMatchObject({ headers: { 'x-cg-demo-api-key': 'k-e-y' } });
    expect(service.received[0]?.path).toMatch(/^\/hidden\/api\/v3/);
  });

  it.each([
    [['data', 'pull', 'nasdaq', 'X', '--out', 'p']],
    [['data', 'pull', 'binance', 'BTCUSDT']],
    [['data', 'pull', 'binance', 'BTCUSDT', '--from', 'yesterday', '--out', 'p']],
  ])('%j is a usage error', async (argv) => {
    const { code, err } = await runCli(root, argv);
    expect([code, err.split(' ')[0]]).toEqual([1, 'CLI_USAGE']);
  });
});
