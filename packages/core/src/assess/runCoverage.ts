import { add, bpsOfUp, divWadDown, min, mulDivUp, subFloor, wad, type Wad } from '../units/amounts.ts';
import type { Policy, PolicyLiability } from '../policy/policy.ts';
import type { RunCoverage } from '../records/assessment.ts';
import type { BalanceSheet, LiabilityLine } from '../records/sheet.ts';

/** A run up to a horizon, in 24ths of the policy's daily run: the next hour for now and hour, a day, seven days. */
const RUN_HOURS: Readonly<Record<RunCoverage['horizon'], bigint>> = { now: 1n, hour: 1n, day: 24n, week: 168n };

/**
 * Cash by each horizon, less the claims already waiting, against a run of `runPerDay` of what is owed,
 * evenly over the day and at most all of it; a daily redemption cap of the terms bounds it. Pure.
 */
export function runCoverage(sheet: BalanceSheet, policy: Policy): RunCoverage[] {
  const pending = sheet.liabilities.reduce<Wad>((total, line) => add(total, line.pendingWad), wad(0n));
  return sheet.ladder.map(({ horizon, cashWad }) => {
    const cash = subFloor(cashWad, pending);
    const runs = sheet.liabilities.map((line) =>
      runOf(
        line,
        policy.liabilities.find((item) => item.id === line.liabilityId),
        RUN_HOURS[horizon],
      ),
    );
    const run = runs.reduce<Wad | null>(
      (total, item) => (total === null || item === null ? null : add(total, item)),
      wad(0n),
    );
    return {
      horizon,
      cashWad: cash,
      runWad: run,
      coverageRatioWad: run === null || run === 0n ? null : divWadDown(cash, run),
    };
  });
}

function runOf(line: LiabilityLine, liability: PolicyLiability | undefined, hours: bigint): Wad | null {
  if (line.claimWad === null) return null;
  const open = subFloor(line.claimWad, line.pendingWad);
  if (liability === undefined) return open;
  const daily = bpsOfUp(open, liability.runPerDayBps);
  const run = min(open, mulDivUp(daily, hours, 24n) as Wad);
  const cap = liability.redemption.capPerDayWad;
  if (cap === null) return run;
  // A cap refills by the day, so a shorter horizon can still meet a whole day's.
  return min(run, wad(cap * (hours <= 24n ? 1n : hours / 24n)));
}
