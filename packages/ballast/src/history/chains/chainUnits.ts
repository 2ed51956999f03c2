import type { ChainMarket, OptionQuote } from './optionChain.ts';

/** Volatilities a year between which the middle one of a market lies, as decimals. */
const [IV_LOW, IV_HIGH] = [0.03, 6];
/** In-the-money options are looked at from a tenth of the forward on. */
const DEEP = 0.1;
/** What their marks may come to, as a multiple of what exercising them would give. */
const [WORTH_LOW, WORTH_HIGH] = [0.5, 20];

/**
 * Why figures cannot be in the units they are read in; null where they can. The middle volatility tells percent from
 * decimals, and the middle mark of options deep in the money tells coins from dollars. Floats judge. Pure.
 */
export function unitContradiction({ underlying, quote }: ChainMarket, quotes: readonly OptionQuote[]): string | null {
  const iv = middle(quotes.map(({ figures }) => Number(figures.iv)).filter((value) => value > 0));
  if (iv !== null && (iv < IV_LOW || iv > IV_HIGH))
    return `the middle volatility would be ${percent(iv)} %; \`iv\` is read as a decimal, \`mark_iv\` as percent`;
  const worth = middle(
    quotes.flatMap(({ strike, type, figures }) => {
      const [forward, mark] = [Number(figures.forward), Number(figures.mark)];
      const exercised = type === 'C' ? forward - Number(strike) : Number(strike) - forward;
      if (mark <= 0 || forward <= 0 || exercised < DEEP * forward) return [];
      return [(quote === underlying ? mark * forward : mark) / exercised];
    }),
  );
  return worth === null || (worth >= WORTH_LOW && worth <= WORTH_HIGH)
    ? null
    : `marks in ${quote} would be ${worth.toPrecision(2)} times what exercising gives: in coins or in dollars?`;
}

const percent = (value: number): string => (value * 100).toPrecision(3);

function middle(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
