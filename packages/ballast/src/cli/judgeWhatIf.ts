import {
  absorbLoss,
  compareLimits,
  DAY_SECONDS,
  divWadDown,
  evaluatePack,
  extinguishClaims,
  min,
  parseWhatIf,
  passHistory,
  passTime,
  payRun,
  resolveWhatIf,
  settleAverages,
  shockFactors,
  shockSnapshot,
  spendDraws,
  sub,
  unseenPrices,
  value,
  WAD,
  type BalanceSheet,
  type Hash,
  type Pack,
  type Policy,
  type Run,
  type Snapshot,
  type WhatIf,
} from '@ballast/core';
import { thinkHere, type Thought } from '../engine/thinkCycle.ts';
import { describeAction } from '../report/describeAction.ts';
import { stateOf, type RulePath, type WhatIfView } from '../report/whatIfView.ts';
import type { JudgedMoment } from './consequences.ts';

/** The reserve a what-if is asked of. */
export interface WhatIfSubject extends JudgedMoment {
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly from: string;
  /** Packs to judge by as well. */
  readonly packs?: readonly Pack[];
}

/** A jump is believed within this: the time constant of the slow average. */
const SETTLED_AFTER_SECONDS = 6 * 3600;

/**
 * Answers a what-if with the functions a cycle uses: the moment as it is, as the events hit it, and once a run was
 * paid as far as the ladder reaches and the time has passed. Pure; throws WhatIfMalformed, WhatIfNoHistory,
 * WhatIfPriceUnknown, WhatIfPriceBeyond and RunClaimUnknown.
 */
export function judgeWhatIf(text: string, subject: WhatIfSubject): WhatIfView {
  const { snapshot, carried, history, policy, policyHash, from } = subject;
  const nowSeconds = snapshot.asOfSeconds;
  const { whatIf, notes: pastNotes } = resolveWhatIf(parseWhatIf(text, policy), { policy, history, nowSeconds });
  const law = { policy, policyHash, history };
  const before = thinkHere({ ...law, snapshot, carried });
  const { factors, followers } = shockFactors(whatIf, policy, before.sheet);
  const hit = shockSnapshot(snapshot, whatIf, { factors }, policy);
  const atOnce = thinkHere({ ...law, snapshot: hit, carried });
  const unseen = unseenPrices(before.sheet, { snapshot: hit, sheet: atOnce.sheet }, policy);
  const calm = settleAverages(carried, atOnce.sheet);
  const settled = value({ snapshot: hit, policy, policyHash, carried: calm }).sheet;
  const sheets = { atOnce: atOnce.sheet, settled, settledAfterSeconds: SETTLED_AFTER_SECONDS };
  const run = payRun(whatIf, policy, hit, sheets);
  const last = run.moments.at(-1);
  const afterSeconds = run.parts.reduce((longest, part) => Math.max(longest, part.lastDueSeconds), DAY_SECONDS);
  const spent = spendDraws(hit, last?.draws ?? [], settled, policy);
  const paid = extinguishClaims(spent, run, settled, policy);
  const later = passTime(paid, afterSeconds);
  const after = thinkHere({
    ...law,
    history: passHistory(history, afterSeconds),
    snapshot: later,
    carried: settleAverages(atOnce.carried, atOnce.sheet),
  });
  const lossWad = sub(before.sheet.surplusWad, after.sheet.surplusWad);
  const capacity = { surplusWad: before.sheet.surplusWad, juniorWad: after.sheet.juniorWad };
  return {
    reserve: policy.reserve,
    numeraire: policy.numeraire,
    from,
    asOfSeconds: snapshot.asOfSeconds,
    whatIf,
    followers,
    before: stateOf(before.sheet, before.assessment.level),
    atOnce: stateOf(atOnce.sheet, atOnce.assessment.level),
    after: stateOf(after.sheet, after.assessment.level),
    afterSeconds,
    run,
    unseen,
    lossWad,
    shares: absorbLoss(lossWad, policy.waterfall, capacity),
    fairness: fairnessOf(run, after),
    limits: compareLimits([before, atOnce, after].map((item) => item.assessment)),
    rules: rulesOf(subject.packs ?? [], policy, [
      { sheet: before.sheet, snapshot },
      { sheet: atOnce.sheet, snapshot: hit },
      { sheet: after.sheet, snapshot: later },
    ]),
    actions: atOnce.plan.actions.map((action) => describeAction(action, policy)),
    pastNotes,
    notes: notesOf(whatIf, hit, atOnce, after),
  };
}

/** Every rule of the packs at each moment. */
const rulesOf = (
  packs: readonly Pack[],
  policy: Policy,
  moments: readonly { readonly sheet: BalanceSheet; readonly snapshot: Snapshot }[],
): RulePath[] =>
  packs.flatMap((pack) => {
    const judged = moments.map((moment) => evaluatePack(pack, { ...moment, policy }));
    return (judged[0] ?? []).map(({ id, phase }, at) => ({
      id,
      phase,
      results: judged.flatMap((results) => results[at] ?? []),
    }));
  });

/** What those who leave get per unit due, and what backs those who stay; never more than whole. */
function fairnessOf(run: Run, after: Thought): WhatIfView['fairness'] {
  const last = run.moments.at(-1);
  if (last === undefined || run.parts.length === 0 || last.dueWad === 0n) return null;
  const backing = after.sheet.backingRatioWad;
  return {
    leaversWad: divWadDown(last.paidWad, last.dueWad),
    stayersWad: backing === null ? null : min(backing, WAD),
  };
}

function notesOf(whatIf: WhatIf, hit: Snapshot, atOnce: Thought, after: Thought): string[] {
  const unread = hit.pools.filter((pool) => pool.tickFrom >= pool.tickTo).map((pool) => pool.venueId);
  const halted = atOnce.sheet.prices.filter((price) => price.status === 'HALT').map((price) => price.assetId);
  const capped = whatIf.events.some((event) => event.kind === 'redeem');
  return [
    ...(halted.length === 0
      ? []
      : [`${halted.join(', ')} jumped: not bought, nor sold above the old price, until about 6 h have passed`]),
    ...(unread.length === 0
      ? []
      : [`no depth is known at the new price in ${unread.join(', ')}: nothing is sold there`]),
    ...(capped ? ['cash is a lower bound: nobody refills a pool or repays a loan meanwhile, budgets refill'] : []),
    ...(atOnce.sheet.isBound || after.sheet.isBound ? ['something is unknown, so totals are bounds'] : []),
    'prices stay where the events put them; nothing else happens',
  ];
}
