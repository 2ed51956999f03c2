import { describe, expect, it } from 'vitest';
import { bps, type Wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { VaultState } from '../records/snapshot.ts';
import { assetOf, coinOf, policyOf, sourceOf, venueOf } from '../policy/policy.fixture.ts';
import { boundParametersOf } from './lossBoundOf.ts';

const usd = (text: string): Wad => parseWad(text);
const feeds = (id: string, a: number, b: number) => ({
  sources: [
    sourceOf(`${id}-a`, { deviationBps: bps(a) }),
    sourceOf(`${id}-b`, { deviationBps: bps(b) }),
    sourceOf(`${id}-c`, { deviationBps: bps(900) }),
  ],
});
const policy = policyOf(
  [
    assetOf('USDC', { pricing: feeds('usdc', 25, 20) }),
    coinOf('WETH', { pricing: feeds('weth', 50, 60) }),
    assetOf('CASH', { pricing: { method: 'par', sources: [] } }),
  ],
  {
    venues: [
      venueOf('pool'),
      venueOf('lend', { kind: 'aave-v3', maxShareBps: bps(1000), lossGivenDefaultBps: bps(5000) }),
    ],
  },
);
const vault = {
  lossBurstWad: usd('400000'),
  lossRefillPerDayWad: usd('2000000'),
  turnoverBurstWad: usd('500000000'),
  turnoverRefillPerDayWad: usd('50000000'),
  assets: [{ slipBps: bps(20) }, { slipBps: bps(60) }],
  venues: [{ venueId: 'lend', maxBps: bps(2000) }],
} as unknown as VaultState;

describe('boundParametersOf', () => {
  it('reads the document where there is no vault: budgets, the wider of the two vault feeds, venues by share', () => {
    const parameters = boundParametersOf(policy, null, usd('100'));
    expect(parameters.loss).toEqual({ burstWad: usd('1000000'), refillPerDayWad: usd('1000000') });
    expect(parameters.oracleErrors).toEqual([
      { assetId: 'USDC', errorBps: 25n },
      { assetId: 'WETH', errorBps: 60n },
    ]);
    expect(parameters.venues).toEqual([{ venueId: 'lend', capWad: usd('10'), lossGivenDefaultBps: 5000n }]);
  });

  it('states exit penalties on the cap of each venue that has one, pools aside', () => {
    const venues = [
      venueOf('pool', { exitPenaltyBps: bps(30) }),
      venueOf('free', { kind: 'aave-v3', maxShareBps: bps(1000) }),
      venueOf('lend', { kind: 'erc4626', maxShareBps: bps(1000), exitPenaltyBps: bps(20) }),
    ];
    const penaltyAt = (of: VaultState | null, view: 'stricter' | 'chain' = 'stricter') =>
      boundParametersOf({ ...policy, venues }, of, usd('100'), view).exitPenalties;
    expect(penaltyAt(null)).toEqual([{ venueId: 'lend', capWad: usd('10'), penaltyBps: 20n }]);
    expect(penaltyAt(vault)).toEqual([{ venueId: 'lend', capWad: usd('10'), penaltyBps: 20n }]);
    expect(penaltyAt(vault, 'chain')).toEqual([{ venueId: 'lend', capWad: usd('20'), penaltyBps: 20n }]);
  });

  it('takes the stricter of document and chain, parameter by parameter', () => {
    const parameters = boundParametersOf(policy, vault, usd('100'));
    expect(parameters.loss).toEqual({ burstWad: usd('400000'), refillPerDayWad: usd('1000000') });
    expect(parameters.turnover).toEqual({ burstWad: usd('100000000'), refillPerDayWad: usd('50000000') });
    expect([parameters.slipBps, parameters.venues[0]?.capWad]).toEqual([50n, usd('10')]);
  });

  it('takes the chain alone for a keeper that does not obey the document', () => {
    const parameters = boundParametersOf(policy, vault, usd('100'), 'chain');
    expect(parameters.loss).toEqual({ burstWad: usd('400000'), refillPerDayWad: usd('2000000') });
    expect([parameters.slipBps, parameters.venues[0]?.capWad]).toEqual([60n, usd('20')]);
  });
});
