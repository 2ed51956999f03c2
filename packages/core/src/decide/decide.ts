import { wad } from '../units/amounts.ts';
import { hashArtefact } from '../records/canonical.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Plan } from '../records/plan.ts';
import { openContext, type DecideContext } from './context.ts';
import type { DecideInput } from './decideInput.ts';
import { note, type Draft } from './draft.ts';
import { assetValueOf } from './measure.ts';
import { nameUncured } from './nameUncured.ts';
import { compareText } from './order.ts';
import { payRedemptions } from './payRedemptions.ts';
import { servePriorities } from './servePriorities.ts';
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
  const done = context.mandate.all === null ? servePriorities(context, paid) : paid;
  return {
    plan: planOf(context, nameUncured(context, done)),
    carried: drainBudgets(input.carried, input.policy, context.nowSeconds),
  };
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
