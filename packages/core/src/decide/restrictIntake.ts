import { subFloor, wad } from '../units/amounts.ts';
import type { LiabilityState } from '../records/snapshot.ts';
import type { DecideContext } from './context.ts';
import { note, refuse, type Draft } from './draft.ts';
import { capState, totalOf } from './measure.ts';
import { compareText } from './order.ts';

/**
 * Pauses intake where it would worsen what the rest of the plan cannot cure, and resumes it at level normal
 * with nothing left against it; in between it stays as it is. Judged on the whole plan, carried out at
 * position `at`, before anything is sold. What the guardian wants closed for good is a mode or a stop, which
 * this never lifts. Pure.
 */
export function restrictIntake(context: DecideContext, draft: Draft, at: number): Draft {
  const against = reasonsAgainst(context, draft);
  const { level } = context.assessment;
  const wanted = against.length > 0 ? true : level === 'normal' ? false : null;
  const states = context.snapshot.liabilities
    .filter((state) => wanted !== null && state.isIntakePaused !== wanted)
    .toSorted((a, b) => compareText(a.liabilityId, b.liabilityId));
  if (wanted === null || states.length === 0)
    return note(draft, wanted === true ? `Intake stays paused: ${against.join('; ')}.` : 'Intake stays as it is.');
  const reason = wanted
    ? `Intake would make it worse: ${against.join('; ')}.`
    : 'The reserve level is normal and nothing is left that intake would worsen.';
  return states.reduce((done, state) => setIntake(context, done, at, state, wanted, reason), draft);
}

function setIntake(
  context: DecideContext,
  draft: Draft,
  at: number,
  state: LiabilityState,
  isPaused: boolean,
  reason: string,
): Draft {
  const { intake, actors } = context.mandate;
  const [accountId] = actors;
  const { liabilityId } = state;
  if (intake !== null || accountId === undefined)
    return refuse(draft, {
      kind: 'setIntake',
      subject: liabilityId,
      priority: 'restrictIntake',
      code: intake?.code ?? 'NO_ACTOR',
      reason: `${reason} But ${intake?.reason ?? 'nobody can act'}.`,
      headroomWad: null,
    });
  const action = {
    kind: 'setIntake',
    index: at,
    priority: 'restrictIntake',
    accountId,
    liabilityId,
    isPaused,
    reason,
    sizedBy: isPaused ? 'intake:worsens' : 'level:normal',
    expectedCostWad: wad(0n),
    worsens: [],
  } as const;
  const actions = [...draft.actions.slice(0, at), action, ...draft.actions.slice(at)];
  return { ...draft, actions: actions.map((item, index) => ({ ...item, index })) };
}

/** What intake would worsen once the plan is done, in plain words. Anything open to entry may come in. */
function reasonsAgainst(context: DecideContext, draft: Draft): string[] {
  const { level, limits } = context.assessment;
  const accountId = context.mandate.actors[0] ?? '';
  const open = context.assets.filter((view) => view.limits.isEntryAllowed);
  const grown = context.caps.filter(
    (cap) =>
      open.some((view) => cap.includes({ assetId: view.assetId, accountId, venueId: null })) &&
      capState(context, draft.ledger, cap).excessWad >= context.policy.limits.minTradeWad,
  );
  const paidOut = subFloor(totalOf(context, context.opening), totalOf(context, draft.ledger));
  const isVaultFull = limits.some(
    (limit) => limit.id === 'vault:value' && limit.status === 'breached' && (limit.headroomWad ?? 0n) + paidOut < 0n,
  );
  return [
    ...(level === 'defensive' || level === 'emergency' ? [`the reserve level is ${level}`] : []),
    ...open
      .filter((view) => view.state === 'iffy' || view.state === 'disabled')
      .map((view) => `${view.assetId} is ${view.state}`),
    ...grown.map((cap) => `${cap.id} stays breached`),
    ...(isVaultFull ? ['vault:value stays breached'] : []),
  ];
}
