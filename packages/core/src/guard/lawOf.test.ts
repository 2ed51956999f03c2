import { describe, expect, it } from 'vitest';
import { bps, wad, WAD } from '../units/amounts.ts';
import { assetOf, CHAIN, parOf, policyOf, sourceOf, token, venueOf } from '../policy/policy.fixture.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import { lawOf, LawNotExpressible } from './lawOf.ts';

const feeds = (id: string): PolicyAsset['pricing']['sources'] => [
  sourceOf(`${id}-dex`, { venue: 'uniswap-v3' }),
  sourceOf(`${id}-other-chain`, { chain: 'eip155:10', address: token(1) }),
  sourceOf(`${id}-in-eth`, { quote: 'ETH', address: token(2) }),
  sourceOf(`${id}-a`, { address: token(3), heartbeatSeconds: 60, minPriceWad: wad(2n), maxPriceWad: wad(9n) }),
  sourceOf(`${id}-b`, { address: token(4), heartbeatSeconds: 70, minPriceWad: wad(1n), maxPriceWad: wad(8n) }),
  sourceOf(`${id}-c`, { address: token(5) }),
];
const listed = (id: string, change: Parameters<typeof assetOf>[1] = {}): PolicyAsset =>
  assetOf(id, { ...change, pricing: { sources: feeds(id), ...change.pricing } });
const vault = { chain: CHAIN, address: token(0xa0), router: token(0xa1) };
const lawful = (assets: readonly PolicyAsset[], change: Partial<Policy> = {}): Policy => {
  const policy = policyOf(assets, change);
  return { ...policy, execution: { ...policy.execution, vault } };
};
const withLimits = (policy: Policy, limits: Partial<Policy['limits']>): Policy => ({
  ...policy,
  limits: { ...policy.limits, ...limits },
});

function refused(policy: Policy): string {
  try {
    lawOf(policy);
  } catch (error) {
    expect(error).toBeInstanceOf(LawNotExpressible);
    expect((error as LawNotExpressible).code).toBe('GUARD_LAW_NOT_EXPRESSIBLE');
    return (error as LawNotExpressible).message;
  }
  return expect.fail('it was expressed');
}

describe('lawOf refuses', () => {
  const usdc = listed('USDC');
  const par = parOf({ redemption: { feeBps: bps(0), capPerDayWad: null, queueSeconds: 0, cutOffSecondOfDay: null } });
  const termsOf = (change: Partial<typeof par.redemption>): Policy =>
    lawful([usdc], { liabilities: [{ ...par, redemption: { ...par.redemption, ...change } }] });

  it.each<[string, Policy, RegExp]>([
    ['a policy without a vault', policyOf([usdc]), /no vault/],
    ['a base asset without a feed on the chain', lawful([assetOf('USDC', { pricing: { sources: [] } })]), /base asset/],
    ['a base asset not deployed there', lawful([listed('USDC', { deployments: [] })]), /base asset/],
    ['a base asset closed to entry', lawful([listed('USDC', { isEligible: false })]), /closed to entry/],
    ['seventeen assets', lawful(Array.from({ length: 17 }, (_, at) => listed(`A${at}`))), /17 assets/],
    [
      'decimals the contract does not take',
      lawful([usdc, listed('X', { deployments: [{ chain: CHAIN, address: token(7), decimals: 28, bridge: null }] })]),
      /28 decimals/,
    ],
    ['a slip above 5 %', withLimits(lawful([usdc]), { maxSlippageBps: bps(501) }), /slip/],
    ['an exit slip above 25 %', withLimits(lawful([usdc]), { exitSlippageBps: bps(2501) }), /exit slip/],
    ['a depeg price at the peg', lawful([listed('USDC', { depegPriceWad: WAD })]), /depeg/],
    ['a depeg price without a peg', lawful([listed('USDC', { pegWad: null, depegPriceWad: wad(1n) })]), /depeg/],
    [
      'targets beyond the whole',
      lawful([listed('USDC', { targetWeightBps: bps(6000) }), listed('X', { targetWeightBps: bps(4001) })]),
      /targets/,
    ],
    [
      'a target above its maximum',
      lawful([listed('USDC', { targetWeightBps: bps(2), maxWeightBps: bps(1) })]),
      /target/,
    ],
    [
      'bounds that do not overlap',
      lawful([
        listed('USDC', {
          pricing: {
            sources: [
              sourceOf('a', { address: token(1), minPriceWad: wad(5n) }),
              sourceOf('b', { address: token(2), maxPriceWad: wad(5n) }),
            ],
          },
        }),
      ]),
      /overlap/,
    ],
    [
      'an upper bound beyond sense',
      lawful([
        listed('USDC', {
          pricing: { sources: [sourceOf('a', { address: token(1), maxPriceWad: wad(WAD * WAD + 1n) })] },
        }),
      ]),
      /upper price bound/,
    ],
    [
      'one contract as both feeds',
      lawful([listed('USDC', { pricing: { sources: [sourceOf('a'), sourceOf('b')] } })]),
      /same contract/,
    ],
    ['a redemption fee above 10 %', termsOf({ feeBps: bps(1001) }), /fee/],
    ['a queue longer than 30 days', termsOf({ queueSeconds: 2_592_001 }), /queue/],
    ['a redemption cap of zero, which the contract reads as none', termsOf({ capPerDayWad: wad(0n) }), /cap of zero/],
    [
      'a payout asset it does not list',
      lawful([usdc, assetOf('USDT', { pricing: { sources: [] } })], { liabilities: [parOf({ payoutAsset: 'USDT' })] }),
      /payout asset/,
    ],
    [
      'a lending venue without a receipt',
      lawful([usdc], { venues: [venueOf('aave', { kind: 'aave-v3', assets: ['USDC'] })] }),
      /receipt/,
    ],
    [
      'a receipt listed as an asset',
      lawful([usdc], {
        venues: [
          venueOf('v', { kind: 'erc4626', assets: ['USDC'], address: usdc.deployments[0]?.address ?? token(0) }),
        ],
      }),
      /count twice/,
    ],
    [
      'one receipt of two venues',
      lawful([usdc], { venues: ['v', 'w'].map((id) => venueOf(id, { kind: 'erc4626', assets: ['USDC'] })) }),
      /same receipt/,
    ],
  ])('%s', (_what, policy, why) => {
    expect(refused(policy)).toMatch(why);
  });
});

