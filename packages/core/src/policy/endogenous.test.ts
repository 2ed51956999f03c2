import { describe, expect, it } from 'vitest';
import { assetOf, coinOf } from './policy.fixture.ts';
import { dependsOnUs } from './endogenous.ts';

const assets = [
  assetOf('USDC'),
  coinOf('GOV', { class: 'governance', isEndogenous: false, isEligible: true }),
  assetOf('OWN', { class: 'ownLiability', isEndogenous: false }),
  assetOf('MARKED', { isEndogenous: true }),
  coinOf('stGOV', { underlying: 'GOV' }),
  coinOf('wstGOV', { underlying: 'stGOV' }),
  coinOf('LP', { class: 'lpShare', constituents: ['USDC', 'wstGOV'] }),
  coinOf('cleanLP', { class: 'lpShare', constituents: ['USDC', 'sUSDC'] }),
  assetOf('sUSDC', { underlying: 'USDC' }),
  assetOf('onGOV', { backedBy: ['USDC', 'stGOV'] }),
  assetOf('onUSDC', { backedBy: ['USDC'] }),
  assetOf('A', { underlying: 'B' }),
  assetOf('B', { underlying: 'A' }),
  assetOf('broken', { underlying: 'nobody' }),
];

describe('dependsOnUs', () => {
  it.each([
    ['an asset nobody knows', 'nobody'],
    ['a governance token, whatever is written', 'GOV'],
    ['our own liability, whatever is written', 'OWN'],
    ['what is marked so', 'MARKED'],
    ['a share of one', 'stGOV'],
    ['a share of a share of one', 'wstGOV'],
    ['a pool share that may turn into one', 'LP'],
    ['a share of what nobody knows', 'broken'],
    ['what a share of one stands behind', 'onGOV'],
  ])('%s does', (_what, id) => {
    expect(dependsOnUs({ assets }, id)).toBe(true);
  });
  it.each([
    ['a coin of others', 'USDC'],
    ['a share of it', 'sUSDC'],
    ['a pool share of such', 'cleanLP'],
    ['what such a coin stands behind', 'onUSDC'],
    ['a circle, which is refused elsewhere and does not hang here', 'A'],
  ])('%s does not', (_what, id) => {
    expect(dependsOnUs({ assets }, id)).toBe(false);
  });
});
