import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad, type Bps, type Wad } from '../units/amounts.ts';
import type { VaultAsset, VaultState, VaultVenue } from '../records/snapshot.ts';
import { assetOf, ADDRESS, CHAIN, coinOf, policyOf, usd, venueOf } from './policy.fixture.ts';
import type { CarriedState } from '../records/carried.ts';
import { drained, effectiveLimits } from './effectiveLimits.ts';

const DAY = 86_400;
const NOW = 1_700_000_000;
const carried: CarriedState = {
  schema: 'ballast/carried/1',
  reserve: 'test',
  cycle: 0,
  valuedAtSeconds: null,
  assets: [],
  savings: [],
  level: 'normal',
  levelSinceSeconds: NOW,
  calmerSinceSeconds: null,
  lossUsedWad: usd('0'),
  turnoverUsedWad: usd('0'),
  budgetsAtSeconds: NOW,
  contracts: [],
  stop: null,
  inFlight: [],
};
const policy = policyOf(
  [
    assetOf('USDC', { haircutFloorBps: bps(100), targetWeightBps: bps(6000), maxWeightBps: bps(8000) }),
    coinOf('GOV', { class: 'governance', isEligible: true, maxWeightBps: bps(500) }),
  ],
  { venues: [venueOf('lend', { kind: 'aave-v3', assets: ['USDC'], maxShareBps: bps(2000) })] },
);

const vaultAsset = (assetId: string, more: Partial<VaultAsset> = {}): VaultAsset => ({
  assetId,
  token: ADDRESS,
  decimals: 6,
  maxDeviationBps: bps(200),
  slipBps: bps(50),
  exitSlipBps: bps(500),
  haircutBps: bps(100),
  targetBps: bps(6000),
  effectiveTargetBps: bps(6000),
  maxBps: bps(8000),
  isEndogenous: false,
  isEntryAllowed: true,
  isDisabled: false,
  isDepegged: false,
  isExitOpen: false,
  pegWad: null,
  depegPriceWad: null,
  lowWad: null,
  highWad: null,
  priceRefusal: null,
  owedRaw: 0n as VaultAsset['owedRaw'],
  ...more,
});
const vaultVenue = (more: Partial<VaultVenue> = {}): VaultVenue => ({
  venueId: 'lend',
  index: 0,
  assetId: 'USDC',
  maxBps: bps(2000),
  isEntryAllowed: true,
  ...more,
});
const vaultOf = (more: Partial<VaultState> = {}): VaultState => ({
  chain: CHAIN,
  address: ADDRESS,
  mode: 'run',
  policyDocumentHash: '0x',
  policyParametersHash: '0x',
  owner: ADDRESS,
  keeper: ADDRESS,
  guardian: ADDRESS,
  executor: ADDRESS,
  router: ADDRESS,
  liability: ADDRESS,
  isMintPaused: false,
  baseAssetId: 'USDC',
  lossBurstWad: usd('1000000'),
  lossRefillPerDayWad: usd('1000000'),
  lossUsedWad: usd('0'),
  turnoverBurstWad: usd('100000000'),
  turnoverRefillPerDayWad: usd('100000000'),
  turnoverUsedWad: usd('0'),
  minBackingWad: usd('1'),
  maxVaultValueWad: usd('1000000000'),
  mintCapPerDayWad: usd('1000000'),
  mintUsedWad: usd('0'),
  redemption: {
    payoutAssetId: 'USDC',
    owed: 'payoutAsset',
    feeBps: bps(0),
    capPerDayWad: null,
    usedWad: usd('0'),
    delaySeconds: 0,
  },
  assets: [vaultAsset('USDC')],
  venues: [vaultVenue()],
  ...more,
});
const limits = (vault: VaultState | null, now = NOW, past = carried) => effectiveLimits(policy, vault, past, now);

describe('effectiveLimits: document alone', () => {
  it('is the document where there is no vault, and where the vault holds the same', () => {
    for (const vault of [null, vaultOf()]) {
      const law = limits(vault);
      expect(law).toMatchObject({ mode: 'run', lossOrigin: 'document', turnoverOrigin: 'document' });
      expect(law.assets[0]).toEqual({
        assetId: 'USDC',
        slipBps: 50n,
        exitSlipBps: 500n,
        haircutBps: 100n,
        maxWeightBps: 8000n,
        targetWeightBps: 6000n,
        isEntryAllowed: true,
        isDisabled: false,
        origin: 'document',
      });
      expect(law.venues[0]).toEqual({ venueId: 'lend', maxShareBps: 2000n, isEntryAllowed: true, origin: 'document' });
    }
  });
  it('what depends on us has a haircut of everything and no entry, whatever document and chain say', () => {
    const vault = vaultOf({ assets: [vaultAsset('GOV', { haircutBps: bps(0), isEntryAllowed: true })] });
    for (const law of [limits(null), limits(vault)])
      expect(law.assets[1]).toMatchObject({ haircutBps: 10_000n, isEntryAllowed: false });
  });
  it('a target never stands above a cap that was lowered below it', () => {
    const tight = policyOf([assetOf('USDC', { targetWeightBps: bps(6000), maxWeightBps: bps(1000) })]);
    expect(effectiveLimits(tight, null, carried, NOW).assets[0]).toMatchObject({ targetWeightBps: 1000n });
  });
  it('budgets drain over a day and never below nothing', () => {
    const spent = { ...carried, lossUsedWad: usd('1000000'), turnoverUsedWad: usd('50000000'), budgetsAtSeconds: NOW };
    expect(limits(null, NOW, spent)).toMatchObject({ lossBudgetLeftWad: 0n, turnoverLeftWad: usd('50000000') });
    expect(limits(null, NOW + DAY / 2, spent).lossBudgetLeftWad).toBe(usd('500000'));
    expect(limits(null, NOW + 10 * DAY, spent)).toMatchObject({
      lossBudgetLeftWad: usd('1000000'),
      turnoverLeftWad: usd('100000000'),
    });
    expect(limits(null, NOW - DAY, spent).lossBudgetLeftWad).toBe(0n);
  });
});

