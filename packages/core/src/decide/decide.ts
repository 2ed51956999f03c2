import { WAD, wad } from '../units/amounts.ts';
import { hashArtefact } from '../records/canonical.ts';
import type { LimitResult } from '../records/assessment.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Plan } from '../records/plan.ts';
import { openContext, type DecideContext } from './context.ts';
import { cureCaps } from './cureCaps.ts';
import { depositSurplus } from './depositSurplus.ts';
import { note, refuse, type Draft } from './draft.ts';
import { leaveDisabled } from './leaveDisabled.ts';
import type { DecideInput } from './decideInput.ts';
import { assetValueOf, capState, totalOf } from './measure.ts';
import { compareText } from './order.ts';
import { payRedemptions } from './payRedemptions.ts';
import { rebalance } from './rebalance.ts';
import { restoreLiquidity } from './restoreLiquidity.ts';
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

/** The priorities after payment, in order; intake is judged last and acted on first, before anything is sold. */
function serveRest(context: DecideContext, paid: Draft): Draft {
  const served = [leaveDisabled, restoreLiquidity, cureCaps, rebalance, depositSurplus].reduce(
    (draft, stage) => stage(context, draft),
    paid,
  );
  return restrictIntake(context, served, paid.actions.length);
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
      reason: whyUncured(context, limit),
      headroomWad: limit.headroomWad,
    });
  }, draft);
}

function whyUncured(context: DecideContext, limit: LimitResult): string {
  const wanted = context.assets.find((view) => `weight:min:${view.assetId}` === limit.id);
  const why = wanted?.buyBan === null || wanted === undefined ? '' : `: ${wanted.buyBan.reason}`;
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
  const block = snapshot.blocks.find((item) => vaultChain === null || item.chain === vaultChain) ?? null;
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
