import { isoTime } from '../../units/time.ts';
import type { Wad } from '../../units/amounts.ts';
import { phaseOn, type Pack, type PackRule, type RulePhase } from '../../policy/packs/pack.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';
import { judgeLimit } from '../limitResult.ts';
import { measurePack, termsOf, type MeasureTerms } from './measurePack.ts';
import { packFacts } from './packFacts.ts';

/** One rule of a pack against a balance sheet. Values carry 18 decimals, of a ratio or of days. */
export interface PackResult {
  /** <pack>:<rule>. */
  readonly id: string;
  readonly rule: PackRule;
  readonly phase: RulePhase;
  readonly unit: MeasureTerms['unit'];
  readonly direction: MeasureTerms['direction'];
  readonly thresholdWad: Wad;
  /** The worst it can be where it is a range; null where nobody can say. */
  readonly valueWad: Wad | null;
  readonly headroomWad: Wad | null;
  /** As a limit: met where even the worst case holds, breached where even the best fails. Never met for want of data. */
  readonly status: 'met' | 'breached' | 'not determinable';
  readonly note: string;
}

export interface PackInput {
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
}

/**
 * Judges a reserve by every rule of a pack, also those that do not bind on the day of the sheet: `phase` says which do.
 * Only lines count, as valued at mark; books of collateralised debt do not. Pure.
 */
export function evaluatePack(pack: Pack, input: PackInput): PackResult[] {
  const facts = packFacts(pack.permitted, input);
  const day = isoTime(input.sheet.asOfSeconds).slice(0, 10);
  return pack.rules.map((rule) => {
    const { unit, direction, thresholdWad } = termsOf(rule.measure);
    const measure = measurePack(rule.measure, { ...input, facts });
    const id = `${pack.id}:${rule.id}`;
    const result = judgeLimit({ id, unit: 'ratio', direction, thresholdWad, origin: 'document' }, measure);
    return {
      id,
      rule,
      phase: phaseOn(rule, day),
      unit,
      direction,
      thresholdWad,
      valueWad: result.valueWad,
      headroomWad: result.headroomWad,
      status: result.status === 'unknown' ? 'not determinable' : result.status,
      note: result.note,
    };
  });
}

/** Results that bind on the day and are not met, or cannot be shown to be. Pure. */
export const bindingGaps = (results: readonly PackResult[]): PackResult[] =>
  results.filter((item) => item.phase === 'in force' && item.status !== 'met');
