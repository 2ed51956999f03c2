// Falls that happened, as facts that ship: a policy need have no price history of its own to be judged by them.

/** A crisis of the past, as prices and holders went through it. Plain data. */
export interface PastCrisis {
  readonly id: string;
  /** Closes (UTC days) the moves lie between. */
  readonly from: string;
  readonly to: string;
  /** Change of the price by symbol, basis points: from close to close, of coins to the lowest price of those days. */
  readonly movesBps: Readonly<Record<string, number>>;
  /** How much of a coin was redeemed in the fortnight from the first day on, by its supply; null where no coin shrank. */
  readonly run: { readonly coin: string; readonly shareBps: number; readonly days: number } | null;
}

/**
 * Measured on daily closes against USDT on Binance; coins and their supply on CoinMarketCap's averages over venues, which
 * print a higher low than single venues do (USDC on 2023-03-11: 0.877 here, 0.874 on Kraken, 0.882 on Binance); stETH
 * against ether on Curve. Rises are left out: a crisis that helps is no stress. Coins on Black Thursday are left out as well: averages of
 * that day rise and fall by 4 % with the dollar price of what they were quoted in.
 */
export const PAST_CRISES: readonly PastCrisis[] = [
  {
    id: 'black-thursday',
    from: '2020-03-11',
    to: '2020-03-12',
    movesBps: { BTC: -3950, ETH: -4460, LINK: -4778, BNB: -4414, ADA: -4132, ATOM: -4606, LTC: -3853, XRP: -3490 },
    run: null,
  },
  {
    id: 'leverage-flush',
    from: '2021-05-18',
    to: '2021-05-23',
    movesBps: {
      BTC: -1912,
      ETH: -3789,
      LINK: -5338,
      BNB: -4867,
      SOL: -5617,
      AAVE: -5335,
      UNI: -5230,
      AVAX: -5768,
      ADA: -3442,
      XRP: -5029,
      UST: -815,
    },
    run: null,
  },
  {
    id: 'terra',
    from: '2022-05-07',
    to: '2022-05-12',
    movesBps: {
      BTC: -1816,
      ETH: -2562,
      LINK: -3575,
      BNB: -2640,
      SOL: -4339,
      AAVE: -4164,
      UNI: -3496,
      AVAX: -4491,
      ADA: -3776,
      XRP: -3361,
      USDT: -514,
      DAI: -53,
      UST: -6993,
      LUNA: -9999,
    },
    run: { coin: 'USDT', shareBps: 1197, days: 14 },
  },
  {
    id: 'lenders-fail',
    from: '2022-06-09',
    to: '2022-06-18',
    movesBps: {
      BTC: -3699,
      ETH: -4437,
      LINK: -3614,
      BNB: -3205,
      SOL: -1987,
      AAVE: -4828,
      UNI: -3000,
      AVAX: -3925,
      ADA: -2806,
      XRP: -2316,
      STETH: -570,
    },
    run: { coin: 'USDT', shareBps: 753, days: 14 },
  },
  {
    id: 'ftx',
    from: '2022-11-05',
    to: '2022-11-09',
    movesBps: {
      BTC: -2524,
      ETH: -3222,
      LINK: -2807,
      BNB: -2345,
      SOL: -6184,
      AAVE: -3967,
      UNI: -3628,
      AVAX: -3417,
      ADA: -2554,
      XRP: -3243,
      DAI: -97,
    },
    run: { coin: 'USDT', shareBps: 492, days: 14 },
  },
  {
    id: 'usdc-bank',
    from: '2023-03-09',
    to: '2023-03-11',
    movesBps: { USDC: -1226, DAI: -1029, LTC: -974, UNI: -503, AAVE: -262 },
    run: { coin: 'USDC', shareBps: 2074, days: 14 },
  },
  {
    id: 'yen-carry',
    from: '2024-08-01',
    to: '2024-08-05',
    movesBps: {
      BTC: -1734,
      ETH: -2447,
      LINK: -2632,
      BNB: -1928,
      SOL: -2246,
      AAVE: -1813,
      UNI: -2530,
      AVAX: -2400,
      ADA: -2054,
      XRP: -1802,
    },
    run: null,
  },
  {
    id: 'tariffs',
    from: '2025-04-01',
    to: '2025-04-08',
    movesBps: {
      BTC: -1038,
      ETH: -2265,
      LINK: -2215,
      BNB: -939,
      SOL: -1679,
      AAVE: -2454,
      UNI: -2377,
      AVAX: -1852,
      ADA: -1753,
      XRP: -1601,
    },
    run: null,
  },
];
