import { BREAK_RULE, STAKING_RULE, type BreakRule } from './countPeg.ts';

// What happened to pegs, as facts: dates and counts anyone can take again from daily closes. The close of a day is the
// median of three publishers or more, else that which is least below par, so that of two none makes a break alone; the
// first sixty days of a coin are left out. The test beside this file counts them again from the files.

/** A break of a peg. Fractions of par. */
export interface PegEvent {
  readonly id: string;
  readonly coin: string;
  /** First close beyond the rule's threshold. */
  readonly day: string;
  /** Below par at the close before, and at the worst close. */
  readonly before: number;
  readonly worst: number;
  /** Days until it was whole again; null for one that never was. */
  readonly days: number | null;
  /** Whether holders could redeem at par meanwhile; `shut` also where nobody had that right. */
  readonly redemption: 'open' | 'shut';
  /** The break it came with, three days before at most; null for one of its own. */
  readonly follows: string | null;
  readonly source: string;
}

/** Days a coin stood whole on the evening before, by the rule's buckets of how far below par it closed then. */
export interface PegExposure {
  readonly coin: string;
  readonly from: string;
  readonly to: string;
  readonly daysAtRisk: readonly number[];
}

export interface PegFacts {
  readonly rule: BreakRule;
  readonly events: readonly PegEvent[];
  readonly exposures: readonly PegExposure[];
  /** Pairs of which one stands behind the other, or one party behind both. */
  readonly links: readonly (readonly [string, string])[];
}

const CLOSES = 'CoinMarketCap, Coin Metrics, CoinGecko daily closes';

/** Ten dollar coins, 2018 to September 2025: 11,030 days, eleven breaks, one of them the end. */
export const STABLECOIN_FACTS: PegFacts = {
  rule: BREAK_RULE,
  links: [['DAI', 'USDC']],
  exposures: [
    { coin: 'BUSD', from: '2019-11-19', to: '2023-12-15', daysAtRisk: [1477, 9, 1] },
    { coin: 'DAI', from: '2020-01-19', to: '2025-09-30', daysAtRisk: [2063, 10, 0] },
    { coin: 'FDUSD', from: '2023-09-24', to: '2023-12-30', daysAtRisk: [97, 0, 0] },
    { coin: 'HUSD', from: '2019-09-16', to: '2021-07-21', daysAtRisk: [673, 1, 0] },
    { coin: 'SAI', from: '2018-03-02', to: '2019-11-30', daysAtRisk: [275, 36, 27] },
    { coin: 'USDC', from: '2018-11-27', to: '2025-09-30', daysAtRisk: [2480, 11, 0] },
    { coin: 'USDE', from: '2024-10-06', to: '2025-09-30', daysAtRisk: [359, 0, 0] },
    { coin: 'USDK', from: '2020-08-12', to: '2021-07-21', daysAtRisk: [343, 0, 0] },
    { coin: 'USDT', from: '2018-01-26', to: '2025-09-30', daysAtRisk: [2668, 23, 19] },
    { coin: 'UST', from: '2021-01-24', to: '2022-05-09', daysAtRisk: [444, 12, 2] },
  ],
  events: [
    {
      id: 'usdt-2018-01',
      coin: 'USDT',
      day: '2018-01-27',
      before: 0.0044,
      worst: 0.0214,
      days: 7,
      redemption: 'shut',
      follows: null,
      source: `${CLOSES}; most holders could not redeem before 2018-11-27 (Tether, announcement of that day)`,
    },
    {
      id: 'sai-2018-06',
      coin: 'SAI',
      day: '2018-06-10',
      before: 0.0031,
      worst: 0.0128,
      days: 64,
      redemption: 'shut',
      follows: null,
      source: 'Coin Metrics daily closes; only borrowers could return it',
    },
    {
      id: 'sai-2018-10',
      coin: 'SAI',
      day: '2018-10-10',
      before: 0.0092,
      worst: 0.0364,
      days: 58,
      redemption: 'shut',
      follows: null,
      source: 'Coin Metrics daily closes; only borrowers could return it',
    },
    {
      id: 'usdt-2018-10',
      coin: 'USDT',
      day: '2018-10-13',
      before: 0.0059,
      worst: 0.0334,
      days: 65,
      redemption: 'shut',
      follows: 'sai-2018-10',
      source: `${CLOSES}; most holders could not redeem before 2018-11-27 (Tether, announcement of that day)`,
    },
    {
      id: 'sai-2018-12',
      coin: 'SAI',
      day: '2018-12-31',
      before: 0.007,
      worst: 0.0491,
      days: 134,
      redemption: 'shut',
      follows: null,
      source: 'Coin Metrics daily closes; only borrowers could return it',
    },
    {
      id: 'usdt-2019-06',
      coin: 'USDT',
      day: '2019-06-27',
      before: 0.0082,
      worst: 0.0143,
      days: 4,
      redemption: 'open',
      follows: null,
      source: CLOSES,
    },
    {
      id: 'sai-2019-06',
      coin: 'SAI',
      day: '2019-06-30',
      before: 0.0029,
      worst: 0.0184,
      days: 20,
      redemption: 'shut',
      follows: 'usdt-2019-06',
      source: 'Coin Metrics daily closes; only borrowers could return it',
    },
    {
      id: 'ust-2021-05',
      coin: 'UST',
      day: '2021-05-20',
      before: 0.0051,
      worst: 0.0543,
      days: 6,
      redemption: 'open',
      follows: null,
      source: 'CoinMarketCap daily closes; redeemable for LUNA',
    },
    {
      id: 'ust-2022-05',
      coin: 'UST',
      day: '2022-05-09',
      before: 0.0036,
      worst: 0.9933,
      days: null,
      redemption: 'open',
      follows: null,
      source: 'CoinMarketCap, CoinGecko daily closes; redeemable for LUNA, of which there was soon no end',
    },
    {
      id: 'usdc-2023-03',
      coin: 'USDC',
      day: '2023-03-11',
      before: 0.0005,
      worst: 0.0285,
      days: 2,
      redemption: 'shut',
      follows: null,
      source:
        'CoinMarketCap, CoinGecko, Yahoo daily closes; banks shut from Friday night to Monday, 8 % of the reserve in one that had failed (Circle, 11 March)',
    },
    {
      id: 'dai-2023-03',
      coin: 'DAI',
      day: '2023-03-11',
      before: 0.001,
      worst: 0.0261,
      days: 2,
      redemption: 'open',
      follows: 'usdc-2023-03',
      source: 'CoinMarketCap daily closes; exchangeable at par for USDC, which stood behind about half of it',
    },
  ],
};

