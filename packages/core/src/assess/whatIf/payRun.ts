import {
  add,
  bpsOfDown,
  bpsOfUp,
  max,
  min,
  mulDivUp,
  sub,
  subFloor,
  sum,
  wad,
  ZERO_WAD,
  type Wad,
} from '../../units/amounts.ts';
import { BallastError } from '../../units/error.ts';
import { DAY_SECONDS, type Seconds } from '../../units/time.ts';
import { dueUnderTerms } from '../../policy/dueUnderTerms.ts';
import type { Policy, PolicyLiability } from '../../policy/policy.ts';
import type { BalanceSheet, LadderRung, LiabilityLine } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';
import { eventsOf, type WhatIf } from './whatIf.ts';

export class RunClaimUnknown extends BallastError {
  constructor(liabilityId: string) {
    super({
      code: 'ASSESS_RUN_CLAIM_UNKNOWN',
      message: `what is owed under ${liabilityId} is unknown, so no share of it can be redeemed`,
      remedy: 'mend what its supply or its price is read from, and ask again',
      retryable: false,
    });
  }
}

/** Where a run stands at one time after it began. Cumulative, in the numeraire. */
export interface RunMoment {
  readonly afterSeconds: Seconds;
  /** Claims given in so far, with those that waited before. */
  readonly askedWad: Wad;
  /** Of these, what had fallen due, net of fees. */
  readonly dueWad: Wad;
  readonly paidWad: Wad;
  /** Due and not paid: a redemption missed. */
  readonly unpaidWad: Wad;
  /** Mark value given up to raise what was paid. */
  readonly exitCostWad: Wad;
  /** What it was paid from, cheapest first. */
  readonly draws: LadderRung['draws'];
}

/** One liability's part in a run. */
export interface RunPart {
  readonly liabilityId: string;
  /** Claims redeemed beyond those already waiting, rounded up. */
  readonly askedWad: Wad;
  readonly waitingWad: Wad;
  /** Turned away by the cap of a day for as long as the run lasts. */
  readonly cappedWad: Wad;
  readonly feeWad: Wad;
  readonly lastDueSeconds: Seconds;
}

export interface Run {
  readonly parts: readonly RunPart[];
  readonly moments: readonly RunMoment[];
}

/** The two states of a shocked world cash can be raised in. */
export interface RunSheets {
  /** As the shock hits: what jumped is not believed yet and is not sold. */
  readonly atOnce: BalanceSheet;
  /** The same moment with the slow averages caught up, as they do within a day. */
  readonly settled: BalanceSheet;
  /** Cash raised later than this is raised in the settled state. */
  readonly settledAfterSeconds: Seconds;
}

const RUNGS: readonly (readonly [LadderRung['horizon'], Seconds])[] = [
  ['now', 0],
  ['hour', 3600],
  ['day', DAY_SECONDS],
  ['week', 7 * DAY_SECONDS],
];

/**
 * Pays a run from the ladder. Requests arrive evenly over the time the what-if gives them, fall due under the
 * policy's terms, after claims that waited already, and are paid as far as the cash of the last rung reached allows:
 * a lower bound, since nothing between two rungs counts before the later one. Liabilities are paid as one. Rounded
 * against the reserve. Pure; throws RunClaimUnknown.
 */
export function payRun(whatIf: WhatIf, policy: Policy, snapshot: Snapshot, sheets: RunSheets): Run {
  const now = snapshot.asOfSeconds;
  const flows = eventsOf(whatIf, 'redeem').flatMap((event) => {
    const liability = policy.liabilities.find((item) => item.id === event.liabilityId);
    const line = sheets.atOnce.liabilities.find((item) => item.liabilityId === event.liabilityId);
    return liability === undefined || line === undefined
      ? []
      : [flowOf(liability, line, event.shareBps, event.overSeconds, now)];
  });
  const waiting = waitingOf(sheets.atOnce, snapshot);
  const parts = flows.map((flow) => flow.part);
  const times = [...RUNGS.map(([, seconds]) => seconds), ...flows.flatMap((flow) => flow.times)];
  let reached: LadderRung | null = null;
  const moments: RunMoment[] = [];
  for (const afterSeconds of [...new Set(times)].toSorted((a, b) => a - b)) {
    reached = better(reached, rungBy(sheets, afterSeconds));
    const old = waiting.filter((item) => item.dueSeconds - now <= afterSeconds).map((item) => item.valueWad);
    const askedWad = add(
      sum(waiting.map((item) => item.valueWad)),
      sum(flows.map((flow) => flow.askedBy(afterSeconds))),
    );
    const dueWad = add(sum(old), sum(flows.map((flow) => flow.dueBy(afterSeconds))));
    const taken = takeDraws(reached?.draws ?? [], dueWad);
    moments.push({ afterSeconds, askedWad, dueWad, ...taken, unpaidWad: subFloor(dueWad, taken.paidWad) });
  }
  return { parts, moments };
}

interface Flow {
  readonly part: RunPart;
  readonly times: readonly Seconds[];
  readonly askedBy: (seconds: Seconds) => Wad;
  /** Net of the fee. */
  readonly dueBy: (seconds: Seconds) => Wad;
}

