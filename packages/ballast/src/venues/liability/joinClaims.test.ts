import { describe, expect, it } from 'vitest';
import {
  bps,
  loadPolicy,
  raw,
  wad,
  type Address,
  type LiabilityState,
  type PendingRedemption,
  type Policy,
} from '@ballast/core';
import { CHAIN, smallPolicy } from '../../observe/smallPolicy.fixture.ts';
import { joinClaims, type VaultClaims } from './joinClaims.ts';

const at = (digit: string) => `0x${digit.repeat(40)}` as const;
const token = (id: string, digit: string) => ({
  id,
  address: at(digit),
  decimals: 6,
  feedA: at('a'),
  feedB: at('b'),
  pythId: '0'.repeat(64),
});
const observed = loadPolicy(
  smallPolicy({
    aggregator: at('9'),
    pyth: at('9'),
    tokens: [token('USDC', '1'), token('WETH', '2')],
    pool: at('9'),
    manager: at('9'),
    savings: at('9'),
    liability: at('8'),
    wallet: at('9'),
    treasury: at('7'),
  }),
  'small.yaml',
).policy;
const policy: Policy = {
  ...observed,
  execution: { ...observed.execution, vault: { chain: CHAIN, address: at('6'), router: at('5') } },
};
const state: LiabilityState = {
  liabilityId: 'hUSD',
  decimals: 18,
  supplyRaw: raw(1_000n),
  heldByReserveRaw: raw(0n),
  pending: [],
  redeemedLastDayRaw: raw(0n),
  isIntakePaused: false,
  positions: [],
  provenance: { kind: 'chain', chain: CHAIN, block: 1, contract: at('8'), method: 'totalSupply', timeSeconds: 1 },
};
const claim = (id: number, liability: bigint): PendingRedemption => ({
  id,
  liabilityRaw: raw(liability),
  payoutAssetId: 'USDC',
  payoutRaw: raw(liability / 10n ** 12n),
  requestedAtSeconds: 1,
  dueAtSeconds: 100 + id,
  isSetAside: false,
});
const vault = (liability: Address): VaultClaims['vault'] => ({
  liability,
  isMintPaused: true,
  redemption: {
    payoutAssetId: 'USDC',
    owed: 'payoutAsset',
    feeBps: bps(0),
    capPerDayWad: null,
    usedWad: wad(5n),
    delaySeconds: 100,
  },
});
const E18 = 10n ** 18n;
const open = { pending: [claim(3, 2n * E18), claim(4, E18)], isComplete: true };

describe('joinClaims', () => {
  it.each([
    ['vault', { vault: null, claims: open, totalOwed: { ok: true as const, value: 3n * E18 } }],
    ['queue', { vault: vault(at('8')), claims: null, totalOwed: { ok: true as const, value: 3n * E18 } }],
    [
      'total',
      {
        vault: vault(at('8')),
        claims: open,
        totalOwed: { ok: false as const, code: 'CALL_FAILED' as const, reason: '' },
      },
    ],
  ])('a silent %s leaves the liability unknown', (_name, said) => {
    expect(joinClaims(policy, [state], said)[0]?.supplyRaw).toBeNull();
  });

  it('adds the queue, the intake switch and what was redeemed', () => {
    const said = { vault: vault(at('8')), claims: open, totalOwed: { ok: true as const, value: 3n * E18 } };
    expect(joinClaims(policy, [state], said)).toMatchObject([
      { supplyRaw: 1_000n, pending: open.pending, isIntakePaused: true, redeemedLastDayRaw: 5n },
    ]);
  });

  it('what is owed beyond the claims read stands as one more, rounded up, due with the last', () => {
    const said = { vault: vault(at('8')), claims: open, totalOwed: { ok: true as const, value: 5n * E18 + 1n } };
    const [joined] = joinClaims(policy, [state], said);
    expect(joined?.pending[2]).toMatchObject({
      id: 5,
      liabilityRaw: 2n * E18 + 1n,
      payoutRaw: 2_000_001n,
      dueAtSeconds: 104,
    });
    const total = joined?.pending.reduce((sum, item) => sum + item.liabilityRaw, 0n);
    expect(total).toBe(5n * E18 + 1n);
  });

  it('leaves liabilities of other tokens and reserves without a vault alone', () => {
    const said = { vault: vault(at('1')), claims: open, totalOwed: { ok: true as const, value: 3n * E18 } };
    expect(joinClaims(policy, [state], said)).toEqual([state]);
    expect(joinClaims(observed, [state], { vault: null, claims: null, totalOwed: said.totalOwed })).toEqual([state]);
  });
});
