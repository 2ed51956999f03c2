import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { serve } from '../history/pull/service.fixture.ts';
import { runCli } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-data-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const put = (name: string, lines: readonly string[]): string => {
  writeFileSync(join(cwd, name), `${lines.join('\n')}\n`);
  return name;
};
const HOUR = 3_600_000;
const klines = (hours: number, bad = -1): string[] =>
  Array.from({ length: hours }, (_, at) => {
    const time = Date.UTC(2023, 0, 1) + at * HOUR;
    const close = at === bad ? 99_999 : 16_500 + (at % 7);
    return `${time},16500,16510,16490,${close},1,${time + HOUR - 1},1,1,1,1,0`;
  });
const json = async (argv: readonly string[]) =>
  JSON.parse((await runCli(cwd, [...argv, '--json'])).out) as Record<string, never>;

describe('data import', () => {
  it('names a file that stands where its folder is meant', async () => {
    const argv = ['data', 'import', put('BTCUSDT-1h-2023-01.csv', klines(100)), '--out', put('taken', [''])];
    const { code, err } = await runCli(cwd, argv);
    expect([code, err]).toEqual([1, expect.stringMatching(/^CLI_NOT_A_FILE .*taken/)]);
  });

  it('writes a series file a pair, with its provenance, and shows them', async () => {
    const file = put('BTCUSDT-1h-2023-01.csv', klines(100, 50));
    const { code, out } = await runCli(cwd, ['data', 'import', file, '--out', 'prices']);
    expect([code, out]).toMatchInlineSnapshot(`
      [
        0,
        "  series file              from        to          values  bad  left out
        BTC-USDT-binance-1h.csv  2023-01-01  2023-01-05      99    1         0

      1 series in prices, 1 new or changed, 0 refused
      ",
      ]
    `);
    const text = readFileSync(join(cwd, 'prices/BTC-USDT-binance-1h.csv'), 'utf8');
    expect(text).toContain('2023-01-03T03:00:00Z,BTC,USDT,99999,2023-01-03T04:00:00Z\n');
    const provenance = JSON.parse(
      readFileSync(join(cwd, 'prices/BTC-USDT-binance-1h.provenance.json'), 'utf8'),
    ) as object;
    expect(provenance).toMatchObject({
      importer: { version: expect.any(String) },
      layout: 'binance',
      rows: { read: 100, kept: 99, bad: 1 },
    });
  });
  it('fails for what it refuses and writes the rest', async () => {
    const good = put('ETHUSDT-1h-2023-01.csv', klines(10));
    const bad = put('usdc_usd.csv', ['roundId,answer,updatedAt', '1,100018009,1668921335']);
    const { code, out } = await runCli(cwd, ['data', 'import', good, bad, '--out', 'more']);
    expect(code).toBe(1);
    expect(out).toContain('ETH-USDT-binance-1h.csv');
    expect(out).toContain('refused usdc_usd.csv row 1: HISTORY_DECIMALS_UNKNOWN');
    expect(await json(['data', 'import', bad, '--decimals', '8', '--out', 'more'])).toMatchObject({
      schema: 'ballast/data-import/1',
      written: [{ provenance: { file: { name: 'USDC-USD-chainlink-irregular.csv' } } }],
      refusals: [],
    });
  });
  it('takes funding rates once their period is stated, into a file named without it', async () => {
    const file = put('funding.csv', [
      'timestamp,venue,symbol,funding_rate',
      ...[0, 8].map((at) => `${Date.UTC(2024, 0, 1) + at * HOUR},binance,BTC,0.0001`),
      ...[0, 1].map((at) => `${Date.UTC(2024, 0, 1) + at * HOUR},dydx,BTC,0.0001`),
    ]);
    expect((await runCli(cwd, ['data', 'import', file, '--out', 'rates'])).out).toContain('HISTORY_PERIOD_UNKNOWN');
    const flags = ['--period', '8h', '--period', 'dydx=1h'];
    expect((await runCli(cwd, ['data', 'import', file, '--out', 'rates', ...flags])).code).toBe(0);
    expect(readFileSync(join(cwd, 'rates/DYDX_BTC_FUNDING-PERCENT-table.csv'), 'utf8')).toBe(
      [
        'timestamp,symbol,quote,rate_percent,bad_known_at',
        '2024-01-01T00:00:00Z,DYDX:BTC:FUNDING,PERCENT,87.6,',
        '2024-01-01T01:00:00Z,DYDX:BTC:FUNDING,PERCENT,87.6,',
        '',
      ].join('\n'),
    );
    const provenance = JSON.parse(
      readFileSync(join(cwd, 'rates/BINANCE_BTC_FUNDING-PERCENT-table.provenance.json'), 'utf8'),
    ) as object;
    expect(provenance).toMatchObject({
      rows: { read: 2, kept: 2, dropped: [] },
      findings: [{ code: 'HISTORY_ANNUALISED', count: 2, detail: expect.stringContaining('times 109500') }],
    });
  });
  it.each([
    [['data', 'import', 'x.csv', '--out', 'p', '--period', '7h'], 'CLI_USAGE'],
    [['data', 'import', 'x.csv', '--out', 'p', '--period', 'dydx=soon'], 'CLI_USAGE'],
    [['data', 'pull', 'binance', 'BTCUSDT-FUNDING', '--out', 'p', '--period', '8'], 'CLI_USAGE'],
    [['data', 'pull', 'binance', 'BTCUSDT-FUNDING', '--out', 'p'], 'PULL_ASKED_WRONG'],
    [['data', 'import', 'x.csv'], 'CLI_USAGE'],
    [['data', 'import', 'x.csv', '--out', 'p', '--symbol', 'a b'], 'CLI_USAGE'],
    [['data', 'import', 'missing.csv', '--out', 'p'], 'HISTORY_FILE_UNREADABLE'],
    [['data', 'check'], 'CLI_USAGE'],
  ])('%j is refused with %s', async (argv, expected) => {
    const { code, err } = await runCli(cwd, argv);
    expect([code, err.split(' ')[0]]).toEqual([1, expected]);
  });
});

