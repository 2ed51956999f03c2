/** Ends the symbols of funding rates, so that none passes for the rate of a bill: BTC-PERPETUAL:FUNDING. */
const ENDING = ':FUNDING';

/** The symbol of the funding rate of a market, on one of several venues where a table has a column of them. Pure. */
export function fundingSymbol(market: string, venue = ''): string {
  const name = market.trim().toUpperCase();
  if (name === '') return '';
  const own = isFunding(name) ? name : `${name}${ENDING}`;
  return venue.trim() === '' ? own : `${venue.trim().toUpperCase()}:${own}`;
}

/** Whether a symbol is of a funding rate. Pure. */
export const isFunding = (symbol: string): boolean => symbol.endsWith(ENDING);
