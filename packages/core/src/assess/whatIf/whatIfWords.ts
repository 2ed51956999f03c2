import { BallastError } from '../../units/error.ts';

export class WhatIfMalformed extends BallastError {
  /** One-based column of the word at fault. */
  readonly column: number;

  constructor(column: number, found: string, expected: string) {
    super({
      code: 'ASSESS_WHAT_IF_MALFORMED',
      message: `column ${column}, ${found === '' ? 'the end' : `"${found}"`}: expected ${expected}`,
      remedy: 'write events joined by commas, for example "ETH -40%, redeem 20% over 48h, depth -50%"',
      retryable: false,
    });
    this.column = column;
  }
}

/** A word of a what-if and its one-based column. */
export interface Word {
  readonly text: string;
  readonly column: number;
}

/** The words of one event, read from left to right; a fault names the column of the word that has it. */
export interface Words {
  /** The whole event, as written. */
  readonly text: string;
  /** Its first word. */
  readonly first: Word;
  /** The next word in lower case, "" at the end; not taken. */
  peek(): string;
  /** Takes the next word, which must be one of the wanted in lower case. */
  take(expected: string, isWanted?: (lower: string) => boolean): Word;
  /** Takes the next word if it is that one. */
  skip(word: string): boolean;
  /** Refuses what is left. */
  end(expected: string): void;
}

/** A sign of equality, a figure with its unit beside it or behind a space ("-40 %"), or any other word. */
const WORD = /=|[^\s=]*\d\s+(?:%|bps)(?=\s|$)|[^\s=]+/g;
/** Dashes that text copied from a page has for a minus. */
const DASH = /^[\u2010-\u2014\u2212]/;

/** Splits the text of a what-if at commas; a comma with nothing on one side is refused. Pure. */
export function splitEvents(text: string): Words[] {
  let at = 0;
  return text.split(',').map((part) => {
    const words = [...part.matchAll(WORD)].map((match): Word => ({
      text: match[0].replace(/\s+/, '').replace(DASH, '-'),
      column: at + match.index + 1,
    }));
    const end = at + part.trimEnd().length + 1;
    at += part.length + 1;
    const [first] = words;
    if (first === undefined) throw new WhatIfMalformed(end, '', 'an event');
    return wordsOf(part.trim(), first, words, end);
  });
}

function wordsOf(text: string, first: Word, words: readonly Word[], endColumn: number): Words {
  let next = 0;
  const peek = (): string => words[next]?.text.toLowerCase() ?? '';
  const fault = (expected: string): WhatIfMalformed =>
    new WhatIfMalformed(words[next]?.column ?? endColumn, words[next]?.text ?? '', expected);
  return {
    text,
    first,
    peek,
    take: (expected, isWanted = () => true) => {
      const word = words[next];
      if (word === undefined || !isWanted(word.text.toLowerCase())) throw fault(expected);
      next += 1;
      return word;
    },
    skip: (word) => {
      if (peek() !== word) return false;
      next += 1;
      return true;
    },
    end: (expected) => {
      if (next < words.length) throw fault(expected);
    },
  };
}
