import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import type { JuniorCapital } from '../policy/policy.ts';
import { assetOf, coinOf, policyOf, usd } from '../policy/policy.fixture.ts';
import { holdingOf, quote, sheetOf, snapshotOf } from './value.fixture.ts';

const stake = (assetId: string, more: Partial<JuniorCapital> = {}): JuniorCapital => ({
  id: 'stake',
  assetId,
  accountId: 'stakers',
  slashableBps: bps(10_000),
  ...more,
});
const gov = coinOf('GOV', { class: 'governance', isEligible: false });
const assets = [assetOf('USDC', { haircutFloorBps: bps(1000) }), gov];
const staked = (assetId: string, amount: string | null) =>
  holdingOf(assetId, amount, { id: `${assetId}@stakers`, accountId: 'stakers', decimals: assetId === 'GOV' ? 18 : 6 });
const prices = [...quote('USDC', '1'), ...quote('GOV', '2')];

describe('valueJunior', () => {
  it('stake is junior capital and in no backing figure, line or exposure', () => {
    const sheet = sheetOf(
      policyOf(assets, { junior: [stake('USDC')] }),
      snapshotOf({ holdings: [staked('USDC', '100'), holdingOf('USDC', '5')], prices }),
    );
    expect([sheet.juniorWad, sheet.juniorRiskAdjustedWad]).toEqual([usd('100'), usd('90')]);
    expect([sheet.assetsWad, sheet.riskAdjustedWad]).toEqual([usd('5'), usd('4.5')]);
    expect(sheet.lines.map((line) => line.holdingId)).toEqual(['USDC@vault']);
    expect(sheet.exposures.find((item) => item.kind === 'asset' && item.id === 'USDC')?.valueWad).toBe(usd('5'));
  });
  it('only the slashable share counts, rounded down', () => {
    const sheet = sheetOf(
      policyOf(assets, { junior: [stake('USDC', { slashableBps: bps(3000) })] }),
      snapshotOf({ holdings: [staked('USDC', '100')], prices }),
    );
    expect([sheet.juniorWad, sheet.juniorRiskAdjustedWad]).toEqual([usd('30'), usd('27')]);
  });
  it('stake in our own governance token is worth its mark and, after haircut, nothing', () => {
    const sheet = sheetOf(
      policyOf(assets, { junior: [stake('GOV')] }),
      snapshotOf({ holdings: [staked('GOV', '50')], prices }),
    );
    expect([sheet.juniorWad, sheet.juniorRiskAdjustedWad]).toEqual([usd('100'), 0n]);
  });
  it('stake of unknown amount counts nothing and is named', () => {
    const sheet = sheetOf(
      policyOf(assets, { junior: [stake('USDC')] }),
      snapshotOf({ holdings: [staked('USDC', null)], prices }),
    );
    expect(sheet.juniorWad).toBe(0n);
    expect(sheet.unknowns).toMatchObject([{ what: 'USDC@stakers', code: 'UNKNOWN_STAKE' }]);
  });
  it('stake of the payout asset covers no claim', () => {
    const policy = policyOf([assetOf('USDC')], { junior: [stake('USDC')] });
    const sheet = sheetOf(policy, snapshotOf({ holdings: [staked('USDC', '100')], prices }));
    expect(sheet.ladder.every((rung) => rung.cashWad === 0n)).toBe(true);
  });
});
