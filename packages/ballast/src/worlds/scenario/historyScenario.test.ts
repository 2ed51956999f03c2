import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importPriceFile } from '../../history/importPriceFile.ts';
import type { PriceFile } from '../../history/priceSeries.ts';
import { createLocalWorld } from '../local/createLocalWorld.ts';
import { poolPrice } from '../local/readWorld.fixture.ts';
import { historyScenario } from './historyScenario.ts';
import { buildOutside } from './outsidePrices.ts';
import { readScenario } from './readScenario.ts';
import { reconstructHistory } from './reconstructHistory.ts';

const scenario = readScenario('usdc-march-2023');
const reconstruction = buildOutside(scenario, 1);
const { from, to } = scenario.window;
const HOUR = 3_600;

function file(
  name: string,
  symbol: string,
  quote: string,
  points: readonly (readonly [number, string])[],
  stepSeconds: number | null = HOUR,
): PriceFile {
  const series = {
    symbol,
    quote,
    field: 'close' as const,
    stepSeconds,
    points: points.map(([timeSeconds, price]) => ({ timeSeconds, price })),
    badTicks: [],
  };
  return { name, series: [series], repairs: [], refusals: [] };
}
const hourly = (price: string): (readonly [number, string])[] =>
  Array.from({ length: 85 }, (_, hour) => [from + hour * HOUR, price] as const);
const codesOf = (files: readonly PriceFile[]): string[] =>
  historyScenario(scenario, reconstruction, files)
    .notes.filter((note) => note.code !== 'HISTORY_ABSENT')
    .map((note) => note.code);

describe('series that cannot be used are said to be so', () => {
  it.each([
    ['of an asset the reserve does not have', file('a', 'SOL', 'USD', hourly('20')), 'HISTORY_NO_SUCH_ASSET'],
    ['of another coin under an old ticker', file('a', 'UST#2', 'USD', hourly('1')), 'HISTORY_NO_SUCH_ASSET'],
    ['of a name every object has', file('a', 'constructor', 'USD', hourly('1')), 'HISTORY_NO_SUCH_ASSET'],
    ['of an asset the scenario lacks', file('a', 'UST', 'USD', hourly('1')), 'HISTORY_NO_SUCH_ASSET'],
    ['in a quote nobody can convert', file('a', 'ETH', 'EUR', hourly('1400')), 'HISTORY_QUOTE_NOT_CONVERTED'],
    ['that begin in the middle', file('a', 'USDC', 'USD', hourly('1').slice(20)), 'HISTORY_STARTS_LATE'],
    ['that end before', file('a', 'USDC', 'USD', [[from - HOUR, '1']]), 'HISTORY_OUTSIDE_WINDOW'],
    ['that begin after', file('a', 'USDC', 'USD', [[to + HOUR, '1']]), 'HISTORY_OUTSIDE_WINDOW'],
    ['without a price', file('a', 'USDC', 'USD', []), 'HISTORY_OUTSIDE_WINDOW'],
  ])('%s', (_name, bad, code) => {
    expect(codesOf([bad])).toEqual([code]);
  });
  it('when two of the same asset are already there', () => {
    expect(codesOf([1, 2, 3].map((n) => file(`f${n}`, 'USDC', 'USD', hourly('1'))))).toEqual([
      'HISTORY_USED',
      'HISTORY_USED_AS_VENUE',
      'HISTORY_ONE_TOO_MANY',
    ]);
  });
});

