import { add, BPS, bpsOfUp, divWadDown, sub, type Bps, type Wad } from '../units/amounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import type { LimitResult } from '../records/assessment.ts';
import type { BalanceSheet, SheetLine } from '../records/sheet.ts';
import { exactly, judgeLimit, type Measure } from './limitResult.ts';
import { unknownNote, unknownValueUp, unpricedBooks } from './unknownValue.ts';

/** Backing at mark, between what lines without value could add. Rounded down. Pure. */
export function measureBacking(sheet: BalanceSheet, policy: Policy): Measure {
  return measureRatio(sheet, sheet.assetsWad, unknownValueUp(sheet.lines, policy), unknownNote(sheet.lines));
}

/** Backing at mark and after haircuts, the first also as the chain demands it. Pure. */
export function backingLimits(sheet: BalanceSheet, policy: Policy, effective: EffectiveLimits): LimitResult[] {
  const document = policy.limits.minBackingRatioWad;
  const lines = sheet.lines.filter(couldBack);
  const unknown = unknownValueUp(lines, policy);
  const haircut = lines.reduce<Bps>((least, line) => (line.haircutBps < least ? line.haircutBps : least), BPS);
  return [
    judgeLimit(
      {
        id: 'backing',
        unit: 'ratio',
        direction: 'min',
        thresholdWad: effective.minBackingRatioWad,
        origin: effective.minBackingRatioWad > document ? 'chain' : 'document',
      },
      measureBacking(sheet, policy),
    ),
    judgeLimit(
      {
        id: 'backing:riskAdjusted',
        unit: 'ratio',
        direction: 'min',
        thresholdWad: policy.limits.minRiskAdjustedBackingRatioWad,
        origin: 'document',
      },
      measureRatio(
        sheet,
        sheet.riskAdjustedWad,
        unknown === null ? null : bpsOfUp(unknown, sub(BPS, haircut)),
        unknownNote(lines),
      ),
    ),
  ];
}

/** A line that lacks only its value; endogenous, encumbered or expired ones count zero whatever they are worth. */
const couldBack = (line: SheetLine): boolean =>
  line.valueWad === null && line.flags.every((flag) => flag === 'UNKNOWN_PRICE' || flag === 'UNKNOWN_AMOUNT');

function measureRatio(sheet: BalanceSheet, backing: Wad, unknown: Wad | null, note: string): Measure {
  if (sheet.liabilities.some((line) => line.claimWad === null))
    return { kind: 'unknown', note: 'what is owed is unknown' };
  if (sheet.liabilitiesWad === 0n) return { kind: 'nothing', note: 'nothing is owed' };
  const worst = divWadDown(backing, sheet.liabilitiesWad);
  const books = unpricedBooks(sheet);
  if (books.length > 0) {
    const note = `a lower bound: collateral of ${books.join(', ')} without a price`;
    return { kind: 'between', worstWad: worst, bestWad: null, note };
  }
  if (unknown === 0n) return exactly(worst);
  return {
    kind: 'between',
    worstWad: worst,
    bestWad: unknown === null ? null : divWadDown(add(backing, unknown), sheet.liabilitiesWad),
    note: `a lower bound: ${note}`,
  };
}
