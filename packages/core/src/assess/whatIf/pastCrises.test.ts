import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PAST_CRISES } from './pastCrises.ts';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const folder = resolve(root, process.env['BALLAST_DATA_DIR'] ?? '../shared/data', 'prices-daily');
const COINS_FILE = resolve(folder, 'coinmarketcap_stables_luna_2018_2025.csv.gz');
const FILES = ['binance_spot_daily_2018_2025.csv.gz', 'binance_daily_2017_2025.csv.gz'].map((name) =>
  resolve(folder, name),
);
const COINS: Readonly<Record<string, string>> = { USDC: 'USDC', USDT: 'USDT', DAI: 'DAI', UST: 'USTC', LUNA: 'LUNC' };
/** Dollar coins stand at their lowest of those days, everything else at the close of the last. */
const AT_LOWEST = ['USDC', 'USDT', 'DAI', 'UST'];

type Row = Readonly<Record<string, string>>;
const tableOf = (file: string): Row[] => {
  const [head = '', ...rows] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  const columns = head.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, i) => [columns[i] ?? '', cell])));
};

describe('PAST_CRISES', () => {
  it.each(PAST_CRISES.map((crisis) => [crisis.id, crisis] as const))(
    '%s falls and never rises, by what can happen',
    (_, crisis) => {
      const moves = Object.values(crisis.movesBps);
      expect(moves.length).toBeGreaterThan(0);
      expect(moves.every((move) => move < 0 && move > -10_000)).toBe(true);
      expect(Date.parse(crisis.to)).toBeGreaterThan(Date.parse(crisis.from));
    },
  );

  it.skipIf(![COINS_FILE, ...FILES].every(existsSync))(
    'are what the files of daily prices and supply say, to a basis point (needs BALLAST_DATA_DIR)',
    () => {
      const pairs = FILES.flatMap(tableOf);
      const coins = tableOf(COINS_FILE);
      for (const { id, from, to, movesBps, run } of PAST_CRISES) {
        for (const [symbol, moveBps] of Object.entries(movesBps)) {
          // Staked ether has its price on Curve: see the source.
          if (symbol === 'STETH') continue;
          const rows = COINS[symbol] === undefined ? pairs : coins;
          const own = rows.filter((row) => row['symbol'] === (COINS[symbol] ?? `${symbol}USDT`));
          const closeOn = (day: string): number => Number(own.find((row) => row['date'] === day)?.['close']);
          const lowest = Math.min(
            ...own
              .filter((row) => (row['date'] ?? '') > from && (row['date'] ?? '') <= to)
              .map((row) => Number(row['low'])),
          );
          const end = AT_LOWEST.includes(symbol) ? lowest : closeOn(to);
          expect(Math.abs(1e4 * (end / closeOn(from) - 1) - moveBps), `${id} ${symbol}`).toBeLessThan(1.01);
        }
        if (run === null) continue;
        const supply = new Map(
          coins.filter((row) => row['symbol'] === run.coin).map((row) => [row['date'], Number(row['supply'])]),
        );
        const start = Date.parse(from);
        const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10);
        const left = (supply.get(dayAt(start + run.days * 86_400_000)) ?? 0) / (supply.get(dayAt(start)) ?? 0);
        expect(Math.abs(1e4 * (1 - left) - run.shareBps), `${id} run`).toBeLessThan(1.01);
      }
    },
  );
});