function flowOf(liability: PolicyLiability, line: LiabilityLine, share: RunShare, over: Seconds, now: Seconds): Flow {
  if (line.claimWad === null) throw new RunClaimUnknown(liability.id);
  const { feeBps, capPerDayWad } = liability.redemption;
  const wanted = bpsOfUp(subFloor(line.claimWad, line.pendingWad), share);
  const capOf = (seconds: Seconds): Wad | null =>
    capPerDayWad === null ? null : wad(capPerDayWad * BigInt(Math.max(1, Math.ceil(seconds / DAY_SECONDS))));
  const askedBy = (seconds: Seconds): Wad => {
    const asked = over <= seconds ? wanted : wad(mulDivUp(wanted, BigInt(seconds), BigInt(over)));
    const cap = capOf(Math.min(seconds, over));
    return cap === null ? asked : min(asked, cap);
  };
  const askedWad = askedBy(over);
  const net = (claim: Wad): Wad => sub(claim, bpsOfDown(claim, feeBps));
  const lastDueSeconds = dueUnderTerms(liability.redemption, now + over) - now;
  return {
    part: {
      liabilityId: liability.id,
      askedWad,
      waitingWad: line.pendingWad,
      cappedWad: sub(wanted, askedWad),
      feeWad: bpsOfDown(askedWad, feeBps),
      lastDueSeconds,
    },
    times: [over, lastDueSeconds],
    askedBy,
    dueBy: (seconds) => {
      const upTo = lastRequestDueBy(liability, now, over, seconds);
      return upTo === null ? ZERO_WAD : net(askedBy(upTo));
    },
  };
}

type RunShare = Parameters<typeof bpsOfUp>[1];

/** Seconds after the start of the last request that is due by then; null when none is. Due times only grow. */
function lastRequestDueBy({ redemption }: PolicyLiability, now: Seconds, over: Seconds, by: Seconds): Seconds | null {
  const isDue = (request: Seconds): boolean => dueUnderTerms(redemption, now + request) - now <= by;
  if (!isDue(0)) return null;
  let [low, high] = [0, over + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isDue(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Claims that wait already, each with its share of what is pending, rounded up. */
function waitingOf(
  sheet: BalanceSheet,
  snapshot: Snapshot,
): { readonly dueSeconds: Seconds; readonly valueWad: Wad }[] {
  return snapshot.liabilities.flatMap((state) => {
    const pendingWad = sheet.liabilities.find((line) => line.liabilityId === state.liabilityId)?.pendingWad ?? ZERO_WAD;
    const total = sum(state.pending.map((item) => item.payoutRaw));
    return total === 0n
      ? []
      : state.pending.map((item) => ({
          dueSeconds: item.dueAtSeconds,
          valueWad: wad(mulDivUp(pendingWad, item.payoutRaw, total)),
        }));
  });
}

/** The last rung a time has reached, in the state the world is in by then. */
function rungBy({ atOnce, settled, settledAfterSeconds }: RunSheets, seconds: Seconds): LadderRung | null {
  const horizon = RUNGS.findLast(([, from]) => from <= seconds)?.[0];
  const sheet = seconds > settledAfterSeconds ? settled : atOnce;
  return sheet.ladder.find((rung) => rung.horizon === horizon) ?? null;
}

const better = (before: LadderRung | null, next: LadderRung | null): LadderRung | null =>
  before === null || (next !== null && next.cashWad >= before.cashWad) ? next : before;

/** So much of the draws as pays `needWad`: the cheapest unit of cash first, the last one in part. Pure; cost rounded up. */
export function takeDraws(
  draws: LadderRung['draws'],
  needWad: Wad,
): Pick<RunMoment, 'paidWad' | 'exitCostWad' | 'draws'> {
  const dearness = (item: LadderRung['draws'][number], other: LadderRung['draws'][number]): bigint =>
    item.costWad * other.cashWad;
  // A draw too small to be any cash is as dear as all others, so that no order would hold.
  const cash = draws.filter((item) => item.cashWad > 0n);
  const cheapest = cash.toSorted((a, b) => {
    const [first, second] = [dearness(a, b), dearness(b, a)];
    return first === second ? 0 : first < second ? -1 : 1;
  });
  let [paidWad, exitCostWad] = [ZERO_WAD, ZERO_WAD];
  const taken: LadderRung['draws'][number][] = [];
  for (const item of cheapest) {
    const cashWad = min(item.cashWad, sub(needWad, paidWad));
    if (cashWad <= 0n) continue;
    // A part costs less than its share of a slice: prices fall along it.
    const costWad = wad(mulDivUp(item.costWad, cashWad, item.cashWad));
    const amountRaw = mulDivUp(item.amountRaw, cashWad, item.cashWad) as typeof item.amountRaw;
    taken.push({ ...item, amountRaw, cashWad, costWad });
    paidWad = add(paidWad, cashWad);
    exitCostWad = add(exitCostWad, costWad);
  }
  return { paidWad: max(paidWad, ZERO_WAD), exitCostWad, draws: taken };
}
