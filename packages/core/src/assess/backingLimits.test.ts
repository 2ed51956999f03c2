import { describe, expect, it } from 'vitest';
import { parseWad } from '../units/decimal.ts';
import { CALM, limitOf, POLICY, turn, vaultOf } from './assess.fixture.ts';

describe('backing', () => {
  it('is unknown while what is owed is unknown', () => {
    const { assessment } = turn({ supply: null });
    for (const id of ['backing', 'backing:riskAdjusted'])
      expect(limitOf(assessment, id)).toMatchObject({ status: 'unknown', valueWad: null, headroomWad: null });
  });
  it('has nothing to limit while nothing is owed', () => {
    const { assessment } = turn({ supply: '0' });
    for (const id of ['backing', 'backing:riskAdjusted'])
      expect(limitOf(assessment, id)).toMatchObject({ status: 'met', valueWad: null, note: 'nothing is owed' });
  });
  it('is unknown, not breached, while a line without bound could cure it', () => {
    const { assessment } = turn({ prices: { ...CALM.prices, weth: null } });
    expect(limitOf(assessment, 'backing')).toMatchObject({
      status: 'unknown',
      note: 'a lower bound: 1 line without a value',
    });
    expect(limitOf(assessment, 'backing:riskAdjusted').status).toBe('unknown');
  });
  it('is breached where an unknown pegged asset could not cure it even at par', () => {
    const lacking = { prices: { ...CALM.prices, usdt: null }, supply: '106000000' };
    const backing = limitOf(turn(lacking).assessment, 'backing');
    expect(backing.status).toBe('breached');
    expect(backing.valueWad).toBe(parseWad('0.707547169811320754'));
    expect(limitOf(turn({ ...lacking, supply: '104000000' }).assessment, 'backing').status).toBe('unknown');
  });
  it('is met where the known lines alone carry it', () => {
    const { assessment } = turn({ prices: { ...CALM.prices, weth: null }, supply: '80000000' });
    expect(limitOf(assessment, 'backing')).toMatchObject({ status: 'met', valueWad: parseWad('1.0625') });
  });
  it('is unknown while collateral of a book has no price', () => {
    const unknowns = [{ what: 'husd', code: 'UNKNOWN_PRICE', reason: 'collateral weth has no live price' }];
    const { assessment } = turn({ supply: '120000000' }, { adjust: (sheet) => ({ ...sheet, unknowns }) });
    expect(limitOf(assessment, 'backing')).toMatchObject({
      status: 'unknown',
      note: 'a lower bound: collateral of husd without a price',
    });
    expect(assessment.level).toBe('watch');
  });
  it('does not wait for the price of what may never back a liability', () => {
    const world = {
      prices: { ...CALM.prices, gov: null },
      holdings: { ...CALM.holdings, gov: '1000000' },
      supply: '110000000',
    };
    const { assessment } = turn(world);
    expect(limitOf(assessment, 'backing').status).toBe('unknown');
    expect(limitOf(assessment, 'backing:riskAdjusted').status).toBe('breached');
  });
  it('counts no endogenous token towards risk-adjusted backing, at any price', () => {
    const held = { ...CALM.holdings, gov: '1000000' };
    const cheap = turn({ holdings: held, prices: { ...CALM.prices, gov: '1' } }).assessment;
    const dear = turn({ holdings: held, prices: { ...CALM.prices, gov: '50000' } }).assessment;
    expect(limitOf(dear, 'backing:riskAdjusted').valueWad).toBe(limitOf(cheap, 'backing:riskAdjusted').valueWad);
    expect(limitOf(dear, 'backing').valueWad ?? 0n).toBeGreaterThan(limitOf(cheap, 'backing').valueWad ?? 0n);
  });
  it('compares risk-adjusted backing after each haircut: 49.5 + 29.4 + 17 + 4.9 of 100', () => {
    expect(limitOf(turn().assessment, 'backing:riskAdjusted').valueWad).toBe(parseWad('1.008'));
  });
  it('takes the stricter of document and chain and says which; a looser chain is ignored', () => {
    const strict = turn({ vault: { ...vaultOf(), minBackingWad: parseWad('1.06') } }).assessment;
    expect(limitOf(strict, 'backing')).toMatchObject({
      status: 'breached',
      origin: 'chain',
      thresholdWad: parseWad('1.06'),
      headroomWad: parseWad('-0.01'),
    });
    const loose = turn({ vault: { ...vaultOf(), minBackingWad: parseWad('0.5') } }).assessment;
    expect(limitOf(loose, 'backing')).toMatchObject({
      origin: 'document',
      thresholdWad: POLICY.limits.minBackingRatioWad,
    });
  });
});