describe('lawOf', () => {
  it('lists the base first and takes the first two feeds in the numeraire on the vault’s chain', () => {
    const policy = lawful([listed('USDC'), listed('X', { pegWad: null })]);
    const swapped = { ...policy, assets: policy.assets.toReversed() };
    const law = lawOf(swapped);
    expect(law.assets.map(({ assetId }) => assetId)).toEqual(['USDC', 'X']);
    expect(law.assets[0]).toMatchObject({
      feedA: token(3),
      feedB: token(4),
      heartbeatASeconds: 60,
      heartbeatBSeconds: 70,
      // The narrower of both feeds' bounds.
      minPriceWad: 2n,
      maxPriceWad: 8n,
      pegWad: WAD,
      maxDeviationBps: 200n,
      slipBps: 50n,
      exitSlipBps: 500n,
      isDisabled: false,
    });
    expect(law).toEqual(lawOf(policy));
  });

  it('leaves out what is not on the vault’s chain or has no feed there', () => {
    const policy = lawful([
      listed('USDC'),
      listed('far', { deployments: [{ chain: 'eip155:10', address: token(9), decimals: 6, bridge: null }] }),
      assetOf('unfed', { pricing: { sources: [sourceOf('pool', { venue: 'uniswap-v3' })] } }),
    ]);
    expect(lawOf(policy).assets.map(({ assetId }) => assetId)).toEqual(['USDC']);
  });

  it('closes endogenous assets and takes all of their value off, whatever is written', () => {
    const policy = lawful([listed('USDC'), listed('GOV', { isEndogenous: true, isEligible: true })]);
    expect(lawOf(policy).assets[1]).toMatchObject({ isEndogenous: true, isEntryAllowed: false, haircutBps: 10_000n });
  });

  it('carries one feed where there is one', () => {
    const one = listed('USDC', { pricing: { sources: [sourceOf('a', { address: token(3) })] } });
    expect(lawOf(lawful([one])).assets[0]).toMatchObject({ feedA: token(3), feedB: null, heartbeatBSeconds: 0 });
  });

  it('lists lending and savings venues of listed assets, never pools', () => {
    const policy = lawful([listed('USDC'), assetOf('unfed', { pricing: { sources: [] } })], {
      venues: [
        venueOf('pool', { assets: ['USDC', 'unfed'] }),
        venueOf('aave', { kind: 'aave-v3', assets: ['USDC'], receipt: token(8), maxShareBps: bps(700) }),
        venueOf('save', { kind: 'erc4626', assets: ['USDC'], address: token(9), isEntryAllowed: false }),
        venueOf('far', { kind: 'erc4626', assets: ['USDC'], chain: 'eip155:10', address: token(10) }),
        venueOf('strange', { kind: 'erc4626', assets: ['unfed'], address: token(11) }),
      ],
    });
    expect(lawOf(policy).venues).toEqual([
      {
        venueId: 'aave',
        kind: 'aave-v3',
        target: venueOf('aave').address,
        token: policy.assets[0]?.deployments[0]?.address,
        receipt: token(8),
        maxBps: 700n,
        maxGrowthPerDayBps: 0n,
        risks: 0,
        maturity: 0,
        isEntryAllowed: true,
      },
      expect.objectContaining({
        venueId: 'save',
        kind: 'erc4626',
        receipt: token(9),
        isEntryAllowed: false,
        maxGrowthPerDayBps: 100n,
      }),
    ]);
  });

  it('takes budgets, intake and redemption as the document says', () => {
    const policy = lawful([listed('USDC')], {
      liabilities: [
        parOf({
          owed: 'payoutAsset',
          redemption: { feeBps: bps(7), capPerDayWad: wad(5n * WAD), queueSeconds: 86_400, cutOffSecondOfDay: 3600 },
        }),
      ],
    });
    const law = lawOf(policy);
    expect(law.limits).toEqual({
      lossBurstWad: policy.limits.lossPerDayWad,
      lossRefillPerDayWad: policy.limits.lossPerDayWad,
      turnoverBurstWad: policy.limits.turnoverPerDayWad,
      turnoverRefillPerDayWad: policy.limits.turnoverPerDayWad,
      minBackingWad: policy.limits.minBackingRatioWad,
      maxVaultValueWad: policy.limits.maxVaultValueWad,
      mintCapPerDayWad: policy.limits.mintCapPerDayWad,
      depegBurstWad: policy.limits.depegExitPerDayWad,
      depegRefillPerDayWad: policy.limits.depegExitPerDayWad,
      minCoverageWad: policy.limits.minRiskAdjustedBackingRatioWad,
      minLiquidBps: [0n, 0n, 0n],
      maxProofAgeSeconds: null,
    });
    expect(law.redemption).toEqual({
      payoutToken: policy.assets[0]?.deployments[0]?.address,
      owed: 'payoutAsset',
      feeBps: 7n,
      capPerDayWad: 5n * WAD,
      delaySeconds: 86_400,
    });
  });

  it('takes the regime as the document says, the sequencer of its chain, and floors of assets', () => {
    const policy = lawful([listed('USDC', { exitFloorWad: wad((WAD * 9n) / 10n) })]);
    const sequencerFeed = token(0x5e);
    const law = lawOf({
      ...policy,
      chains: policy.chains.map((chain) => ({ ...chain, sequencerFeed })),
      regime: {
        ...policy.regime,
        exitDelaySeconds: 60,
        idleSeconds: 7,
        auctionSeconds: 600,
        auctionPremiumBps: bps(150),
        entryHaircutBps: bps(2_500),
        maxProofAgeSeconds: 86_400,
      },
    });
    expect(law.regime).toEqual({
      exitDelaySeconds: 60,
      exitWindowSeconds: 86_400,
      maxPushBps: 2_000n,
      haircutDecayPerDayBps: 500n,
      entryHaircutBps: 2_500n,
      maxGrowthPerDayBps: 2_000n,
      anchorMaxAgeSeconds: 600,
      shadowSeconds: 86_400,
      idleSeconds: 7,
      auctionSeconds: 600,
      auctionPremiumBps: 150n,
      sequencerFeed,
      sequencerGraceSeconds: 3_600,
    });
    expect(law.limits.maxProofAgeSeconds).toBe(86_400);
    expect(law.assets[0]?.exitFloorWad).toBe((WAD * 9n) / 10n);
    expect(lawOf(policy).regime).toMatchObject({
      idleSeconds: null,
      auctionSeconds: null,
      entryHaircutBps: 0n,
      sequencerFeed: null,
    });
  });

  it('names counterparties by bits, and cash by classes', () => {
    const policy = lawful([listed('USDC', { issuer: 'circle', liquidityTier: 'now' })], {
      venues: [venueOf('save', { kind: 'erc4626', operator: 'sky', assets: ['USDC'], address: token(9) })],
    });
    const law = lawOf({
      ...policy,
      limits: {
        ...policy.limits,
        exposures: [
          { kind: 'venue', id: 'sky', maxShareBps: bps(800) },
          { kind: 'issuer', id: 'circle', maxShareBps: bps(4500) },
        ],
        liquidity: [
          { horizon: 'hour', minCoverageBps: bps(900) },
          { horizon: 'day', minCoverageBps: bps(2000) },
        ],
      },
    });
    expect(law.risks.map((risk) => risk.capBps)).toEqual([800n, 4500n]);
    expect(new Set(law.risks.map((risk) => risk.id)).size).toBe(2);
    expect([law.assets[0]?.risks, law.assets[0]?.maturity, law.venues[0]?.risks]).toEqual([0b10, 0, 0b01]);
    expect(law.limits.minLiquidBps).toEqual([0n, 2000n, 0n]);
  });

  it('pays in the base asset, and owes nobody, without a par liability', () => {
    const law = lawOf(lawful([listed('USDC')]));
    expect(law.redemption).toMatchObject({ payoutToken: law.assets[0]?.token, feeBps: 0n, capPerDayWad: null });
  });
});
