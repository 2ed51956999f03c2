// One idea: each measure of a pack as the range the sheet allows it, rounded against us.
import {
  BPS,
  divWadDown,
  divWadUp,
  min,
  mulDivDown,
  mulDivUp,
  sub,
  sum,
  WAD,
  wad,
  type Wad,
} from '../../units/amounts.ts';
import { DAY_SECONDS } from '../../units/time.ts';
import type { Haircut, PackMeasure } from '../../policy/packs/pack.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { Measure } from '../limitResult.ts';
import { unknownNote } from '../unknownValue.ts';
import type { PackFact } from './packFacts.ts';

export interface MeasureContext {
  readonly sheet: BalanceSheet;
  readonly policy: Policy;
  readonly facts: readonly PackFact[];
}

/** The terms of a measure: what it is compared with and how it is read. */
export interface MeasureTerms {
  readonly unit: 'ratio' | 'days' | 'none';
  readonly direction: 'min' | 'max';
  readonly thresholdWad: Wad;
}

const share = (bps: number): Wad => wad((BigInt(bps) * WAD) / BPS);
const days = (count: number): Wad => wad(BigInt(count) * WAD);

/** What a measure is compared with. Pure. */
export function termsOf(measure: PackMeasure): MeasureTerms {
  switch (measure.kind) {
    case 'backing':
    case 'availableWithin':
    case 'afterHaircuts':
      return { unit: 'ratio', direction: 'min', thresholdWad: share(measure.minBps) };
    case 'excess':
    case 'perInstitution':
    case 'redemptionFee':
      return { unit: 'ratio', direction: 'max', thresholdWad: share(measure.maxBps) };
    case 'onlyPermitted':
      return { unit: 'ratio', direction: 'max', thresholdWad: wad(0n) };
    case 'classShare':
      return { unit: 'ratio', direction: measure.direction, thresholdWad: share(measure.bps) };
    case 'averageMaturity':
      return { unit: 'days', direction: 'max', thresholdWad: days(measure.maxDays) };
    case 'redemptionWithin':
      return { unit: 'days', direction: 'max', thresholdWad: days(measure.businessDays) };
    case 'needs':
      return { unit: 'none', direction: 'min', thresholdWad: wad(0n) };
  }
}

/** What the sheet says of a measure: a range, or that it cannot tell. Pure. */
export function measurePack(measure: PackMeasure, context: MeasureContext): Measure {
  const { sheet, policy, facts } = context;
  if (measure.kind === 'needs') return { kind: 'unknown', note: `needs ${measure.data}` };
  if (measure.kind === 'redemptionWithin') return measureRedemption(measure.businessDays, policy);
  if (measure.kind === 'redemptionFee') return measureFee(policy);
  const missing = unknownNote(sheet.lines);
  if (missing !== '') return { kind: 'unknown', note: missing };
  switch (measure.kind) {
    case 'backing':
      return overOwed(
        sheet,
        valueOf(facts, isPermitted),
        valueOf(facts, (fact) => fact.verdict !== 'no'),
        whyOf(facts),
      );
    case 'excess':
      return measureExcess(sheet);
    case 'afterHaircuts':
      return overOwed(
        sheet,
        afterHaircuts(facts, measure.table, 'worst'),
        afterHaircuts(facts, measure.table, 'best'),
        '',
      );
    default:
      return shareMeasure(measure, facts);
  }
}

function shareMeasure(
  measure: Extract<
    PackMeasure,
    { kind: 'onlyPermitted' | 'classShare' | 'availableWithin' | 'perInstitution' | 'averageMaturity' }
  >,
  facts: readonly PackFact[],
): Measure {
  const whole = valueOf(facts, () => true);
  if (whole === 0n) return { kind: 'nothing', note: 'nothing is held' };
  const up = (part: Wad): Wad => divWadUp(part, whole);
  const down = (part: Wad): Wad => divWadDown(part, whole);
  const isSoon = (fact: PackFact, within: number): boolean => fact.maturityDays !== null && fact.maturityDays <= within;
  switch (measure.kind) {
    case 'onlyPermitted':
      return between(
        up(valueOf(facts, (fact) => !isPermitted(fact))),
        up(valueOf(facts, (fact) => fact.verdict === 'no')),
        whyOf(facts),
      );
    case 'classShare': {
      const part = valueOf(facts, (fact) => measure.classes.some((item) => item === fact.class));
      const note = measure.isExact ? '' : `the sheet does not say ${measure.doubt}`;
      if (measure.direction === 'min') return between(measure.isExact ? down(part) : wad(0n), down(part), note);
      return between(up(part), measure.isExact ? up(part) : wad(0n), note);
    }
    case 'availableWithin': {
      const sure = valueOf(facts, (fact) => isPermitted(fact) && isSoon(fact, measure.days));
      const perhaps = valueOf(
        facts,
        (fact) => fact.verdict !== 'no' && (isSoon(fact, measure.days) || isCashBy(fact, measure.days)),
      );
      return between(down(sure), down(perhaps), 'what has a market and no stated maturity counts only as perhaps');
    }
    case 'perInstitution':
      return measureInstitutions(facts, up);
    case 'averageMaturity':
      return averageMaturity(facts);
  }
}

const isPermitted = (fact: PackFact): boolean => fact.verdict === 'yes';
const valueOf = (facts: readonly PackFact[], isCounted: (fact: PackFact) => boolean): Wad =>
  sum(facts.filter(isCounted).map((fact) => fact.valueWad ?? wad(0n)));

/** The first reasons why something is not counted, so that a reader knows where to look. */
function whyOf(facts: readonly PackFact[]): string {
  const reasons = [...new Set(facts.map((fact) => fact.why).filter((why) => why !== ''))];
  return reasons.length <= 3 ? reasons.join('; ') : `${reasons.slice(0, 3).join('; ')}; and ${reasons.length - 3} more`;
}

