import { describe, expect, it } from 'vitest';
import { bps, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Policy } from '../policy/policy.ts';
import type { BalanceSheet, LadderRung } from '../records/sheet.ts';
import { CALM, limitOf, POLICY, turn } from './assess.fixture.ts';

const rungs = (cash: string): ((sheet: BalanceSheet) => BalanceSheet) => {
  const rung = (horizon: LadderRung['horizon']): LadderRung => ({
    horizon,
    cashWad: parseWad(cash),
    exitCostWad: wad(0n),
    draws: [],
  });
  return (sheet) => ({ ...sheet, ladder: [rung('now'), rung('day')] });
};

const withVenue: Policy = {
  ...POLICY,
  venues: [
    {
      id: 'lend',
      kind: 'aave-v3',
      chain: 'eip155:1',
      address: '0x0000000000000000000000000000000000000042',
      operator: 'aave',
      assets: ['usdc'],
      maxShareBps: bps(3_000),
      lossGivenDefaultBps: bps(10_000),
      exitPenaltyBps: bps(0),
      isEntryAllowed: true,
      feePips: null,
      receipt: null,
    },
  ],
};

describe('liquidity', () => {
  it('is unknown without a rung, and while what is owed is unknown', () => {
    const none = turn({}, { adjust: (sheet) => ({ ...sheet, ladder: [] }) }).assessment;
    expect(limitOf(none, 'liquidity:day')).toMatchObject({ status: 'unknown', valueWad: null });
    expect(limitOf(turn({ supply: null }).assessment, 'liquidity:now').status).toBe('unknown');
  });
  it('is cash by the horizon over what is owed, rounded down', () => {
    const { assessment } = turn({ supply: '90000000' }, { adjust: rungs('30000000') });
    expect(limitOf(assessment, 'liquidity:now')).toMatchObject({
      status: 'met',
      valueWad: 333_333_333_333_333_333n,
    });
    expect(limitOf(assessment, 'liquidity:day').status).toBe('breached');
  });
  it('has nothing to limit while nothing is owed', () => {
    expect(limitOf(turn({ supply: '0' }).assessment, 'liquidity:now')).toMatchObject({ status: 'met', valueWad: null });
  });
  it('does not mistake a missed read for missing cash: a silent venue makes a low ladder unknown, not breached', () => {
    const low = turn({}, { policy: withVenue, adjust: rungs('1000000') }).assessment;
    expect(limitOf(low, 'liquidity:now')).toMatchObject({
      status: 'unknown',
      note: 'a lower bound: lend was not read',
    });
    const enough = turn({}, { policy: withVenue, adjust: rungs('50000000') }).assessment;
    expect(limitOf(enough, 'liquidity:now').status).toBe('met');
  });
  it('the same for an amount that could not be read', () => {
    const { assessment } = turn({ holdings: { ...CALM.holdings, usdc: null } });
    expect(limitOf(assessment, 'liquidity:now').status).toBe('unknown');
    expect(assessment.level).toBe('watch');
  });
  it('a real lack of cash is breached, and defensive', () => {
    const { assessment } = turn({}, { adjust: rungs('1000000') });
    expect(limitOf(assessment, 'liquidity:now').status).toBe('breached');
    expect(assessment.level).toBe('defensive');
  });
});
