import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../records/canonical.ts';
import { findJsonFault } from './findJsonFault.ts';
import { firstDifference } from './firstDifference.ts';
import { MAX_ARTEFACT_CHARACTERS, readArtefact } from './readArtefact.ts';

const TEXT = '{"amountRaw":"5","list":[1,{"a":null}],"schema":"ballast/plan/1"}';
const codeOf = (text: string): string => {
  const read = readArtefact(text, 'ballast/plan/1');
  return read.ok ? 'OK' : read.code;
};

describe('readArtefact', () => {
  it.each<[string, string, string]>([
    ['nothing', '', 'NOT_CANONICAL'],
    ['no JSON', 'plan', 'NOT_CANONICAL'],
    ['cut short', TEXT.slice(0, -1), 'NOT_CANONICAL'],
    ['a string that never ends', '{"schema":"ballast', 'NOT_CANONICAL'],
    ['a key twice', TEXT.replace('{"a"', '{"a":1,"a"'), 'DUPLICATE_KEY'],
    ['a key twice, once escaped', TEXT.replace('{"a"', '{"\\u0061":1,"a"'), 'DUPLICATE_KEY'],
    ['a key twice at the top', TEXT.replace('}', '},"schema":"ballast/plan/1"').replace(/]}?/, ']'), 'NOT_CANONICAL'],
    ['the schema twice', TEXT.replace(/}$/, ',"schema":"ballast/plan/1"}'), 'DUPLICATE_KEY'],
    ['__proto__', TEXT.replace('"a"', '"__proto__"'), 'NOT_CANONICAL'],
    ['space', TEXT.replace(',', ', '), 'NOT_CANONICAL'],
    ['a line end after it', `${TEXT}\n`, 'NOT_CANONICAL'],
    ['a byte order mark', `\uFEFF${TEXT}`, 'NOT_CANONICAL'],
    ['keys out of order', '{"schema":"ballast/plan/1","list":[],"amountRaw":"5"}', 'NOT_CANONICAL'],
    ['a needless escape', TEXT.replace('plan', 'pl\\u0061n'), 'NOT_CANONICAL'],
    ['an exponent', TEXT.replace('[1', '[1e0'), 'NOT_CANONICAL'],
    ['a fraction', TEXT.replace('[1', '[1.5'), 'NOT_CANONICAL'],
    ['minus zero', TEXT.replace('[1', '[-0'), 'NOT_CANONICAL'],
    ['an unsafe integer', TEXT.replace('[1', '[9007199254740993'), 'NOT_CANONICAL'],
    ['an amount as number', TEXT.replace('"5"', '5'), 'NOT_CANONICAL'],
    ['an amount with leading zero', TEXT.replace('"5"', '"05"'), 'NOT_CANONICAL'],
    ['an amount in hex', TEXT.replace('"5"', '"0x5"'), 'NOT_CANONICAL'],
    ['a lone surrogate', TEXT.replace('null', '"\\ud800"'), 'NOT_CANONICAL'],
    ['a newer schema', TEXT.replace('plan/1', 'plan/2'), 'UNKNOWN_SCHEMA'],
    ['another kind', TEXT.replace('plan/1', 'snapshot/1'), 'UNKNOWN_SCHEMA'],
    ['no schema', '{"amountRaw":"5"}', 'UNKNOWN_SCHEMA'],
    ['a schema that is no text', '{"schema":1}', 'UNKNOWN_SCHEMA'],
    ['a list', '[]', 'UNKNOWN_SCHEMA'],
    ['null', 'null', 'UNKNOWN_SCHEMA'],
    ['a nesting bomb', '['.repeat(200_000), 'TOO_DEEP'],
    ['an object bomb', '{"a":'.repeat(100_000), 'TOO_DEEP'],
  ])('refuses %s', (_name, text, code) => expect(codeOf(text)).toBe(code));

  it('refuses what is too long before looking at it', () => {
    expect(codeOf(' '.repeat(MAX_ARTEFACT_CHARACTERS + 1))).toBe('OVERSIZE');
  });
  it('reads what is canonical', () => {
    expect(readArtefact(TEXT, 'ballast/plan/1')).toEqual({
      ok: true,
      value: { amountRaw: 5n, list: [1, { a: null }], schema: 'ballast/plan/1' },
    });
  });
  it('one changed character is refused or is another value, never the same value', () => {
    const value = {
      schema: 'ballast/plan/1',
      amountRaw: 12_345n,
      reasons: ['nothing to do', 'a "quoted" word'],
      list: [1, 2, { x: true }],
    };
    const text = canonicalText(value);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(text[at] !== character);
        const read = readArtefact(text.slice(0, at) + character + text.slice(at + 1), 'ballast/plan/1');
        if (read.ok) expect(firstDifference(value, read.value)).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});

describe('findJsonFault', () => {
  it('finds nothing in any JSON an object can be written as', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonFault(JSON.stringify(JSON.parse(text)))).toBeNull();
      }),
    );
  });
  it('the same key in different objects, values equal to keys and braces in strings are fine', () => {
    expect(findJsonFault('{"a":{"a":"a"},"b":[{"a":1},{"a":"{\\"a\\":1,\\"a\\":2}"}]}')).toBeNull();
    expect(findJsonFault('{"a":["a","a"],"":"","\\"":1}')).toBeNull();
  });
});

describe('firstDifference', () => {
  const plan = { reasons: ['a', 'b'], actions: [{ amountRaw: 5n, to: null }] };
  it.each<[string, unknown, string, string, string]>([
    ['a value', { ...plan, reasons: ['a', 'c'] }, 'reasons[1]', '"b"', '"c"'],
    ['a shorter list', { ...plan, reasons: ['a'] }, 'reasons[1]', '"b"', 'nothing'],
    ['a longer list', { ...plan, reasons: ['a', 'b', 'c'] }, 'reasons[2]', 'nothing', '"c"'],
    ['an amount', { ...plan, actions: [{ amountRaw: 6n, to: null }] }, 'actions[0].amountRaw', '"5"', '"6"'],
    ['null and zero', { ...plan, actions: [{ amountRaw: 5n, to: 0 }] }, 'actions[0].to', 'null', '0'],
    ['a kind', { ...plan, reasons: { 0: 'a', 1: 'b' } }, 'reasons', '["a","b"]', '{"0":"a","1":"b"}'],
    ['a missing key', { reasons: plan.reasons }, 'actions', '[{"amountRaw":"5","to":null}]', 'nothing'],
    [
      'the first of several in key order',
      { reasons: [], actions: [] },
      'actions[0]',
      '{"amountRaw":"5","to":null}',
      'nothing',
    ],
    ['everything', null, '', '{"reasons":["a","b"],"actions":[{"amountRaw":"5","to":null}]}', 'null'],
  ])('names %s', (_name, other, path, stored, recomputed) => {
    expect(firstDifference(plan, other)).toEqual({ path, stored, recomputed });
  });
  it('is null exactly when the canonical text is the same', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const clean = (item: unknown): unknown => JSON.parse(JSON.stringify(item));
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(firstDifference(clean(a), clean(a))).toBeNull();
        expect(firstDifference(clean(a), clean(b)) === null).toBe(canonicalLike(clean(a)) === canonicalLike(clean(b)));
      }),
    );
  });
  it('cuts long values', () => {
    const difference = firstDifference({ a: 'x'.repeat(500) }, { a: '' });
    expect(difference?.stored.length).toBe(121);
  });
});

const canonicalLike = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
