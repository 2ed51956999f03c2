import { describe, expect, it } from 'vitest';
import { bps, wad, type Wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { VaultState } from '../records/snapshot.ts';
import { assetOf, CHAIN, policyOf, sourceOf, token, tokenOf, venueOf } from '../policy/policy.fixture.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import { lawOf } from './lawOf.ts';
import { vaultUnder } from './vaultUnder.ts';

const listed = (id: string, more: Partial<PolicyAsset> = {}): PolicyAsset => ({
  ...assetOf(id, {
    pricing: {
      sources: [1, 2].map((at) =>
        sourceOf(`${id}-${at}`, {
          address: token(id.length * 100 + id.charCodeAt(0) * 10 + at),
          minPriceWad: parseWad('0.01'),
          maxPriceWad: parseWad('2'),
        }),
      ),
    },
  }),
  ...more,
});
const lend = (maxShare: number) =>
  venueOf('lend', { kind: 'aave-v3', assets: ['USDC'], receipt: token(77), maxShareBps: bps(maxShare) });
const law = (assets: readonly PolicyAsset[], lossPerDayWad: Wad, share = 1000): Policy => {
  const base = policyOf(assets);
  return {
    ...base,
    venues: [lend(share)],
    limits: { ...base.limits, lossPerDayWad },
    execution: { ...base.execution, vault: { chain: CHAIN, address: token(0xa0), router: token(2) } },
  };
};
const old = law(
  [listed('USDC', { targetWeightBps: bps(6000) }), listed('DAI', { targetWeightBps: bps(4000) })],
  wad(100n),
);
/** A vault that holds the old law, with some history. */
const vault = {
  ...lawOf(old).limits,
  lossUsedWad: wad(7n),
  baseAssetId: 'USDC',
  policyParametersHash: '0x01',
  redemption: { payoutAssetId: 'USDC', owed: 'payoutAsset', feeBps: bps(0), usedWad: wad(3n), capPerDayWad: null },
  assets: lawOf(old).assets.map((asset) => ({
    ...asset,
    lowWad: parseWad('1'),
    effectiveTargetBps: asset.targetBps,
    isDisabled: asset.assetId === 'DAI',
  })),
  venues: [{ venueId: 'lend', index: 0, assetId: 'USDC', maxBps: bps(1000), isEntryAllowed: true }],
} as unknown as VaultState;

describe('vaultUnder', () => {
  it('leaves a vault that holds the law as it is, but for the targets a disabled asset frees', () => {
    const after = vaultUnder(vault, old);
    expect({ ...after, assets: [] }).toEqual({ ...vault, assets: [] });
    expect(after.assets.map((asset) => asset.effectiveTargetBps)).toEqual([10_000n, 0n]);
  });

  it('takes the parameters of the new law and keeps what happened', () => {
    const next = law(
      [listed('USDC', { targetWeightBps: bps(5000), haircutFloorBps: bps(300) }), listed('DAI')],
      wad(900n),
      2000,
    );
    const after = vaultUnder(vault, next);
    expect([after.lossBurstWad, after.lossUsedWad, after.redemption.usedWad]).toEqual([900n, 7n, 3n]);
    expect(after.assets.map((asset) => [asset.haircutBps, asset.isDisabled])).toEqual([
      [300n, false],
      [0n, true],
    ]);
    expect(after.venues).toEqual([{ ...vault.venues[0], maxBps: 2000n }]);
  });

  it('drops what the law no longer lists and does not invent what the vault never read', () => {
    const after = vaultUnder(vault, law([listed('USDC'), listed('USDT')], wad(1n)));
    expect(after.assets.map((asset) => asset.token)).toEqual([tokenOf('USDC')]);
  });
});
