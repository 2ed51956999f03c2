import { dayOf } from '../../units/time.ts';
import { PAST_CRISES, type PastCrisis } from './pastCrises.ts';
import type { PastEvent } from './whatIf.ts';
import { WhatIfMalformed, type Words } from './whatIfWords.ts';

/** Nobody knows what more deviations mean. */
const MOST_DEVIATIONS = 50;
/** The longest stretch of the past, in days. */
export const MOST_PAST_DAYS = 365;

/** An event of the past that names no asset; null where the words are another event's. Throws WhatIfMalformed. */
export function parsePast(words: Words): PastEvent | null {
  const { text } = words;
  if (words.skip('crisis')) return { kind: 'crisis', text, crisis: crisisOf(words) };
  if (words.skip('again')) return { kind: 'again', text, fromDay: takeDay(words), days: daysOf(words) };
  return words.skip('all') ? deviationsOf(null, words) : null;
}

const DEVIATIONS = /^([+-]\d{1,3}(?:\.\d{1,4})?)(sigmas?|σ)?$/;

/** Whether the next word is a number of deviations. */
export const isDeviations = (words: Words): boolean => DEVIATIONS.test(words.peek());

/** "-3sigma", "-3 sigma", "-2.5σ", each with "over 7d"; null for every asset. Throws WhatIfMalformed. */
export function deviationsOf(assetId: string | null, words: Words): PastEvent {
  const { text } = words;
  const expected = `deviations such as -3sigma, at most ${MOST_DEVIATIONS}`;
  const word = words.take(expected, (lower) => DEVIATIONS.test(lower));
  const [, count = '', unit] = DEVIATIONS.exec(word.text.toLowerCase()) ?? [];
  if (unit === undefined) words.take('"sigma", or the change in "%"', (lower) => /^(sigmas?|σ)$/.test(lower));
  const deviations = Number(count);
  if (deviations === 0 || Math.abs(deviations) > MOST_DEVIATIONS)
    throw new WhatIfMalformed(word.column, word.text, expected);
  return { kind: 'deviations', text, assetId, count: deviations, days: daysOf(words) };
}

/** "over 7d", or one day. */
function daysOf(words: Words): number {
  if (!words.skip('over')) return 1;
  const expected = `whole days such as 7d, at most ${MOST_PAST_DAYS}`;
  const word = words.take(expected, (lower) => /^\d{1,3}d$/.test(lower));
  const days = Number.parseInt(word.text, 10);
  if (days < 1 || days > MOST_PAST_DAYS) throw new WhatIfMalformed(word.column, word.text, expected);
  return days;
}

function takeDay(words: Words): number {
  const expected = 'a day such as 2022-06-10';
  const word = words.take(expected, (lower) => /^\d{4}-\d{2}-\d{2}$/.test(lower));
  const day = dayOf(word.text);
  if (day === null) throw new WhatIfMalformed(word.column, word.text, expected);
  return day;
}

function crisisOf(words: Words): PastCrisis {
  const expected = `a crisis: ${PAST_CRISES.map(({ id }) => id).join(', ')}`;
  const word = words.take(expected);
  const found = PAST_CRISES.find(({ id }) => id === word.text.toLowerCase());
  if (found === undefined) throw new WhatIfMalformed(word.column, word.text, expected);
  return found;
}
