import { divWadDown } from '../units/amounts.ts';
import type { Policy } from '../policy/policy.ts';
import type { LimitResult } from '../records/assessment.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { exactly, judgeLimit, type Measure } from './limitResult.ts';
import { bpsToWad, unknownNote } from './unknownValue.ts';

/** Cash by each horizon of the policy ÷ liabilities. Pure. */
export function liquidityLimits(sheet: BalanceSheet, snapshot: Snapshot, policy: Policy): LimitResult[] {
  const unseen = unseenCash(sheet, snapshot, policy);
  return policy.limits.liquidity.map((limit) =>
    judgeLimit(
      {
        id: `liquidity:${limit.horizon}`,
        unit: 'ratio',
        direction: 'min',
        thresholdWad: bpsToWad(limit.minCoverageBps),
        origin: 'document',
      },
      measureLiquidity(sheet, limit.horizon, unseen),
    ),
  );
}

function measureLiquidity(sheet: BalanceSheet, horizon: string, unseen: string): Measure {
  const rung = sheet.ladder.find((item) => item.horizon === horizon);
  if (rung === undefined) return { kind: 'unknown', note: `the ladder has no rung for ${horizon}` };
  if (sheet.liabilities.some((line) => line.claimWad === null))
    return { kind: 'unknown', note: 'what is owed is unknown' };
  if (sheet.liabilitiesWad === 0n) return { kind: 'nothing', note: 'nothing is owed' };
  const coverage = divWadDown(rung.cashWad, sheet.liabilitiesWad);
  if (unseen === '') return exactly(coverage);
  return { kind: 'between', worstWad: coverage, bestWad: null, note: `a lower bound: ${unseen}` };
}

/** What keeps the ladder from being whole, or "": a missed read must not look like missing cash and start a sale. */
function unseenCash(sheet: BalanceSheet, snapshot: Snapshot, policy: Policy): string {
  const lines = unknownNote(sheet.lines);
  const read = new Set([...snapshot.pools, ...snapshot.lending, ...snapshot.savings].map((state) => state.venueId));
  const silent = policy.venues.filter((venue) => !read.has(venue.id)).map((venue) => `${venue.id} was not read`);
  return [...(lines === '' ? [] : [lines]), ...silent.toSorted()].join(', ');
}
