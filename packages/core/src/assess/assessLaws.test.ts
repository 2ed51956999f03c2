// The laws of the whole stage over generated worlds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, min, wad } from '../units/amounts.ts';
import { formatWad, parseWad } from '../units/decimal.ts';
import type { Policy } from '../policy/policy.ts';
import type { Assessment } from '../records/assessment.ts';
import { canonicalText } from '../records/canonical.ts';
import type { VaultState } from '../records/snapshot.ts';
import { initialCarried } from '../value/initialCarried.ts';
import { value } from '../value/value.ts';
import { assess } from './assess.ts';
import { CALM, HASH, limitOf, POLICY, snapshotOf, START, turn, vaultOf, YEAR } from './assess.fixture.ts';
import { rankOf } from './reserveLevel.ts';

const shuffled = <T>(items: readonly T[], seed: number): T[] =>
  items
    .map((item, index) => ({ item, key: ((index + 1) * 7_919 * (seed + 1)) % 104_729 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
const byId = (assessment: Assessment): unknown => ({
  limits: assessment.limits.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  states: assessment.assetStates.toSorted((a, b) => (a.assetId < b.assetId ? -1 : 1)),
  pegs: assessment.pegs.toSorted((a, b) => (a.assetId < b.assetId ? -1 : 1)),
  level: assessment.level,
  evidence: assessment.levelEvidence,
  tails: assessment.tails,
  run: assessment.run,
  alerts: assessment.contractAlerts,
  exit: [assessment.isExitOnly, assessment.exitOnlyReason],
});

const cents = fc.integer({ min: 60, max: 104 }).map((number) => formatWad(BigInt(number) * 10n ** 16n));
const print = fc.oneof(cents, fc.constant(null), fc.tuple(cents, cents, fc.option(cents)));
const amount = fc.option(fc.integer({ min: 0, max: 60_000_000 }).map(String), { freq: 8 });
const anyWorld = fc.record({
  prices: fc.record({
    usdc: print,
    usdt: print,
    weth: fc.option(fc.integer({ min: 200, max: 4_000 }).map(String), { freq: 8 }),
    bill: fc.option(cents, { freq: 8 }),
    gov: fc.option(cents, { freq: 8 }),
  }),
  holdings: fc.record({
    usdc: amount,
    usdt: amount,
    weth: fc.option(fc.integer({ min: 0, max: 30_000 }).map(String), { freq: 8 }),
    bill: amount,
    gov: amount,
  }),
  supply: fc.option(fc.integer({ min: 0, max: 150_000_000 }).map(String), { freq: 8 }),
});

describe('assess: laws over any world', () => {
  it('the same input gives the same bytes', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        expect(canonicalText(turn(world).assessment)).toBe(canonicalText(turn(world).assessment));
      }),
      { numRuns: 25 },
    );
  });
  it('the order of assets, sources, holdings and limits changes nothing but order', () => {
    fc.assert(
      fc.property(anyWorld, fc.integer({ min: 1, max: 1_000 }), (world, seed) => {
        const policy: Policy = {
          ...POLICY,
          assets: shuffled(POLICY.assets, seed).map((asset) => ({
            ...asset,
            pricing: { ...asset.pricing, sources: shuffled(asset.pricing.sources, seed) },
          })),
          limits: { ...POLICY.limits, exposures: shuffled(POLICY.limits.exposures, seed) },
        };
        const snapshot = snapshotOf({ ...CALM, ...world });
        const turned = {
          ...snapshot,
          holdings: shuffled(snapshot.holdings, seed),
          prices: shuffled(snapshot.prices, seed),
        };
        const run = (law: Policy, seen: typeof snapshot): Assessment => {
          const valued = value({ snapshot: seen, policy: law, policyHash: HASH, carried: initialCarried(law, START) });
          const rest = { policy: law, policyHash: HASH, history: YEAR, scenarioSet: null, snapshot: seen };
          return assess({ ...rest, sheet: valued.sheet, carried: valued.carried }).assessment;
        };
        expect(byId(run(policy, turned))).toEqual(byId(run(POLICY, snapshot)));
      }),
      { numRuns: 60 },
    );
  });
  it('the sign of headroom agrees with the status of every limit, and unknown has none', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        for (const limit of turn({ ...world, vault: vaultOf() }).assessment.limits) {
          if (limit.status === 'unknown') expect([limit.valueWad, limit.headroomWad]).toEqual([null, null]);
          if (limit.status === 'breached') expect(limit.headroomWad ?? 0n).toBeLessThan(0n);
          if (limit.status === 'met') expect(limit.headroomWad ?? 0n).toBeGreaterThanOrEqual(0n);
          expect(limit.note === '' && limit.valueWad === null).toBe(false);
          if (limit.status === 'breached') expect(limit.isBinding).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
  it('learning an amount never turns met into breached, nor breached into met', () => {
    fc.assert(
      fc.property(anyWorld, fc.constantFrom('usdc', 'usdt', 'weth', 'bill'), (world, id) => {
        const held = { ...world.holdings, [id]: world.holdings[id as 'usdc'] ?? '1000' };
        const blind = turn({ ...world, holdings: { ...held, [id]: null } }).assessment;
        const seen = turn({ ...world, holdings: held }).assessment;
        for (const limit of blind.limits) {
          const later = limitOf(seen, limit.id);
          // A peg asks for two origins once something is held; before, there was nothing to limit.
          if (limit.headroomWad === null || later.headroomWad === null || limit.id.startsWith('peg:')) continue;
          expect([limit.id, later.status]).toEqual([limit.id, limit.status]);
        }
      }),
      { numRuns: 60 },
    );
  });
  it('a lower price never raises the headroom of backing, nor one of payout asset or fund that of liquidity', () => {
    const full = fc.record({
      usdc: cents,
      usdt: cents,
      weth: fc.integer({ min: 200, max: 4_000 }).map(String),
      bill: cents,
      gov: cents,
    });
    fc.assert(
      fc.property(
        full,
        fc.constantFrom('usdc', 'usdt', 'weth', 'bill', 'gov'),
        fc.integer({ min: 1, max: 99 }),
        (prices, id, part) => {
          const price = parseWad(prices[id as 'usdc']);
          const worse = { ...prices, [id]: formatWad((price * BigInt(part)) / 100n) };
          const [before, after] = [turn({ prices }).assessment, turn({ prices: worse }).assessment];
          for (const limit of before.limits) {
            // A pool does not follow the price of what is sold into it here, so only these two speak of cash.
            const isSpoken =
              limit.id.startsWith('backing') || (limit.id.startsWith('liquidity') && /usdc|bill/.test(id));
            if (!isSpoken) continue;
            const next = limitOf(after, limit.id);
            if (limit.headroomWad === null || next.headroomWad === null) continue;
            expect(next.headroomWad).toBeLessThanOrEqual(limit.headroomWad);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
  it('more owed never raises the headroom of backing, and never calms the level', () => {
    fc.assert(
      fc.property(
        anyWorld,
        fc.integer({ min: 1, max: 120_000_000 }),
        fc.integer({ min: 0, max: 60_000_000 }),
        (world, supply, more) => {
          const less = turn({ ...world, supply: String(supply) }).assessment;
          const full = turn({ ...world, supply: String(supply + more) }).assessment;
          for (const id of ['backing', 'backing:riskAdjusted'])
            expect(limitOf(full, id).headroomWad ?? wad(-(10n ** 30n))).toBeLessThanOrEqual(
              limitOf(less, id).headroomWad ?? wad(10n ** 30n),
            );
          expect(rankOf(full.level)).toBeGreaterThanOrEqual(rankOf(less.level));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('assess: a tightened law', () => {
  const share = fc.integer({ min: 0, max: 10_000 });
  const tighter = fc.record({
    max: share,
    minimum: share,
    backing: share,
    loss: share,
    turnover: share,
    exposure: share,
    peg: share,
    tail: share,
  });
  const cut = <T extends bigint>(amount: T, part: number): T => ((amount * BigInt(part)) / 10_000n) as T;

  it('never throws, in the document: only breaches, refusals and less headroom', () => {
    fc.assert(
      fc.property(anyWorld, tighter, (world, t) => {
        const { limits } = POLICY;
        const policy: Policy = {
          ...POLICY,
          assets: POLICY.assets.map((asset) => ({
            ...asset,
            maxWeightBps: cut(asset.maxWeightBps, t.max),
            minWeightBps: bps(t.minimum),
          })),
          limits: {
            ...limits,
            minBackingRatioWad: wad(limits.minBackingRatioWad + BigInt(t.backing) * 10n ** 14n),
            lossPerDayWad: cut(limits.lossPerDayWad, t.loss),
            turnoverPerDayWad: cut(limits.turnoverPerDayWad, t.turnover),
            maxPegDeviationBps: cut(limits.maxPegDeviationBps, t.peg),
            exposures: limits.exposures.map((item) => ({ ...item, maxShareBps: cut(item.maxShareBps, t.exposure) })),
            tails: limits.tails.map((item) => ({ ...item, maxLossBps: cut(item.maxLossBps, t.tail) })),
          },
        };
        const [before, after] = [turn(world).assessment, turn(world, { policy }).assessment];
        for (const limit of before.limits) {
          const next = after.limits.find((item) => item.id === limit.id);
          if (limit.id.startsWith('weight:min') || limit.headroomWad === null || next?.headroomWad == null) continue;
          expect(next.headroomWad).toBeLessThanOrEqual(limit.headroomWad);
        }
        if (before.isExitOnly) expect(after.isExitOnly).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
  it('never throws, on chain: limits narrow and say chain, the rest stays', () => {
    fc.assert(
      fc.property(anyWorld, tighter, fc.constantFrom('run', 'exitOnly', 'frozen'), (world, t, mode) => {
        const base = vaultOf();
        const vault: VaultState = {
          ...base,
          mode,
          lossBurstWad: cut(base.lossBurstWad, t.loss),
          turnoverBurstWad: cut(base.turnoverBurstWad, t.turnover),
          maxVaultValueWad: cut(base.maxVaultValueWad, t.exposure),
          minBackingWad: wad(base.minBackingWad + BigInt(t.backing) * 10n ** 14n),
          mintCapPerDayWad: wad(0n),
          assets: base.assets.map((asset) => ({
            ...asset,
            maxBps: cut(asset.maxBps, t.max),
            haircutBps: bps(10_000),
            isEntryAllowed: false,
            isDisabled: t.peg > 5_000,
          })),
        };
        const [before, after] = [turn({ ...world, vault: base }).assessment, turn({ ...world, vault }).assessment];
        for (const limit of before.limits) {
          const next = limitOf(after, limit.id);
          if (limit.id.startsWith('weight:min') || limit.id === 'backing:riskAdjusted') continue;
          if (limit.headroomWad !== null && next.headroomWad !== null)
            expect(next.headroomWad).toBeLessThanOrEqual(limit.headroomWad);
          if (next.thresholdWad !== limit.thresholdWad) expect(next.origin).toBe('chain');
        }
        expect(rankOf(after.level)).toBeGreaterThanOrEqual(rankOf(before.level));
        if (mode !== 'run') expect(after.isExitOnly).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
  it('a policy nobody can meet is exit-only and says so', () => {
    const policy: Policy = {
      ...POLICY,
      assets: POLICY.assets.map((asset) => ({ ...asset, maxWeightBps: min(asset.maxWeightBps, bps(1_000)) })),
    };
    const { assessment } = turn({}, { policy });
    expect(assessment.isExitOnly).toBe(true);
    expect(assessment.exitOnlyReason).toBe(
      'what may be held adds up to 40.00% of the reserve: no portfolio meets the policy',
    );
  });
});
