import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { NameHints } from '../detectLayout.ts';
import { importFiles } from '../importFiles.ts';
import { seriesState, writeChains } from '../writeSeries.ts';
import { chainText } from './chainFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-chains-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const fresh = (): string => join(folder, `out${(count += 1)}`);
const put = (name: string, content: readonly string[] | object): string => {
  const path = join(folder, `${(count += 1)}_${name}`);
  const isLines = Array.isArray(content) && typeof content[0] === 'string';
  writeFileSync(path, isLines ? `${content.join('\n')}\n` : JSON.stringify(content));
  return path;
};
/** Chains of files as text without their header, by market; refusals as `code market row`. */
async function read(paths: readonly string[], hints: NameHints = {}) {
  const { series, chains, repairs, refusals } = await importFiles(paths, hints);
  expect(series).toEqual([]);
  return {
    chains: chains.map(({ chain }) => chainText(chain).trimEnd().split('\n').slice(1)),
    publishers: chains.map(({ chain }) => chain.publisher),
    repairs: repairs.map(({ code, count: rows }) => `${code} ${rows}`),
    findings: chains.flatMap((item) =>
      [...item.repairs, ...item.dropped].map(({ code, count: rows }) => `${code} ${rows}`),
    ),
    refusals: refusals.map(({ code, symbol, row }) => `${code} ${symbol} ${row}`),
  };
}

const MS = Date.UTC(2025, 5, 20, 12);
const summary = (name: string, figures: object = {}): object => ({
  instrument_name: name,
  base_currency: 'BTC',
  creation_timestamp: MS,
  bid_price: 0.1,
  ask_price: 0.11,
  mark_price: 0.1047,
  mark_iv: 45.5,
  mid_price: 0.105,
  open_interest: 12.5,
  volume: 0,
  underlying_price: 100_000.5,
  estimated_delivery_price: 99_990.1,
  ...figures,
});
const answer = (...result: readonly object[]): object => ({ jsonrpc: '2.0', result });
const TABLE = 'timestamp,currency,expiry,strike,type,bid,ask,mark,iv,delta,oi,volume,future,index';
const COIN: NameHints = { quote: 'COIN' };
const row = (strike: string, rest = '0.1,0.11,0.105,0.455,0.5,1,2,100000,99990'): string =>
  `2025-06-20T12:00:00Z,BTC,2025-06-27,${strike},C,${rest}`;

