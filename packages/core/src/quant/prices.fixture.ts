import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = resolve(root, process.env['BALLAST_DATA_DIR'] ?? '../shared/data', 'prices-daily');

/** Whether a table of daily candles is present. */
export const hasPrices = (name: string): boolean => existsSync(resolve(folder, name));

/** Log returns of the closes of one symbol, with the days they ended on, oldest first. */
export function dailyReturns(name: string, symbol: string): { readonly days: string[]; readonly returns: number[] } {
  const [head = '', ...rows] = gunzipSync(readFileSync(resolve(folder, name)))
    .toString('utf8')
    .trim()
    .split('\n');
  const columns = head.split(',');
  const [at, close] = [columns.indexOf('symbol'), columns.indexOf('close')];
  const own = rows.map((row) => row.split(',')).filter((cells) => cells[at] === symbol);
  const prices = own.map((cells) => Number(cells[close]));
  return {
    days: own.slice(1).map((cells) => cells[0]!),
    returns: prices.slice(1).map((price, t) => Math.log(price / prices[t]!)),
  };
}
