import { describe, expect, it } from 'vitest';
import { assetOf, coinOf, policyOf, token, tokenOf, venueOf } from '../policy/policy.fixture.ts';
import type { Holding } from '../records/snapshot.ts';
import { claimOf, holdingFlags } from './lineFlags.ts';
import { contractOf, holdingOf, recordOf, snapshotOf } from './value.fixture.ts';

const policy = policyOf([assetOf('USDC'), coinOf('GOV', { class: 'governance', isEligible: false })], {
  venues: [
    venueOf('lend', { kind: 'aave-v3', assets: ['USDC'], address: token(5), receipt: token(6) }),
    venueOf('save', { kind: 'erc4626', assets: ['USDC'], address: token(7) }),
  ],
});
const at = (contract: `0x${string}` | null, more: Partial<Holding> = {}): Holding => {
  const holding = holdingOf('USDC', '1', more);
  return { ...holding, provenance: { ...holding.provenance, contract } };
};

describe('holdingFlags', () => {
  it('a plain holding has none', () => {
    expect(holdingFlags(holdingOf('USDC', '1'), snapshotOf(), policy)).toEqual([]);
  });
  it('says one thing once: depending on us is not also not eligible, pledged twice is pledged', () => {
    expect(holdingFlags(holdingOf('GOV', '1'), snapshotOf(), policy)).toEqual(['ENDOGENOUS']);
    const pledged = holdingOf('USDC', '1', { accountId: 'bank', attestedId: 'r', where: 'encumbered' });
    const record = recordOf('r', 'USDC', '1', { isEncumbered: true });
    expect(holdingFlags(pledged, snapshotOf({ attested: [record] }), policy)).toEqual(['ENCUMBERED']);
  });
  it('a block list of the same address on another chain is not ours', () => {
    const far = contractOf(tokenOf('USDC'), { chain: 'eip155:10', areWeBlocked: true });
    expect(holdingFlags(holdingOf('USDC', '1'), snapshotOf({ contracts: [far] }), policy)).toEqual([]);
  });
  it('what cannot be read about a token is no block', () => {
    const silent = contractOf(tokenOf('USDC'), { isPaused: null, areWeBlocked: null });
    expect(holdingFlags(holdingOf('USDC', '1'), snapshotOf({ contracts: [silent] }), policy)).toEqual([]);
  });
});

describe('claimOf', () => {
  const same = (a: Holding, b: Holding): boolean => claimOf(a, policy) === claimOf(b, policy);
  it('one record, whatever the holding', () => {
    expect(same(at(null, { id: 'a', attestedId: 'r' }), at(tokenOf('USDC'), { id: 'b', attestedId: 'r' }))).toBe(true);
  });
  it('one balance of a token, a lending receipt or a savings share', () => {
    for (const [contract, venueId] of [
      [tokenOf('USDC'), null],
      [token(6), 'lend'],
      [token(7), 'save'],
    ] as const)
      expect(same(at(contract, { id: 'a', venueId }), at(contract, { id: 'b', venueId }))).toBe(true);
  });
  it('a lending pool holds many assets: its own address names no claim', () => {
    expect(same(at(token(5), { id: 'a', venueId: 'lend' }), at(token(5), { id: 'b', venueId: 'lend' }))).toBe(false);
  });
  it('accounts and chains apart', () => {
    expect(same(at(tokenOf('USDC')), at(tokenOf('USDC'), { accountId: 'stakers' }))).toBe(false);
    expect(same(at(tokenOf('USDC')), at(tokenOf('USDC'), { chain: 'eip155:10' }))).toBe(false);
  });
});
