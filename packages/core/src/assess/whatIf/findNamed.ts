import { BPS, type Bps } from '../../units/amounts.ts';
import { partiesOfLine, type Party } from '../../policy/counterparties.ts';
import type { Policy, PolicyAsset, PolicyLiability } from '../../policy/policy.ts';
import { WhatIfMalformed, type Word } from './whatIfWords.ts';

/** Counterparties that can be said to fail. */
export const PARTY_KINDS = [
  'venue',
  'issuer',
  'custodian',
  'bridge',
  'chain',
] as const satisfies readonly Party['kind'][];

/** Whether a symbol is an asset's id, its name, or either wrapped (ETH is WETH), in any case. Pure. */
export const isNamed = (symbol: string, asset: PolicyAsset): boolean =>
  [symbol, `w${symbol}`].some((text) => isSame(text, asset.id) || isSame(text, asset.name));

/** The asset a word names: by id, by name, or wrapped (ETH finds WETH), in any case. Pure; throws WhatIfMalformed. */
export function findAsset(word: Word, policy: Policy): PolicyAsset {
  const found =
    named(word.text, policy.assets, (asset) => asset.id) ??
    named(word.text, policy.assets, (asset) => asset.name) ??
    named(`w${word.text}`, policy.assets, (asset) => asset.id);
  if (found === undefined) throw unknown(word, 'an asset of the policy', policy.assets.map(idOf));
  return found;
}

/** The liability a word names, in any case. Pure; throws WhatIfMalformed. */
export function findLiability(word: Word, policy: Policy): PolicyLiability {
  const found = named(word.text, policy.liabilities, idOf);
  if (found === undefined) throw unknown(word, 'a liability of the policy', policy.liabilities.map(idOf));
  return found;
}

/**
 * The counterparty a word names, and the share lost when it fails unless said otherwise: what the policy says of a
 * venue, else everything. A venue is named by its own id, or by its operator for all of the operator's. Pure; throws
 * WhatIfMalformed.
 */
export function findParty(
  kind: (typeof PARTY_KINDS)[number],
  word: Word,
  policy: Policy,
): { readonly party: Party; readonly lossBps: Bps } {
  const ids = idsOf(kind, policy);
  const id = ids.find((item) => isSame(item, word.text));
  if (id === undefined) throw unknown(word, `${kind === 'issuer' ? 'an' : 'a'} ${kind} of the policy`, ids);
  const losses = policy.venues
    .filter((venue) => kind === 'venue' && (venue.id === id || venue.operator === id))
    .map((venue) => venue.lossGivenDefaultBps);
  const lossBps = losses.length === 0 ? BPS : losses.reduce((worst, loss) => (loss > worst ? loss : worst));
  return { party: { kind, id }, lossBps };
}

function idsOf(kind: (typeof PARTY_KINDS)[number], policy: Policy): string[] {
  if (kind === 'venue') return [...policy.venues.map(idOf), ...policy.venues.map((venue) => venue.operator)];
  const places = policy.accounts.flatMap((account) =>
    policy.assets.map((asset) => ({ assetId: asset.id, accountId: account.id, venueId: null })),
  );
  const parties = places.flatMap((place) => partiesOfLine(place, policy));
  const bridges = policy.assets.flatMap((asset) => asset.deployments.flatMap((item) => item.bridge ?? []));
  const found = parties.filter((party) => party.kind === kind).map(idOf);
  return [...new Set(kind === 'bridge' ? [...found, ...bridges] : found)].toSorted();
}

const idOf = (item: { readonly id: string }): string => item.id;
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const named = <T>(text: string, items: readonly T[], nameOf: (item: T) => string): T | undefined =>
  items.find((item) => isSame(nameOf(item), text));

const unknown = (word: Word, what: string, known: readonly string[]): WhatIfMalformed =>
  new WhatIfMalformed(
    word.column,
    word.text,
    known.length === 0 ? `${what}, which has none` : `${what}: ${[...new Set(known)].join(', ')}`,
  );
