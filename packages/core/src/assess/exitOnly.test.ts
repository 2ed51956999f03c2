import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { effectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy, PolicyLimits } from '../policy/policy.ts';
import type { AssetState, AssetStateName } from '../records/assessment.ts';
import type { VaultState } from '../records/snapshot.ts';
import { initialCarried } from '../value/initialCarried.ts';
import { CALM, POLICY, START, turn, vaultOf } from './assess.fixture.ts';
import { exitOnlyReasons, type ExitOnlyInput } from './exitOnly.ts';

const states = (change: Readonly<Record<string, AssetStateName>>): AssetState[] =>
  POLICY.assets.map((asset) => ({
    assetId: asset.id,
    state: change[asset.id] ?? 'sound',
    previous: 'sound',
    sinceSeconds: START,
    evidence: '',
  }));
const reasons = (
  change: Partial<ExitOnlyInput> = {},
  vault: VaultState | null = null,
  world: Parameters<typeof turn>[0] = {},
): string[] => {
  const policy = change.policy ?? POLICY;
  return exitOnlyReasons({
    policy,
    lines: turn(world).sheet.lines,
    effective: effectiveLimits(policy, vault, initialCarried(policy, START), START),
    assetStates: states({}),
    level: 'normal',
    ...change,
  });
};
const limits = (change: Partial<PolicyLimits>): Policy => ({ ...POLICY, limits: { ...POLICY.limits, ...change } });
const caps = (most: Readonly<Record<string, number>>, isEntryAllowed = true): VaultState => ({
  ...vaultOf(),
  assets: vaultOf().assets.map((asset) => {
    const cap = most[asset.assetId];
    return cap === undefined ? asset : { ...asset, maxBps: bps(cap), isEntryAllowed };
  }),
});

describe('exitOnlyReasons', () => {
  it('a calm reserve may enter', () => {
    expect(reasons()).toEqual([]);
    expect(turn().assessment).toMatchObject({ isExitOnly: false, exitOnlyReason: '' });
  });
  it('emergency, and a vault that is not in run, only exit', () => {
    expect(reasons({ level: 'emergency' })).toEqual(['the reserve level is emergency']);
    expect(reasons({}, { ...vaultOf(), mode: 'exitOnly' })).toEqual(['the vault is exitOnly on chain']);
    expect(reasons({}, { ...vaultOf(), mode: 'frozen' })).toEqual(['the vault is frozen on chain']);
    expect(reasons({ level: 'defensive' })).toEqual([]);
  });
  it('a disabled base asset leaves nowhere to go', () => {
    expect(reasons({ assetStates: states({ usdc: 'disabled' }) })).toContain(
      'the base asset usdc is disabled: the policy names nothing safer to move to',
    );
    expect(reasons({ assetStates: states({ usdc: 'iffy' }) })).toEqual([]);
  });
  it('caps that cannot make up the whole: 70 + 50 + 40 + 30 without usdc and usdt is 70', () => {
    expect(reasons({ assetStates: states({ usdt: 'disabled' }) })).toEqual([]);
    expect(reasons({ assetStates: states({ usdc: 'disabled', usdt: 'disabled' }) })).toContain(
      'what may be held adds up to 70.00% of the reserve: no portfolio meets the policy',
    );
  });
  it('caps tightened on chain below the whole', () => {
    expect(reasons({}, caps({ usdc: 3_000, usdt: 2_000, weth: 1_000 }))).toEqual([
      'what may be held adds up to 90.00% of the reserve: no portfolio meets the policy',
    ]);
  });
  it('an asset closed to entry counts what is held of it, so that closing one door does not end the reserve', () => {
    const closed = caps({ usdc: 7_000 }, false);
    // 47.62 % of usdc held, and room for 50 + 40 + 30 of the others.
    expect(reasons({}, closed)).toEqual([]);
    const narrow = caps({ usdc: 7_000, usdt: 5_000, weth: 4_000 }, false);
    expect(reasons({}, narrow, { holdings: { usdc: '1000000', usdt: '1000000' } })).toEqual([]);
    expect(reasons({}, narrow, { holdings: { bill: '1000000' } })).toEqual([
      'what may be held adds up to 30.00% of the reserve: no portfolio meets the policy',
    ]);
    expect(reasons({}, narrow, { holdings: {} })).toHaveLength(1);
    expect(reasons({}, narrow, { holdings: { ...CALM.holdings, usdc: null } })).toEqual([]);
  });
  it('caps per issuer, custodian and chain that leave less than the whole', () => {
    const issuers = (['circle', 'tether', 'ethereum', 'fund'] as const).map((id) => ({
      kind: 'issuer' as const,
      id,
      maxShareBps: bps(2_000),
    }));
    expect(reasons({ policy: limits({ exposures: issuers }) })).toEqual([
      'caps per issuer leave 80.00% of the reserve: no portfolio meets the policy',
    ]);
    const twice = [...issuers, ...issuers.map((item) => ({ ...item, maxShareBps: bps(9_000) }))];
    expect(reasons({ policy: limits({ exposures: twice.toReversed() }) })).toHaveLength(1);
    const custodians = [
      { kind: 'custodian' as const, id: 'self', maxShareBps: bps(6_000) },
      { kind: 'custodian' as const, id: 'bank', maxShareBps: bps(3_000) },
    ];
    expect(reasons({ policy: limits({ exposures: custodians }) })).toEqual([
      'caps per custodian leave 90.00% of the reserve: no portfolio meets the policy',
    ]);
    const chains = [{ kind: 'chain' as const, id: 'eip155:1', maxShareBps: bps(1_000) }];
    // The bank account sits on no chain, so a portfolio still exists.
    expect(reasons({ policy: limits({ exposures: chains }) })).toEqual([]);
    const onChain = {
      ...limits({ exposures: chains }),
      accounts: POLICY.accounts.filter((item) => item.chain !== null),
    };
    expect(reasons({ policy: onChain })).toEqual([
      'caps per chain leave 10.00% of the reserve: no portfolio meets the policy',
    ]);
  });
  it('tightening a cap never lifts it', () => {
    const cap = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(
        cap,
        cap,
        cap,
        fc.constantFrom('usdc', 'usdt', 'weth'),
        fc.integer({ min: 0, max: 10_000 }),
        (a, b, c, id, less) => {
          const before = { usdc: a, usdt: b, weth: c };
          const after = { ...before, [id]: Math.min(before[id as 'usdc'], less) };
          if (reasons({}, caps(before)).length > 0) expect(reasons({}, caps(after)).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });
  it('says so in the assessment, all reasons in one line', () => {
    const { assessment } = turn({ supply: '120000000', vault: { ...vaultOf(), mode: 'frozen' } });
    expect(assessment).toMatchObject({
      isExitOnly: true,
      exitOnlyReason: 'the reserve level is emergency; the vault is frozen on chain',
    });
  });
});
