import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, type Bps } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { KEY_RULES } from './diffDirections.ts';
import { diffPolicies, type PolicyChange } from './diffPolicies.ts';
import { transplantChanges } from './diffTransplant.ts';
import { policyFields } from './policyFields.ts';
import type { Policy, PolicyLimits } from './policy.ts';
import { assetOf, coinOf, indexedOf, parOf, policyOf, token, venueOf } from './policy.fixture.ts';

const base = policyOf([assetOf('USDC'), coinOf('WETH', { haircutFloorBps: bps(2500) })], {
  venues: [venueOf('lend', { kind: 'aave-v3', maxShareBps: bps(1200) })],
  liabilities: [parOf()],
});
const limits = (more: Partial<PolicyLimits>): Policy => ({ ...base, limits: { ...base.limits, ...more } });
const only = (after: Policy): PolicyChange => {
  const changes = diffPolicies(base, after);
  expect(changes).toHaveLength(1);
  return changes[0] as PolicyChange;
};

describe('the rules of directions', () => {
  it('name every key of the schema, and nothing else', () => {
    expect(Object.keys(KEY_RULES)).toEqual(policyFields().map((field) => field.path));
  });

  it('let the guardian tighten only what the contract holds', () => {
    const chain = new Set(policyFields().flatMap((field) => (field.enforcedBy === 'chain' ? [field.path] : [])));
    const guarded = Object.entries(KEY_RULES).flatMap(([key, rule]) => (rule?.guardian === true ? [key] : []));
    expect(guarded.filter((key) => !chain.has(key))).toEqual([]);
  });
});

describe('diffPolicies', () => {
  it('finds nothing between equals, whatever the order of named entries', () => {
    expect(diffPolicies(base, base)).toEqual([]);
    expect(diffPolicies(base, { ...base, assets: base.assets.toReversed() })).toEqual([]);
  });

  it('tells a loosened budget, in the words of the document, with who may', () => {
    expect(only(limits({ lossPerDayWad: parseWad('40000000') }))).toMatchObject({
      name: 'limits.lossPerDay',
      before: '1_000_000',
      after: '40_000_000',
      direction: 'loosening',
      enforcedBy: 'chain',
      by: 'owner',
    });
  });

  it('lets the guardian tighten a budget, and leaves to the vote what only the engine holds', () => {
    expect(only(limits({ maxSlippageBps: bps(20) }))).toMatchObject({
      before: '0.5%',
      after: '0.2%',
      direction: 'tightening',
      by: 'guardian',
    });
    expect(only(limits({ minRiskAdjustedBackingRatioWad: parseWad('0.95') }))).toMatchObject({
      before: '90%',
      after: '95%',
      direction: 'tightening',
      enforcedBy: 'chain',
      by: 'guardian',
    });
    expect(only(limits({ maxPegDeviationBps: bps(50) }))).toMatchObject({ enforcedBy: 'engine', by: 'owner' });
  });

  it('takes haircuts that begin to follow the market as tightening, and moves them whole', () => {
    const rule = { confidenceBps: bps(9_750), horizonDays: 7, decayPerDayBps: bps(50) };
    const after = limits({ haircuts: rule });
    expect(only(after)).toMatchObject({ name: 'limits.haircuts', direction: 'tightening', enforcedBy: 'engine' });
    const [back] = diffPolicies(after, base);
    expect(back?.direction).toBe('loosening');
    expect(transplantChanges(base, after, diffPolicies(base, after)).policy).toEqual(after);
    expect(transplantChanges(after, base, diffPolicies(after, base)).policy).toEqual(base);
    const faster = limits({ haircuts: { ...rule, decayPerDayBps: bps(80) } });
    expect(diffPolicies(after, faster)[0]).toMatchObject({ before: '0.5%', after: '0.8%', direction: 'loosening' });
  });

  it('takes limits on failure as tightening, and knows which way each of them is stricter', () => {
    const circle = {
      kind: 'issuer' as const,
      id: 'circle',
      lowPerYearBps: bps(50),
      highPerYearBps: bps(200),
      lossBps: bps(5_000),
      source: 'rating, 2026-10',
    };
    const rule = {
      horizonDays: 7,
      maxBalanceSheetBps: bps(200),
      maxLiquidityBps: null,
      maxRegulatoryBps: null,
      pack: null,
      runMultipleWad: parseWad('1'),
      paths: 20_000,
      defaults: [circle],
    };
    const stated = limits({ failure: rule });
    expect(only(stated)).toMatchObject({ name: 'limits.failure', direction: 'tightening', enforcedBy: 'engine' });
    expect(diffPolicies(stated, base)[0]?.direction).toBe('loosening');
    expect(transplantChanges(base, stated, diffPolicies(base, stated)).policy).toEqual(stated);
    expect(transplantChanges(stated, base, diffPolicies(stated, base)).policy).toEqual(base);
    const change = (next: Partial<typeof rule> | { readonly maxLiquidityBps: Bps }) => {
      const [first, ...rest] = diffPolicies(stated, limits({ failure: { ...rule, ...next } }));
      expect(rest).toEqual([]);
      return first;
    };
    expect(change({ maxBalanceSheetBps: bps(300) })).toMatchObject({
      before: '2%',
      after: '3%',
      direction: 'loosening',
    });
    expect(change({ maxLiquidityBps: bps(300) })).toMatchObject({ before: null, direction: 'tightening' });
    expect(change({ horizonDays: 30 })?.direction).toBe('tightening');
    expect(change({ runMultipleWad: parseWad('0.5') })).toMatchObject({ before: '100%', direction: 'loosening' });
    expect(change({ paths: 1_000 })?.direction).toBe('loosening');
    expect(change({ pack: 'genius' as unknown as null })?.direction).toBe('loosening');
    expect(change({ defaults: [] })).toMatchObject({
      name: 'limits.failure.defaults.issuer:circle',
      direction: 'loosening',
    });
    expect(change({ defaults: [{ ...circle, highPerYearBps: bps(500) }] })).toMatchObject({
      name: 'limits.failure.defaults.issuer:circle.highPerYear',
      before: '2%',
      after: '5%',
      direction: 'tightening',
    });
    expect(change({ defaults: [{ ...circle, source: 'rating, 2026-11' }] })?.direction).toBe('neutral');
  });

  it('names the entry of a list: a dropped haircut', () => {
    const after = { ...base, assets: base.assets.map((asset) => ({ ...asset, haircutFloorBps: bps(0) })) };
    expect(only(after)).toMatchObject({
      name: 'assets.WETH.haircutFloor',
      field: 'assets[].haircutFloor',
      before: '25%',
      after: '0%',
      direction: 'loosening',
    });
  });

  it('takes a new asset or venue as loosening and a removed one as tightening, limits the other way about', () => {
    const dai = { ...base, assets: [...base.assets, assetOf('DAI')] };
    expect(only(dai)).toMatchObject({ name: 'assets.DAI', before: null, after: 'DAI', direction: 'loosening' });
    expect(diffPolicies(dai, base)[0]?.direction).toBe('tightening');
    const cap = limits({ exposures: [{ kind: 'issuer', id: 'circle', maxShareBps: bps(8500) }] });
    expect(only(cap)).toMatchObject({ name: 'limits.exposures.issuer:circle', direction: 'tightening', by: 'owner' });
    expect(diffPolicies(cap, base)[0]?.direction).toBe('loosening');
  });

  it('counts what has no order as loosening: a role, a feed, the terms of holders', () => {
    expect(only({ ...base, roles: { ...base.roles, keeper: token(9) } }).direction).toBe('loosening');
    const [first] = base.liabilities;
    const redemption = { ...parOf().redemption, queueSeconds: 3600 };
    const slower = { ...base, liabilities: first === undefined ? [] : [{ ...first, redemption }] };
    expect(only(slower)).toMatchObject({ before: '0s', after: '1h', direction: 'loosening' });
    expect(diffPolicies(slower, base)[0]?.direction).toBe('loosening');
  });

  it('sees a liability of another kind, and a vault that comes', () => {
    const indexed = { ...base, liabilities: [indexedOf('WETH')] };
    expect(diffPolicies(base, indexed).map((change) => change.field)).toEqual([
      'liabilities[].kind',
      'liabilities[].owed',
      'liabilities[].index',
      'liabilities[].unitsPerToken',
    ]);
    const vault = { chain: 'eip155:1', address: token(1), router: token(2) };
    expect(only({ ...base, execution: { ...base.execution, vault } })).toMatchObject({
      name: 'execution.vault',
      enforcedBy: 'chain',
      direction: 'loosening',
    });
  });
});

