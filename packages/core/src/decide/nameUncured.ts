import { WAD } from '../units/amounts.ts';
import type { LimitResult } from '../records/assessment.ts';
import { passedBy } from './capExcess.ts';
import type { DecideContext } from './context.ts';
import { refuse, type Draft } from './draft.ts';
import { assetValueOf, capState, totalOf } from './measure.ts';
import { compareText } from './order.ts';

/** Every breached limit that the plan neither cures nor refuses is named, so that silence never looks like health. */
export function nameUncured(context: DecideContext, draft: Draft): Draft {
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
      headroomWad: null,
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
