import type { Policy } from './policy.ts';
import { directionOf, KEY_RULES, STRICTER_WITH_FEWER, STRICTER_WITH_MORE, type Direction } from './diffDirections.ts';
import { policyFields, type PolicyField } from './policyFields.ts';
import { showPolicyValue } from './diffShow.ts';

/** One rule that differs between two policies. */
export interface PolicyChange {
  /** Keys of `Policy`, and for entries of a list what names them. */
  readonly path: readonly string[];
  /** The same in the words of the document: `assets.UST.haircutFloor`. */
  readonly name: string;
  /** Key of the reference page: `assets[].haircutFloor`. */
  readonly field: string;
  readonly meaning: string;
  /** As the document would write them; null where the entry is not there. */
  readonly before: string | null;
  readonly after: string | null;
  readonly direction: Direction;
  /** Whether the contract or only the keeper holds it. */
  readonly enforcedBy: 'chain' | 'engine';
  /** `guardian`: at once, on chain; the document follows by vote. `owner`: by vote and after the delay. */
  readonly by: 'guardian' | 'owner';
}

/**
 * Every rule that differs, in the order of the document, each with its direction and who may make the change. A value
 * that is not ordered, and a key nobody gave a direction, counts as loosening. Order within lists changes nothing,
 * but for lists of plain words. Pure.
 */
export function diffPolicies(before: Policy, after: Policy): PolicyChange[] {
  const fields = new Map(policyFields().map((field) => [field.path, field]));
  return [...walk(before, after, { path: [], names: [], field: '' })]
    .map((found) => toChange(found, fields))
    .toSorted((a, b) => placeOf(a.field, fields) - placeOf(b.field, fields));
}

interface Place {
  readonly path: readonly string[];
  readonly names: readonly string[];
  readonly field: string;
}
interface Found extends Place {
  readonly before: unknown;
  readonly after: unknown;
}

function* walk(before: unknown, after: unknown, place: Place): Generator<Found> {
  if (isList(before) && isList(after) && [...before, ...after].every(isRecord)) {
    yield* walkEntries(before as Entry[], after as Entry[], { ...place, field: `${place.field}[]` });
  } else if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const name = documentKey(key);
      const field = place.field === '' ? name : `${place.field}.${name}`;
      yield* walk(before[key] ?? null, after[key] ?? null, {
        path: [...place.path, key],
        names: [...place.names, name],
        field,
      });
    }
  } else if (isList(before) && isList(after)) {
    if (!sameWords(before, after)) yield { ...place, field: `${place.field}[]`, before, after };
  } else if (before !== after) {
    yield { ...place, before, after };
  }
}

type Entry = Readonly<Record<string, unknown>>;

function* walkEntries(before: readonly Entry[], after: readonly Entry[], place: Place): Generator<Found> {
  const [old, next] = [new Map(before.map(named)), new Map(after.map(named))];
  for (const name of new Set([...old.keys(), ...next.keys()])) {
    const [from, to] = [old.get(name), next.get(name)];
    const at = { ...place, path: [...place.path, name], names: [...place.names, name] };
    if (from === undefined || to === undefined) yield { ...at, before: from ?? null, after: to ?? null };
    else yield* walk(from, to, at);
  }
}

const named = (entry: Entry): [string, Entry] => [entryName(entry), entry];

/** What an entry of a list is called: its id, or what tells it apart where it has none. Pure. */
export function entryName(entry: Readonly<Record<string, unknown>>): string {
  if ('measure' in entry)
    return [entry['measure'], entry['method'], entry['confidenceBps'], entry['horizonDays']].map(String).join(':');
  if ('id' in entry)
    return ('maxShareBps' in entry && !('address' in entry)) || 'highPerYearBps' in entry
      ? `${entry['kind']}:${entry['id']}`
      : `${entry['id']}`;
  return String(entry['horizon'] ?? entry['chain'] ?? '');
}

const RENAMED: Readonly<Record<string, string>> = {
  isEndogenous: 'endogenous',
  isEligible: 'eligible',
  isBase: 'base',
  isEntryAllowed: 'entryAllowed',
  assetId: 'asset',
  accountId: 'account',
  depegPriceWad: 'depegThreshold',
  cutOffSecondOfDay: 'cutOff',
  schema: 'version',
};
/** A key of `Policy` as the document writes it: without the unit. */
const documentKey = (key: string): string => RENAMED[key] ?? key.replace(/(?:Bps|Wad|Seconds)$/, '');

function toChange(
  { path, names, field, before, after }: Found,
  fields: ReadonlyMap<string, PolicyField>,
): PolicyChange {
  const known = fields.get(field);
  const isEntry = field.endsWith('[]') && (isRecord(before) || isRecord(after));
  const direction = isEntry ? entryDirection(field, before === null) : directionOf(field, before, after);
  // A whole mapping that comes or goes, like the vault, has no line of its own in the reference.
  const isChain = known?.enforcedBy === 'chain' || [...fields.values()].some((item) => under(item, field));
  return {
    path,
    name: names.join('.'),
    field,
    meaning: known?.meaning ?? '',
    before: showPolicyValue(before, known?.unit ?? ''),
    after: showPolicyValue(after, known?.unit ?? ''),
    direction,
    enforcedBy: isChain ? 'chain' : 'engine',
    by: direction === 'tightening' && KEY_RULES[field]?.guardian === true ? 'guardian' : 'owner',
  };
}

const under = (item: PolicyField, field: string): boolean =>
  item.enforcedBy === 'chain' && item.path.startsWith(`${field}.`);

function entryDirection(field: string, isAdded: boolean): Direction {
  if (STRICTER_WITH_MORE.has(field)) return isAdded ? 'tightening' : 'loosening';
  return !isAdded && STRICTER_WITH_FEWER.has(field) ? 'tightening' : 'loosening';
}

function placeOf(field: string, fields: ReadonlyMap<string, PolicyField>): number {
  const at = [...fields.keys()].findIndex((path) => path === field || path.startsWith(`${field}.`));
  return at === -1 ? fields.size : at;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isRecord = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const sameWords = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, at) => item === b[at]);