describe('tables of options', () => {
  it("Deribit's book summary: percent as decimals, null as blank, the latest row's moment for all", async () => {
    const result = answer(
      summary('BTC-27JUN25-90000-P', { bid_price: null, mark_iv: 50, creation_timestamp: MS + 12 }),
      summary('BTC-27JUN25-90000-C'),
      summary('BTC-26SEP25-90000-C', { mark_iv: 0.007, volume: 3.4e-5 }),
    );
    expect(await read([put('answer.json', result)])).toEqual({
      chains: [
        [
          '2025-06-20T12:00:01Z,BTC,BTC,2025-06-27T08:00:00Z,90000,C,0.1,0.11,0.1047,0.455,12.5,0,100000.5,,99990.1',
          '2025-06-20T12:00:01Z,BTC,BTC,2025-06-27T08:00:00Z,90000,P,,0.11,0.1047,0.5,12.5,0,100000.5,,99990.1',
          '2025-06-20T12:00:01Z,BTC,BTC,2025-09-26T08:00:00Z,90000,C,0.1,0.11,0.1047,0.00007,12.5,0.000034,100000.5,,99990.1',
        ],
      ],
      publishers: ['deribit'],
      repairs: [],
      findings: ['HISTORY_PERCENT_IV 3', 'HISTORY_COLUMNS_LEFT 3'],
      refusals: [],
    });
  });
  it('linear options are a market each, priced in USDC; futures and combinations are left out and counted', async () => {
    const figures = { underlying_price: 2, bid_price: 1.3, ask_price: 1.5, mark_price: 1.4 };
    const result = answer(
      summary('XRP_USDC-27JUN25-0d625-C', figures),
      summary('SOL_USDC-27JUN25-1-C', { ...figures, mark_price: 1.1 }),
      summary('BTC_USDC-PERPETUAL'),
      summary('SOL_USDC-CS-27JUN25-1_2'),
    );
    const { chains, repairs, refusals } = await read([put('usdc.json', result)]);
    expect([chains.map((lines) => lines[0]?.split(',').slice(1, 6)), repairs, refusals]).toEqual([
      [
        ['XRP', 'USDC', '2025-06-27T08:00:00Z', '0.625', 'C'],
        ['SOL', 'USDC', '2025-06-27T08:00:00Z', '1', 'C'],
      ],
      ['HISTORY_NOT_OPTIONS 2'],
      [],
    ]);
  });
  it('rows made long before the others of their answer are said', async () => {
    const result = answer(
      summary('BTC-27JUN25-90000-C'),
      summary('BTC-27JUN25-95000-C', { creation_timestamp: MS - 61_000 }),
    );
    expect((await read([put('a.json', result)])).findings).toContain('HISTORY_STALE_QUOTES 1');
  });
  it('a plain table, its unit stated; an expiry is eight in the morning of its day', async () => {
    const { chains, publishers, findings } = await read([put('deribit_chain.csv', [TABLE, row('90000')])], COIN);
    expect(chains).toEqual([
      ['2025-06-20T12:00:00Z,BTC,BTC,2025-06-27T08:00:00Z,90000,C,0.1,0.11,0.105,0.455,1,2,100000,99990,'],
    ]);
    expect([publishers, findings]).toEqual([['deribit'], ['HISTORY_COLUMNS_LEFT 1']]);
  });
  it('joins files; rows that are the same count once, rows that differ stay', async () => {
    const paths = [
      put('deribit_a.csv', [TABLE, row('90000'), row('95000')]),
      put('deribit_b.csv', [TABLE, row('95000'), row('90000', '0.2,0.3,0.2,0.5,1,1,1,100000,99990')]),
    ];
    const { chains, findings } = await read(paths, COIN);
    expect(chains.map((lines) => lines.map((line) => line.split(',').slice(4, 7).join(' ')))).toEqual([
      ['90000 C 0.1', '90000 C 0.2', '95000 C 0.1'],
    ]);
    expect(findings).toContain('HISTORY_DUPLICATES 1');
  });

  it.each([
    ['a column that is there twice', [`${TABLE},bid`, `${row('90000')},1`], COIN, 'HISTORY_COLUMN_TWICE null 1'],
    ['a unit nobody states', [TABLE, row('90000')], {}, 'HISTORY_QUOTE_UNKNOWN null 2'],
    [
      'an underlying nobody states',
      ['timestamp,expiry,strike,type,mark', '2025-06-20T12:00:00Z,2025-06-27,1,C,1'],
      COIN,
      'HISTORY_SYMBOL_UNKNOWN null 2',
    ],
    [
      'coins said to be dollars',
      [TABLE, row('80000', ',,0.2,0.5,,,,100000,')],
      { quote: 'USD' },
      'HISTORY_UNIT_CONTRADICTED BTC options in USD null',
    ],
    [
      'dollars said to be coins',
      [TABLE, row('80000', ',,20100,0.5,,,,100000,')],
      COIN,
      'HISTORY_UNIT_CONTRADICTED BTC options in BTC null',
    ],
    [
      'percent under the name of decimals',
      [TABLE, row('90000', ',,0.1,45.5,,,,100000,')],
      COIN,
      'HISTORY_UNIT_CONTRADICTED BTC options in BTC null',
    ],
    [
      'a bid that is no number',
      [TABLE, row('90000'), row('95000', 'x,,,,,,,,')],
      COIN,
      'HISTORY_BAD_NUMBER BTC options in BTC 3',
    ],
    ['an ask below zero', [TABLE, row('90000', ',-0.1,,,,,,,')], COIN, 'HISTORY_NEGATIVE_PRICE BTC options in BTC 2'],
    ['a strike of zero', [TABLE, row('0')], COIN, 'HISTORY_BAD_NUMBER BTC options in BTC 2'],
    [
      'a day that is none',
      [TABLE, row('90000').replace('06-27', '06-31')],
      COIN,
      'HISTORY_BAD_TIME BTC options in BTC 2',
    ],
    ['a time without zone', [TABLE, row('90000').replace('Z', '')], COIN, 'HISTORY_BAD_TIME BTC options in BTC 2'],
    [
      'a type of another kind',
      [TABLE, row('90000').replace(',C,', ',straddle,')],
      COIN,
      'HISTORY_BAD_NUMBER BTC options in BTC 2',
    ],
    [
      'a strike other than in the name',
      ['timestamp,instrument_name,strike,mark_iv', '2025-06-20T12:00:00Z,BTC-27JUN25-90000-C,95000,50'],
      {},
      'HISTORY_CONFLICT BTC options in BTC 2',
    ],
    [
      'an expiry other than in the name',
      ['timestamp,instrument_name,expiry_date,mark_iv', '2025-06-20T12:00:00Z,BTC-27JUN25-90000-C,2025-06-28,50'],
      {},
      'HISTORY_CONFLICT BTC options in BTC 2',
    ],
  ] as const)('refuses %s', async (_name, lines, hints, refusal) => {
    expect(await read([put('table.csv', lines)], hints)).toMatchObject({ chains: [], refusals: [refusal] });
  });
  it('one market refused leaves the others be', async () => {
    const lines = [TABLE, row('90000'), row('3000', '0,x,,,,,,,').replace('BTC', 'ETH')];
    expect(await read([put('table.csv', lines)], COIN)).toMatchObject({
      chains: [[expect.stringContaining(',BTC,BTC,')]],
      refusals: ['HISTORY_BAD_NUMBER ETH options in ETH 3'],
    });
  });
  it('instruments of which none is an option are no chain', async () => {
    const { refusals } = await read([put('a.json', answer(summary('BTC-PERPETUAL')))]);
    expect(refusals).toEqual([expect.stringMatching(/^HISTORY_(NO_TIME|NOT_PRICES) null/)]);
  });
});

