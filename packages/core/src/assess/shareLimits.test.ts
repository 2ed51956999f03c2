import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { BalanceSheet, SheetLine } from '../records/sheet.ts';
import type { VaultState } from '../records/snapshot.ts';
import { CALM, limitOf, POLICY, turn, vaultOf } from './assess.fixture.ts';

const changeAsset = (id: string, change: Partial<PolicyAsset>): Policy => ({
  ...POLICY,
  assets: POLICY.assets.map((asset) => (asset.id === id ? { ...asset, ...change } : asset)),
});
const changeVault = (id: string, change: Partial<VaultState['assets'][number]>): VaultState => ({
  ...vaultOf(),
  assets: vaultOf().assets.map((asset) => (asset.assetId === id ? { ...asset, ...change } : asset)),
});

describe('exposure limits', () => {
  it('are unknown where an unbounded line could be on either side of them', () => {
    const noAmount = turn({ holdings: { ...CALM.holdings, usdc: null } }).assessment;
    expect(limitOf(noAmount, 'exposure:issuer:circle')).toMatchObject({ status: 'unknown', valueWad: null });
  });
  it('stay met by the worst case when only something else is unknown', () => {
    const { assessment } = turn({ prices: { ...CALM.prices, weth: null } });
    const circle = limitOf(assessment, 'exposure:issuer:circle');
    expect(circle.status).toBe('met');
    // 50 of the 85 that are known: the most it can be.
    expect(circle.valueWad).toBe(588_235_294_117_647_059n);
  });
  it('are breached on what is known, even if more of the same were found', () => {
    const held = { usdc: '70000000', usdt: '30000000', weth: '0', bill: '0' };
    const { assessment } = turn({ holdings: held });
    expect(limitOf(assessment, 'exposure:issuer:circle')).toMatchObject({
      status: 'breached',
      valueWad: parseWad('0.7'),
      headroomWad: parseWad('-0.1'),
      isBinding: true,
    });
  });
  it('follow an unknown share of a wrapper down to the issuer of what it redeems for', () => {
    const policy: Policy = {
      ...POLICY,
      assets: POLICY.assets.map((asset) => (asset.id === 'weth' ? { ...asset, underlying: 'usdc' } : asset)),
    };
    const { assessment } = turn({ prices: { ...CALM.prices, weth: null } }, { policy });
    expect(limitOf(assessment, 'exposure:issuer:circle').status).toBe('unknown');
  });
  it('count per chain, per custodian, and per venue operator', () => {
    const policy: Policy = {
      ...POLICY,
      limits: {
        ...POLICY.limits,
        exposures: [
          { kind: 'chain', id: 'eip155:1', maxShareBps: bps(9_000) },
          { kind: 'custodian', id: 'bank', maxShareBps: bps(400) },
          { kind: 'venue', id: 'nobody', maxShareBps: bps(0) },
          { kind: 'bridge', id: 'none', maxShareBps: bps(0) },
        ],
      },
    };
    const { assessment } = turn({}, { policy });
    expect(limitOf(assessment, 'exposure:chain:eip155:1').status).toBe('breached');
    expect(limitOf(assessment, 'exposure:custodian:bank').status).toBe('breached');
    expect(limitOf(assessment, 'exposure:venue:nobody')).toMatchObject({ status: 'met', valueWad: 0n });
    expect(limitOf(assessment, 'exposure:bridge:none').status).toBe('met');
  });
  it('have nothing to limit while nothing is held', () => {
    const { assessment } = turn({ holdings: {} });
    expect(limitOf(assessment, 'exposure:issuer:circle')).toMatchObject({ status: 'met', note: 'nothing is held' });
    expect(limitOf(assessment, 'weight:min:usdc')).toMatchObject({ status: 'met', note: 'nothing is held' });
  });
});

describe('exposure limits with a book', () => {
  const booked = (sheet: BalanceSheet): BalanceSheet => ({
    ...sheet,
    unknowns: [{ what: 'husd', code: 'UNKNOWN_PRICE', reason: 'collateral weth has no live price' }],
    exposures: sheet.exposures.map((item) =>
      item.kind === 'custodian' ? { ...item, lines: [...item.lines, 'husd'] } : item,
    ),
  });
  it('are unknown where collateral without a price is inside; outside, it only lowers the share', () => {
    const { assessment } = turn({}, { adjust: booked });
    expect(limitOf(assessment, 'exposure:custodian:bank').status).toBe('unknown');
    expect(limitOf(assessment, 'exposure:issuer:circle').status).toBe('met');
  });
});

