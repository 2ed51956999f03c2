/** An asset and what it is priced in. */
export interface Pair {
  readonly symbol: string;
  readonly quote: string;
}

/**
 * Quotes a ticker may end in without a separator, longest first, so that FDUSD is not read as …FD in USD. Coins that
 * also end the names of their own wrappers (stETH, WBTC) are left out: such a ticker needs its quote stated.
 */
const QUOTES = ['FDUSD', 'USDT', 'USDC', 'BUSD', 'TUSD', 'USD', 'EUR', 'GBP'] as const;

/** Whose data a file's name says it is. */
const VENDORS =
  /^(binance|bybit|kraken|coinbase|gemini|bitstamp|okx|cdd|yahoo|coingecko|coinmarketcap|coinmetrics|chainlink|pyth|uniswap|curve|deribit|hyperliquid|dydx)$/i;

/** Words of file names that say how, not what. */
const NOT_ASSETS =
  /^(spot|perp|futures|index|daily|hourly|minute|rounds|prices?|history|data|ohlcv?|candles|v\d+|\d+(m|h|d|s|bp)?)$/i;

/** Splits a pair ticker: BTCUSDT, BTC/USDT, BTC-USD, ETH/BTC. Null when it does not say its quote. */
export function splitPair(ticker: string): Pair | null {
  const name = ticker.trim().toUpperCase();
  const parts = name.split(/[/\-:]/);
  if (parts.length === 2 && parts[0] !== '' && parts[1] !== '') {
    return { symbol: parts[0] ?? '', quote: parts[1] ?? '' };
  }
  if (parts.length > 1) return null;
  const pairs = QUOTES.filter((quote) => name.endsWith(quote)).map((quote) => ({
    symbol: name.slice(0, -quote.length),
    quote,
  }));
  // USDTUSD is USDT in USD, not USD in TUSD; BNBUSD and DOTUSD are in USD, not BN in BUSD and DO in TUSD.
  const least = (quote: string): number => (quote === 'BUSD' || quote === 'TUSD' ? 3 : 2);
  return pairs.find(({ symbol, quote }) => symbol.length >= least(quote) && symbol !== 'USD') ?? null;
}

/**
 * What a file name says it holds: `ETHUSD_1h_2016_2020` and `kraken_usdcusd_1m` name a pair in one word,
 * `chainlink_usdc_usd_eth_rounds` in two, `coingecko_eth_2015_2023` an asset alone (quote null). Null when it says
 * nothing of the kind.
 */
export function readFileName(fileName: string): { readonly symbol: string; readonly quote: string | null } | null {
  const words = wordsOf(fileName).filter((word) => word !== '' && !isAside(word));
  for (const word of words) {
    const pair = splitPair(word);
    if (pair !== null) return pair;
  }
  const [first, second = ''] = words.map((word) => word.toUpperCase());
  if (first === undefined) return null;
  return { symbol: first, quote: QUOTES.find((known) => known === second) ?? null };
}

/** The publisher a file's name states, lower case; null where it states none. `kraken_usdcusd_1m` is Kraken's. Pure. */
export function vendorOf(fileName: string): string | null {
  return (
    wordsOf(fileName)
      .find((word) => VENDORS.test(word))
      ?.toLowerCase() ?? null
  );
}

const isAside = (word: string): boolean => NOT_ASSETS.test(word) || VENDORS.test(word) || /^\d+$/.test(word);

/** A file's name without its endings. */
export const stemOf = (fileName: string): string => fileName.replace(/(\.(csv|json|parquet))?(\.(gz|zip))?$/i, '');

const wordsOf = (fileName: string): string[] =>
  stemOf(fileName)
    .split(/[_\s.()]+/)
    .flatMap(partDashes);

/** BTC-USD is a pair; in BTCUSDT-1h-2023-01 and usdc-usd-max the dashes part words. */
function partDashes(word: string): string[] {
  const parts = word.split('-');
  const isPair = parts.length === 2 && parts.every((part) => /^[a-z]+$/i.test(part) && !isAside(part));
  return isPair ? [word] : parts;
}
