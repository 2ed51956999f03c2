import { BPS } from '../../units/amounts.ts';
import { parseBps, parseRatio } from '../../units/decimal.ts';
import { BallastError } from '../../units/error.ts';
import { wadToFloat } from '../../units/float.ts';
import type { Policy } from '../../policy/policy.ts';
import { findParty, PARTY_KINDS } from '../whatIf/findNamed.ts';
import { splitEvents, WhatIfMalformed, type Word } from '../whatIf/whatIfWords.ts';
import type { DefaultAssumption } from './defaultAssumption.ts';

export class DefaultUnreadable extends BallastError {
  /** One-based column of the word at fault. */
  readonly column: number;

  constructor({ column, message }: WhatIfMalformed) {
    super({
      code: 'ASSESS_DEFAULT_UNREADABLE',
      message,
      remedy: 'write a counterparty, its probability of default a year, and a loss: "issuer circle 0.5%..2% loss 50%"',
      retryable: false,
    });
    this.column = column;
  }
}

/**
 * Reads `issuer circle 0.5%..2% loss 50%`: a counterparty of the policy, its probability of default a year as one
 * figure or a range, and the share lost, which without the words is what the policy says of a venue, else all. Pure;
 * throws DefaultUnreadable with the column of what it could not read.
 */
export function parseDefault(text: string, policy: Policy): DefaultAssumption {
  try {
    return readDefault(text, policy);
  } catch (error) {
    throw error instanceof WhatIfMalformed ? new DefaultUnreadable(error) : error;
  }
}

function readDefault(text: string, policy: Policy): DefaultAssumption {
  const parties = `one of ${PARTY_KINDS.join(', ')}`;
  if (text.trim() === '') throw new WhatIfMalformed(1, '', parties);
  const [words, more] = splitEvents(text);
  if (words === undefined || more !== undefined) throw new WhatIfMalformed(1, text, 'one counterparty at a time');
  const kindWord = words.take(parties, (word) => PARTY_KINDS.some((kind) => kind === word));
  const kind = PARTY_KINDS.find((item) => item === kindWord.text.toLowerCase()) ?? 'issuer';
  const found = findParty(kind, words.take(`the ${kind}`), policy);
  const expected = 'a probability a year such as 1% or 0.5%..2%, the lower first, from 0% and below 100%';
  const chances = words.take(expected);
  const [low, high, rest] = chances.text.split('..');
  const lowPerYear = readShare(chances, low ?? '', expected);
  const highPerYear = high === undefined ? lowPerYear : readShare(chances, high, expected);
  if (rest !== undefined || highPerYear < lowPerYear) throw new WhatIfMalformed(chances.column, chances.text, expected);
  const lossBps = words.skip('loss') ? readLoss(words.take('the share lost, such as 50%')) : found.lossBps;
  words.end('nothing more');
  return { party: found.party, lowPerYear, highPerYear, lossBps, source: 'as stated' };
}

function readShare(word: Word, text: string, expected: string): number {
  const share = attempt(word, expected, () => (text.endsWith('%') ? wadToFloat(parseRatio(text)) : NaN));
  if (!(share >= 0 && share < 1)) throw new WhatIfMalformed(word.column, word.text, expected);
  return share;
}

function readLoss(word: Word) {
  const expected = 'the share lost, from 0% to 100%';
  const loss = attempt(word, expected, () => parseBps(word.text));
  if (loss < 0n || loss > BPS) throw new WhatIfMalformed(word.column, word.text, expected);
  return loss;
}

function attempt<T>(word: Word, expected: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof BallastError) throw new WhatIfMalformed(word.column, word.text, expected);
    throw error;
  }
}