const anyLimits: fc.Arbitrary<PolicyLimits> = fc
  .record({
    loss: fc.bigInt(0n, 9n),
    slip: fc.bigInt(0n, 9n),
    cap: fc.option(fc.bigInt(0n, 9n)),
    horizon: fc.option(fc.constantFrom('now', 'day')),
  })
  .map(({ loss, slip, cap, horizon }) => ({
    ...base.limits,
    lossPerDayWad: parseWad(`${loss}`),
    maxSlippageBps: bps(slip),
    exposures: cap === null ? [] : [{ kind: 'venue' as const, id: 'aave', maxShareBps: bps(cap) }],
    liquidity: horizon === null ? [] : [{ horizon: horizon as 'now', minCoverageBps: bps(100) }],
  }));

describe('diffPolicies, for any two policies', () => {
  it('turns every direction about when read backwards, and carried over makes one the other', () => {
    fc.assert(
      fc.property(anyLimits, anyLimits, (a, b) => {
        const [from, to] = [limits(a), limits(b)];
        const [there, back] = [diffPolicies(from, to), diffPolicies(to, from)];
        expect(back.map((change) => change.name).toSorted()).toEqual(there.map((change) => change.name).toSorted());
        for (const change of there) {
          const reverse = back.find((item) => item.name === change.name);
          expect([reverse?.before, reverse?.after]).toEqual([change.after, change.before]);
          expect(new Set([change.direction, reverse?.direction])).toEqual(new Set(['tightening', 'loosening']));
        }
        const { policy, applied } = transplantChanges(from, to, there);
        expect([policy, applied]).toEqual([to, there]);
      }),
    );
  });

  it('leaves what the other policy does not list', () => {
    const after = { ...base, assets: base.assets.map((asset) => ({ ...asset, maxWeightBps: bps(9000) })) };
    const elsewhere = policyOf([assetOf('USDC')]);
    const { policy, applied } = transplantChanges(elsewhere, after, diffPolicies(base, after));
    expect(applied.map((change) => change.name)).toEqual(['assets.USDC.maxWeight']);
    expect(policy.assets.map((asset) => asset.maxWeightBps)).toEqual([9000n]);
  });
});
