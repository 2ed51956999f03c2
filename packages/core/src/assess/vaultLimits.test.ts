import { describe, expect, it } from 'vitest';
import { wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { initialCarried } from '../value/initialCarried.ts';
import { CALM, limitOf, POLICY, START, turn, vaultOf } from './assess.fixture.ts';

const spent = {
  ...initialCarried(POLICY, START),
  lossUsedWad: parseWad('60000'),
  turnoverUsedWad: parseWad('4000000'),
};

describe('budgets', () => {
  it('headroom is what is left, drained since it was spent', () => {
    const { assessment } = turn({}, { carried: spent });
    expect(limitOf(assessment, 'budget:loss')).toMatchObject({
      status: 'met',
      valueWad: parseWad('60000'),
      headroomWad: parseWad('40000'),
      unit: 'usd',
      origin: 'document',
    });
    const later = turn({ nowSeconds: START + 43_200 }, { carried: spent }).assessment;
    expect(limitOf(later, 'budget:loss').headroomWad).toBe(parseWad('90000'));
    expect(limitOf(later, 'budget:turnover').headroomWad).toBe(parseWad('3500000'));
  });
  it('the side with less left is shown, with its own figures', () => {
    const vault = { ...vaultOf(), lossBurstWad: parseWad('50000'), lossUsedWad: parseWad('20000') };
    expect(limitOf(turn({ vault }, { carried: spent }).assessment, 'budget:loss')).toMatchObject({
      origin: 'chain',
      valueWad: parseWad('20000'),
      thresholdWad: parseWad('50000'),
      headroomWad: parseWad('30000'),
    });
    const loose = { ...vaultOf(), lossBurstWad: parseWad('90000') };
    expect(limitOf(turn({ vault: loose }, { carried: spent }).assessment, 'budget:loss').origin).toBe('document');
  });
  it('a budget tightened below what is spent is breached and does not throw', () => {
    const vault = { ...vaultOf(), turnoverBurstWad: wad(0n), turnoverUsedWad: parseWad('7') };
    expect(limitOf(turn({ vault }).assessment, 'budget:turnover')).toMatchObject({
      status: 'breached',
      headroomWad: parseWad('-7'),
      origin: 'chain',
    });
  });
});

describe('intake', () => {
  it('is not limited without a vault', () => {
    const ids = turn().assessment.limits.map((limit) => limit.id);
    expect(ids).not.toContain('vault:value');
    expect(ids).not.toContain('mint:day');
  });
  it('counts what sits in the vault alone, rounded up', () => {
    const { assessment } = turn({ vault: vaultOf() });
    expect(limitOf(assessment, 'vault:value')).toMatchObject({
      status: 'met',
      valueWad: parseWad('100000000'),
      headroomWad: parseWad('100000000'),
      origin: 'document',
    });
    const odd = turn({
      vault: vaultOf(),
      holdings: { weth: '0.000000000000000001' },
      prices: { ...CALM.prices, weth: '1999.5' },
    });
    expect(limitOf(odd.assessment, 'vault:value').valueWad).toBe(2000n);
  });
  it('a cap tightened on chain is used; an unknown amount makes the value unknown, unless it is over already', () => {
    const vault = { ...vaultOf(), maxVaultValueWad: parseWad('90000000') };
    expect(limitOf(turn({ vault }).assessment, 'vault:value')).toMatchObject({ status: 'breached', origin: 'chain' });
    const holdings = { ...CALM.holdings, weth: null };
    expect(limitOf(turn({ vault, holdings }).assessment, 'vault:value').status).toBe('unknown');
    const small = { ...vaultOf(), maxVaultValueWad: parseWad('70000000') };
    expect(limitOf(turn({ vault: small, holdings }).assessment, 'vault:value').status).toBe('breached');
  });
  it('the day of minting against the stricter cap', () => {
    const vault = { ...vaultOf(), mintCapPerDayWad: parseWad('1000'), mintUsedWad: parseWad('400') };
    expect(limitOf(turn({ vault }).assessment, 'mint:day')).toMatchObject({
      status: 'met',
      origin: 'chain',
      headroomWad: parseWad('600'),
    });
    const loose = { ...vaultOf(), mintCapPerDayWad: parseWad('99000000') };
    expect(limitOf(turn({ vault: loose }).assessment, 'mint:day')).toMatchObject({
      origin: 'document',
      thresholdWad: parseWad('10000000'),
    });
  });
});