describe('chain files', () => {
  it('are named after their market, say where every row went, and are ours until changed', async () => {
    const out = fresh();
    const lines = [TABLE, row('90000'), row('90000'), row('95000')];
    const path = put('deribit_chain.csv', lines);
    const [file] = writeChains(out, (await importFiles([path], COIN)).chains, '9.9.9');
    expect(file?.path).toBe(join(out, 'BTC-deribit-options.csv'));
    expect(file?.provenance).toMatchObject({
      schema: 'ballast/chain-provenance/1',
      importer: { version: '9.9.9' },
      chain: { underlying: 'BTC', quote: 'BTC', snapshots: 1, expiries: 1, first: '2025-06-20T12:00:00Z' },
      rows: { read: 3, kept: 2, dropped: [{ code: 'HISTORY_DUPLICATES', count: 1 }] },
      sources: [{ rowsRead: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect(seriesState(file?.path ?? '')).toBe('ours');
    writeFileSync(file?.path ?? '', 'changed');
    const { chains } = await importFiles([path], COIN);
    expect(() => writeChains(out, chains, '9.9.9')).toThrow(expect.objectContaining({ code: 'HISTORY_NOT_OURS' }));
  });
  it('read again are the same chain, every digit and blank', async () => {
    const cell = fc.option(fc.integer({ min: 0, max: 999_999 }), { nil: null });
    const option = fc.record({
      strike: fc.integer({ min: 95_000, max: 105_000 }),
      isCall: fc.boolean(),
      hour: fc.integer({ min: 0, max: 20 }),
      figures: fc.array(cell, { minLength: 3, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(option, { minLength: 1, maxLength: 40 }), async (options) => {
        const lines = options.map(({ strike, isCall, hour, figures }) => {
          const prices = figures.map((digits) => (digits === null ? '' : `${digits}e-8`)).join(',');
          const time = `2025-06-20T${String(hour).padStart(2, '0')}:00:00Z`;
          return `${time},BTC,2025-06-27,${strike},${isCall ? 'call' : 'put'},${prices},0.5,,,,100000,`;
        });
        const { chains } = await importFiles([put('t.csv', [TABLE, ...lines])], COIN);
        const [file] = writeChains(fresh(), chains, '9.9.9');
        const [again] = (await importFiles([file?.path ?? ''])).chains;
        expect(again?.chain.quotes).toEqual(chains[0]?.chain.quotes);
        const [copy] = writeChains(fresh(), again === undefined ? [] : [again], '9.9.9');
        expect(readFileSync(copy?.path ?? '', 'utf8')).toBe(readFileSync(file?.path ?? '', 'utf8'));
      }),
      { numRuns: 30 },
    );
  });
});

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const DATA = resolve(ROOT, process.env['BALLAST_DATA_DIR'] ?? '../shared/data');

describe.skipIf(!existsSync(resolve(DATA, 'README.md')))('real chains (needs BALLAST_DATA_DIR)', () => {
  it.each([
    [['deribit_chains/deribit_chain_2025-12.csv.gz', 'deribit_chains/deribit_chain_2026-01.csv.gz'], COIN, 44_120],
    [['deribit_eth_chain_2024_01_08.csv.gz'], {}, 684],
    [['deribit_btc_greeks_hourly_2026_01_23.csv.gz'], {}, 24_562],
  ])('%j: every row', async (names, hints, rows) => {
    const paths = names.map((name) => resolve(DATA, 'options', name));
    const { chains, refusals } = await importFiles(paths, hints);
    expect([refusals, chains.reduce((sum, { chain }) => sum + chain.quotes.length, 0)]).toEqual([[], rows]);
  });
});
