// The daily closes the facts were counted from, put together as pegFacts.ts says.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { PegClose } from './countPeg.ts';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const folder = resolve(root, process.env['BALLAST_DATA_DIR'] ?? '../shared/data');
const DAY = 86_400_000;
/** Days of a new coin that are left out. */
const FIRST_DAYS = 60;

const COINMARKETCAP = 'prices-daily/coinmarketcap_stables_luna_2018_2025.csv.gz';
const COINMETRICS = 'prices-daily/coinmetrics_daily_2018_2021.csv.gz';
const COINGECKO = 'prices-daily/coingecko_daily_2018_2025.csv.gz';
const YAHOO = 'prices-daily/yahoo_daily_2022_2025.csv.gz';
const BYBIT = 'prices-daily/bybit_daily_2020_2025.csv.gz';
const BINANCE = 'prices-daily/binance_spot_daily_2018_2025.csv.gz';
const HOURLY = 'prices-intraday/coingecko_1h_2021_2023/stables.csv.gz';
const BUSD = 'prices-intraday/binance_spot_1h/BUSDUSDT_1h.csv.gz';
const FDUSD = 'prices-intraday/binance_spot_1h/FDUSDUSDT_1h.csv.gz';
const COMPOUND = 'prices-intraday/compoundv3_oracle_1h_2022_2024.csv.gz';
const POOLS = 'defi/curve_pool_balances_daily_2020_2022.csv.gz';

export const hasPegData = [
  COINMARKETCAP,
  COINMETRICS,
  COINGECKO,
  YAHOO,
  BYBIT,
  BINANCE,
  HOURLY,
  BUSD,
  FDUSD,
  COMPOUND,
  POOLS,
].every((file) => existsSync(resolve(folder, file)));

export const dayOf = (text: string): number => Math.round(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / DAY);

/** Price by day of one symbol of a file, the last of a day; `shift` for files that stamp a close with the day after. */
function prices(
  file: string,
  { symbol, price, shift = 0 }: { symbol?: string; price: string; shift?: number },
): Map<number, number> {
  const [head = '', ...rows] = gunzipSync(readFileSync(resolve(folder, file)))
    .toString('utf8')
    .trim()
    .split('\n');
  const columns = head.split(',');
  const [at, value] = [columns.indexOf('symbol'), columns.indexOf(price)];
  const found = new Map<number, number>();
  for (const row of rows) {
    const cells = row.split(',');
    const one = Number(cells[value]);
    if ((symbol === undefined || cells[at] === symbol) && one > 0) found.set(dayOf(cells[0] ?? '') + shift, one);
  }
  return found;
}

type Publisher = (coin: string) => Map<number, number>;
const coinMarketCap: Publisher = (symbol) => prices(COINMARKETCAP, { symbol, price: 'close' });
const coinMetrics: Publisher = (symbol) => prices(COINMETRICS, { symbol, price: 'price_usd' });
const coinGecko: Publisher = (symbol) => prices(COINGECKO, { symbol, price: 'price_usd', shift: -1 });
const yahoo: Publisher = (symbol) => prices(YAHOO, { symbol, price: 'price_usd' });
const hourly: Publisher = (symbol) => prices(HOURLY, { symbol, price: 'price_usd' });

const COINS: Readonly<Record<string, () => readonly Map<number, number>[]>> = {
  BUSD: () => [coinMetrics('BUSD'), prices(BUSD, { price: 'close' }), hourly('BUSD')],
  DAI: () => [coinMetrics('DAI'), coinMarketCap('DAI'), hourly('DAI')],
  FDUSD: () => [prices(FDUSD, { price: 'close' })],
  HUSD: () => [coinMetrics('HUSD')],
  SAI: () => [coinMetrics('SAI')],
  USDC: () => [coinMetrics('USDC'), coinMarketCap('USDC'), coinGecko('USDC'), yahoo('USDC'), hourly('USDC')],
  USDE: () => [prices(BYBIT, { symbol: 'USDEUSDT', price: 'close' })],
  USDK: () => [coinMetrics('USDK')],
  USDT: () => [coinMetrics('USDT'), coinMarketCap('USDT'), coinGecko('USDT'), yahoo('USDT'), hourly('USDT')],
  UST: () => [coinMarketCap('USTC'), hourly('UST')],
};

