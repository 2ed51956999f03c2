import { zeroAddress } from 'viem';
import { describe, expect, it } from 'vitest';
import type { Policy, PolicyVenue } from '@ballast/core';
import { erc20Abi } from '../erc20/erc20Abi.ts';
import { at, reply, runRead, smallContext, type Reply } from '../runRead.fixture.ts';
import { aavePoolAbi } from './aaveAbi.ts';
import { readLending } from './readLending.ts';

const [USDC, POOL, RECEIPT, DEBT, OLD_DEBT] = [
  at('1'),
  at('d'),
  at('e'),
  at('f'),
  at('0').replace(/0$/, '1') as `0x${string}`,
];
const ACTIVE = 1n << 56n;
const reserve = (change: Readonly<Record<string, unknown>> = {}): Reply =>
  reply(POOL, aavePoolAbi, 'getReserveData', {
    configuration: { data: ACTIVE },
    liquidityIndex: 0n,
    currentLiquidityRate: 5n * 10n ** 25n,
    variableBorrowIndex: 0n,
    currentVariableBorrowRate: 0n,
    currentStableBorrowRate: 0n,
    lastUpdateTimestamp: 0,
    id: 0,
    aTokenAddress: RECEIPT,
    stableDebtTokenAddress: zeroAddress,
    variableDebtTokenAddress: DEBT,
    interestRateStrategyAddress: zeroAddress,
    accruedToTreasury: 0n,
    unbacked: 0n,
    isolationModeTotalDebt: 0n,
    ...change,
  });
const account = (debt: bigint): Reply => reply(POOL, aavePoolAbi, 'getUserAccountData', [9n, debt, 0n, 0n, 0n, 0n]);
const market: readonly Reply[] = [
  reply(USDC, erc20Abi, 'balanceOf', 400n),
  reply(RECEIPT, erc20Abi, 'totalSupply', 1_000n),
  reply(RECEIPT, erc20Abi, 'balanceOf', 600n),
  reply(DEBT, erc20Abi, 'totalSupply', 590n),
  reply(OLD_DEBT, erc20Abi, 'totalSupply', 10n),
];
const venue: PolicyVenue = {
  id: 'aave',
  kind: 'aave-v3',
  chain: 'eip155:31337',
  address: POOL,
  operator: 'aave',
  assets: ['USDC'],
  maxShareBps: 0n as PolicyVenue['maxShareBps'],
  lossGivenDefaultBps: 0n as PolicyVenue['lossGivenDefaultBps'],
  exitPenaltyBps: 0n as PolicyVenue['exitPenaltyBps'],
  isEntryAllowed: true,
  feePips: null,
  receipt: RECEIPT,
};
const read = (replies: readonly Reply[], change: Partial<PolicyVenue> = {}) => {
  const context = smallContext((policy: Policy) => ({ ...policy, venues: [{ ...venue, ...change }] }));
  const part = runRead(readLending(context, { ...venue, ...change }), replies);
  return {
    state: part.lending?.[0],
    first: part.holdings?.[0],
    codes: [...new Set((part.unknowns ?? []).map((item) => item.code))],
    facts: part.facts,
  };
};

describe('readLending', () => {
  it('what may be withdrawn is the position, capped by the market’s cash', () => {
    const { state, first, codes } = read([reserve(), account(0n), ...market]);
    expect(codes).toEqual([]);
    expect(first).toMatchObject({ id: 'USDC@wallet/aave', where: 'deployed', amountRaw: 600n, withdrawableRaw: 400n });
    expect(state).toMatchObject({
      suppliedRaw: 1_000n,
      availableLiquidityRaw: 400n,
      totalDebtRaw: 590n,
      liquidityRateRay: 5n * 10n ** 25n,
      isPaused: false,
    });
  });

  it('counts only the cash the market counts as its own (virtual balance, v3.1 on)', () => {
    const virtual = reply(POOL, aavePoolAbi, 'getVirtualUnderlyingBalance', 150n);
    expect(read([reserve(), account(0n), ...market, virtual]).first?.withdrawableRaw).toBe(150n);
    const above = reply(POOL, aavePoolAbi, 'getVirtualUnderlyingBalance', 9_999n);
    expect(read([reserve(), account(0n), ...market, above]).first?.withdrawableRaw).toBe(400n);
  });

  it('adds the stable debt of older versions', () => {
    expect(read([reserve({ stableDebtTokenAddress: OLD_DEBT }), account(0n), ...market]).state?.totalDebtRaw).toBe(
      600n,
    );
  });

  it.each([
    ['paused', ACTIVE | (1n << 60n)],
    ['not active', 0n],
  ])('a reserve that is %s pays out nothing', (_name, data) => {
    const { state, first, facts } = read([reserve({ configuration: { data } }), account(0n), ...market]);
    expect(first).toMatchObject({ amountRaw: 600n, withdrawableRaw: 0n });
    expect(state?.isPaused).toBe(true);
    expect(facts).toEqual([{ subject: 'venue:aave', isPaused: true }]);
  });

  it('a position of an account with debt is collateral', () => {
    const { first, codes } = read([reserve(), account(1n), ...market]);
    expect(first).toMatchObject({ where: 'encumbered', amountRaw: 600n, withdrawableRaw: 0n });
    expect(codes).toEqual(['ACCOUNT_HAS_DEBT']);
  });

  it('a position whose debt cannot be read is taken for collateral', () => {
    const { first, codes } = read([reserve(), ...market]);
    expect(first).toMatchObject({ where: 'encumbered', withdrawableRaw: null });
    expect(codes).toEqual(['CALL_FAILED']);
  });

  it('another receipt than the policy’s leaves market and position unknown', () => {
    const { state, first, codes, facts } = read([reserve({ aTokenAddress: DEBT }), account(0n), ...market]);
    expect([state, first?.amountRaw]).toEqual([undefined, null]);
    expect(codes).toContain('VENUE_RECEIPT_MISMATCH');
    expect(facts).toEqual([{ subject: 'venue:aave', isPaused: null }]);
  });

  it.each([
    ['cash', 0],
    ['supply', 1],
    ['debt', 3],
  ])('a market whose %s is silent is unknown', (_name, index) => {
    const { state, codes } = read([reserve(), account(0n), ...market.filter((_item, at_) => at_ !== index)]);
    expect(state).toBeUndefined();
    expect(codes).toContain('CALL_FAILED');
  });

  it('without cash known nothing is said to be withdrawable', () => {
    const { first } = read([reserve(), account(0n), ...market.slice(1)]);
    expect(first).toMatchObject({ amountRaw: 600n, withdrawableRaw: null });
  });

  it('a venue without receipt or asset is refused', () => {
    expect(read([], { receipt: null }).codes).toEqual(['VENUE_INCOMPLETE']);
    expect(read([], { assets: ['XYZ'] }).codes).toEqual(['VENUE_INCOMPLETE']);
  });
});
