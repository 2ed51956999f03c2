import { describe, expect, it } from 'vitest';
import { assetOf, CHAIN, policyOf, tokenOf, venueOf } from './policy.fixture.ts';
import { partiesOfAsset } from './counterparties.ts';

const bridged = (id: string, more = {}) =>
  assetOf(id, { deployments: [{ chain: CHAIN, address: tokenOf(id), decimals: 6, bridge: `${id}-bridge` }], ...more });
const policy = policyOf(
  [
    bridged('USDC', { custodian: 'BNY' }),
    assetOf('DAI'),
    bridged('sUSDC', { underlying: 'USDC' }),
    assetOf('LP', { class: 'lpShare', constituents: ['DAI', 'sUSDC'] }),
    assetOf('A', { underlying: 'B' }),
    assetOf('B', { underlying: 'A' }),
  ],
  { venues: [venueOf('pool', { assets: ['USDC', 'DAI'] })] },
);
const names = (assetId: string, chain: string | null): string[] =>
  partiesOfAsset(assetId, policy, chain)
    .map((party) => `${party.kind}:${party.id}`)
    .toSorted();

describe('partiesOfAsset', () => {
  it('an asset nobody knows leads to itself and its chain alone', () => {
    expect(names('XYZ', CHAIN)).toEqual(['asset:XYZ', `chain:${CHAIN}`]);
  });
  it('off every chain there is neither chain nor bridge', () => {
    expect(names('USDC', null)).toEqual(['asset:USDC', 'custodian:BNY', 'issuer:USDC-issuer']);
  });
  it('through a share of a share to everything underneath, each once', () => {
    expect(names('LP', CHAIN)).toEqual([
      'asset:LP',
      'bridge:USDC-bridge',
      'bridge:sUSDC-bridge',
      `chain:${CHAIN}`,
      'custodian:BNY',
      'issuer:DAI-issuer',
      'issuer:LP-issuer',
      'issuer:USDC-issuer',
      'issuer:sUSDC-issuer',
    ]);
  });
  it('a circle ends', () => {
    expect(names('A', null)).toEqual(['asset:A', 'issuer:A-issuer', 'issuer:B-issuer']);
  });
});