/** Closes of a dollar coin: the median of three publishers or more, else that least below par. */
export function stablecoinCloses(coin: string): PegClose[] {
  const series = COINS[coin]?.() ?? [];
  const days = [...new Set(series.flatMap((one) => [...one.keys()]))].toSorted((a, b) => a - b);
  const first = (days[0] ?? 0) + FIRST_DAYS;
  return days
    .filter((day) => day >= first)
    .map((day) => {
      const belows = series
        .flatMap((one) => {
          const price = one.get(day);
          return price === undefined ? [] : [1 - price];
        })
        .toSorted((a, b) => a - b);
      const half = belows.length >> 1;
      const median = belows.length % 2 === 1 ? belows[half] : ((belows[half - 1] ?? 0) + (belows[half] ?? 0)) / 2;
      return { day, below: (belows.length < 3 ? belows[0] : median) ?? 0 };
    });
}

/** Coins in circulation by day, where a publisher counts them. */
export function supplyByDay(coin: string): Map<number, number> {
  const symbol = coin === 'UST' ? 'USTC' : coin;
  return new Map([
    ...prices(COINMETRICS, { symbol, price: 'supply' }),
    ...prices(COINMARKETCAP, { symbol, price: 'supply' }),
  ]);
}

/** Share of stETH in its pool with ether, by day; even is a half. */
export function stakedPoolShare(): Map<number, number> {
  const [, ...rows] = gunzipSync(readFileSync(resolve(folder, POOLS)))
    .toString('utf8')
    .trim()
    .split('\n');
  const held = new Map<number, Map<string, number>>();
  for (const row of rows) {
    const [time = '', pool, coin = '', balance] = row.split(',');
    if (pool !== 'stETH-ETH') continue;
    const day = dayOf(time);
    held.set(day, (held.get(day) ?? new Map<string, number>()).set(coin, Number(balance)));
  }
  return new Map(
    [...held].map(([day, of]) => [day, (of.get('stETH') ?? 0) / ((of.get('stETH') ?? 0) + (of.get('ETH') ?? 0))]),
  );
}

const over = (token: Map<number, number>, base: Map<number, number>): [number, number][] =>
  [...token].flatMap(([day, price]): [number, number][] => {
    const under = base.get(day);
    return under === undefined ? [] : [[day, price / under]];
  });

const feed = (symbol: string): [number, number][] => [...prices(COMPOUND, { symbol, price: 'price' })];
const STAKED: Readonly<Record<string, () => [number, number][]>> = {
  BNSOL: () => over(spot('BNSOLUSDT'), spot('SOLUSDT')),
  cbETH: () => feed('cbETH'),
  rETH: () => feed('rETH'),
  rswETH: () => feed('rswETH'),
  WBETH: () => over(spot('WBETHUSDT'), spot('ETHUSDT')),
  weETH: () => feed('weETH'),
  wstETH: () =>
    over(prices(COMPOUND, { symbol: 'wstETH', price: 'price' }), prices(COMPOUND, { symbol: 'WETH', price: 'price' })),
};
const spot = (symbol: string): Map<number, number> => prices(BINANCE, { symbol, price: 'close' });

/** Closes of a staking token against what it redeems for: one for stETH, the most they were worth so far for shares. */
export function stakingCloses(coin: string): PegClose[] {
  if (coin === 'stETH')
    return over(coinGecko('STETH'), coinGecko('ETH'))
      .filter(([day]) => day >= dayOf('2021-06-01'))
      .map(([day, ratio]) => ({ day, below: 1 - ratio }));
  let most = 0;
  return (STAKED[coin]?.() ?? [])
    .toSorted((a, b) => a[0] - b[0])
    .map(([day, ratio]) => {
      most = Math.max(most, ratio);
      return { day, below: 1 - ratio / most };
    });
}
