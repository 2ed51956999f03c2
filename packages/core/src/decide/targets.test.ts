import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWad } from '../units/decimal.ts';
import type { Policy } from '../policy/policy.ts';
import { CALM, contextOf, IN_DOLLARS, IN_USDC, START, type World } from './decide.fixture.ts';
import { backingOf } from './measure.ts';
import {
  byDeficit,
  bySurplus,
  deficitOf,
  directFirst,
  liquidityRoom,
  matchedRaw,
  missingCash,
  nearCash,
  spareOf,
  surplusOf,
  targetsOf,
  type Target,
} from './targets.ts';

const targetOf = (world: Partial<World>, assetId: string): Target => {
  const context = contextOf(world);
  const found = targetsOf(context, context.opening).find((target) => target.view.assetId === assetId);
  if (found === undefined) expect.unreachable(assetId);
  return found as Target;
};
const fallen = (assetId: string): Partial<World> => ({
  prices: { ...CALM.prices, [assetId]: '0.97' },
  fallenSince: { [assetId]: START - 7200 },
});

describe('targetsOf', () => {
  it('on a calm day: every weight of the policy, and nothing above or below', () => {
    const context = contextOf();
    for (const target of targetsOf(context, context.opening)) {
      expect(surplusOf(target)).toBe(0n);
      expect(deficitOf(target)).toBe(0n);
    }
  });

  it('a disabled asset aims at zero and its weight moves to the base asset', () => {
    expect(targetOf(fallen('ust'), 'ust')).toMatchObject({ targetWad: 0n, isMoving: false });
    const base = targetOf(fallen('ust'), 'usdt');
    const total = parseWad('105000000') - parseWad('157500');
    expect(base.targetWad >= (total * 4_000n) / 10_000n && base.targetWad < (total * 4_000n) / 10_000n + 10n).toBe(
      true,
    );
    expect(base.maxWad >= base.targetWad).toBe(true);
  });

  it('what is owed in a disabled asset stays its target', () => {
    const matched = targetOf({ ...fallen('usdc'), policy: IN_USDC, supply: '30000000' }, 'usdc');
    expect(matched.targetWad).toBe(parseWad('29100000'));
    expect(surplusOf(matched)).toBe(parseWad('6750000') - parseWad('202500'));
  });

  it('an iffy asset stays where it is: no surplus, no deficit', () => {
    const world = { prices: { ...CALM.prices, usdc: '0.985' }, fallenSince: { usdc: START - 7200 } };
    const iffy = targetOf(world, 'usdc');
    expect(iffy.view.state).toBe('iffy');
    expect([surplusOf(iffy), deficitOf(iffy), iffy.isMoving]).toEqual([0n, 0n, false]);
  });

  it('one print below the threshold is enough to stay', () => {
    const doubted = targetOf({ prices: { ...CALM.prices, usdc: ['0.9', '1', '1'] } }, 'usdc');
    expect([doubted.view.state, doubted.isMoving]).toEqual(['sound', false]);
  });

  it('a governance token has no target and no part in what targets are shares of', () => {
    const gov = targetOf({ idle: { ...CALM.idle, gov: '1000000' } }, 'gov');
    expect([gov.targetWad, gov.isMoving]).toEqual([parseWad('3000000'), false]);
    expect(targetOf({ idle: { ...CALM.idle, gov: '1000000' } }, 'usdc').targetWad).toBe(parseWad('36750000'));
  });

  it('a maximum tightened on chain moves the rest of the weight to the base asset', () => {
    const assets = contextOf().snapshot.vault?.assets ?? [];
    const tightened = assets.map((asset) =>
      asset.assetId === 'weth' ? { ...asset, maxBps: 500n as typeof asset.maxBps } : asset,
    );
    const world = { vault: { assets: tightened } };
    expect(targetOf(world, 'weth').targetWad).toBe(parseWad('5250000'));
    expect(targetOf(world, 'usdt').targetWad).toBe(parseWad('47250000'));
  });

  it('targets make up the whole whenever the base can move and is not crowded out', () => {
    fc.assert(
      fc.property(
        fc.record({
          usdt: fc.integer({ min: 20_000_000, max: 60_000_000 }).map(String),
          usdc: fc.integer({ min: 0, max: 30_000_000 }).map(String),
          dai: fc.integer({ min: 0, max: 30_000_000 }).map(String),
          ust: fc.integer({ min: 0, max: 5_000_000 }).map(String),
        }),
        fc.constantFrom<Partial<World>>({}, fallen('ust'), fallen('dai')),
        (idle, fall) => {
          const context = contextOf({ ...fall, idle: { ...CALM.idle, ...idle } });
          const targets = targetsOf(context, context.opening).filter((target) => !target.view.asset.isEndogenous);
          const total = targets.reduce((all, target) => all + target.targetWad, 0n);
          expect(total).toBe(backingOf(context, context.opening));
        },
      ),
      { numRuns: 40, seed: 5 },
    );
  });
});

