import { WAD, wad, ZERO_WAD, type Wad } from '../units/amounts.ts';
import { hashArtefact } from '../records/canonical.ts';
import type { LimitResult } from '../records/assessment.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Plan } from '../records/plan.ts';
import { isPassed, passedBy } from './capExcess.ts';
import { openContext, type DecideContext } from './context.ts';
import { cureCaps } from './cureCaps.ts';
import { depositSurplus } from './depositSurplus.ts';
import { note, refuse, type Draft } from './draft.ts';
import { leaveDisabled } from './leaveDisabled.ts';
import type { Rung } from './ledger.ts';
import type { DecideInput } from './decideInput.ts';
import { assetValueOf, capState, totalOf } from './measure.ts';
import { compareText } from './order.ts';
import { payRedemptions } from './payRedemptions.ts';
import { rebalance } from './rebalance.ts';
import { restoreLiquidity, shortHorizons } from './restoreLiquidity.ts';
import { restrictIntake } from './restrictIntake.ts';
import { drainBudgets } from './settleCarried.ts';
import { targetsOf } from './targets.ts';

/**
 * Fourth verb: from an assessment to a plan, by stated priority, each action sized by the limit it names and
 * booked in one ledger so that no depth, cash or budget is used twice. Doing nothing is a plan with reasons.
 * Pure: the same input gives the same bytes everywhere. The carried state returned has its budgets drained to
 * the snapshot's time and nothing of this plan spent: settleCarried adds what receipts confirm.
 */
export function decide(input: DecideInput): { readonly plan: Plan; readonly carried: CarriedState } {
  const context = openContext(input);
  const opening: Draft = { ledger: context.opening, actions: [], refused: [], reasons: [] };
  const paid = payRedemptions(context, noteMandate(context, opening));
  const done = context.mandate.all === null ? serveRest(context, paid) : paid;
  return {
    plan: planOf(context, nameUncured(context, done)),
    carried: drainBudgets(input.carried, input.policy, context.nowSeconds),
  };
}

/**
 * The priorities after payment, in order; intake is judged last and acted on first, before anything is sold.
 * A plan's own cost shrinks the whole, and may carry a cap over its limit; its budgets are then gone for a run,
 * and may leave a horizon short. Then it is made once more with that in mind, so that nothing is left for the
 * next cycle to mend.
 */
function serveRest(context: DecideContext, paid: Draft): Draft {
  const serve = (foreseen: Foreseen): Draft => {
    const raised = restoreLiquidity(context, leaveDisabled(context, paid), foreseen.short);
    return depositSurplus(context, rebalance(context, cureCaps(context, raised, foreseen.lostWad)));
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

/** What a first pass of the plan showed it to cost and to leave short. */
interface Foreseen {
  readonly lostWad: Wad;
  readonly short: readonly Rung['horizon'][];
}

/** What bounds the whole plan, said first and once. */
function noteMandate(context: DecideContext, draft: Draft): Draft {
  const { all, swaps, entry, intoBase } = context.mandate;
  const bans = [all, swaps, entry, intoBase].filter((ban) => ban !== null);
  const reasons = [...new Set(bans.map((ban) => `${ban.code}: ${ban.reason}.`))];
  const { vault } = context.snapshot;
  const isOther = vault !== null && vault.policyDocumentHash !== context.policyHash;
  return [
    ...reasons,
    ...(isOther
      ? ['The vault holds another policy document, so nothing here can be carried out before it is ratified.']
      : []),
  ].reduce(note, draft);
}

/** Every breached limit that the plan neither cures nor refuses is named, so that silence never looks like health. */
function nameUncured(context: DecideContext, draft: Draft): Draft {
  const limits = context.assessment.limits.toSorted((a, b) => compareText(a.id, b.id));
  return limits.reduce((done, limit) => {
    if (limit.status !== 'breached' || isCured(context, done, limit)) return done;
    if (done.refused.some((item) => item.subject === limit.id)) return done;
    return refuse(done, {
      kind: 'swap',
      subject: limit.id,
      priority: 'cureCaps',
      code: 'NOT_CURED',
      reason: whyUncured(context, done, limit),
      headroomWad: limit.headroomWad,
    });
  }, draft);
}

function whyUncured(context: DecideContext, draft: Draft, limit: LimitResult): string {
  const cap = context.caps.find((item) => item.id === limit.id);
  if (cap !== undefined) return `${passedBy(context, draft, cap)} That is less than the least trade.`;
  const wanted = context.assets.find((view) => `weight:min:${view.assetId}` === limit.id);
  const why = wanted === undefined || wanted.buyBan === null ? '' : `: ${wanted.buyBan.reason}`;
  return `${limit.id} stays breached after this plan${why}`;
}

function isCured(context: DecideContext, draft: Draft, limit: LimitResult): boolean {
  const cap = context.caps.find((item) => item.id === limit.id);
  if (cap !== undefined) return capState(context, draft.ledger, cap).excessWad === 0n;
  const rung = draft.ledger.rungs.find((item) => `liquidity:${item.horizon}` === limit.id);
  if (rung !== undefined) return rung.heldWad >= rung.requiredWad;
  const view = context.assets.find((item) => `weight:min:${item.assetId}` === limit.id);
  if (view === undefined) return false;
  const valueWad = assetValueOf(context, draft.ledger, view.assetId);
  const total = totalOf(context, draft.ledger);
  return total > 0n && valueWad * WAD >= limit.thresholdWad * total;
}

function planOf(context: DecideContext, draft: Draft): Plan {
  const { snapshot, sheet, assessment, policy, policyHash, carried } = context;
  const vaultChain = snapshot.vault?.chain ?? policy.execution.vault?.chain ?? null;
  const blocks = snapshot.blocks.toSorted((a, b) => compareText(a.chain, b.chain));
  const block = blocks.find((item) => vaultChain === null || item.chain === vaultChain) ?? null;
  return {
    schema: 'ballast/plan/1',
    reserve: policy.reserve,
    cycle: snapshot.cycle,
    parents: {
      assessment: hashArtefact(assessment),
      balanceSheet: hashArtefact(sheet),
      snapshot: hashArtefact(snapshot),
      policy: policyHash,
      carried: hashArtefact(carried),
    },
    asOfSeconds: context.nowSeconds,
    expiresAtSeconds: context.nowSeconds + policy.execution.planLifetimeSeconds,
    block: block === null ? null : { chain: block.chain, number: block.number, hash: block.hash },
    actions: draft.actions,
    refused: draft.refused,
    reasons: draft.reasons,
    difference: targetsOf(context, draft.ledger).map(({ view, valueWad, targetWad }) => ({
      assetId: view.assetId,
      beforeWad: assetValueOf(context, context.opening, view.assetId),
      afterWad: wad(valueWad),
      targetWad,
    })),
    lossBudgetUsedWad: draft.ledger.lostWad,
    turnoverUsedWad: draft.ledger.soldWad,
  };
}
