// Reserves that stood where the crises of the data struck: made up, plain, and said in full, so that anybody can object.
export interface ExposedHolding {
  readonly id: string;
  readonly isPegged: boolean;
  /** What a staking token redeems for. */
  readonly staked?: string;
  /** Per cent of what is held. */
  readonly share: number;
  /** Under the folder of price data, and the symbol in it. */
  readonly file: string;
  readonly symbol: string;
}

export interface ExposedReserve {
  readonly id: string;
  readonly says: string;
  readonly holdings: readonly ExposedHolding[];
  /** What is held ÷ what is owed, the same on every evening asked. */
  readonly backing: number;
  /** What a claim is paid by the worth of; null for dollars. */
  readonly index: string | null;
  /** Days asked, where the files say more than should be used. */
  readonly from?: string;
  readonly to?: string;
}

/** An evening before something broke: midnight UTC, the last close before it is known. */
export interface Eve {
  readonly event: string;
  readonly reserveId: string;
  readonly date: string;
}

const COINGECKO = 'prices-daily/coingecko_daily_2018_2025.csv.gz';
const YAHOO = 'prices-daily/yahoo_daily_2022_2025.csv.gz';
const MARKET_CAPS = 'prices-daily/coinmarketcap_stables_luna_2018_2025.csv.gz';
const hourly = (pair: string): string => `prices-intraday/binance_spot_1h/${pair}_1h.csv.gz`;

const floating = (id: string, share: number, file: string, symbol = id): ExposedHolding => ({
  id,
  isPegged: false,
  share,
  file,
  symbol,
});
const pegged = (id: string, share: number, file: string, symbol = id): ExposedHolding => ({
  ...floating(id, share, file, symbol),
  isPegged: true,
});

const majors = (file: string): readonly ExposedHolding[] => [
  floating('BTC', 40, file),
  floating('ETH', 40, file),
  pegged('USDC', 20, file),
];

export const RESERVES: readonly ExposedReserve[] = [
  { id: 'ether', says: 'ETH at 150 %', holdings: [floating('ETH', 100, COINGECKO)], backing: 1.5, index: null },
  { id: 'majors', says: 'BTC 40, ETH 40, USDC 20 at 120 %', holdings: majors(COINGECKO), backing: 1.2, index: null },
  {
    id: 'majors 2025',
    says: 'the same, Yahoo closes',
    holdings: majors(YAHOO),
    backing: 1.2,
    index: null,
    from: '2025-02-21',
  },
  {
    id: 'coins',
    says: 'USDC 40, USDT 30, DAI 30 at 101 %',
    holdings: [pegged('USDC', 40, MARKET_CAPS), pegged('USDT', 30, MARKET_CAPS), pegged('DAI', 30, MARKET_CAPS)],
    backing: 1.01,
    index: null,
  },
  {
    id: 'coins with UST',
    says: 'USDC 40, USDT 30, UST 30 at 102 %',
    holdings: [
      pegged('USDC', 40, MARKET_CAPS),
      pegged('USDT', 30, MARKET_CAPS),
      pegged('UST', 30, MARKET_CAPS, 'USTC'),
    ],
    backing: 1.02,
    index: null,
    to: '2022-05-09',
  },
  {
    id: 'Luna',
    says: 'LUNA 40, BTC 60 at 150 %',
    holdings: [floating('LUNA', 40, MARKET_CAPS, 'LUNC'), floating('BTC', 60, COINGECKO)],
    backing: 1.5,
    index: null,
    to: '2022-05-09',
  },
  {
    id: 'staked ether',
    says: 'stETH 90, ETH 10 at 101 %, owed in ETH',
    holdings: [{ ...floating('STETH', 90, COINGECKO), staked: 'ETH' }, floating('ETH', 10, COINGECKO)],
    backing: 1.01,
    index: 'ETH',
  },
  {
    id: 'exchange',
    says: 'BTC 50, SOL 25, FTT 25 at 130 %, in USDT',
    holdings: [
      floating('BTC', 50, hourly('BTCUSDT')),
      floating('SOL', 25, hourly('SOLUSDT')),
      floating('FTT', 25, hourly('FTTUSDT')),
    ],
    backing: 1.3,
    index: null,
    to: '2022-11-08',
  },
];

export const EVES: readonly Eve[] = [
  { event: 'Black Thursday', reserveId: 'ether', date: '2020-03-12' },
  { event: 'Black Thursday', reserveId: 'majors', date: '2020-03-12' },
  { event: 'leverage flush', reserveId: 'ether', date: '2021-05-19' },
  { event: 'leverage flush', reserveId: 'majors', date: '2021-05-19' },
  { event: 'UST', reserveId: 'coins with UST', date: '2022-05-09' },
  { event: 'UST', reserveId: 'coins', date: '2022-05-09' },
  { event: 'UST', reserveId: 'Luna', date: '2022-05-09' },
  { event: 'UST', reserveId: 'majors', date: '2022-05-09' },
  { event: 'UST', reserveId: 'staked ether', date: '2022-05-09' },
  { event: 'lenders fail', reserveId: 'ether', date: '2022-06-12' },
  { event: 'lenders fail', reserveId: 'majors', date: '2022-06-12' },
  { event: 'FTX', reserveId: 'exchange', date: '2022-11-08' },
  { event: 'FTX', reserveId: 'majors', date: '2022-11-08' },
  { event: 'USDC and its bank', reserveId: 'coins', date: '2023-03-11' },
  { event: 'USDC and its bank', reserveId: 'majors', date: '2023-03-11' },
  { event: 'Curve exploit', reserveId: 'majors', date: '2023-07-30' },
  { event: 'flash crash', reserveId: 'majors', date: '2023-08-17' },
  { event: 'yen carry', reserveId: 'ether', date: '2024-08-05' },
  { event: 'yen carry', reserveId: 'majors', date: '2024-08-05' },
  { event: 'tariffs', reserveId: 'majors 2025', date: '2025-04-06' },
];
