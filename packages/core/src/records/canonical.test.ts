import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, hashArtefact, NotCanonical, parseArtefact } from './canonical.ts';

const refused = (run: () => unknown): boolean => {
  try {
    run();
  } catch (error) {
    if (error instanceof NotCanonical) return error.code === 'RECORDS_NOT_CANONICAL';
    throw error;
  }
  return false;
};

describe('canonicalText: RFC 8785', () => {
  it('section 3.2.3, sorting: keys by UTF-16 code unit', () => {
    const input = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect([...canonicalText(input).matchAll(/:"([^"]*)"/g)].map((match) => match[1])).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });
  it('section 3.2.2, strings: only what must be escaped is, in lower-case hex', () => {
    const text = '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/';
    expect(canonicalText({ string: text, literals: [null, true, false] })).toBe(
      '{"literals":[null,true,false],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });
  it('no space, lists in their order, integers as they are', () => {
    expect(canonicalText({ b: [3, 1, 2], a: { d: -5, c: '' } })).toBe('{"a":{"c":"","d":-5},"b":[3,1,2]}');
    expect([canonicalText({}), canonicalText([]), canonicalText(null), canonicalText(0)]).toEqual([
      '{}',
      '[]',
      'null',
      '0',
    ]);
  });
});

describe('canonicalText: refusals', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  // oxlint-disable-next-line no-sparse-arrays
  const hole = [1, , 3];
  it.each<[string, unknown]>([
    ['a fraction', { x: 0.5 }],
    ['NaN', { x: Number.NaN }],
    ['infinity', { x: Number.POSITIVE_INFINITY }],
    ['minus zero', { x: -0 }],
    ['2^53', { x: 2 ** 53 }],
    ['undefined', { x: undefined }],
    ['undefined in a list', [undefined]],
    ['a hole in a list', hole],
    ['a function', { x: () => 1 }],
    ['a symbol', { x: Symbol('x') }],
    ['a symbol for a key', { [Symbol('x')]: 1 }],
    ['a date', { x: new Date(0) }],
    ['a map', new Map()],
    ['a boxed number', { x: Object(1) }],
    ['a class instance', new NotCanonical('', 'is a class')],
    ['a bigint without a unit', { amount: 1n }],
    ['a bigint alone', 1n],
    ['text under a unit', { amountRaw: '1' }],
    ['a number under a unit', { shareBps: 1 }],
    ['text in a list under a unit', { amountsRaw: ['1'] }],
    ['half a surrogate pair', { x: '\ud83d' }],
    ['half a surrogate pair in a key', { '\ud83d': 1 }],
    ['a key that is the prototype', JSON.parse('{"__proto__": 1}')],
    ['a circle', circle],
  ])('%s', (_what, value) => {
    expect(refused(() => canonicalText(value))).toBe(true);
  });
  it('names the path', () => {
    expect(() => canonicalText({ a: [{ b: 0.5 }] })).toThrow(/a\[0\]\.b/);
  });
  it('nothing nests deeper than sixty-four', () => {
    const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)]);
    expect(refused(() => canonicalText(nest(64)))).toBe(false);
    expect(refused(() => canonicalText(nest(65)))).toBe(true);
  });
});

describe('parseArtefact: refusals', () => {
  it.each([
    ['not JSON', '{'],
    ['nothing', ''],
    ['two values', '1 2'],
    ['a fraction', '{"x":0.5}'],
    ['an exponent beyond 2^53', '{"x":1e300}'],
    ['an integer beyond 2^53', '{"x":9007199254740993}'],
    ['minus zero', '{"x":-0}'],
    ['a number under a unit', '{"amountRaw":1}'],
    ['hex under a unit', '{"amountRaw":"0x1"}'],
    ['a leading zero under a unit', '{"amountRaw":"01"}'],
    ['a plus under a unit', '{"amountRaw":"+1"}'],
    ['minus zero under a unit', '{"amountRaw":"-0"}'],
    ['nothing under a unit', '{"amountRaw":""}'],
    ['a flag under a unit', '{"amountRaw":true}'],
    ['a space under a unit', '{"amountRaw":" 1"}'],
    ['the prototype', '{"a":{"__proto__":{"x":1}}}'],
    ['a bomb of brackets', `${'['.repeat(5000)}${']'.repeat(5000)}`],
  ])('%s', (_what, text) => {
    expect(refused(() => parseArtefact(text))).toBe(true);
  });
  it('null under a unit is unknown, and stays so', () => {
    expect(parseArtefact('{"amountRaw":null}')).toEqual({ amountRaw: null });
  });
});

describe('canonical text: laws', () => {
  const key = fc
    .string({ maxLength: 6, unit: 'grapheme' })
    .filter((name) => !/(Raw|Wad|Ray|Bps)$/.test(name) && name !== '__proto__');
  const leaf = fc.oneof(fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.string({ unit: 'grapheme' }));
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      fc.dictionary(fc.constantFrom('amountRaw', 'priceWad', 'rateRay', 'feeBps'), fc.bigInt(), { maxKeys: 4 }),
      fc.record({ pricesWad: fc.array(fc.bigInt(), { maxLength: 3 }) }),
    ),
  }));
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([name, item]) => [name, reversed(item)]),
    );
  };
  const isWritable = (value: unknown): boolean => !refused(() => canonicalText(value));

  it('reads back to the same value, and writes the same text again', () => {
    fc.assert(
      fc.property(tree, (value) => {
        fc.pre(isWritable(value));
        const text = canonicalText(value);
        expect(canonicalText(parseArtefact(text))).toBe(text);
        expect(parseArtefact(text)).toEqual(reversed(value));
      }),
    );
  });
  it('the order in which keys were set changes neither text nor name', () => {
    fc.assert(
      fc.property(tree, (value) => {
        fc.pre(isWritable(value));
        expect(canonicalText(reversed(value))).toBe(canonicalText(value));
        expect(hashArtefact(reversed(value))).toBe(hashArtefact(value));
      }),
    );
  });
  it('is JSON that any reader takes, without bigints lost', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.string({ unit: 'grapheme' }), (amountRaw, note) => {
        expect(JSON.parse(canonicalText({ amountRaw, note }))).toEqual({ amountRaw: String(amountRaw), note });
      }),
    );
  });
  it('whatever the text, parseArtefact reads it or refuses it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        if (!refused(() => parseArtefact(text))) expect(parseArtefact(text)).toBeDefined();
      }),
    );
  });
  it('different values have different names', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        fc.pre(isWritable(a) && isWritable(b));
        expect(hashArtefact(a) === hashArtefact(b)).toBe(canonicalText(a) === canonicalText(b));
      }),
    );
  });
});