describe('weight limits', () => {
  it('a maximum tightened on chain narrows and says so; a looser one is ignored', () => {
    const tight = turn({ vault: changeVault('usdt', { maxBps: bps(2_000) }) }).assessment;
    expect(limitOf(tight, 'weight:max:usdt')).toMatchObject({
      status: 'breached',
      origin: 'chain',
      thresholdWad: parseWad('0.2'),
    });
    const loose = turn({ vault: changeVault('usdt', { maxBps: bps(9_000) }) }).assessment;
    expect(limitOf(loose, 'weight:max:usdt')).toMatchObject({ origin: 'document', thresholdWad: parseWad('0.5') });
  });
  it('a minimum yields to a maximum tightened below it', () => {
    const { assessment } = turn({ vault: changeVault('usdc', { maxBps: bps(500) }) });
    expect(limitOf(assessment, 'weight:min:usdc')).toMatchObject({ origin: 'chain', thresholdWad: parseWad('0.05') });
  });
  it('a disabled asset has no minimum', () => {
    const { assessment } = turn({
      vault: changeVault('usdc', { isDisabled: true }),
      holdings: { usdt: '60000000', weth: '20000' },
    });
    expect(limitOf(assessment, 'weight:min:usdc')).toMatchObject({ status: 'met', thresholdWad: 0n, valueWad: 0n });
  });
  it('a weight below its minimum is breached, and one asset without a price leaves the others judged', () => {
    const held = { usdc: '5000000', usdt: '50000000', weth: '20000', bill: '5000000' };
    expect(limitOf(turn({ holdings: held }).assessment, 'weight:min:usdc').status).toBe('breached');
    const blind = turn({ holdings: held, prices: { ...CALM.prices, weth: null } }).assessment;
    // 5 of 60 known, less still with weth: breached whatever weth is worth.
    expect(limitOf(blind, 'weight:min:usdc').status).toBe('breached');
    expect(limitOf(blind, 'weight:max:weth').status).toBe('unknown');
    // 50 of 60 known is too much, but weth could dilute it.
    expect(limitOf(blind, 'weight:max:usdt').status).toBe('unknown');
  });
  it('exist for every asset, a minimum only where the policy states one', () => {
    const ids = turn().assessment.limits.map((limit) => limit.id);
    for (const asset of POLICY.assets) expect(ids).toContain(`weight:max:${asset.id}`);
    expect(ids.filter((id) => id.startsWith('weight:min:'))).toEqual(['weight:min:usdc']);
  });
  it('an own haircut or cap of the document is read from the policy given', () => {
    const { assessment } = turn({}, { policy: changeAsset('weth', { maxWeightBps: bps(1_500) }) });
    expect(limitOf(assessment, 'weight:max:weth')).toMatchObject({ status: 'breached', origin: 'document' });
  });
});

describe('venue limits', () => {
  const policy: Policy = {
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
  const lent = (sheet: BalanceSheet): BalanceSheet => ({
    ...sheet,
    lines: sheet.lines.map((line) =>
      line.assetId === 'usdc' ? { ...line, venueId: 'lend', where: 'deployed' } : line,
    ),
  });
  it('measure what sits in a venue against the stricter of document and chain', () => {
    const met = turn({}, { policy }).assessment;
    expect(limitOf(met, 'venue:lend')).toMatchObject({ status: 'met', valueWad: 0n, origin: 'document' });
    const over = turn({}, { policy, adjust: lent }).assessment;
    expect(limitOf(over, 'venue:lend').status).toBe('breached');
    const vault: VaultState = {
      ...vaultOf(),
      venues: [{ venueId: 'lend', index: 0, assetId: 'usdc', maxBps: bps(1_000), isEntryAllowed: true }],
    };
    expect(limitOf(turn({ vault }, { policy }).assessment, 'venue:lend')).toMatchObject({
      origin: 'chain',
      thresholdWad: parseWad('0.1'),
    });
  });
  it('are unknown while the amount in the venue is', () => {
    const blind = (sheet: BalanceSheet): BalanceSheet => ({
      ...sheet,
      lines: lent(sheet).lines.map((line): SheetLine =>
        line.venueId === 'lend' ? { ...line, amountRaw: null, valueWad: null } : line,
      ),
    });
    expect(limitOf(turn({}, { policy, adjust: blind }).assessment, 'venue:lend').status).toBe('unknown');
  });
});
