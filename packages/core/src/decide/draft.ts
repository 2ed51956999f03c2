import { subFloor, wad, type Wad } from '../units/amounts.ts';
import { formatWad } from '../units/decimal.ts';
import type { Action, Priority, RefusedAction } from '../records/plan.ts';
import type { DecideContext } from './context.ts';
import type { Ledger } from './ledger.ts';
import { capState, totalOf } from './measure.ts';

/** A plan as it grows: what is booked, decided and refused so far. */
export interface Draft {
  readonly ledger: Ledger;
  readonly actions: readonly Action[];
  readonly refused: readonly RefusedAction[];
  /** Why a priority asked for nothing, or what shaped the whole plan. */
  readonly reasons: readonly string[];
}

/** Notes a reason in plain words. */
export const note = (draft: Draft, reason: string): Draft => ({ ...draft, reasons: [...draft.reasons, reason] });

/** The order priorities are served in. */
export const PRIORITIES: readonly Priority[] = [
  'payRedemptions',
  'restrictIntake',
  'leaveDisabled',
  'restoreLiquidity',
  'cureCaps',
  'rebalance',
  'deposit',
];
const rankOf = (priority: Priority): number => PRIORITIES.indexOf(priority);
/** Whether a priority is served before another. */
export const comesBefore = (priority: Priority, other: Priority): boolean => rankOf(priority) < rankOf(other);

type Worsening = Action['worsens'][number];
type Unplaced<A> = A extends Action ? Omit<A, 'index' | 'worsens'> : never;
/** An action before its place in the plan and its side effects are known. */
export type Planned = Unplaced<Action>;

/** An action and the ledger once it is done. */
export interface Step {
  readonly action: Planned;
  readonly after: Ledger;
}

/**
 * Books steps that belong together, naming on each every breached limit of lower priority that it worsens.
 * Steps that together would worsen a breached limit of their own or a higher priority are refused instead.
 */
export function book(context: DecideContext, draft: Draft, steps: readonly Step[]): Draft {
  const [first, last] = [steps.at(0), steps.at(-1)];
  if (first === undefined || last === undefined) return draft;
  const { priority } = first.action;
  const found = worsened(context, draft.ledger, last.after, priority);
  const forbidden = found.find((item) => item.rank <= rankOf(priority));
  if (forbidden !== undefined)
    return refuse(draft, {
      kind: last.action.kind,
      subject: subjectOf(last.action),
      priority,
      code: 'WORSENS_BREACHED_LIMIT',
      reason: `${forbidden.limitId} is breached and would get worse`,
      headroomWad: null,
    });
  return steps.reduce((done, { action, after }): Draft => {
    const own = worsened(context, done.ledger, after, priority).filter((item) =>
      found.some((other) => other.limitId === item.limitId),
    );
    const worsens = own.map(({ limitId, pathBack }): Worsening => ({ limitId, pathBack }));
    return { ...done, ledger: after, actions: [...done.actions, { ...action, index: done.actions.length, worsens }] };
  }, draft);
}

/** Notes something considered and not done, once. */
export function refuse(draft: Draft, refused: RefusedAction): Draft {
  const isKnown = draft.refused.some(
    (item) =>
      item.priority === refused.priority &&
      item.kind === refused.kind &&
      item.subject === refused.subject &&
      item.code === refused.code,
  );
  return isKnown ? draft : { ...draft, refused: [...draft.refused, refused] };
}

/** What an action is about, as refusals name it. */
function subjectOf(action: Planned): string {
  switch (action.kind) {
    case 'swap':
      return `${action.fromAssetId} → ${action.toAssetId}`;
    case 'withdraw':
    case 'deposit':
      return `${action.assetId} · ${action.venueId}`;
    case 'payRedemptions':
    case 'setIntake':
      return action.liabilityId;
  }
}

/** Money in words: whole units of the numeraire, in groups of three digits. */
export const money = (context: DecideContext, valueWad: Wad): string =>
  `${formatWad(valueWad, 0).replace(/\B(?=(\d{3})+$)/g, ',')} ${context.policy.numeraire}`;

/** Value at mark given up between two states of the ledger; payments to holders are the caller's to add. */
export const costOf = (context: DecideContext, before: Ledger, after: Ledger): Wad =>
  wad(totalOf(context, before) - totalOf(context, after));

interface Found extends Worsening {
  /** Rank of the priority that cures it. */
  readonly rank: number;
}

function worsened(context: DecideContext, before: Ledger, after: Ledger, priority: Priority): Found[] {
  return [
    ...worsenedCaps(context, before, after),
    ...worsenedRungs(before, after, priority),
    ...worsenedBacking(context, before, after, priority),
  ];
}

/**
 * A cap is worsened when it is breached afterwards and more value stands in it, or when what left the reserve
 * made its share grow. That a trade's own cost shrinks the whole is not counted: the loss budget bounds it.
 */
function worsenedCaps(context: DecideContext, before: Ledger, after: Ledger): Found[] {
  const costWad = subFloor(after.lostWad, before.lostWad);
  const totalBefore = subFloor(totalOf(context, before), costWad);
  const totalAfter = totalOf(context, after);
  return context.caps.flatMap((cap): Found[] => {
    const [was, is] = [capState(context, before, cap), capState(context, after, cap)];
    if (is.excessWad === 0n) return [];
    const hasGrown = is.valueWad * totalBefore * 9_999n > was.valueWad * totalAfter * 10_000n;
    if (is.valueWad <= was.valueWad && !hasGrown) return [];
    return [
      {
        limitId: cap.id,
        rank: rankOf('cureCaps'),
        pathBack: `cureCaps moves the excess of ${money(context, is.excessWad)} out within the budgets of the next days`,
      },
    ];
  });
}

/** Named for the priorities that come before cash; those after it are held to the cash asked for when they are sized. */
function worsenedRungs(before: Ledger, after: Ledger, priority: Priority): Found[] {
  if (!comesBefore(priority, 'restoreLiquidity')) return [];
  return after.rungs.flatMap((rung): Found[] => {
    const was = before.rungs.find((item) => item.horizon === rung.horizon);
    if (rung.cashWad >= rung.requiredWad || was === undefined) return [];
    if (subFloor(rung.requiredWad, rung.cashWad) <= subFloor(was.requiredWad, was.cashWad)) return [];
    return [
      {
        limitId: `liquidity:${rung.horizon}`,
        rank: rankOf('restoreLiquidity'),
        pathBack: 'restoreLiquidity raises cash as depth and budgets refill',
      },
    ];
  });
}

/** Backing is worsened by what an action costs; nothing but time, income or new capital brings it back. */
function worsenedBacking(context: DecideContext, before: Ledger, after: Ledger, priority: Priority): Found[] {
  if (costOf(context, before, after) <= 0n) return [];
  return ['backing', 'backing:riskAdjusted']
    .filter((id) => context.assessment.limits.some((limit) => limit.id === id && limit.status === 'breached'))
    .map((limitId) => ({
      limitId,
      rank: rankOf('rebalance'),
      pathBack:
        priority === 'payRedemptions'
          ? 'claims are paid as owed; who bears the rest is the loss waterfall of the policy'
          : 'the cost is bounded by the loss budget; income or new capital restores it',
    }));
}
