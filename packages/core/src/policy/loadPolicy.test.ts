import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { formatWad } from '../units/decimal.ts';
import { hashArtefact, parseArtefact } from '../records/canonical.ts';
import { sha256Text } from '../records/hash.ts';
import { diffPolicies } from './diffPolicies.ts';
import { loadPolicy } from './loadPolicy.ts';
import { policySchema } from './schema.ts';
import { PolicyInvalid, type PolicyIssue } from './policyInvalid.ts';

const valid = readFileSync(
  fileURLToPath(new URL('../../../../test/corpus/policies/valid.yaml', import.meta.url)),
  'utf8',
);
const HASH = loadPolicy(valid, 'valid.yaml').documentHash;
const data: unknown = parse(valid, { schema: 'failsafe' });

const issuesOf = (text: string): readonly PolicyIssue[] => {
  try {
    loadPolicy(text, 'test.yaml');
  } catch (error) {
    if (error instanceof PolicyInvalid) return error.issues;
    throw error;
  }
  return [];
};
const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same document with the keys of every mapping in another order. */
const shuffle = (value: unknown, order: (a: string, b: string) => number): unknown => {
  if (Array.isArray(value)) return value.map((item) => shuffle(item, order));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted(order)
      .map((key) => [key, shuffle(value[key], order)]),
  );
};