describe('drained', () => {
  const money = fc.bigInt(0n, 10n ** 27n).map(wad);
  it('falls with time, never below zero, and counts against us: no more drained than the exact refill', () => {
    fc.assert(
      fc.property(money, money, fc.nat(10 * DAY), fc.nat(10 * DAY), (used, refill, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        expect(drained(used, refill, late) <= drained(used, refill, early)).toBe(true);
        expect(drained(used, refill, 0)).toBe(used);
        expect((used - drained(used, refill, late)) * BigInt(DAY) <= refill * BigInt(late)).toBe(true);
      }),
    );
  });
});

describe('effectiveLimits: the stricter binds', () => {
  it.each<[string, Partial<VaultAsset>, object]>([
    ['slip', { slipBps: bps(10) }, { slipBps: 10n }],
    ['exit slip', { exitSlipBps: bps(100) }, { exitSlipBps: 100n }],
    ['haircut', { haircutBps: bps(3000) }, { haircutBps: 3000n }],
    ['weight, and the target with it', { maxBps: bps(500) }, { maxWeightBps: 500n, targetWeightBps: 500n }],
    ['entry', { isEntryAllowed: false }, { isEntryAllowed: false }],
    ['disabled, and entry with it', { isDisabled: true }, { isDisabled: true, isEntryAllowed: false }],
  ])('tightened on chain: %s', (_what, more, expected) => {
    expect(limits(vaultOf({ assets: [vaultAsset('USDC', more)] })).assets[0]).toMatchObject({
      ...expected,
      origin: 'chain',
    });
  });
  it('looser on chain is ignored', () => {
    const loose = vaultAsset('USDC', {
      slipBps: bps(500),
      exitSlipBps: bps(2500),
      haircutBps: bps(0),
      maxBps: bps(10_000),
    });
    const law = limits(
      vaultOf({
        assets: [loose],
        lossBurstWad: usd('99000000'),
        turnoverBurstWad: usd('9000000000'),
        lossRefillPerDayWad: usd('99000000'),
        turnoverRefillPerDayWad: usd('9000000000'),
        minBackingWad: usd('0'),
        maxVaultValueWad: usd('99000000000'),
        mintCapPerDayWad: usd('99000000'),
        venues: [vaultVenue({ maxBps: bps(10_000) })],
      }),
    );
    expect({ ...law, assets: law.assets.slice(0, 1) }).toEqual({
      ...limits(null),
      assets: limits(null).assets.slice(0, 1),
    });
  });
  it('budgets, backing, value, mint and venues tightened on chain narrow', () => {
    const law = limits(
      vaultOf({
        mode: 'exitOnly',
        lossBurstWad: usd('100'),
        lossUsedWad: usd('40'),
        lossRefillPerDayWad: usd('7'),
        turnoverBurstWad: usd('1000'),
        turnoverUsedWad: usd('2000'),
        turnoverRefillPerDayWad: usd('9'),
        minBackingWad: usd('1.05'),
        maxVaultValueWad: usd('5'),
        mintCapPerDayWad: usd('50'),
        mintUsedWad: usd('20'),
        venues: [vaultVenue({ maxBps: bps(100), isEntryAllowed: false })],
      }),
    );
    expect(law).toMatchObject({
      mode: 'exitOnly',
      lossBudgetLeftWad: usd('60'),
      lossRefillPerDayWad: usd('7'),
      lossOrigin: 'chain',
      turnoverLeftWad: 0n,
      turnoverRefillPerDayWad: usd('9'),
      turnoverOrigin: 'chain',
      minBackingRatioWad: usd('1.05'),
      maxVaultValueWad: usd('5'),
      mintLeftWad: usd('30'),
    });
    expect(law.venues[0]).toEqual({ venueId: 'lend', maxShareBps: 100n, isEntryAllowed: false, origin: 'chain' });
  });

  const share = fc.integer({ min: 0, max: 10_000 }).map(bps);
  const money = fc.bigInt(0n, 10n ** 28n).map(wad);
  const anyVault = fc
    .record({
      mode: fc.constantFrom('run' as const, 'exitOnly' as const, 'frozen' as const),
      lossBurstWad: money,
      lossRefillPerDayWad: money,
      lossUsedWad: money,
      turnoverBurstWad: money,
      turnoverRefillPerDayWad: money,
      turnoverUsedWad: money,
      minBackingWad: money,
      maxVaultValueWad: money,
      mintCapPerDayWad: money,
      mintUsedWad: money,
      slipBps: share,
      exitSlipBps: share,
      haircutBps: share,
      maxBps: share,
      isEntryAllowed: fc.boolean(),
      isDisabled: fc.boolean(),
      venueMaxBps: share,
    })
    .map(({ slipBps, exitSlipBps, haircutBps, maxBps, isEntryAllowed, isDisabled, venueMaxBps, ...rest }) =>
      vaultOf({
        ...rest,
        assets: [
          vaultAsset('USDC', { slipBps, exitSlipBps, haircutBps, maxBps, isEntryAllowed, isDisabled }),
          vaultAsset('UNKNOWN', { slipBps }),
        ],
        venues: [vaultVenue({ maxBps: venueMaxBps, isEntryAllowed }), vaultVenue({ venueId: 'unknown' })],
      }),
    );
  const atMost = (a: Wad | Bps, b: Wad | Bps): void => expect(a <= b).toBe(true);

  it('whatever the chain holds, it never throws and is never laxer than the document', () => {
    const document = limits(null);
    fc.assert(
      fc.property(anyVault, fc.integer({ min: -DAY, max: 40 * DAY }), (vault, elapsed) => {
        const law = limits(vault, NOW + elapsed);
        const [asset, plain] = [law.assets[0]!, document.assets[0]!];
        atMost(asset.slipBps, plain.slipBps);
        atMost(asset.exitSlipBps, plain.exitSlipBps);
        atMost(plain.haircutBps, asset.haircutBps);
        atMost(asset.maxWeightBps, plain.maxWeightBps);
        atMost(asset.targetWeightBps, asset.maxWeightBps);
        if (asset.isEntryAllowed) expect(plain.isEntryAllowed && !asset.isDisabled).toBe(true);
        atMost(law.lossBudgetLeftWad, policy.limits.lossPerDayWad);
        atMost(law.turnoverLeftWad, policy.limits.turnoverPerDayWad);
        atMost(policy.limits.minBackingRatioWad, law.minBackingRatioWad);
        atMost(law.maxVaultValueWad, policy.limits.maxVaultValueWad);
        atMost(law.venues[0]!.maxShareBps, document.venues[0]!.maxShareBps);
        expect(law.lossBudgetLeftWad >= 0n && law.turnoverLeftWad >= 0n && law.mintLeftWad >= 0n).toBe(true);
        expect(law.assets.map((item) => item.assetId)).toEqual(['USDC', 'GOV']);
      }),
    );
  });
  it('tightening the chain further never widens anything', () => {
    fc.assert(
      fc.property(anyVault, anyVault, (a, b) => {
        const [x, y] = [a.assets[0]!, b.assets[0]!];
        const least = <T extends bigint>(p: T, q: T): T => (p < q ? p : q);
        const most = <T extends bigint>(p: T, q: T): T => (p < q ? q : p);
        const tighter = vaultOf({
          ...a,
          lossBurstWad: least(a.lossBurstWad, b.lossBurstWad),
          lossUsedWad: most(a.lossUsedWad, b.lossUsedWad),
          turnoverBurstWad: least(a.turnoverBurstWad, b.turnoverBurstWad),
          turnoverUsedWad: most(a.turnoverUsedWad, b.turnoverUsedWad),
          minBackingWad: most(a.minBackingWad, b.minBackingWad),
          maxVaultValueWad: least(a.maxVaultValueWad, b.maxVaultValueWad),
          assets: [
            vaultAsset('USDC', {
              slipBps: least(x.slipBps, y.slipBps),
              exitSlipBps: least(x.exitSlipBps, y.exitSlipBps),
              haircutBps: most(x.haircutBps, y.haircutBps),
              maxBps: least(x.maxBps, y.maxBps),
              isEntryAllowed: x.isEntryAllowed && y.isEntryAllowed,
              isDisabled: x.isDisabled || y.isDisabled,
            }),
          ],
        });
        const [wide, narrow] = [limits(a), limits(tighter)];
        atMost(narrow.lossBudgetLeftWad, wide.lossBudgetLeftWad);
        atMost(narrow.turnoverLeftWad, wide.turnoverLeftWad);
        atMost(wide.minBackingRatioWad, narrow.minBackingRatioWad);
        atMost(narrow.maxVaultValueWad, wide.maxVaultValueWad);
        atMost(narrow.assets[0]!.maxWeightBps, wide.assets[0]!.maxWeightBps);
        atMost(narrow.assets[0]!.targetWeightBps, wide.assets[0]!.targetWeightBps);
        atMost(wide.assets[0]!.haircutBps, narrow.assets[0]!.haircutBps);
        if (narrow.assets[0]!.isEntryAllowed) expect(wide.assets[0]!.isEntryAllowed).toBe(true);
      }),
    );
  });
});
