import { describe, expect, it } from 'vitest';
import { parseWad } from '@ballast/core';
import type { Consequence } from '../report/consequence.ts';
import { warningsOf } from '../report/diffWarnings.ts';
import { worstOf } from './consequences.ts';

const moment = (more: Partial<Consequence> = {}): Consequence => ({
  backingWad: parseWad('1.05'),
  riskAdjustedWad: parseWad('1'),
  cash: [{ horizon: 'day', coverageWad: parseWad('0.5') }],
  yieldWad: parseWad('0.01'),
  worstDayWad: parseWad('100'),
  venueFailureWad: parseWad('10'),
  notMet: [],
  level: 'normal',
  actions: 1,
  ...more,
});

describe('worstOf', () => {
  it('is nothing for no moment, and the moment itself for one', () => {
    expect(worstOf([])).toBe(null);
    expect(worstOf([moment()])).toEqual(moment());
  });

  it('keeps the worst of each, every limit not met at some time, and the yield it ends with', () => {
    const crisis = moment({
      backingWad: parseWad('0.99'),
      riskAdjustedWad: null,
      cash: [{ horizon: 'day', coverageWad: parseWad('0.2') }],
      worstDayWad: parseWad('90'),
      notMet: ['backing', 'liquidity:day'],
      level: 'emergency',
    });
    const after = moment({ notMet: ['liquidity:day', 'peg:DAI'], level: 'watch', yieldWad: parseWad('0.02') });
    expect(worstOf([moment(), crisis, after])).toEqual({
      backingWad: parseWad('0.99'),
      riskAdjustedWad: parseWad('1'),
      cash: [{ horizon: 'day', coverageWad: parseWad('0.2') }],
      yieldWad: parseWad('0.02'),
      worstDayWad: parseWad('100'),
      venueFailureWad: parseWad('10'),
      notMet: ['backing', 'liquidity:day', 'peg:DAI'],
      level: 'emergency',
      actions: 3,
    });
  });
});

describe('warningsOf', () => {
  const change = (field: string, name = field) => ({
    path: [],
    name,
    field,
    meaning: '',
    before: 'a',
    after: 'b',
    direction: 'loosening' as const,
    enforcedBy: 'chain' as const,
    by: 'owner' as const,
    changesParameters: true,
  });

  it('names power, feeds and haircuts, and is silent where nothing of the kind changes', () => {
    const changes = [
      change('roles.keeper'),
      change('assets[].pricing.sources[].address', 'assets.DAI.pricing.sources.a.address'),
      change('assets[].haircutFloor', 'assets.WETH.haircutFloor'),
    ];
    const said = warningsOf({ changes, undone: [], now: null, scenarios: [] }).join('\n');
    expect(said).toContain('Powers change hands: roles.keeper.');
    expect(said).toContain('What sets prices changes: assets.DAI.pricing.sources.a.address.');
    expect(said).toContain('only because haircuts fall (assets.WETH.haircutFloor)');
    expect(warningsOf({ changes: [change('limits.minTrade')], undone: [], now: null, scenarios: [] })).toEqual([]);
  });

  it('says how many times as much a day could cost, and nothing when it costs no more', () => {
    const now = (after: string) => ({
      name: 'now',
      asOf: '',
      before: moment(),
      after: moment({ worstDayWad: parseWad(after) }),
    });
    expect(warningsOf({ changes: [], undone: [], now: now('5700'), scenarios: [] })[0]).toContain('57 times as much');
    expect(warningsOf({ changes: [], undone: [], now: now('150'), scenarios: [] })[0]).toMatch(
      /instead of \$100\.00\.$/,
    );
    expect(warningsOf({ changes: [], undone: [], now: now('100'), scenarios: [] })).toEqual([]);
  });
});
