/** Dollars and coins that promise one. */
const DOLLARS: ReadonlySet<string> = new Set(
  'USD USDT USDC DAI BUSD TUSD FDUSD USDP PYUSD GUSD LUSD FRAX USDE USDS USDD CRVUSD GHO SUSD UST USTC HUSD RLUSD'.split(
    ' ',
  ),
);

/** Whether a symbol is the dollar or a coin meant to be worth one. Pure. */
export const isDollar = (symbol: string): boolean => DOLLARS.has(symbol);
