import { ZERO_WAD, type Wad } from '../units/amounts.ts';
import { isPassed } from './capExcess.ts';
import type { DecideContext } from './context.ts';
import { cureCaps } from './cureCaps.ts';
import { depositSurplus } from './depositSurplus.ts';
import type { Draft } from './draft.ts';
import { leaveDisabled } from './leaveDisabled.ts';
import type { Rung } from './ledger.ts';
import { rebalance } from './rebalance.ts';
import { restoreLiquidity, shortHorizons } from './restoreLiquidity.ts';
import { restrictIntake } from './restrictIntake.ts';

/**
 * The priorities after payment, in order; intake is judged last and acted on first, before anything is sold.
 * A plan's own cost shrinks the whole, and may carry a cap over its limit; its budgets are then gone for a run,
 * and may leave a horizon short. Then it is made once more with that in mind, so that nothing is left for the
 * next cycle to mend.
 */
export function servePriorities(context: DecideContext, paid: Draft): Draft {
  const serve = (foreseen: Foreseen): Draft => {
    const left = leaveDisabled(context, paid);
    const raised = exhaust(left, (draft) => restoreLiquidity(context, draft, foreseen.short));
    const cured = exhaust(raised, (draft) => cureCaps(context, draft, foreseen.lostWad));
    return depositSurplus(
      context,
      exhaust(cured, (draft) => rebalance(context, draft)),
    );
  };
  const once = serve({ lostWad: ZERO_WAD, short: [] });
  const isNamed = (capId: string): boolean =>
    once.refused.some((item) => item.subject === capId) || once.actions.some((action) => action.sizedBy === capId);
  const carriesOver = context.caps.some((cap) => !isNamed(cap.id) && isPassed(context, once, cap, ZERO_WAD));
  const short = shortHorizons(context, once.ledger);
  const isNew = short.some((horizon) => !shortHorizons(context, paid.ledger).includes(horizon));
  const served = carriesOver || isNew ? serve({ lostWad: once.ledger.lostWad, short }) : once;
  return restrictIntake(context, served, paid.actions.length);
}

/** Times a priority is served at most within one plan. */
const ROUNDS = 4;

/** Serves a priority until it finds nothing more to do: what one move leaves over may be enough for another. */
function exhaust(begun: Draft, serve: (draft: Draft) => Draft): Draft {
  let done = serve(begun);
  for (let round = 1; round < ROUNDS && done.actions.length > begun.actions.length; round += 1) {
    const next = serve(done);
    if (next.actions.length === done.actions.length) break;
    done = { ...next, reasons: done.reasons };
  }
  return done;
}

/** What a first pass of the plan showed it to cost and to leave short. */
interface Foreseen {
  readonly lostWad: Wad;
  readonly short: readonly Rung['horizon'][];
}