describe('option chains', () => {
  const lines = [
    'timestamp,instrument_name,bid,ask,mark,mark_iv,underlying_price',
    '2025-06-20T12:00:00Z,BTC-27JUN25-100000-C,0.02,0.019,0.0195,45.5,100000',
    '2025-06-20T12:00:00Z,BTC-27JUN25-100000-P,,0.02,0.0195,45.5,100000',
  ];
  it('are written beside series, and checked', async () => {
    const files = [put('BTCUSDT-1h-2023-04.csv', klines(80)), put('chain.csv', lines)];
    const { code, out } = await runCli(cwd, ['data', 'import', ...files, '--out', 'both']);
    expect([code, out]).toMatchInlineSnapshot(`
      [
        0,
        "  series file              from        to          values  bad  left out
        BTC-USDT-binance-1h.csv  2023-01-01  2023-01-04      80    0         0
        BTC-deribit-options.csv  2025-06-20  2025-06-20       2              0

      1 series, 1 option chains in both, 2 new or changed, 0 refused
      ",
      ]
    `);
    const path = join(cwd, 'both/BTC-deribit-options.csv');
    const checked = await runCli(cwd, ['data', 'check', path, '--detailed-exitcode']);
    expect(checked.code).toBe(2);
    expect(checked.out).toMatchInlineSnapshot(`
      "  series             layout  from       to         step      values notes doubts
        BTC options in BTC ballast 2025-06-20 2025-06-20 irregular      2     0      2

      ! doubt BTC options in BTC OPTIONS_CROSSED 2025-06-20T12:00, 1: 2025-06-27
          100000 C: bid above ask
      ! doubt BTC options in BTC OPTIONS_MARK_OUTSIDE 2025-06-20T12:00, 1:
          2025-06-27 100000 C: mark outside of bid and ask
      0 series, 1 option chains, 2 doubts, 0 faults
      "
    `);
    expect(await json(['data', 'check', path])).toMatchObject({
      series: [],
      chains: [
        { underlying: 'BTC', quote: 'BTC', values: 2, snapshots: 1, findings: [{ code: 'OPTIONS_CROSSED' }, {}] },
      ],
    });
    writeFileSync(path, readFileSync(path, 'utf8').replace('0.0195', '0.0196'));
    expect((await runCli(cwd, ['data', 'check', path])).out).toContain('HISTORY_CHANGED');
  });
  it('are pulled one snapshot a call', async () => {
    const result = [
      { instrument_name: 'BTC-27JUN25-100000-C', creation_timestamp: Date.UTC(2025, 5, 20), mark_iv: 45.5 },
    ];
    const service = await serve(() => ({ json: { result } }));
    const argv = ['data', 'pull', 'deribit', 'BTC-OPTIONS', '--base', service.url, '--out', 'options'];
    const { code, out } = await runCli(cwd, argv);
    await service.stop();
    expect([code, out]).toMatchInlineSnapshot(`
      [
        0,
        "  series file              from        to          values  bad  left out
        BTC-deribit-options.csv  2025-06-20  2025-06-20       1              0

      1 pages, 1 new values, 1 in all; 1 option chains in options
      ",
      ]
    `);
    expect(readFileSync(join(cwd, 'options/BTC-deribit-options.csv'), 'utf8')).toContain(
      '2025-06-20T00:00:00Z,BTC,BTC,2025-06-27T08:00:00Z,100000,C,,,,0.455,,,,,\n',
    );
  });
});

