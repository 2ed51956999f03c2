import { describe, expect, it } from 'vitest';
import { bps, wad, type Wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Policy, RedemptionTerms } from '../policy/policy.ts';
import type { RunCoverage } from '../records/assessment.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import { POLICY, turn } from './assess.fixture.ts';
import { runCoverage } from './runCoverage.ts';

const { sheet } = turn();
const HORIZONS = ['now', 'hour', 'day', 'week'] as const;
const withCash = (cash: string, pending = '0', claim: Wad | null = parseWad('100000000')): BalanceSheet => ({
  ...sheet,
  ladder: HORIZONS.map((horizon) => ({ horizon, cashWad: parseWad(cash), exitCostWad: wad(0n), draws: [] })),
  liabilities: sheet.liabilities.map((line) => ({ ...line, claimWad: claim, pendingWad: parseWad(pending) })),
});
const withTerms = (runPerDay: number, change: Partial<RedemptionTerms> = {}): Policy => ({
  ...POLICY,
  liabilities: POLICY.liabilities.map((liability) => ({
    ...liability,
    runPerDayBps: bps(runPerDay),
    redemption: { ...liability.redemption, ...change },
  })),
});
const runs = (coverage: readonly RunCoverage[]): (bigint | null)[] => coverage.map((item) => item.runWad);

describe('runCoverage', () => {
  it('is unknown, not zero, while what is owed is unknown', () => {
    for (const item of runCoverage(withCash('50000000', '0', null), withTerms(1_000)))
      expect(item).toMatchObject({ runWad: null, coverageRatioWad: null });
  });
  it('covers nothing where nothing would run', () => {
    for (const item of runCoverage(withCash('50000000'), withTerms(0)))
      expect(item).toMatchObject({ runWad: 0n, coverageRatioWad: null });
  });
  it('runs an hour, an hour, a day and seven days, rounded up, at most all that is owed', () => {
    expect(runs(runCoverage(withCash('0'), withTerms(1_000)))).toEqual([
      416_666_666_666_666_666_666_667n,
      416_666_666_666_666_666_666_667n,
      parseWad('10000000'),
      parseWad('70000000'),
    ]);
    expect(runs(runCoverage(withCash('0'), withTerms(9_000))).at(-1)).toBe(parseWad('100000000'));
  });
  it('takes claims already waiting off the cash and off the run', () => {
    const [now, , day] = runCoverage(withCash('30000000', '20000000'), withTerms(1_000));
    expect(day).toMatchObject({
      cashWad: parseWad('10000000'),
      runWad: parseWad('8000000'),
      coverageRatioWad: parseWad('1.25'),
    });
    expect(now?.cashWad).toBe(parseWad('10000000'));
  });
  it('has no cash left where more waits than there is', () => {
    for (const item of runCoverage(withCash('10000000', '20000000'), withTerms(1_000)))
      expect(item).toMatchObject({ cashWad: 0n, coverageRatioWad: 0n });
  });
  it('a daily cap of the terms bounds the run: one day within the day, seven within the week', () => {
    expect(runs(runCoverage(withCash('0'), withTerms(2_400, { capPerDayWad: parseWad('900000') })))).toEqual([
      parseWad('900000'),
      parseWad('900000'),
      parseWad('900000'),
      parseWad('6300000'),
    ]);
  });
  it('rounds the ratio down', () => {
    const [, , day] = runCoverage(withCash('10000000'), withTerms(3_000));
    expect(day?.coverageRatioWad).toBe(333_333_333_333_333_333n);
  });
  it('counts a liability the policy no longer knows as running whole', () => {
    const [now] = runCoverage(withCash('10000000'), { ...POLICY, liabilities: [] });
    expect(now?.runWad).toBe(parseWad('100000000'));
  });
});