describe('historyScenario', () => {
  it('takes the outside price, holding each price until the next is known, and never sees one early', () => {
    const points: [number, string][] = [
      [from - 10, '0.99'],
      [from + 100, '0.95'],
      [from + 200, '0.97'],
    ];
    const { outside } = historyScenario(scenario, reconstruction, [file('a', 'USDC', 'USD', points, null)]);
    expect([from, from + 99, from + 100, from + 199, from + 200, to].map((time) => outside.at('USDC', time))).toEqual([
      0.99, 0.99, 0.95, 0.95, 0.97, 0.97,
    ]);
    const changed = points.map(([time, price]): [number, string] => [time, time > from + 150 ? '0.5' : price]);
    const other = historyScenario(scenario, reconstruction, [file('a', 'USDC', 'USD', changed, null)]).outside;
    expect(other.at('USDC', from + 150)).toBe(outside.at('USDC', from + 150));
  });
  it('leaves out the deviations of the reconstruction for assets with real prices only', () => {
    const { outside } = historyScenario(scenario, reconstruction, [file('a', 'USDC', 'USD', hourly('0.99'))]);
    const print = Date.parse('2023-03-10T16:00:00Z') / 1000;
    for (const origin of ['chainlink', 'exchange', 'pyth', 'pool'] as const)
      expect(outside.seenBy(origin, 'USDC', print)).toBe(0.99);
    expect(outside.at('WETH', print)).toBe(reconstruction.at('WETH', print));
  });
  it('gives a second series of an asset to the one-exchange feed', () => {
    const { outside } = historyScenario(scenario, reconstruction, [
      file('a', 'USDC', 'USD', hourly('0.93')),
      file('b', 'USDC', 'USD', hourly('0.91')),
    ]);
    expect([outside.at('USDC', from + HOUR), outside.seenBy('exchange', 'USDC', from + HOUR)]).toEqual([0.93, 0.91]);
    expect(outside.seenBy('pool', 'USDC', from + HOUR)).toBe(0.93);
  });
  it('prefers dollars, and converts other dollars at their own price', () => {
    const { outside, notes } = historyScenario(scenario, reconstruction, [
      file('b', 'USDC', 'USDT', hourly('0.90')),
      file('a', 'USDC', 'USD', hourly('0.92')),
      file('c', 'USDT', 'USD', hourly('1.01')),
    ]);
    expect(outside.at('USDC', from)).toBe(0.92);
    expect(outside.seenBy('exchange', 'USDC', from)).toBeCloseTo(0.909, 12);
    expect(notes.map((note) => note.code)).toContain('HISTORY_CONVERTED');
  });
  it('converts at the reconstruction where the other dollar has no series', () => {
    const { outside } = historyScenario(scenario, reconstruction, [file('b', 'BTC', 'USDT', hourly('20000'))]);
    const time = from + 20 * HOUR;
    expect(outside.at('WBTC', time)).toBeCloseTo(20_000 * reconstruction.at('USDT', time), 6);
  });
  it('says where a price was held over a hole', () => {
    const points = hourly('1').filter((_, hour) => hour < 10 || hour > 40);
    const { notes } = historyScenario(scenario, reconstruction, [file('a', 'USDC', 'USD', points)]);
    expect(notes.find((note) => note.code === 'HISTORY_HELD')?.detail).toBe(
      `no price for ${32 * HOUR} seconds; 1 such in all`,
    );
  });
  it('names the assets whose reconstruction stands', () => {
    const { notes } = historyScenario(scenario, reconstruction, [file('a', 'USDC', 'USD', hourly('1'))]);
    expect(notes.filter((note) => note.code === 'HISTORY_ABSENT').map((note) => note.assetId)).toEqual([
      'USDT',
      'DAI',
      'WETH',
      'WBTC',
      'HBR',
    ]);
  });
  it('lets a share follow the real price of its asset', () => {
    const { outside } = historyScenario(scenario, reconstruction, [file('a', 'DAI', 'USD', hourly('0.95'))]);
    expect(outside.at('sDAI', from)).toBeCloseTo(0.95 * 1.02, 12);
    expect(outside.seenBy('exchange', 'sDAI', from)).toBe(outside.at('sDAI', from));
  });
});

describe('reconstructHistory', () => {
  const DAY = 86_400;
  it('gives every asset more than a year of rising days, none after the window begins', () => {
    for (const { points, source } of reconstructHistory(scenario, reconstruction, 1)) {
      expect(points.length).toBeGreaterThanOrEqual(365);
      expect(source).toMatch(/^reconstruction: seeded/);
      points.forEach((point, index) => {
        expect(point.timeSeconds % DAY).toBe(0);
        expect(point.timeSeconds).toBeLessThanOrEqual(from);
        if (index > 0) expect(point.timeSeconds - (points[index - 1]?.timeSeconds ?? 0)).toBe(DAY);
        expect(Number(point.price)).toBeGreaterThan(0);
      });
    }
  });
  it('has the stated volatility, and ends where the window begins', () => {
    const eth = reconstructHistory(scenario, reconstruction, 1).find((series) => series.assetId === 'WETH');
    const logs = (eth?.points ?? []).map((point) => Math.log(Number(point.price)));
    const moves = logs.slice(1).map((value, index) => value - (logs[index] ?? 0));
    const volatility = Math.sqrt(moves.reduce((sum, move) => sum + move * move, 0) / moves.length);
    expect(volatility).toBeGreaterThan(0.032);
    expect(volatility).toBeLessThan(0.038);
    expect(Number(eth?.points.at(-1)?.price)).toBeCloseTo(reconstruction.at('WETH', from), 6);
  });
  it('keeps real days, and joins the reconstruction to the first of them', () => {
    const days = Array.from({ length: 50 }, (_, day) => ({
      timeSeconds: (Math.floor(from / DAY) - 49 + day) * DAY,
      price: String(1_500 + day),
    }));
    const [eth] = reconstructHistory(scenario, reconstruction, 1, [
      { assetId: 'WETH', source: 'ETH/USD of a file', points: days },
    ]).filter((series) => series.assetId === 'WETH');
    expect(eth?.points.slice(-50)).toEqual(days);
    expect(eth?.source).toMatch(/^ETH\/USD of a file; before it reconstruction/);
    expect(eth?.points.at(-51)?.timeSeconds).toBe((days[0]?.timeSeconds ?? 0) - DAY);
    expect(Number(eth?.points.at(-51)?.price)).toBeCloseTo(1_500, 6);
    expect(eth?.points).toHaveLength(400);
  });
});