describe('loadPolicy: refusals', () => {
  it('says file, line, column, path, cause, code and the number of other issues, and how to mend it', () => {
    const broken = valid
      .replace('lossPerDay: 100_000', 'lossPerDay: 1e5')
      .replace('maxDrift: 50 bps', 'maxDrift: lots');
    try {
      loadPolicy(broken, 'reserve/policy.yaml');
      expect.unreachable('a broken policy was read');
    } catch (error) {
      if (!(error instanceof PolicyInvalid)) throw error;
      expect(error.code).toBe('POLICY_INVALID');
      expect(error.retryable).toBe(false);
      expect(error.message).toBe(
        'reserve/policy.yaml:87:15 limits.lossPerDay: expected an amount of money (found "1e5") [POLICY_BAD_NUMBER] (and 1 more)',
      );
      expect(error.remedy).toBe('write an amount of money, for example 2_000_000');
    }
  });
  it('orders issues as they stand in the document', () => {
    const issues = issuesOf(
      valid.replace('version: 1', 'version: 3').replace('numeraire: USD', 'numeraire: ""').replace('peg: 1', 'peg: x'),
    );
    const places = issues.map((issue) => issue.line * 1000 + issue.column);
    expect(places).toHaveLength(3);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
  it('a million characters are too many, and a list of unknown keys is cut short', () => {
    expect(issuesOf(`# ${'x'.repeat(1_000_000)}`)[0]?.code).toBe('POLICY_TOO_LARGE');
    const keys = Array.from({ length: 5000 }, (_item, index) => `k${index}: 1`).join('\n');
    expect(issuesOf(`${valid}\n${keys}`)).toHaveLength(20);
  });
  it('half of a surrogate pair in the text itself is no text', () => {
    expect(issuesOf(valid.replace('Corpus reserve', 'Corpus \ud83d reserve'))[0]).toMatchObject({
      code: 'POLICY_NOT_TEXT',
      line: 4,
      column: 14,
    });
  });
  it('the name of a file that cannot be parsed never decides what is thrown', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        // Whatever the text: a policy, or PolicyInvalid with at least one placed issue.
        const issues = issuesOf(text);
        expect(issues.length).toBeGreaterThan(0);
        expect(issues.every((issue) => issue.line >= 1 && issue.column >= 1 && issue.code.startsWith('POLICY_'))).toBe(
          true,
        );
      }),
      { numRuns: 100 },
    );
  });
  it('any cut of a valid document is read or refused, never anything else', () => {
    fc.assert(
      fc.property(
        fc.nat(valid.length),
        fc.nat(40),
        fc.constantFrom('', '[', '{', '"', '- ', '*', '&a ', '!t ', '\t', ':'),
        (at, length, put) => {
          const issues = issuesOf(valid.slice(0, at) + put + valid.slice(at + length));
          expect(issues.every((issue) => issue.code.startsWith('POLICY_'))).toBe(true);
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('loadPolicy: the document', () => {
  it('reads every kind of field into its unit', () => {
    const { policy } = loadPolicy(valid, 'valid.yaml');
    const [usdc, bill, gov] = policy.assets;
    expect(usdc).toMatchObject({ targetWeightBps: 6000n, isBase: true, isEligible: true, isEndogenous: false });
    expect(usdc?.deployments[0]?.address).toBe('0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48');
    expect([usdc?.pegWad, usdc?.depegPriceWad].map((price) => formatWad(price ?? 0n))).toEqual(['1', '0.97']);
    expect(bill?.pricing).toMatchObject({ method: 'nav', issuerHaircutBps: 50n, bandFloorBps: 50n, bandCapBps: 200n });
    expect(gov).toMatchObject({
      isEndogenous: true,
      maxWeightBps: 0n,
      underlying: null,
      exitVenues: [],
      constituents: [],
    });
    expect(policy.liabilities[0]?.redemption).toMatchObject({
      feeBps: 10n,
      queueSeconds: 3600,
      cutOffSecondOfDay: 57_600,
    });
    expect(policy.junior).toEqual([{ id: 'stake', assetId: 'GOV', accountId: 'stakers', slashableBps: 3000n }]);
    expect(policy.limits.exposures[1]).toEqual({ kind: 'chain', id: 'eip155:1', maxShareBps: 10_000n });
    expect(policy.limits.minTradeWad).toBe(1_000n * 10n ** 18n);
    expect(policy.roles).toMatchObject({ curator: null, keeper: null });
    expect(policy.chains[0]?.sequencerFeed).toBeNull();
  });
  it('haircuts that follow the market: left out they leave no trace, stated they have a decay', () => {
    const { policy, documentHash } = loadPolicy(valid, 'valid.yaml');
    expect('haircuts' in policy.limits).toBe(false);
    const stated = parse(valid, { schema: 'failsafe' }) as { limits: Record<string, unknown> };
    stated.limits['haircuts'] = { confidence: '97.5%', horizonDays: '7' };
    const read = loadPolicy(stringify(stated), 'stated.yaml');
    expect(read.policy.limits.haircuts).toEqual({ confidenceBps: 9_750n, horizonDays: 7, decayPerDayBps: 50n });
    expect(read.documentHash).not.toBe(documentHash);
    stated.limits['haircuts'] = { confidence: '97.5%', horizonDays: '31' };
    expect(issuesOf(stringify(stated))).toHaveLength(1);
  });

  it('what stands behind an asset: left out it leaves no trace', () => {
    const { policy, documentHash } = loadPolicy(valid, 'valid.yaml');
    expect(policy.assets.some((asset) => 'backedBy' in asset)).toBe(false);
    const stated = parse(valid, { schema: 'failsafe' }) as { assets: Record<string, unknown>[] };
    const [first, second] = stated.assets;
    if (first === undefined || second === undefined) throw new TypeError('two assets are needed');
    second['backedBy'] = [first['id']];
    const read = loadPolicy(stringify(stated), 'stated.yaml');
    expect(read.policy.assets[1]?.backedBy).toEqual([first['id']]);
    expect(read.documentHash).not.toBe(documentHash);
  });

  describe('limits on failure', () => {
    const circle = { kind: 'issuer', id: 'circle', lowPerYear: '0.5%', highPerYear: '2%', source: 'rating, 2026-10' };
    const stating = (failure: Record<string, unknown>): string => {
      const stated = parse(valid, { schema: 'failsafe' }) as { limits: Record<string, unknown> };
      stated.limits['failure'] = failure;
      return stringify(stated);
    };

    it('a probability of default has a day, or leaves no trace of one', () => {
      const read = (more: Record<string, unknown>) =>
        loadPolicy(stating({ horizonDays: '7', defaults: [{ ...circle, ...more }] }), 'stated.yaml');
      expect(read({ asOf: '2026-10-01' }).policy.limits.failure?.defaults[0]?.asOf).toBe('2026-10-01');
      expect(read({}).policy.limits.failure?.defaults[0]).not.toHaveProperty('asOf');
      expect(() => read({ asOf: '2026-02-30' })).toThrow(/expected a day of the calendar/);
    });

    it('left out they leave no trace, stated they have paths and losses', () => {
      const { policy, documentHash } = loadPolicy(valid, 'valid.yaml');
      expect('failure' in policy.limits).toBe(false);
      const read = loadPolicy(
        stating({ horizonDays: '7', maxBalanceSheet: '2%', maxRegulatory: '1%', pack: 'genius', defaults: [circle] }),
        'stated.yaml',
      );
      expect(read.documentHash).not.toBe(documentHash);
      expect(read.policy.limits.failure).toEqual({
        horizonDays: 7,
        maxBalanceSheetBps: 200n,
        maxLiquidityBps: null,
        maxRegulatoryBps: 100n,
        pack: 'genius',
        runMultipleWad: 10n ** 18n,
        paths: 20_000,
        defaults: [
          {
            kind: 'issuer',
            id: 'circle',
            lowPerYearBps: 50n,
            highPerYearBps: 200n,
            lossBps: 10_000n,
            source: 'rating, 2026-10',
          },
        ],
      });
    });

    it('the example is the reference policy, tightened by them alone', () => {
      const example = (name: string) => {
        const path = fileURLToPath(new URL(`../../../../examples/${name}/policy.yaml`, import.meta.url));
        return loadPolicy(readFileSync(path, 'utf8'), name).policy;
      };
      expect(
        diffPolicies(example('reference-library'), example('failure-limits')).map(({ name, direction }) => [
          name,
          direction,
        ]),
      ).toEqual([['limits.failure', 'tightening']]);
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['a month and more', { horizonDays: '31' }, 'POLICY_BAD_NUMBER'],
      ['too few paths', { horizonDays: '7', paths: '999' }, 'POLICY_BAD_NUMBER'],
      ['no horizon', { maxLiquidity: '1%' }, 'POLICY_MISSING_KEY'],
      ['an unknown key', { horizonDays: '7', maxDoom: '1%' }, 'POLICY_UNKNOWN_KEY'],
      ['an unknown pack', { horizonDays: '7', pack: 'genie' }, 'POLICY_DANGLING_REFERENCE'],
      ['a pack without a rule on backing', { horizonDays: '7', pack: 'basel' }, 'POLICY_PACK_WITHOUT_BACKING'],
      ['a regulatory limit without a pack', { horizonDays: '7', maxRegulatory: '1%' }, 'POLICY_MISSING_KEY'],
      [
        'a default of nobody',
        { horizonDays: '7', defaults: [{ ...circle, id: 'nobody' }] },
        'POLICY_DANGLING_REFERENCE',
      ],
      ['a default stated twice', { horizonDays: '7', defaults: [circle, { ...circle }] }, 'POLICY_DUPLICATE_LIMIT'],
      [
        'ends that are not in order',
        { horizonDays: '7', defaults: [{ ...circle, lowPerYear: '3%' }] },
        'POLICY_DEFAULT_ORDER',
      ],
      [
        'a certain default',
        { horizonDays: '7', defaults: [{ ...circle, highPerYear: '100%' }] },
        'POLICY_DEFAULT_ORDER',
      ],
    ])('refuses %s', (_name, failure, code) => {
      expect(issuesOf(stating(failure)).map((issue) => issue.code)).toEqual([code]);
    });
  });

  it('its hash is that of its canonical text, which reads back to the policy', () => {
    const { policy, canonical, documentHash } = loadPolicy(valid, 'valid.yaml');
    expect(sha256Text(canonical)).toBe(documentHash);
    expect(parseArtefact(canonical)).toEqual(policy);
  });
  it('a byte order mark, Windows line ends, comments and quotes change nothing', () => {
    for (const text of [
      `\ufeff${valid}`,
      valid.replaceAll('\n', '\r\n'),
      valid.replaceAll(/^#.*$/gm, ''),
      valid.replace('numeraire: USD', "numeraire: 'USD'   # dollars"),
      valid.replace('lossPerDay: 100_000', 'lossPerDay: 100000.000'),
      valid.replace('maxSlippage: 30 bps', 'maxSlippage: 0.3%'),
      valid.replace('planLifetime: 15m', 'planLifetime: 900'),
      valid.replace('0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'),
      valid.replace('feedId: "0xeaa', 'feedId: "EAA').replace('9ec94a"', '9ec94a"'),
    ])
      expect(loadPolicy(text, 'valid.yaml').documentHash).toBe(HASH);
  });
  it('the order of keys and the style of the YAML never change the hash', () => {
    const style = fc.record({
      collectionStyle: fc.constantFrom('block' as const, 'flow' as const, 'any' as const),
      indent: fc.integer({ min: 2, max: 8 }),
      defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
    });
    fc.assert(
      fc.property(
        style,
        fc.infiniteStream(fc.integer({ min: -1, max: 1 })),
        ({ collectionStyle, ...options }, random) => {
          const text = stringify(
            shuffle(data, () => random.next().value ?? 0),
            { ...options, collectionStyle, lineWidth: 0 },
          );
          expect(loadPolicy(text, 'shuffled.yaml').documentHash).toBe(HASH);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('loadPolicy: any value changes the hash', () => {
  interface Leaf {
    readonly path: readonly (string | number)[];
    readonly text: string;
  }
  const leavesOf = (value: unknown, path: readonly (string | number)[] = []): Leaf[] => {
    if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...path, index]));
    if (isMapping(value)) return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
    return [{ path, text: String(value) }];
  };
  const replace = (value: unknown, path: readonly (string | number)[], text: string): unknown => {
    const [step, ...rest] = path;
    if (step === undefined) return text;
    if (Array.isArray(value)) return value.map((item, index) => (index === step ? replace(item, rest, text) : item));
    if (!isMapping(value)) return value;
    return { ...value, [step]: replace(value[step], rest, text) };
  };
  // One word of each list of words, and a second for those that hold the first.
  const WORDS =
    'true false par nav pyth erc4626 eoa tbill crypto week day VaR ES numeraire payoutAsset market fundamental holders'
      .split(' ')
      .concat(['surplus', 'chain', 'issuer', 'aave-v3', 'parametric normal']);
  /** Other texts that a field of this look might take. */
  const others = (text: string): string[] => {
    const number = /^(\d[\d_.]*)(.*)$/.exec(text.replaceAll('_', ''));
    const last = text.at(-1) ?? '';
    const near =
      number === null ? [] : [`${Number(number[1]) + 1}${number[2]}`, `${Number(number[1]) - 1}${number[2]}`];
    const hex = /^0x[0-9a-fA-F]+$/.test(text) ? [`${text.slice(0, -1).toLowerCase()}${last === '7' ? '8' : '7'}`] : [];
    return [...near, ...hex, `${text}x`, ...WORDS, '2026-02-01', 'eip155:7'].filter((other) => other !== text);
  };
  const leaves = leavesOf(data);
  const hashOf = (value: unknown): string | null => {
    const parsed = policySchema.safeParse(value);
    return parsed.success ? hashArtefact(parsed.data) : null;
  };

  const firstHash = (values: readonly unknown[]): string | null => {
    for (const value of values) {
      const hash = hashOf(value);
      if (hash !== null) return hash;
    }
    return null;
  };

  it('every leaf but the format has another value the schema takes, and each gives another hash', () => {
    const base = hashOf(data);
    const stuck: string[] = [];
    for (const { path, text } of leaves) {
      const another = firstHash(others(text).map((other) => replace(data, path, other)));
      if (another === null) stuck.push(path.join('.'));
      expect(another).not.toBe(base);
    }
    expect(base).toBe(HASH);
    expect(stuck).toEqual(['version', 'liabilities.0.kind']);
  });
  it('leaving out an entry of any list gives another hash or a refusal', () => {
    for (const key of ['accounts', 'venues', 'junior', 'liabilities', 'waterfall']) {
      const list = isMapping(data) ? data[key] : null;
      if (!Array.isArray(list)) throw new TypeError(`${key} is no list`);
      const text = stringify({ ...(isMapping(data) ? data : {}), [key]: list.slice(1) });
      if (issuesOf(text).length === 0) expect(loadPolicy(text, 'shorter.yaml').documentHash).not.toBe(HASH);
    }
  });
});
