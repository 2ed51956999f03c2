import type { CarriedState } from '../records/carried.ts';
import type { Hash } from '../records/hash.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { fail, pass, type Check } from './check.ts';
import { firstDifference } from './firstDifference.ts';
import type { ReadCycle } from './readCycle.ts';

type Link = readonly [what: string, found: Hash | null | undefined, expected: Hash | null];

/**
 * Whether the artefacts of a record belong together: each names the reserve, the cycle and the parents the record names.
 * The record alone could put a true sheet beside another cycle's snapshot. Pure.
 */
export function checkLinks(cycle: ReadCycle): Check[] {
  const { record, snapshot, proofs, sheet, assessment, plan, receipts, statement } = cycle;
  return [
    snapshot && checkTime(cycle, snapshot),
    snapshot && check('snapshot', snapshot, cycle, [['policy', snapshot.parents.policy, record.policy]]),
    proofs && check('proofs', proofs, cycle, [['snapshot', proofs.parents.snapshot, record.snapshot]]),
    sheet &&
      check('balance sheet', sheet, cycle, [
        ['snapshot', sheet.parents.snapshot, record.snapshot],
        ['policy', sheet.parents.policy, record.policy],
        ['carried', sheet.parents.carried, record.carriedIn],
      ]),
    assessment &&
      check('assessment', assessment, cycle, [
        ['balanceSheet', assessment.parents.balanceSheet, record.balanceSheet],
        ['policy', assessment.parents.policy, record.policy],
        ['history', assessment.parents.history, record.history],
      ]),
    plan &&
      check('plan', plan, cycle, [
        ['assessment', plan.parents.assessment, record.assessment],
        ['balanceSheet', plan.parents.balanceSheet, record.balanceSheet],
        ['snapshot', plan.parents.snapshot, record.snapshot],
        ['policy', plan.parents.policy, record.policy],
      ]),
    ...(receipts ?? []).map((receipt, index) =>
      check(`receipt ${index}`, receipt, cycle, [['plan', receipt.parents.plan, record.plan]]),
    ),
    statement &&
      check('statement', statement, cycle, [
        ['policy', statement.parents.policy, record.policy],
        ['snapshot', statement.parents.snapshot, record.snapshot],
        ['proofs', statement.parents.proofs, record.proofs],
        ['balanceSheet', statement.parents.balanceSheet, record.balanceSheet],
        ['assessments', statement.parents.assessments.at(-1), record.assessment],
        ['plan', statement.parents.plan, record.plan],
        ...record.receipts.map((hash, index): Link => ['receipts', statement.parents.receipts[index], hash]),
      ]),
  ].filter((item) => item !== null);
}

/** The record's time is the snapshot's, and that is the latest of its blocks: a later one would prolong what expires. */
function checkTime({ record }: ReadCycle, snapshot: Snapshot): Check {
  const latest = snapshot.blocks.reduce((time, block) => Math.max(time, block.timestampSeconds), 0);
  const isTrue = record.asOfSeconds === snapshot.asOfSeconds && snapshot.asOfSeconds === latest;
  return isTrue
    ? pass('links', 'time', `as of ${latest}`)
    : fail(
        'links',
        'time',
        'WRONG_TIME',
        `record ${record.asOfSeconds}, snapshot ${snapshot.asOfSeconds}, latest block ${latest}`,
      );
}

function check(
  what: string,
  artefact: { readonly reserve: string; readonly cycle: number },
  { record }: ReadCycle,
  links: readonly Link[],
): Check {
  if (artefact.reserve !== record.reserve)
    return fail('links', what, 'WRONG_RESERVE', `is of reserve ${artefact.reserve}, the record of ${record.reserve}`);
  if (artefact.cycle !== record.cycle)
    return fail('links', what, 'WRONG_CYCLE', `is of cycle ${artefact.cycle}, the record of ${record.cycle}`);
  const broken = links.find(([, found, expected]) => found !== expected);
  return broken === undefined
    ? pass('links', what, `names the ${links.length} parents the record names`)
    : fail(
        'links',
        what,
        'WRONG_PARENT',
        `names ${broken[0]} ${broken[1] ?? 'none'}; the record names ${broken[2] ?? 'none'}`,
      );
}

/** Whether the record continues the one before it: next in the same reserve, its statement and what it remembers taken over. Pure. */
export function checkPrevious(cycle: ReadCycle, previousCarriedOut: ReadCycle['carriedOut']): Check[] {
  const { record, previous, statement, carriedIn } = cycle;
  const no = (code: string, detail: string): Check[] => [fail('previous', 'record', code, detail)];
  if (record.previous === null)
    return statement !== null && statement.parents.previous !== null
      ? no('WRONG_PARENT', 'the first record has a statement that names one before it')
      : [];
  if (previous === null) return [];
  if (previous.reserve !== record.reserve) return no('WRONG_RESERVE', `the record before is of ${previous.reserve}`);
  if (previous.cycle >= record.cycle) return no('WRONG_CYCLE', `the record before is of cycle ${previous.cycle}`);
  if (previous.asOfSeconds > record.asOfSeconds) return no('WRONG_TIME', 'the record before is later');
  if (statement !== null && statement.parents.previous !== previous.statement)
    return no(
      'WRONG_PARENT',
      `the statement names ${statement.parents.previous ?? 'none'} before it; the record before has ${previous.statement}`,
    );
  if (previous.carriedOut !== record.carriedIn && previousCarriedOut !== null && carriedIn !== null) {
    const change = memoryChange(previousCarriedOut, carriedIn);
    if (change !== null) return no('MEMORY_CHANGED', change);
  }
  return [pass('previous', 'record', `continues cycle ${previous.cycle}`)];
}

/** Between cycles a person may stop or accept a contract, and late receipts may clear intents and spend more of the budgets. Nothing else. */
function memoryChange(left: CarriedState, taken: CarriedState): string | null {
  if (taken.lossUsedWad < left.lossUsedWad || taken.turnoverUsedWad < left.turnoverUsedWad)
    return 'a spent budget was given back between the cycles';
  const difference = firstDifference(lasting(left), lasting(taken));
  return difference === null ? null : `${difference.path} was ${difference.stored}, is ${difference.recomputed}`;
}

const lasting = ({
  reserve,
  assets,
  level,
  levelSinceSeconds,
  calmerSinceSeconds,
  budgetsAtSeconds,
}: CarriedState): unknown => ({
  reserve,
  assets,
  level,
  levelSinceSeconds,
  calmerSinceSeconds,
  budgetsAtSeconds,
});
