import { describe, expect, it } from 'vitest';
import { hashArtefact } from '../records/canonical.ts';
import { swapsOf, START, thinkOf } from './decide.fixture.ts';

describe('decide', () => {
  it('does nothing on a calm day, and says why', () => {
    const { plan } = thinkOf();
    expect(plan.actions).toEqual([]);
    expect(plan.reasons.length).toBeGreaterThan(4);
  });
  it('gives the same bytes for the same input', () => {
    expect(hashArtefact(thinkOf().plan)).toBe(hashArtefact(thinkOf().plan));
  });
  it('leaves UST at 0.97, confirmed by three origins, into the base asset', () => {
    const { plan } = thinkOf({
      prices: { usdt: '1', usdc: '1', dai: '1', ust: '0.97', weth: '2000', gov: '3' },
      pools: { 'ust-usdt': { price: '0.97', depth: '10000000' } },
      fallenSince: { ust: START - 7200 },
    });
    expect(swapsOf(plan).map((swap) => [swap.priority, swap.fromAssetId, swap.toAssetId])).toContainEqual([
      'leaveDisabled',
      'ust',
      'usdt',
    ]);
  });
});
