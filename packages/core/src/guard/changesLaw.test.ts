import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { diffPolicies } from '../policy/diffPolicies.ts';
import { assetOf, CHAIN, policyOf, sourceOf, token } from '../policy/policy.fixture.ts';
import type { Policy, PolicySource } from '../policy/policy.ts';
import { changesLaw } from './changesLaw.ts';

const source = (id: string, seed: number, more: Partial<PolicySource> = {}): PolicySource =>
  sourceOf(id, { address: token(seed), minPriceWad: parseWad('0.01'), maxPriceWad: parseWad('2'), ...more });
const withSources = (sources: readonly PolicySource[], more: Partial<Policy> = {}): Policy =>
  policyOf([assetOf('USDC', { pricing: { sources } })], {
    execution: {
      vault: { chain: CHAIN, address: token(0xa0), router: token(2) },
      planLifetimeSeconds: 600,
      maxDriftBps: bps(100),
    },
    ...more,
  });
const feeds = [source('a', 11), source('b', 12)];
const third = (heartbeatSeconds: number): PolicySource => source('c', 13, { heartbeatSeconds });
const before = withSources([...feeds, third(3600)]);
const told = (after: Policy): readonly (readonly [string, boolean])[] =>
  diffPolicies(before, after).map((change) => [change.name, changesLaw(before, after, change)]);

describe('changesLaw', () => {
  it('tells a parameter of the contract from one of the document alone', () => {
    const limits = { ...before.limits, lossPerDayWad: parseWad('5'), minTradeWad: parseWad('5') };
    expect(told({ ...before, limits })).toEqual([
      ['limits.lossPerDay', true],
      ['limits.minTrade', false],
    ]);
  });

  it('knows that the contract reads two feeds and no third', () => {
    expect(told(withSources([...feeds, third(7200)]))).toEqual([['assets.USDC.pricing.sources.c.heartbeat', false]]);
    expect(told(withSources([source('a', 11, { heartbeatSeconds: 60 }), source('b', 12), third(3600)]))).toEqual([
      ['assets.USDC.pricing.sources.a.heartbeat', true],
    ]);
  });

  it('judges a change that alone would be refused by what it adds to the others', () => {
    const [usdc] = before.assets;
    if (usdc === undefined) throw new TypeError('no asset');
    const low = { ...before, assets: [{ ...usdc, targetWeightBps: bps(1000), maxWeightBps: bps(2000) }] };
    const high = { ...before, assets: [{ ...usdc, targetWeightBps: bps(5000), maxWeightBps: bps(6000) }] };
    expect(diffPolicies(low, high).map((change) => changesLaw(low, high, change))).toEqual([true, true]);
  });
});
