import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TAIL_MODELS } from '@ballast/core';
import { runCli, type CliRun } from './runCli.fixture.ts';
import { forecastAll, ScoringStopped } from './scorePool.ts';

const root = mkdtempSync(join(tmpdir(), 'ballast-model-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DAYS = 780;
const dayOf = (t: number): string => new Date(Date.UTC(2021, 0, 1 + t)).toISOString().slice(0, 10);

/** Closes with clusters of volatility, the same each time. */
function closes(seed: number): number[] {
  let [state, h, price] = [seed, 1e-4, 100];
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Array.from({ length: DAYS }, () => {
    const e = Math.sqrt(h) * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    h = 4e-6 + 0.1 * e * e + 0.87 * h;
    price *= Math.exp(e);
    return price;
  });
}

function writePrices(name: string, change: (price: number, t: number) => number = (price) => price): string {
  const rows = ['AAA', 'BBB'].flatMap((symbol, at) =>
    closes(at + 1).map((price, t) => `${dayOf(t)},${symbol},${change(price, t).toFixed(6)}`),
  );
  writeFileSync(join(root, name), `date,symbol,price_usd\n${rows.join('\n')}\n`);
  return name;
}

const score = (file: string, ...more: string[]): Promise<CliRun> =>
  runCli(root, ['model', 'score', file, '--window', '500', '--workers', '1', ...more]);

describe('ballast model', () => {
  let first: CliRun;
  beforeAll(async () => {
    first = await score(writePrices('prices.csv'), '--json', '--forecasts', 'forecasts.csv');
  });

  it('scores every model on every series at both confidences', () => {
    expect([first.code, first.err]).toEqual([0, '']);
    const view = JSON.parse(first.out) as {
      schema: string;
      series: { symbol: string; days: number; byConfidence: { model: string }[][] }[];
      pooled: { days: number; series: number }[][];
    };
    expect(view.schema).toBe('ballast/model-score/1');
    expect(view.series.map(({ symbol, days }) => [symbol, days])).toEqual([
      ['AAA', DAYS - 1 - 500],
      ['BBB', DAYS - 1 - 500],
    ]);
    for (const { byConfidence } of view.series)
      expect(byConfidence.map((models) => models.map(({ model }) => model))).toEqual([
        [...TAIL_MODELS],
        [...TAIL_MODELS],
      ]);
    expect(view.pooled.map((models) => models.length)).toEqual([TAIL_MODELS.length, TAIL_MODELS.length]);
  });

  it('scores the models named and plain history, each as it scores among all; the set is of them', async () => {
    const named = await score('prices.csv', '--json', '--models', 'combined', 'gjr-t');
    expect([named.code, named.err]).toEqual([0, '']);
    interface View {
      readonly pooled: { readonly model: string; readonly setLevel: number; readonly inSet: number }[][];
      readonly series: { readonly worst: Record<string, unknown> }[];
    }
    const [some, all] = [named.out, first.out].map((out) => JSON.parse(out) as View);
    const plain = (view: View, at: number): object[] =>
      (view.pooled[at] ?? [])
        .filter(({ model }) => ['HS-500', 'GJR-t', 'combined'].includes(model))
        .map((row) => ({ ...row, setLevel: 0, inSet: 0 }));
    for (const at of [0, 1]) {
      expect(some!.pooled[at]!.map(({ model }) => model)).toEqual(['HS-500', 'GJR-t', 'combined']);
      expect(plain(some!, at)).toEqual(plain(all!, at));
      expect(Math.max(...some!.pooled[at]!.map(({ setLevel }) => setLevel))).toBe(1);
    }
    expect(Object.keys(some!.series[0]!.worst)).toEqual(['HS-500', 'GJR-t', 'combined']);
  });

  it('reads nothing ahead: a corrupted future leaves every earlier forecast as it was', async () => {
    const turn = 700;
    const corrupt = writePrices('corrupt.csv', (price, t) => (t >= turn ? (price * price * price) / 2000 : price));
    await score(corrupt, '--json', '--forecasts', 'spoilt.csv');
    // The forecast of the first corrupted day is made the evening before it.
    const before = (name: string): string[] =>
      readFileSync(join(root, name), 'utf8')
        .split('\n')
        .map((line) => line.split(','))
        .filter((cells) => (cells[2] ?? '') <= dayOf(turn) && cells.length > 5)
        .map((cells) => [...cells.slice(0, 5), ...cells.slice(6)].join(','));
    expect(before('forecasts.csv').length).toBe(2 * 2 * TAIL_MODELS.length * (turn - 500));
    expect(before('spoilt.csv')).toEqual(before('forecasts.csv'));
  });

  it('goes on from what was finished, computes anew what was cut off, and says the same', async () => {
    const kept = (): string[] => readdirSync(join(root, '.ballast/model-score')).toSorted();
    const names = kept();
    const victim = join(root, '.ballast/model-score', names[0]!);
    writeFileSync(victim, readFileSync(victim, 'utf8').slice(0, 1000));
    rmSync(join(root, '.ballast/model-score', names[1]!));
    const again = await score('prices.csv', '--json');
    expect(again.out).toBe(first.out);
    expect(kept()).toEqual(names);
  });

  it('prints what is known of pegs, as text, as a page or as data', async () => {
    const text = await runCli(root, ['model', 'pegs']);
    expect([text.code, text.err]).toEqual([0, '']);
    expect(text.out).toMatch(/^Each break, judged by the others$/m);
    const page = await runCli(root, ['model', 'pegs', '--md']);
    expect(page.out).toContain('## Each break, judged by the others');
    const data = await runCli(root, ['model', 'pegs', '--json']);
    const { schema, judged } = JSON.parse(data.out) as { schema: string; judged: { id: string }[] };
    expect([schema, judged.length]).toEqual(['ballast/model-pegs/1', 11]);
  });

  it('fits 80 columns; Markdown, CSV and the card are made of the same', async () => {
    const text = await score('prices.csv', '--full');
    expect(text.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text.out).toContain('2 series, 558 days forecast');
    expect((await score('prices.csv', '--md')).out).toContain('## All series, 99 %');
    const csv = (await score('prices.csv', '--csv')).out.trim().split('\n');
    expect(csv.length).toBe(1 + 2 * 2 * TAIL_MODELS.length);
    const card = await runCli(root, [
      'model',
      'card',
      'prices.csv',
      '--window',
      '500',
      '--workers',
      '1',
      '--model',
      'gjr-t',
    ]);
    expect(card.out).toContain('# Model card: GJR-t');
    expect(card.out).toContain('## Where it fails');
    expect(card.out).not.toContain('elsewhere');
    const own = await runCli(root, ['model', 'card', 'prices.csv', '--window', '500', '--workers', '1']);
    expect(own.out).toContain('Skewed returns, elsewhere');
  });

  it.each([
    ['no such symbol', ['prices.csv', '--symbols', 'ZZZ'], 'CLI_NOTHING_TO_SCORE'],
    ['too few days', ['prices.csv', '--from', '2023-01-01'], 'CLI_NOTHING_TO_SCORE'],
    ['no such file', ['nowhere.csv'], 'HISTORY_FILE_UNREADABLE'],
    ['no day', ['prices.csv', '--from', 'yesterday'], 'CLI_USAGE'],
    ['no such model', ['prices.csv', '--models', 'combined', 'oracle'], 'CLI_USAGE'],
    ['a window too short', ['prices.csv', '--window', '100'], 'CLI_USAGE'],
  ])('%s is told', async (_name, argv, code) => {
    const { code: exit, err } = await runCli(root, ['model', 'score', ...argv]);
    expect([exit, err.split(' ')[0]]).toEqual([1, code]);
  });

  it('stops at a signal, keeping what is done', async () => {
    const chunk = {
      window: 500,
      models: TAIL_MODELS,
      confidences: [0.99],
      returns: closes(3)
        .slice(0, 502)
        .map(() => 0),
      asKnown: [],
    };
    const stop = new AbortController();
    stop.abort();
    const pool = { folder: join(root, 'stopped'), workers: 1, signal: stop.signal, onProgress: () => undefined };
    await expect(forecastAll([chunk], pool)).rejects.toThrow(ScoringStopped);
  });
});