const between = (worstWad: Wad | null, bestWad: Wad | null, note: string): Measure => ({
  kind: 'between',
  worstWad,
  bestWad,
  note,
});

function overOwed(sheet: BalanceSheet, worst: Wad, best: Wad, note: string): Measure {
  if (sheet.liabilities.some((line) => line.claimWad === null))
    return { kind: 'unknown', note: 'what is owed is unknown' };
  if (sheet.liabilitiesWad === 0n) return { kind: 'nothing', note: 'nothing is owed' };
  return between(divWadDown(worst, sheet.liabilitiesWad), divWadDown(best, sheet.liabilitiesWad), note);
}

function measureExcess(sheet: BalanceSheet): Measure {
  if (sheet.liabilities.some((line) => line.claimWad === null))
    return { kind: 'unknown', note: 'what is owed is unknown' };
  if (sheet.liabilitiesWad === 0n) return { kind: 'nothing', note: 'nothing is owed' };
  const ratio = divWadUp(sheet.assetsWad, sheet.liabilitiesWad);
  return between(ratio, ratio, '');
}

/** A market may turn it into cash by then; only perhaps, since depth is not in question here. */
const TIER_DAYS: Readonly<Record<PackFact['tier'], number>> = { now: 0, hour: 1, day: 1, week: 7, longer: Infinity };
const isCashBy = (fact: PackFact, within: number): boolean => TIER_DAYS[fact.tier] <= within;

function measureInstitutions(facts: readonly PackFact[], up: (part: Wad) => Wad): Measure {
  const kept = new Map<string, bigint>();
  for (const { institution, valueWad } of facts)
    if (institution !== null) kept.set(institution, (kept.get(institution) ?? 0n) + (valueWad ?? 0n));
  if (kept.size === 0) return { kind: 'nothing', note: 'nothing is kept at an institution' };
  const [name, most] = [...kept].reduce((best, item) => (item[1] > best[1] ? item : best));
  const ratio = up(wad(most));
  return between(ratio, ratio, `the largest is ${name}`);
}

/** Over what is permitted. What states no maturity could have any: only a lower bound. */
function averageMaturity(facts: readonly PackFact[]): Measure {
  const counted = facts.filter((fact) => fact.verdict !== 'no' && (fact.valueWad ?? 0n) > 0n);
  const whole = valueOf(counted, () => true);
  if (whole === 0n) return { kind: 'unknown', note: 'nothing permitted is held' };
  const weighted = counted.reduce((total, fact) => total + (fact.valueWad ?? 0n) * BigInt(fact.maturityDays ?? 0), 0n);
  const isWhole = counted.every((fact) => fact.maturityDays !== null);
  const worst = isWhole ? wad(mulDivUp(weighted, WAD, whole)) : null;
  return between(worst, wad(mulDivDown(weighted, WAD, whole)), isWhole ? '' : 'some maturities are not stated');
}

/** Value after the haircut of its class and maturity; what the table does not know, and what backs nothing, counts zero. */
function afterHaircuts(facts: readonly PackFact[], table: readonly Haircut[], side: 'worst' | 'best'): Wad {
  return sum(
    facts.map((fact) => {
      const rows = fact.verdict === 'no' ? [] : table.filter((row) => row.class === fact.class);
      const fitting = rows.filter(
        (row) => fact.maturityDays === null || row.maxMaturityDays === null || fact.maturityDays <= row.maxMaturityDays,
      );
      if (fitting.length === 0) return wad(0n);
      const cuts = fitting.map((row) => BigInt(row.haircutBps));
      // A stated maturity takes the first row it fits; without one, the harshest or the mildest.
      const isMild = side === 'best' || fact.maturityDays !== null;
      const cut = cuts.reduce((chosen, next) => (isMild ? min(chosen, next) : next > chosen ? next : chosen));
      return wad(mulDivDown(fact.valueWad ?? 0n, sub(BPS as bigint, cut), BPS));
    }),
  );
}

/**
 * Days until a redemption is paid under the policy's own terms. n business days are at least n calendar days and, over
 * a weekend and one holiday, up to n + 2 × ⌈n ÷ 5⌉ + 1: in between the calendar decides, which no policy states. A
 * daily cap can make anybody wait longer.
 */
function measureRedemption(businessDays: number, policy: Policy): Measure {
  const capped = policy.liabilities.filter((item) => item.redemption.capPerDayWad !== null).map((item) => item.id);
  const slowest = policy.liabilities.reduce((most, { redemption }) => {
    const late = redemption.cutOffSecondOfDay === null ? 0 : DAY_SECONDS;
    return Math.max(most, redemption.queueSeconds + late);
  }, 0);
  if (policy.liabilities.length === 0) return { kind: 'nothing', note: 'nothing can be redeemed' };
  const shown = wad(mulDivUp(BigInt(slowest), WAD, BigInt(DAY_SECONDS)));
  const spare = days(2 * Math.ceil(businessDays / 5) + 1);
  const best = shown > spare ? sub(shown, spare) : wad(0n);
  if (capped.length > 0)
    return between(null, best, `the daily cap of ${capped.join(', ')} can make holders wait longer`);
  return between(shown, best, 'in calendar days, against business days');
}

function measureFee(policy: Policy): Measure {
  if (policy.liabilities.length === 0) return { kind: 'nothing', note: 'nothing can be redeemed' };
  const most = policy.liabilities.reduce(
    (fee, { redemption }) => (redemption.feeBps > fee ? redemption.feeBps : fee),
    0n,
  );
  return between(share(Number(most)), share(Number(most)), '');
}
