import { wad } from '../units/amounts.ts';
import type { DecideContext } from './context.ts';
import { money, note, refuse, type Draft } from './draft.ts';
import { compareDown, compareText } from './order.ts';
import { isExitOpen } from './raiseCash.ts';
import { matchedRaw, spareOf, targetsOf } from './targets.ts';
import { trade } from './trade.ts';

/**
 * Sells disabled assets into the base asset, largest first, down to what is owed in that very asset: that
 * part is matched by the claim, and selling it below par would open a short. Pure.
 */
export function leaveDisabled(context: DecideContext, draft: Draft): Draft {
  const disabled = targetsOf(context, draft.ledger)
    .filter(({ view, valueWad }) => view.state === 'disabled' && !view.asset.isEndogenous && valueWad > 0n)
    .toSorted((a, b) => compareDown(a.valueWad, b.valueWad) || compareText(a.view.assetId, b.view.assetId));
  if (disabled.length === 0) return note(draft, 'No asset held is disabled.');
  return disabled.reduce((done, { view }) => {
    const { assetId } = view;
    if (assetId === context.baseId) return refuseBase(done, assetId);
    const spare = spareOf(context, done.ledger, view);
    const matched = matchedRaw(context, done.ledger, assetId);
    const kept = matched === null ? unknownReason(assetId) : matched > 0n ? matchedReason(assetId) : '';
    if (spare === 0n)
      return refuse(done, {
        kind: 'swap',
        subject: `${assetId} → ${context.baseId}`,
        priority: 'leaveDisabled',
        code: matched === null ? 'OWED_UNKNOWN' : 'MATCHED',
        reason: kept,
        headroomWad: wad(0n),
      });
    return trade(context, done, {
      priority: 'leaveDisabled',
      fromId: assetId,
      toId: context.baseId,
      mostSoldWad: spare,
      mostBoughtWad: null,
      mostBoughtRaw: null,
      sizedBy: `disabled:${assetId}`,
      reason: `${assetId} is disabled (${evidenceOf(context, assetId)}); ${money(context, spare)} of it leave.${kept === '' ? '' : ` ${kept}`}`,
      isExit: isExitOpen(context, assetId),
    });
  }, draft);
}

const evidenceOf = (context: DecideContext, assetId: string): string =>
  context.assessment.assetStates.find((item) => item.assetId === assetId)?.evidence ?? 'closed on chain';

const matchedReason = (assetId: string): string =>
  `What is owed in ${assetId} itself is matched by holding it and stays: sold below par it would be a short.`;

const unknownReason = (assetId: string): string =>
  `How much is owed in ${assetId} itself is unknown, so nobody can say what of it is spare.`;

function refuseBase(draft: Draft, assetId: string): Draft {
  return refuse(draft, {
    kind: 'swap',
    subject: assetId,
    priority: 'leaveDisabled',
    code: 'BASE_DISABLED',
    reason: `${assetId} is the base asset and disabled: the policy names nothing safer, so the reserve only exits`,
    headroomWad: null,
  });
}