const dataFolder =
  process.env['BALLAST_DATA_DIR'] ?? fileURLToPath(new URL('../../../../../../shared/data', import.meta.url));
const crisis = join(dataFolder, 'crises', '2023-03-usdc-svb');

describe.skipIf(!existsSync(crisis))('real minutes of March 2023 (BALLAST_DATA_DIR)', () => {
  const read = (name: string): PriceFile => importPriceFile(join(crisis, name));
  const files = [
    'kraken_usdcusd_1m',
    'chainlink_usdc_usd_eth_rounds',
    'kraken_usdtusd_1m',
    'BTCUSDT_1m_binance',
    'ETHUSDT_5m_binance',
  ];

  it('stand behind the anchors of the reconstruction', () => {
    const real = historyScenario(
      scenario,
      reconstruction,
      files.map((name) => read(`${name}.csv.gz`)),
    );
    for (const assetId of ['USDC', 'USDT', 'WETH', 'WBTC'])
      for (const anchor of scenario.assets.find((asset) => asset.id === assetId)?.anchors ?? []) {
        // Within the hour around the anchor some price is as near as rounding and venues allow.
        const near = Array.from({ length: 61 }, (_, minute) =>
          real.outside.at(assetId, anchor.at + (minute - 30) * 60),
        );
        const gap = Math.min(...near.map((price) => Math.abs(price / anchor.price - 1)));
        expect(gap, `${assetId} at ${new Date(anchor.at * 1000).toISOString()}`).toBeLessThan(0.012);
      }
  });
  it('drive a world: pools follow them, the hole of the weekend included', async () => {
    const world = await createLocalWorld({
      seed: 1,
      payable: 'usd',
      steps: 84,
      history: files.map((name) => read(`${name}.csv.gz`)),
    });
    try {
      expect(
        world.historyNotes
          .filter((note) => note.code === 'HISTORY_USED')
          .map((note) => note.assetId)
          .toSorted(),
      ).toEqual(['USDC', 'USDT', 'WBTC', 'WETH']);
      let low = 1;
      for (let moment = await world.advance(); moment !== null; moment = await world.advance()) {
        const fair = world.outside.at('USDC', moment.timeSeconds) / world.outside.at('USDT', moment.timeSeconds);
        const price = await poolPrice(world, 'USDC');
        expect(Math.abs(price / fair - 1)).toBeLessThan(0.000_11);
        low = Math.min(low, price);
      }
      expect(low).toBeLessThan(0.91);
    } finally {
      await world.stop();
    }
  });
});

describe.skipIf(!existsSync(dataFolder))('real hours stand behind the anchors (BALLAST_DATA_DIR)', () => {
  const hours = 'prices-intraday/binance_spot_1h';
  const early = 'prices-intraday/binance_1h_2018_2021';
  it.each([
    ['terra-may-2022', ['crises/2022-05-terra/USTUSDT_5m_binance', `${hours}/ETHUSDT_1h`, `${hours}/BTCUSDT_1h`]],
    ['ftx-november-2022', [`${hours}/ETHUSDT_1h`, `${hours}/BTCUSDT_1h`]],
    ['black-thursday-2020', [`${early}/ETHUSDT_1h`, `${early}/BTCUSDT_1h`]],
    ['calm-quarter', [`${hours}/ETHUSDT_1h`, `${hours}/BTCUSDT_1h`]],
  ] as const)('of %s', (name, files) => {
    const lived = readScenario(name);
    const read = files.map((file) => importPriceFile(join(dataFolder, `${file}.csv.gz`)));
    const real = historyScenario(lived, buildOutside(lived, 1), read);
    const used = real.notes.filter((note) => note.code === 'HISTORY_USED').map((note) => note.assetId);
    expect(used).toHaveLength(files.length);
    for (const asset of lived.assets.filter((item) => used.includes(item.id)))
      // Inside an hour the closes say nothing.
      for (const anchor of asset.anchors.filter((item) => item.at % HOUR === 0)) {
        const closes = [-1, 0, 1].map((away) => real.outside.at(asset.id, anchor.at + away * HOUR));
        const gap = Math.min(...closes.map((price) => Math.abs(price / anchor.price - 1)));
        expect(gap, `${asset.id} at ${new Date(anchor.at * 1000).toISOString()}`).toBeLessThan(0.02);
      }
  });
});