/** Eight staking tokens against what they redeem for; that of cbETH and others is the most they were ever worth. */
export const STAKING_FACTS: PegFacts = {
  rule: STAKING_RULE,
  links: [],
  exposures: [
    { coin: 'BNSOL', from: '2024-10-17', to: '2025-09-30', daysAtRisk: [348, 0, 0] },
    { coin: 'cbETH', from: '2023-01-13', to: '2024-11-05', daysAtRisk: [626, 18, 3] },
    { coin: 'rETH', from: '2023-10-18', to: '2024-11-05', daysAtRisk: [295, 89, 0] },
    { coin: 'rswETH', from: '2024-09-25', to: '2024-11-05', daysAtRisk: [41, 0, 0] },
    { coin: 'stETH', from: '2021-06-01', to: '2022-06-06', daysAtRisk: [207, 111, 28] },
    { coin: 'WBETH', from: '2023-07-19', to: '2025-09-30', daysAtRisk: [748, 52, 4] },
    { coin: 'weETH', from: '2024-06-21', to: '2024-11-05', daysAtRisk: [137, 0, 0] },
    { coin: 'wstETH', from: '2024-06-28', to: '2024-11-05', daysAtRisk: [129, 1, 0] },
  ],
  events: [
    {
      id: 'steth-2022-05',
      coin: 'stETH',
      day: '2022-05-13',
      before: 0.018,
      worst: 0.057,
      days: 367,
      redemption: 'shut',
      follows: null,
      source:
        'CoinGecko daily closes to 2022-06-06, the pool price of 0.943 of 2022-06-15; counted to the day Lido opened withdrawals, 2023-05-15',
    },
    {
      id: 'cbeth-2023-03',
      coin: 'cbETH',
      day: '2023-03-11',
      before: 0.0037,
      worst: 0.0251,
      days: 9,
      redemption: 'shut',
      follows: 'usdc-2023-03',
      source:
        'feed read by Compound v3; unstaking opened in April 2023, and its issuer had founded that of USDC with Circle',
    },
  ],
};

/** Both, for what one kind alone has too few of: how breaks end, and how they spread. */
export const POOLED_FACTS: PegFacts = {
  rule: BREAK_RULE,
  links: STABLECOIN_FACTS.links,
  exposures: [...STABLECOIN_FACTS.exposures, ...STAKING_FACTS.exposures],
  events: [...STABLECOIN_FACTS.events, ...STAKING_FACTS.events],
};

/** A fall known from reports alone, by its worst price in the day. */
export interface ReportedFall {
  readonly coin: string;
  /** Or month. */
  readonly day: string;
  readonly lowest: number;
  readonly isEnd: boolean;
  readonly source: string;
}

/**
 * Falls that reports tell of. They are told because they were bad, so no chance is taken from them: what is left of the
 * dead is, and the model's chance of a loss as large is set beside each.
 */
export const REPORTED_FALLS: readonly ReportedFall[] = [
  {
    coin: 'BAC',
    day: '2021-01',
    lowest: 0.3,
    isEnd: true,
    source: 'R. S. Gladwin, A history of failed stablecoins, 2022',
  },
  { coin: 'USDN', day: '2022-04-04', lowest: 0.72, isEnd: false, source: 'Observers, August 2022, after CoinGecko' },
  { coin: 'USDN', day: '2022-05-11', lowest: 0.82, isEnd: false, source: 'Observers, August 2022, after CoinGecko' },
  { coin: 'DEI', day: '2022-05-15', lowest: 0.5, isEnd: true, source: 'web3isgoinggreat.com, 16 May 2022' },
  { coin: 'HUSD', day: '2022-08', lowest: 0.85, isEnd: false, source: 'BeInCrypto, October 2022' },
  { coin: 'USDN', day: '2022-08-26', lowest: 0.9, isEnd: false, source: 'Observers, August 2022' },
  { coin: 'HUSD', day: '2022-10-28', lowest: 0.28, isEnd: true, source: 'The Block, 31 October 2022' },
  { coin: 'USDR', day: '2023-10-11', lowest: 0.5, isEnd: true, source: 'Ledger Life, October 2023' },
  { coin: 'FDUSD', day: '2025-04-02', lowest: 0.87, isEnd: false, source: 'Cointelegraph, April 2025' },
  { coin: 'xUSD', day: '2025-11-04', lowest: 0.11, isEnd: true, source: 'CoinFeather, November 2025' },
  { coin: 'deUSD', day: '2025-11-06', lowest: 0.015, isEnd: true, source: 'Tekedia, November 2025' },
];
