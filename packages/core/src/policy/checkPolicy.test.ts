import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import {
  assetOf,
  cdpOf,
  coinOf,
  indexedOf,
  parOf,
  policyOf,
  sourceOf,
  token,
  tokenOf,
  venueOf,
} from './policy.fixture.ts';
import { checkPolicy } from './checkPolicy.ts';
import type { Policy, PolicyAsset } from './policy.ts';

const whole = { targetWeightBps: bps(10_000) };
const usdc = assetOf('USDC', whole);
const law = (assets: readonly PolicyAsset[] = [usdc], more: Partial<Policy> = {}): Policy => policyOf(assets, more);
const faults = (policy: Policy): string[] => checkPolicy(policy).map((item) => `${item.code} ${item.path.join('.')}`);

describe('checkPolicy', () => {
  it('a policy that stands has no fault', () => {
    expect(faults(law())).toEqual([]);
  });
  it('an asset named as the numeraire must be its cash', () => {
    expect(faults(law([{ ...usdc, id: 'USD' }]))).toContain('POLICY_DUPLICATE_ID assets.0.id');
    const cash = assetOf('USD', { class: 'fiat', pricing: { method: 'par', sources: [] }, ...whole });
    expect(faults(law([cash]))).toEqual([]);
  });
  it('a synthetic indexed to our own liability owes itself', () => {
    const own = assetOf('OWN', { class: 'ownLiability', isEligible: false, maxWeightBps: bps(0) });
    expect(faults(law([usdc, own], { liabilities: [indexedOf('OWN')] }))).toEqual([
      'POLICY_CIRCULAR_REFERENCE liabilities.0.index',
    ]);
  });
  it('collateral and indices must exist, and collateral once', () => {
    expect(faults(law([usdc], { liabilities: [cdpOf(['ETH'])] }))).toEqual([
      'POLICY_DANGLING_REFERENCE liabilities.0.collateralAssets.0',
    ]);
    expect(faults(law([usdc], { liabilities: [cdpOf(['USDC', 'USDC'])] }))).toEqual([
      'POLICY_DUPLICATE_ENTRY liabilities.0.collateralAssets.1',
    ]);
    expect(faults(law([usdc], { liabilities: [indexedOf('ETH')] }))).toEqual([
      'POLICY_DANGLING_REFERENCE liabilities.0.index',
    ]);
  });
  it('a payout asset off every chain is cash, and stands', () => {
    const cash = assetOf('CASH', { class: 'fiat', deployments: [], pricing: { method: 'par', sources: [] } });
    expect(faults(law([usdc, cash], { liabilities: [parOf({ payoutAsset: 'CASH' })] }))).toEqual([]);
  });
  it('an exposure limit may name the custodian of an asset, its bridge and a chain', () => {
    const bridged = assetOf('USDC', {
      ...whole,
      custodian: 'BNY',
      deployments: [{ chain: 'eip155:1', address: tokenOf('USDC'), decimals: 6, bridge: 'wormhole' }],
    });
    const exposures = [
      { kind: 'custodian', id: 'BNY', maxShareBps: bps(1) },
      { kind: 'bridge', id: 'wormhole', maxShareBps: bps(1) },
      { kind: 'chain', id: 'eip155:1', maxShareBps: bps(1) },
      { kind: 'bridge', id: '', maxShareBps: bps(1) },
    ] as const;
    const policy = law([bridged]);
    expect(faults({ ...policy, limits: { ...policy.limits, exposures } })).toEqual([
      'POLICY_DANGLING_REFERENCE limits.exposures.3.id',
    ]);
  });
  it('a redemption rate is quoted in what the share redeems for', () => {
    const share = (quote: string) =>
      coinOf('sDAI', {
        underlying: 'DAI',
        growthCapPerYearBps: bps(1500),
        maxWeightBps: bps(0),
        pricing: { sources: [sourceOf('sDAI-rate', { basis: 'fundamental', quote })] },
      });
    const dai = assetOf('DAI');
    expect(faults(law([usdc, dai, share('DAI')]))).toEqual([]);
    expect(faults(law([usdc, dai, share('USD')]))).toEqual([]);
    expect(faults(law([usdc, dai, share('USDC')]))).toEqual(['POLICY_RATE_QUOTE assets.2.pricing.sources.0.quote']);
  });
  it('a circle through constituents is a circle', () => {
    const lp = assetOf('LP', { class: 'lpShare', constituents: ['USDC', 'wLP'], maxWeightBps: bps(0) });
    const wrapped = assetOf('wLP', { underlying: 'LP', maxWeightBps: bps(0) });
    expect(faults(law([usdc, lp, wrapped]))).toEqual([
      'POLICY_CIRCULAR_REFERENCE assets.1.constituents',
      'POLICY_CIRCULAR_REFERENCE assets.2.underlying',
    ]);
  });
  it('what stands behind an asset is an asset of the policy, and not the asset itself by any way round', () => {
    const backed = (id: string, backedBy: readonly string[], more: Partial<PolicyAsset> = {}): PolicyAsset =>
      assetOf(id, { backedBy, maxWeightBps: bps(0), ...more });
    expect(faults(law([usdc, backed('DAI', ['USDC'])]))).toEqual([]);
    expect(faults(law([usdc, backed('DAI', ['USDC', 'nobody'])]))).toEqual([
      'POLICY_DANGLING_REFERENCE assets.1.backedBy.1',
      // What nobody knows counts as ours.
      'POLICY_ENDOGENOUS_ELIGIBLE assets.1.eligible',
    ]);
    expect(faults(law([usdc, backed('DAI', ['DAI'])]))).toEqual(['POLICY_CIRCULAR_REFERENCE assets.1.backedBy']);
    expect(faults(law([usdc, backed('A', ['B']), backed('B', ['A'])]))).toEqual([
      'POLICY_CIRCULAR_REFERENCE assets.1.backedBy',
      'POLICY_CIRCULAR_REFERENCE assets.2.backedBy',
    ]);
    const share = assetOf('sA', { underlying: 'A', maxWeightBps: bps(0) });
    expect(faults(law([usdc, backed('A', ['sA']), share]))).toEqual(['POLICY_CIRCULAR_REFERENCE assets.1.backedBy']);
  });
  it('a depeg threshold needs a peg to fall from', () => {
    expect(faults(law([assetOf('USDC', { ...whole, pegWad: null, depegPriceWad: parseWad('0.97') })]))).toEqual([
      'POLICY_DEPEG_THRESHOLD assets.0.depegThreshold',
    ]);
    expect(faults(law([assetOf('USDC', { ...whole, depegPriceWad: parseWad('1') })]))).toEqual([
      'POLICY_DEPEG_THRESHOLD assets.0.depegThreshold',
    ]);
    expect(faults(law([assetOf('USDC', { ...whole, depegPriceWad: parseWad('0.999') })]))).toEqual([]);
  });
  it('the base asset cannot depend on us', () => {
    const gov = coinOf('GOV', { class: 'governance', isEligible: false, ...whole });
    expect(faults(law([gov]))).toContain('POLICY_ENDOGENOUS_ELIGIBLE assets.0.base');
  });
  it('sources say where they are read, venues what they need', () => {
    const bare = assetOf('USDC', {
      ...whole,
      pricing: { sources: ['a', 'b', 'c'].map((origin) => sourceOf(origin, { origin, chain: null, address: null })) },
    });
    expect(faults(law([bare])).filter((item) => item.startsWith('POLICY_MISSING_KEY'))).toHaveLength(6);
    expect(
      faults(law([usdc, assetOf('DAI')], { venues: [venueOf('pool', { assets: ['USDC', 'DAI'], feePips: null })] })),
    ).toEqual(['POLICY_MISSING_KEY venues.0.feePips']);
    expect(faults(law([usdc], { venues: [venueOf('lend', { kind: 'aave-v3', assets: ['USDC'] })] }))).toEqual([
      'POLICY_MISSING_KEY venues.0.receipt',
    ]);
  });
  it('pools may share a position manager, lending venues a pool, and nothing else', () => {
    const pools = [1, 2].map((fee) =>
      venueOf(`p${fee}`, { assets: ['USDC', 'DAI'], address: token(fee), receipt: token(9) }),
    );
    const markets = ['USDC', 'DAI'].map((id, index) =>
      venueOf(id, { kind: 'aave-v3', assets: [id], receipt: token(20 + index), address: token(10) }),
    );
    expect(faults(law([usdc, assetOf('DAI')], { venues: [...pools, ...markets] }))).toEqual([]);
    const twice = [
      ...markets,
      venueOf('again', { kind: 'aave-v3', assets: ['DAI'], receipt: token(22), address: token(10) }),
    ];
    expect(faults(law([usdc, assetOf('DAI')], { venues: twice }))).toEqual(['POLICY_DUPLICATE_VENUE venues.2.address']);
  });
  it('caps below targets, and together below everything, are a law', () => {
    expect(faults(law([assetOf('USDC', { ...whole, maxWeightBps: bps(100) })]))).toEqual([]);
  });
  it('the contract’s own bounds bind only where there is a vault', () => {
    const policy = law();
    const wide = { ...policy, limits: { ...policy.limits, maxSlippageBps: bps(600), exitSlippageBps: bps(2600) } };
    expect(faults(wide)).toEqual([]);
    const vault = { chain: 'eip155:1', address: token(1), router: token(2) };
    expect(faults({ ...wide, execution: { ...wide.execution, vault } })).toEqual([
      'POLICY_SLIP_TOO_WIDE limits.maxSlippage',
      'POLICY_SLIP_TOO_WIDE limits.exitSlippage',
    ]);
  });
});
