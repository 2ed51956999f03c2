import { describe, expect, it } from 'vitest';
import { ray, WAD, wad } from '../../units/amounts.ts';
import { DAY_SECONDS } from '../../units/time.ts';
import type { BalanceSheet, SheetLine } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';
import { START, turn } from '../assess.fixture.ts';
import { yearlyIncome } from './yearlyIncome.ts';

const { sheet, snapshot } = turn();
const RAY = 10n ** 27n;
const dollars = (amount: bigint) => wad(amount * WAD);

/** The sheet with a hundred dollars in a venue. */
const standing = (venueId: string, where: SheetLine['where'] = 'deployed'): BalanceSheet => ({
  ...sheet,
  lines: sheet.lines.slice(0, 1).map((line) => ({ ...line, venueId, where, valueWad: dollars(100n) })),
});
const paying: Snapshot = {
  ...snapshot,
  lending: [{ venueId: 'lend', liquidityRateRay: ray(RAY / 50n) }] as unknown as Snapshot['lending'],
  savings: [{ venueId: 'save', sharePriceRay: ray((RAY * 1_001n) / 1_000n) }] as unknown as Snapshot['savings'],
};
const seen = { sharePriceRay: ray(RAY), atSeconds: START - 10 * DAY_SECONDS };
const carried = { savings: [{ venueId: 'save', from: seen, next: seen }] };

describe('yearlyIncome', () => {
  it('is the rate of a lending market on what stands in it', () => {
    expect(yearlyIncome(standing('lend'), paying, carried)).toBe(dollars(2n));
  });

  it('is what a savings share gained, carried over to a year', () => {
    // A thousandth in ten days.
    expect(yearlyIncome(standing('save'), paying, carried)).toBe((dollars(100n) * 365n) / 10_000n);
  });

  it('is nothing for what is idle, for a venue that pays none, and for a rate not known yet', () => {
    expect(yearlyIncome(standing('lend', 'idle'), paying, carried)).toBe(0n);
    expect(yearlyIncome(standing('pool'), paying, carried)).toBe(0n);
    expect(yearlyIncome(standing('save'), paying, { savings: [] })).toBe(0n);
  });
});
