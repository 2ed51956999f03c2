import { BPS, bps, mulDivDown, sub, WAD, wad, type Bps, type Wad } from '../../units/amounts.ts';
import { parseBps, parseRatio, parseWad } from '../../units/decimal.ts';
import { BallastError } from '../../units/error.ts';
import type { Policy, PolicyAsset } from '../../policy/policy.ts';
import { findAsset, findLiability, findParty, PARTY_KINDS } from './findNamed.ts';
import { deviationsOf, isDeviations, parsePast } from './parsePast.ts';
import { subjectOf } from './resolveWhatIf.ts';
import type { AskedWhatIf, PastEvent, WhatIfEvent } from './whatIf.ts';
import { splitEvents, WhatIfMalformed, type Word, type Words } from './whatIfWords.ts';

/** A longer run is a different question than what a what-if answers. */
const LONGEST_SECONDS = 90 * 86_400;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };
/** A price of nothing would read as an unknown one; a loss ends one basis point short of all. */
const LEAST_LEFT_BPS = 1n;

/**
 * Reads a what-if. Events, joined by commas: `ETH -40%` (a change of the price), `ETH = 1200` (a price), `ETH -3sigma` and
 * `all -3sigma` with `over 7d`, `again 2022-06-10` with `over 7d`, `crisis terra` (see `resolveWhatIf`),
 * `USDC depegs` (just below the price its exit opens at) or `USDC depegs to 0.9`, `redeem 20%` with `of NAME` and
 * `over 48h`, `venue|issuer|custodian|bridge|chain NAME fails` with `loss 30%`, `depth -50%` (of every pool). Names
 * are ids of the policy in any case, or an asset's name; ETH finds WETH. Pure; throws WhatIfMalformed with the column
 * of what it could not read, also for a name the policy has not and for a price that is set twice.
 */
export function parseWhatIf(text: string, policy: Policy): AskedWhatIf {
  const seen = new Set<string>();
  const events = splitEvents(text).flatMap((words) => {
    const read = parseEvent(words, policy);
    words.end('a comma, or nothing more');
    for (const event of read) {
      const subject = askedOf(event);
      if (seen.has(subject)) throw new WhatIfMalformed(words.first.column, words.first.text, `${subject} only once`);
      seen.add(subject);
    }
    return read;
  });
  return { text: text.trim(), events };
}

const PAST = 'one of "all", "again" and "crisis"';

/** One look at the past moves all prices: a second would have to be told which of them counts. */
function askedOf(event: WhatIfEvent | PastEvent): string {
  if (event.kind === 'again' || event.kind === 'crisis') return PAST;
  if (event.kind !== 'deviations') return subjectOf(event);
  return event.assetId === null ? PAST : `the price of ${event.assetId}`;
}

function parseEvent(words: Words, policy: Policy): (WhatIfEvent | PastEvent)[] {
  const { text } = words;
  const past = parsePast(words);
  if (past !== null) return [past];
  if (words.skip('redeem')) return parseRedeem(words, policy);
  if (words.skip('depth'))
    return [{ kind: 'depth', text, factorWad: changeOf(words, 'a change such as -50%, above -100%') }];
  const kind = PARTY_KINDS.find((item) => item === words.peek());
  if (kind !== undefined) {
    words.take(kind);
    const found = findParty(kind, words.take(`the ${kind} that fails`), policy);
    words.take('"fails"', (word) => word === 'fails' || word === 'fail');
    const lossBps = words.skip('loss') ? shareOf(words, 'the share lost, such as 30%') : found.lossBps;
    return [{ kind: 'fail', text, party: found.party, lossBps }];
  }
  const isFirst = words.skip('depeg');
  const asset = findAsset(
    words.take('an asset, "all", "crisis", "again", "redeem", "depth", or a counterparty that fails'),
    policy,
  );
  if (isFirst || words.skip('depegs') || words.skip('depeg')) return [parseDepeg(asset, words)];
  if (words.skip('=')) return [{ kind: 'price', text, assetId: asset.id, priceWad: priceOf(words) }];
  if (isDeviations(words)) return [deviationsOf(asset.id, words)];
  return [
    {
      kind: 'move',
      text,
      assetId: asset.id,
      factorWad: changeOf(words, 'a change such as -40%, +5% or -3sigma, above -100%'),
    },
  ];
}

function parseRedeem(words: Words, policy: Policy): WhatIfEvent[] {
  const shareBps = shareOf(words, 'the share redeemed, such as 20%');
  const named = words.skip('of') ? findLiability(words.take('a liability of the policy'), policy) : null;
  const overSeconds = words.skip('over') ? durationOf(words) : 0;
  const redeemed = named === null ? policy.liabilities : [named];
  return redeemed.map(({ id }) => ({ kind: 'redeem', text: words.text, liabilityId: id, shareBps, overSeconds }));
}

function parseDepeg(asset: PolicyAsset, words: Words): WhatIfEvent {
  const { text } = words;
  if (words.skip('to')) return { kind: 'price', text, assetId: asset.id, priceWad: priceOf(words) };
  if (asset.pegWad === null) words.take(`a price after "to": ${asset.id} has no peg in the policy`, () => false);
  const par = asset.pegWad ?? WAD;
  const stated = asset.depegPriceWad ?? wad(mulDivDown(par, sub(BPS, asset.states.disabledDeviationBps), BPS));
  return { kind: 'price', text, assetId: asset.id, priceWad: wad(mulDivDown(stated, 9_999n, BPS)) };
}

/** "-40%" as what is left of the price: 0.6. */
function changeOf(words: Words, expected: string): Wad {
  const word = words.take(expected, (text) => /^[+-].*(%|bps)$/.test(text));
  const factor = wad(WAD + read(word, expected, parseRatio));
  if (factor <= 0n) throw new WhatIfMalformed(word.column, word.text, expected);
  return factor;
}

function priceOf(words: Words): Wad {
  const expected = 'a price above zero in the numeraire';
  const word = words.take(expected);
  const price = read(word, expected, (text) => parseWad(text.replace(/^\$/, '')));
  if (price <= 0n) throw new WhatIfMalformed(word.column, word.text, expected);
  return price;
}

function shareOf(words: Words, expected: string): Bps {
  const word = words.take(expected, (text) => /(%|bps)$/.test(text));
  const share = read(word, expected, parseBps);
  if (share <= 0n || share > BPS)
    throw new WhatIfMalformed(word.column, word.text, `${expected}, above 0 and at most 100%`);
  return share;
}

function durationOf(words: Words): number {
  const expected = 'a time such as 48h or 3d, at most 90 days';
  const word = words.take(expected);
  const match = /^(\d{1,8})(s|m|min|h|d|w)$/.exec(word.text.toLowerCase());
  const seconds = Number(match?.[1] ?? NaN) * (UNITS[match?.[2] ?? ''] ?? NaN);
  if (!(seconds >= 0 && seconds <= LONGEST_SECONDS)) throw new WhatIfMalformed(word.column, word.text, expected);
  return seconds;
}

/** What the exact parsers refuse is refused with its column. */
function read<T>(word: Word, expected: string, parse: (text: string) => T): T {
  try {
    return parse(word.text);
  } catch (error) {
    if (error instanceof BallastError) throw new WhatIfMalformed(word.column, word.text, expected);
    throw error;
  }
}

/** What a failure leaves of a price: never nothing, which would read as unknown. */
export const leftAfter = (lossBps: Bps): Wad => {
  const left = sub(BPS, lossBps);
  return wad(((left < LEAST_LEFT_BPS ? bps(LEAST_LEFT_BPS) : left) * WAD) / BPS);
};