describe('matchedRaw', () => {
  const matched = (world: Partial<World>, assetId: string): bigint | null => {
    const context = contextOf(world);
    return matchedRaw(context, context.opening, assetId);
  };

  it('par claims payable in the asset, rounded up to its units', () => {
    expect(matched({ policy: IN_USDC, supply: '1.0000001' }, 'usdc')).toBe(1_000_001n);
    expect(matched({ policy: IN_USDC }, 'usdt')).toBe(0n);
  });

  it('dollars owed match nothing, but claims in the queue do', () => {
    expect(matched({ policy: IN_DOLLARS }, 'usdt')).toBe(0n);
    expect(matched({ claims: [{ payout: '5', dueInSeconds: 60 }] }, 'usdt')).toBe(5_000_000n);
  });

  it('an unknown supply is unknown', () => {
    expect(matched({ policy: IN_USDC, supply: null }, 'usdc')).toBeNull();
  });

  it('synthetics indexed to an asset are owed in it', () => {
    const [par] = IN_DOLLARS.liabilities;
    if (par === undefined || par.kind !== 'par') throw new TypeError('the fixture owes par claims');
    const { owed: _owed, ...rest } = par;
    const policy: Policy = {
      ...IN_DOLLARS,
      liabilities: [{ ...rest, kind: 'indexed', index: 'weth', unitsPerTokenWad: parseWad('0.01') }],
    };
    const context = contextOf({ policy, supply: '1000', hasVault: true });
    expect(matchedRaw(context, context.opening, 'weth')).toBe(10_000_000_000_000_000_000n);
    const weth = context.assets.find((view) => view.assetId === 'weth');
    if (weth === undefined) expect.unreachable('weth');
    else expect(spareOf(context, context.opening, weth)).toBe(parseWad('15730000'));
  });

  it('an asset outside the policy matches nothing', () => {
    expect(matched({}, 'pepe')).toBe(0n);
  });
});

describe('cash before caps and bands', () => {
  const context = contextOf({ policy: IN_USDC, supply: '100000000' });

  it('the payout asset may be spent down to what the widest horizon asks to be held', () => {
    expect(liquidityRoom(context.opening, 'usdc', 'weth')).toBe(parseWad('16750000'));
    expect(nearCash(context.opening)).toBe(parseWad('10000000'));
    expect(missingCash(context.opening)).toBe(0n);
  });

  it('into the payout asset there is no bound, and elsewhere none while enough is held', () => {
    expect(liquidityRoom(context.opening, 'weth', 'usdc')).toBeNull();
    expect(liquidityRoom(context.opening, 'weth', 'dai')).toBeNull();
  });

  it('short of what is asked nothing is sold but into the payout asset', () => {
    const short = contextOf({ policy: IN_USDC, idle: { ...CALM.idle, usdc: '5000000', usdt: '68500000' } });
    expect(liquidityRoom(short.opening, 'usdc', 'weth')).toBe(0n);
    expect(liquidityRoom(short.opening, 'weth', 'dai')).toBe(0n);
    expect(liquidityRoom(short.opening, 'weth', 'usdc')).toBeNull();
    expect(missingCash(short.opening)).toBe(parseWad('5000000'));
  });

  it('where nobody can say what is owed, all that is held may be', () => {
    const blind = contextOf({ policy: IN_USDC, supply: null });
    expect(liquidityRoom(blind.opening, 'usdc', 'weth')).toBe(0n);
  });
});

describe('order of surplus and deficit', () => {
  const context = contextOf({
    idle: { usdt: '10000000', usdc: '50000000', dai: '20000000', ust: '5250000', weth: '9875' },
  });
  const targets = targetsOf(context, context.opening);

  it('largest first, equal ones by id, and what is reached directly before what is not', () => {
    expect(bySurplus(targets).map((target) => target.view.assetId)).toEqual(['usdc', 'dai', 'weth']);
    expect(byDeficit(targets).map((target) => target.view.assetId)).toEqual(['usdt']);
    const near = directFirst(bySurplus(targets), (assetId) => assetId === 'weth');
    expect(near.map((target) => target.view.assetId)).toEqual(['weth', 'usdc', 'dai']);
  });
});
