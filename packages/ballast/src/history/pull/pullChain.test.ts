import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isoTime } from '@ballast/core';
import { chainText } from '../chains/chainFile.ts';
import { pullChain } from './pullChain.ts';
import { quietPull, serve, status, truncated, type Answer, type Received, type Service } from './service.fixture.ts';
import { WRONG } from './sources/pullFrom.fixture.ts';
import { SOURCES } from './sources/sources.ts';

const root = mkdtempSync(join(tmpdir(), 'ballast-pull-chain-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const services: Service[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});
let count = 0;
const fresh = (): string => join(root, String((count += 1)));

const NOW = Date.UTC(2025, 5, 20, 12) / 1000;
const JOURNAL = 'deribit-BTC-OPTIONS.jsonl';
const option = (name: string, stampMs: number, figures: object = {}): object => ({
  instrument_name: name,
  base_currency: 'BTC',
  quote_currency: 'BTC',
  creation_timestamp: stampMs,
  bid_price: null,
  ask_price: 0.011,
  mark_price: 0.0105,
  mark_iv: 45.5,
  open_interest: 12.5,
  volume: 0,
  volume_usd: 0,
  underlying_index: 'SYN.BTC-27JUN25',
  underlying_price: 100_000.5,
  estimated_delivery_price: 99_990.1,
  interest_rate: 0,
  ...figures,
});
const market = (stampMs: number, figures: object = {}): Answer => ({
  json: {
    jsonrpc: '2.0',
    result: [option('BTC-27JUN25-100000-C', stampMs, figures), option('BTC-27JUN25-100000-P', stampMs - 3)],
  },
});

async function pull(
  folder: string,
  answer: (request: Received, count: number) => Answer,
  { what = 'btc-options', nowSeconds = NOW + 600 } = {},
) {
  const service = await serve(answer);
  services.push(service);
  const source = SOURCES['deribit']?.makeChain?.({ what, base: service.url }) ?? null;
  if (source === null) throw new TypeError(what);
  const pulled = await pullChain(source, quietPull(folder, nowSeconds)).catch(
    (error: unknown) => error as { code: string },
  );
  return { pulled, asked: service.received };
}
const textOf = (pulled: Awaited<ReturnType<typeof pull>>['pulled']): string => {
  if ('code' in pulled) throw new TypeError(pulled.code);
  return pulled.chains.map(({ chain }) => chainText(chain)).join('');
};

describe('pullChain', () => {
  it('takes every option of a currency as it stands, at the moment of the answer', async () => {
    const { pulled, asked } = await pull(fresh(), () => market(NOW * 1000 + 5));
    expect(asked.map(({ path, query }) => [path, query.get('currency'), query.get('kind')])).toEqual([
      ['/api/v2/public/get_book_summary_by_currency', 'BTC', 'option'],
    ]);
    expect(pulled).toMatchObject({ rowsNew: 2, rowsTotal: 2 });
    expect(textOf(pulled).split('\n').slice(1, 3)).toEqual([
      `${isoTime(NOW + 1)},BTC,BTC,2025-06-27T08:00:00Z,100000,C,,0.011,0.0105,0.455,12.5,0,100000.5,,99990.1`,
      `${isoTime(NOW + 1)},BTC,BTC,2025-06-27T08:00:00Z,100000,P,,0.011,0.0105,0.455,12.5,0,100000.5,,99990.1`,
    ]);
  });
  it('a later call adds a snapshot; the same one again, or one of the same second, adds nothing', async () => {
    const folder = fresh();
    const first = await pull(folder, () => market(NOW * 1000 + 100));
    const same = await pull(folder, () => market(NOW * 1000 + 100));
    expect([same.pulled, textOf(same.pulled)]).toEqual([
      expect.objectContaining({ rowsNew: 0, rowsTotal: 2 }),
      textOf(first.pulled),
    ]);
    const soon = await pull(folder, () => market(NOW * 1000 + 900, { ask_price: 0.02 }));
    expect(textOf(soon.pulled)).toBe(textOf(first.pulled));
    const later = await pull(folder, () => market((NOW + 60) * 1000, { ask_price: 0.02 }));
    expect(later.pulled).toMatchObject({ rowsNew: 2, rowsTotal: 4 });
    expect(textOf(later.pulled).startsWith(textOf(first.pulled))).toBe(true);
    expect(later.pulled).toMatchObject({
      chains: [
        {
          sources: [{ name: 'deribit BTC-OPTIONS', rowsRead: 4 }],
          repairs: [{ code: 'HISTORY_PERCENT_IV', count: 4 }],
        },
      ],
    });
  });
  it('linear options of several coins come together, a chain each', async () => {
    const linear = (name: string): object =>
      option(name, NOW * 1000, { underlying_price: 2, mark_price: 1.1, ask_price: 1.2 });
    const { pulled } = await pull(
      fresh(),
      () => ({ json: { result: [linear('XRP_USDC-27JUN25-0d9-C'), linear('SOL_USDC-27JUN25-1-C')] } }),
      { what: 'USDC-OPTIONS' },
    );
    expect(pulled).toMatchObject({
      chains: [{ chain: { underlying: 'XRP', quote: 'USDC' } }, { chain: { underlying: 'SOL', quote: 'USDC' } }],
    });
  });
  it('killed while a line was being written: that snapshot is gone, those before are not', async () => {
    const folder = fresh();
    const first = await pull(folder, () => market(NOW * 1000));
    const path = join(folder, JOURNAL);
    const size = readFileSync(path).length;
    await pull(folder, () => market((NOW + 60) * 1000));
    truncateSync(path, size + 40);
    const { pulled } = await pull(folder, () => market(NOW * 1000));
    expect(textOf(pulled)).toBe(textOf(first.pulled));
    expect(readFileSync(path).length).toBe(size);
  });
  it.each([
    ['other figures of one moment', market(NOW * 1000, { ask_price: 0.02 }), 'PULL_RESTATED'],
    ['an option less', { json: { result: [option('BTC-27JUN25-100000-C', NOW * 1000)] } }, 'PULL_RESTATED'],
    ['an older moment, from a cache', market((NOW - 60) * 1000), 'PULL_STUCK'],
  ] as const)('%s is %s', async (_name, answer, code) => {
    const folder = fresh();
    const first = await pull(folder, () => market(NOW * 1000));
    expect((await pull(folder, () => answer)).pulled).toMatchObject({ code });
    expect(textOf((await pull(folder, () => market(NOW * 1000))).pulled)).toBe(textOf(first.pulled));
  });
  it.each([
    ...WRONG,
    ['options of another currency', { json: { result: [option('ETH-27JUN25-3000-C', NOW * 1000)] } }],
    ['a bid as text', market(NOW * 1000, { bid_price: '0.1' })],
    ['a bid below zero', market(NOW * 1000, { bid_price: -0.1 })],
    [
      'volatilities as decimals',
      { json: { result: [option('BTC-27JUN25-100000-C', NOW * 1000, { mark_iv: 0.455 })] } },
    ],
    ['futures alone', { json: { result: [option('BTC-PERPETUAL', NOW * 1000)] } }],
    ['no time', { json: { result: [{ ...option('BTC-27JUN25-1-C', 0), creation_timestamp: null }] } }],
  ] as const)('%s is misread and not stored', async (_name, answer) => {
    const folder = fresh();
    expect((await pull(folder, () => answer)).pulled).toMatchObject({ code: 'PULL_MISREAD', retryable: false });
    expect(readFileSync(join(folder, JOURNAL), 'utf8').trimEnd().split('\n')).toHaveLength(1);
  });
  it('no options are none, and no error', async () => {
    expect((await pull(fresh(), () => ({ json: { result: [] } }))).pulled).toEqual({
      chains: [],
      rowsNew: 0,
      rowsTotal: 0,
    });
  });
  it('an answer cut off is asked for again', async () => {
    const whole = market(NOW * 1000) as { json: unknown };
    const { pulled, asked } = await pull(fresh(), (_request, at) => (at === 1 ? truncated(whole.json) : whole));
    expect([asked.length, pulled]).toEqual([2, expect.objectContaining({ rowsNew: 2 })]);
  });
  it('a moment neither clock has reached is refused', async () => {
    const dated: Answer = (response) =>
      response
        .writeHead(200, { date: new Date(NOW * 1000).toUTCString() })
        .end(JSON.stringify((market((NOW + 600) * 1000) as { json: unknown }).json));
    const { pulled } = await pull(fresh(), () => dated, { nowSeconds: NOW });
    expect(pulled).toMatchObject({ code: 'PULL_FROM_THE_FUTURE' });
  });
  it('what the service refuses is refused', async () => {
    const said = '{"error":{"message":"Invalid params"}}';
    expect((await pull(fresh(), () => status(400, {}, said))).pulled).toMatchObject({ code: 'PULL_REFUSED' });
  });
  it.each([
    [{ what: 'BTC_USDC-OPTIONS' }],
    [{ what: 'BTC-OPTIONS', fromSeconds: NOW }],
    [{ what: 'BTC-OPTIONS', interval: '1h' }],
  ])('%j is not asked', (request) => {
    expect(() => SOURCES['deribit']?.makeChain?.(request)).toThrow(
      expect.objectContaining({ code: 'PULL_ASKED_WRONG' }),
    );
  });
});
