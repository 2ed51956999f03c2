import type { Table } from '../table.ts';
import { cellAt, pickColumns, type Recognised } from './recognised.ts';

const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00:00(?:\.0+)?Z?)?$/;

/**
 * Coin Metrics: `time` with PriceUSD or ReferenceRateUSD, the asset in `asset` or in the file's name (btc.csv). A table
 * whose times are all midnights is daily; its price is the close of that day, known at the day's end.
 */
export function recogniseCoinMetrics(table: Table): Recognised | null {
  const [time, asset] = [table.header.indexOf('time'), table.header.indexOf('asset')];
  const price = ['priceusd', 'referencerateusd'].map((name) => table.header.indexOf(name)).find((at) => at >= 0);
  if (time < 0 || price === undefined) return null;
  const timeOf = cellAt(time);
  const isDaily = table.rows.every((cells) => MIDNIGHT.test(timeOf(cells)));
  return {
    publisher: 'coinmetrics',
    table: pickColumns(table, {
      [isDaily ? 'date' : 'timestamp']: isDaily ? (cells) => MIDNIGHT.exec(timeOf(cells))?.[1] ?? '' : timeOf,
      ...(asset < 0 ? {} : { symbol: cellAt(asset) }),
      price_usd: cellAt(price),
    }),
  };
}

/** CoinGecko's downloads: `snapped_at,price,market_cap,total_volume`, the pair in the name (btc-usd-max.csv). */
export function recogniseCoinGecko(table: Table, fileName: string): Recognised | null {
  const [time, price] = [table.header.indexOf('snapped_at'), table.header.indexOf('price')];
  if (time < 0 || price < 0) return null;
  const pair = /^([a-z0-9]+)-([a-z]{3,4})-(?:max|\d+[a-z]*)\b/i.exec(fileName);
  return {
    publisher: 'coingecko',
    table: pickColumns(table, { timestamp: cellAt(time), price: cellAt(price) }),
    ...(pair === null ? {} : { pair: { symbol: pair[1]?.toUpperCase() ?? '', quote: pair[2]?.toUpperCase() ?? '' } }),
  };
}
