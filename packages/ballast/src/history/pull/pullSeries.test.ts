import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isoTime } from '@ballast/core';
import { seriesText } from '../seriesFile.ts';
import { pullSeries, type PullOptions } from './pullSeries.ts';
import { binanceKlines, HOUR, serve, status, type Answer, type Received, type Service } from './service.fixture.ts';
import { binance } from './sources/binance.ts';

const root = mkdtempSync(join(tmpdir(), 'ballast-pull-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const fresh = (): string => join(root, `journal${(count += 1)}`);
const services: Service[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

const FROM = Date.UTC(2023, 0, 1) / 1000;
/** 2,500 candles: three pages of Binance's thousand. */
const TO = FROM + 2500 * HOUR;
const JOURNAL = 'binance-BTCUSDT-1h.jsonl';

type Handler = (request: Received, count: number) => Answer;
const candles: Handler = ({ query }) => ({ json: binanceKlines(query, FROM, TO) });

async function pull(folder: string, handler: Handler, options: Partial<PullOptions> & { nowSeconds?: number } = {}) {
  const service = await serve(handler);
  services.push(service);
  const logs: string[] = [];
  const { nowSeconds = TO, ...rest } = options;
  const run = pullSeries(binance({ what: 'BTCUSDT', base: service.url, fromSeconds: FROM }), {
    folder,
    signal: new AbortController().signal,
    pauseMs: 0,
    attempts: 1,
    nowMs: () => nowSeconds * 1000,
    sleep: async () => undefined,
    log: (text) => void logs.push(text),
    progress: () => undefined,
    ...rest,
  });
  const pulled = await run.catch((error: unknown) => error as { code: string });
  return { pulled, asked: service.received.map(({ query }) => Number(query.get('startTime')) / 1000), logs };
}

const textOf = (pulled: Awaited<ReturnType<typeof pull>>['pulled']): string => {
  if ('code' in pulled) throw new TypeError(pulled.code);
  expect(pulled.refusals).toEqual([]);
  return pulled.series.map(({ series }) => seriesText(series)).join('');
};

/** What an undisturbed run gives: every candle once. */
const expectWhole = (text: string, to = TO): void => {
  const times = text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0]);
  expect(times).toEqual(Array.from({ length: (to - FROM) / HOUR }, (_, at) => isoTime(FROM + (at + 1) * HOUR)));
};

describe('pullSeries', () => {
  it('takes page after page, and a second run asks for nothing it has', async () => {
    const folder = fresh();
    const first = await pull(folder, candles);
    expect(first.pulled).toMatchObject({ pages: 3, rowsNew: 2500, rowsTotal: 2500 });
    expect(first.asked).toEqual([FROM, FROM + 1000 * HOUR, FROM + 2000 * HOUR]);
    expectWhole(textOf(first.pulled));
    const second = await pull(folder, candles);
    expect(second.pulled).toMatchObject({ pages: 1, rowsNew: 0, rowsTotal: 2500 });
    expect(second.asked).toEqual([TO]);
    expect(textOf(second.pulled)).toBe(textOf(first.pulled));
  });

  it('a later run adds what is new', async () => {
    const folder = fresh();
    await pull(folder, candles);
    const later = TO + 10 * HOUR;
    const { pulled } = await pull(folder, ({ query }) => ({ json: binanceKlines(query, FROM, later) }), {
      nowSeconds: later,
    });
    expect(pulled).toMatchObject({ rowsNew: 10, rowsTotal: 2510 });
    expectWhole(textOf(pulled), later);
  });

  it('a candle counts once it has ended; until then it is asked for again', async () => {
    const folder = fresh();
    const early = await pull(folder, candles, { nowSeconds: TO - 1 });
    expect(early.pulled).toMatchObject({ rowsTotal: 2499 });
    const done = await pull(folder, candles);
    expect([done.asked, done.pulled]).toMatchObject([[TO - HOUR], { rowsNew: 1, rowsTotal: 2500 }]);
    expectWhole(textOf(done.pulled));
  });

  it.each([1, 2, 3])('broken at page %i it goes on there: nothing lost, nothing twice', async (page) => {
    const folder = fresh();
    const broken = await pull(folder, (request, at) => (at === page ? status(500) : candles(request, at)));
    expect(broken.pulled).toMatchObject({ code: 'PULL_UNAVAILABLE', retryable: true });
    const { pulled, asked } = await pull(folder, candles);
    expect(asked[0]).toBe(FROM + (page - 1) * 1000 * HOUR);
    expectWhole(textOf(pulled));
  });

  it('killed while a line was being written, at whatever byte: the line is asked for again', async () => {
    const folder = fresh();
    const whole = await pull(folder, candles);
    const path = join(folder, JOURNAL);
    const bytes = readFileSync(path);
    const starts = [...bytes.toString('latin1').matchAll(/\n/g)].map((match) => match.index + 1);
    const cuts = starts.slice(0, -1).flatMap((start, at) => [start, start + 1, start + 500, (starts[at + 1] ?? 0) - 1]);
    for (const cut of [0, 1, ...cuts]) {
      writeFileSync(path, bytes);
      truncateSync(path, cut);
      expect(textOf((await pull(folder, candles)).pulled)).toBe(textOf(whole.pulled));
    }
  });

  it('damage before the last line is not passed over', async () => {
    const folder = fresh();
    await pull(folder, candles);
    const path = join(folder, JOURNAL);
    const [head = '', first = '', ...rest] = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [head, first.slice(0, -5), ...rest].join('\n'));
    expect((await pull(folder, candles)).pulled).toMatchObject({ code: 'PULL_JOURNAL_UNUSABLE', retryable: false });
  });

  it('a journal of another beginning is not gone on with, unless none is stated', async () => {
    const folder = fresh();
    await pull(folder, candles);
    const from = (fromSeconds: number, isFirstStated: boolean) =>
      pull(folder, candles, { isFirstStated }).then(async () =>
        pullSeries(binance({ what: 'BTCUSDT', base: 'http://127.0.0.1:9', fromSeconds }), {
          folder,
          isFirstStated,
          signal: new AbortController().signal,
          attempts: 1,
          nowMs: () => TO * 1000,
          log: () => undefined,
          progress: () => undefined,
        }).catch((error: unknown) => error),
      );
    expect(await from(FROM + HOUR, true)).toMatchObject({ code: 'PULL_JOURNAL_UNUSABLE' });
    expect(await from(0, false)).toMatchObject({ code: 'PULL_UNAVAILABLE' });
  });

  it('the same page again does not go on for ever', async () => {
    const { pulled } = await pull(fresh(), (_request, at) => ({
      json: binanceKlines(new URLSearchParams({ startTime: `${FROM}000`, limit: '1000' }), FROM, TO + at),
    }));
    expect(pulled).toMatchObject({ code: 'PULL_MISREAD' });
  });

  it('an overlapping page of a source that cannot say where it begins is taken once', async () => {
    const folder = fresh();
    const base = binance({ what: 'BTCUSDT', fromSeconds: FROM });
    const row = (at: number, value = `${at + 1}`) => ({ timeSeconds: FROM + at * HOUR, value });
    const pages = [[row(0), row(1)], [row(1), row(2)], [row(2)]];
    const run = (give: typeof pages) => {
      let at = -1;
      return pullSeries(
        {
          ...base,
          page: async (place) => ({ rows: give[(at += 1)] ?? [], next: `${place}x`, isLast: at >= give.length - 1 }),
        },
        {
          folder,
          signal: new AbortController().signal,
          nowMs: () => TO * 1000,
          log: () => undefined,
          progress: () => undefined,
        },
      ).catch((error: unknown) => error);
    };
    expect(await run(pages)).toMatchObject({ rowsTotal: 3 });
    expect(await run([[row(1)], [row(1)], [row(3)]])).toMatchObject({ code: 'PULL_STUCK', retryable: true });
    expect(await run([[row(1, '9')]])).toMatchObject({ code: 'PULL_RESTATED', retryable: false });
  });

  it('an empty page is the end, not an error', async () => {
    expect((await pull(fresh(), () => ({ json: [] }))).pulled).toMatchObject({
      pages: 1,
      rowsTotal: 0,
      series: [],
      refusals: [],
    });
  });

  it.each([
    ['another type of time', [['1672531200000', '1', '1', '1', '1']]],
    ['a price that is a number', [[1_672_531_200_000, '1', '1', '1', 1]]],
    ['a price that is no number', [[1_672_531_200_000, '1', '1', '1', 'NaN']]],
    ['an object', { code: 0, data: [] }],
    ['null', null],
    ['a row too short', [[1_672_531_200_000, '1']]],
    ['times that fall', [1_672_534_800_000, 1_672_531_200_000].map((time) => [time, '1', '1', '1', '1'])],
    ['a time before the one asked for', [[1_672_531_199_000, '1', '1', '1', '1']]],
  ])('refuses %s and stores nothing', async (_name, json) => {
    const folder = fresh();
    expect((await pull(folder, () => ({ json }))).pulled).toMatchObject({ code: 'PULL_MISREAD', retryable: false });
    expect(readFileSync(join(folder, JOURNAL), 'utf8').trimEnd().split('\n')).toHaveLength(1);
  });

  describe('with clocks that differ', () => {
    const dated =
      (nowSeconds: number, to = TO): Handler =>
      ({ query }) =>
      (response) =>
        response
          .writeHead(200, { date: new Date(nowSeconds * 1000).toUTCString() })
          .end(JSON.stringify(binanceKlines(query, FROM, to)));

    it('says so, and a candle counts once it has ended by the earlier one', async () => {
      const ahead = await pull(fresh(), dated(TO - HOUR), { nowSeconds: TO });
      expect(ahead.pulled).toMatchObject({ rowsTotal: 2499 });
      expect(ahead.logs).toEqual([expect.stringContaining('PULL_CLOCK_SKEW, its clock is -3600 s from ours')]);
      const behind = await pull(fresh(), dated(TO), { nowSeconds: TO - HOUR });
      expect(behind.pulled).toMatchObject({ rowsTotal: 2499 });
    });
    it('says nothing of a minute', async () => {
      expect((await pull(fresh(), dated(TO + 60))).logs).toEqual([]);
    });
    it('refuses values neither clock has reached', async () => {
      const { pulled } = await pull(fresh(), dated(TO - 100 * HOUR), { nowSeconds: TO - 100 * HOUR });
      expect(pulled).toMatchObject({ code: 'PULL_FROM_THE_FUTURE' });
    });
  });

  it('two processes do not pull one series; a lock of a dead one is taken over', async () => {
    const folder = fresh();
    await pull(folder, candles);
    const lock = join(folder, `${JOURNAL}.lock`);
    writeFileSync(lock, String(process.ppid));
    expect((await pull(folder, candles)).pulled).toMatchObject({ code: 'PULL_LOCKED', retryable: true });
    for (const owner of ['999999999', '', 'nobody']) {
      writeFileSync(lock, owner);
      expect((await pull(folder, candles)).pulled).toMatchObject({ rowsTotal: 2500 });
    }
  });

  it('keeps where each page came from', async () => {
    const folder = fresh();
    const { pulled } = await pull(folder, candles);
    const [head, ...entries] = readFileSync(join(folder, JOURNAL), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(head).toEqual({
      schema: 'ballast/pull/1',
      publisher: 'binance',
      what: 'BTCUSDT-1h',
      symbol: 'BTC',
      quote: 'USDT',
      first: String(FROM),
    });
    expect(entries).toMatchObject(
      Array.from({ length: 3 }, () => ({ atSeconds: TO, answers: [expect.stringMatching(/^[0-9a-f]{64}$/)] })),
    );
    expect(pulled).toMatchObject({
      series: [{ publisher: 'binance', sources: [{ name: 'binance BTCUSDT-1h', rowsRead: 2500 }] }],
    });
  });
});
