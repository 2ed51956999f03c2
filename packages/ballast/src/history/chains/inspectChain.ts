import type { Seconds } from '@ballast/core';
import type { Finding, OptionDoubt } from '../finding.ts';
import { groupBy } from '../groupBy.ts';
import { groupRepairs } from '../inspectSeries.ts';
import { describeOption, type Figure, type ImportedChain, type OptionChain, type OptionQuote } from './optionChain.ts';

/** Fewer options say little by being the same as before. */
const MANY = 10;

/** What is odd about a chain: one finding a code, with its count, its span and the first option it was seen at. Pure. */
export function inspectChain({ chain, repairs, dropped }: ImportedChain): Finding[] {
  const { quotes } = chain;
  const has = (code: OptionDoubt, what: string, isOdd: (quote: OptionQuote, index: number) => boolean): Finding[] =>
    findingOf(code, what, quotes.filter(isOdd));
  return [
    ...groupRepairs([...dropped, ...repairs]),
    ...has('OPTIONS_EXPIRED', 'quoted at or after its expiry', (q) => q.expirySeconds <= q.timeSeconds),
    ...has('OPTIONS_TWICE', 'there twice with other figures', (q, at) => isSameOption(q, quotes[at - 1])),
    ...has('OPTIONS_CROSSED', 'bid above ask', (q) => num(q, 'bid') > num(q, 'ask')),
    ...has('OPTIONS_ASK_ZERO', 'offered for nothing', (q) => num(q, 'ask') === 0),
    ...has('OPTIONS_IV_NOT_POSITIVE', 'volatility not above zero', (q) => num(q, 'iv') <= 0),
    ...has('OPTIONS_MARK_OUTSIDE', 'mark outside of bid and ask', isMarkOutside),
    ...findingOf('OPTIONS_PARITY', 'call less put beyond what quotes allow', parityGaps(chain)),
    ...findingOf('OPTIONS_STALE', 'in a snapshot that repeats the one before in every figure', staleQuotes(chain)),
  ];
}

/** Not a number where blank, so that every comparison with it is false. */
const num = ({ figures }: OptionQuote, figure: Figure): number =>
  figures[figure] === '' ? Number.NaN : Number(figures[figure]);

function findingOf(code: OptionDoubt, what: string, quotes: readonly OptionQuote[]): Finding[] {
  const [first, last] = [quotes[0], quotes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const detail = `${describeOption(first)}: ${what}${quotes.length === 1 ? '' : `, and ${quotes.length - 1} more`}`;
  const [fromSeconds, toSeconds] = [first.timeSeconds, last.timeSeconds];
  return [{ code, level: 'doubt', fromSeconds, toSeconds, count: quotes.length, detail }];
}

const isSameOption = (quote: OptionQuote, other: OptionQuote | undefined): boolean =>
  other !== undefined && momentOf(quote) === momentOf(other) && quote.type === other.type;

/** A zero for a bid is none: it bounds nothing. */
const isMarkOutside = (quote: OptionQuote): boolean =>
  num(quote, 'mark') < num(quote, 'bid') || num(quote, 'mark') > num(quote, 'ask');

const momentOf = ({ timeSeconds, expirySeconds, strike }: OptionQuote): string =>
  `${timeSeconds} ${expirySeconds} ${Number(strike)}`;

/**
 * Calls whose mark less that of the put at the same strike and expiry lies further from what holding the forward gives
 * than the half spreads of both together. In coins that is 1 − strike/forward, in dollars forward − strike; where the
 * rows have two forwards, anything between. Pairs without all four quotes are not judged.
 */
function parityGaps({ underlying, quote, quotes }: OptionChain): OptionQuote[] {
  const puts = new Map(quotes.filter(({ type }) => type === 'P').map((put) => [momentOf(put), put]));
  return quotes.filter((call) => {
    const put = call.type === 'C' ? puts.get(momentOf(call)) : undefined;
    if (put === undefined) return false;
    const strike = Number(call.strike);
    const held = [call, put].map((one) => {
      const forward = num(one, 'forward');
      return quote === underlying ? 1 - strike / forward : forward - strike;
    });
    const spread = [call, put].reduce((sum, one) => sum + (num(one, 'ask') - num(one, 'bid')) / 2, 0);
    const marks = num(call, 'mark') - num(put, 'mark');
    return Math.max(Math.min(...held) - marks, marks - Math.max(...held)) > spread;
  });
}

/** Options of snapshots in which nothing of any option is other than in the snapshot before. */
function staleQuotes({ quotes }: OptionChain): OptionQuote[] {
  const snapshots = [...groupBy(quotes, ({ timeSeconds }) => String(timeSeconds)).values()];
  const texts = snapshots.map((own) =>
    own.map(({ timeSeconds: _time, ...rest }: OptionQuote & { timeSeconds: Seconds }) => JSON.stringify(rest)).join(),
  );
  return snapshots.flatMap((own, at) => (own.length >= MANY && at > 0 && texts[at] === texts[at - 1] ? own : []));
}
