/**
 * Symbols of price files that stand for an asset under another id. Wrapped coins are taken at the price of what they
 * wrap; every other symbol stands for the asset of its own name.
 */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  ETH: ['WETH'],
  BTC: ['WBTC'],
  USTC: ['UST'],
};

/** Asset ids a symbol may stand for, its own name first; upper case. Pure. */
export const assetNamesOf = (symbol: string): readonly string[] => [
  symbol,
  ...(Object.hasOwn(OTHER_NAMES, symbol) ? (OTHER_NAMES[symbol] ?? []) : []),
];