describe('data check', () => {
  it('shows what is odd within 80 columns; doubts are exit code 2 when asked', async () => {
    const file = put('BTCUSDT-1h-2023-02.csv', klines(100, 50));
    const { code, out } = await runCli(cwd, ['data', 'check', file]);
    expect(code).toBe(0);
    expect(out).toContain('! doubt BTC/USDT HISTORY_BAD_TICK');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect((await runCli(cwd, ['data', 'check', file, '--detailed-exitcode'])).code).toBe(2);
    const sound = put('BTCUSDT-1h-2023-03.csv', klines(100));
    expect((await runCli(cwd, ['data', 'check', sound, '--detailed-exitcode'])).code).toBe(0);
  });
  it('the same as JSON and CSV', async () => {
    const file = put('BTCUSDT-1h-2023-02.csv', klines(100, 50));
    expect(await json(['data', 'check', file])).toMatchObject({
      schema: 'ballast/data-check/1',
      series: [{ symbol: 'BTC', quote: 'USDT', values: 99, bad: 1, stepSeconds: 3600 }],
      changed: [],
    });
    expect((await runCli(cwd, ['data', 'check', file, '--csv'])).out).toMatch(
      /^series,layout,from,to,step,values,notes,doubts\nBTC\/USDT,binance,2023-01-01,2023-01-05,1h,99,1,1\n$/,
    );
  });
  it('fails for a series file changed since it was written', async () => {
    await runCli(cwd, ['data', 'import', put('SOLUSDT-1h-2023-01.csv', klines(80)), '--out', 'sol']);
    const path = join(cwd, 'sol/SOL-USDT-binance-1h.csv');
    expect((await runCli(cwd, ['data', 'check', path])).code).toBe(0);
    writeFileSync(path, readFileSync(path, 'utf8').replace('16503', '16504'));
    const { code, out } = await runCli(cwd, ['data', 'check', path]);
    expect([code, out.includes('HISTORY_CHANGED')]).toEqual([1, true]);
  });
});

describe('help', () => {
  it.each(['import', 'check', 'pull'])('data %s: an example, no line longer than 80 columns', async (name) => {
    const { code, out } = await runCli(cwd, ['data', name, '--help']);
    expect([code, /^Examples?:$/m.test(out)]).toEqual([0, true]);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});
