import { min, type Wad } from '../units/amounts.ts';
import type { DecideContext } from './context.ts';
import { money, note, refuse, type Draft } from './draft.ts';
import { compareDown, compareText } from './order.ts';
import { isDirect } from './sizeSwap.ts';
import {
  byDeficit,
  bySurplus,
  deficitOf,
  directFirst,
  liquidityRoom,
  surplusOf,
  targetsOf,
  type Target,
} from './targets.ts';
import { trade } from './trade.ts';

/**
 * Moves assets that stand outside their band, or did when the cycle began, toward their targets, surplus into deficit, never past
 * either. Where something held has no value, shares are bounds and nothing is moved for them. Pure.
 */
export function rebalance(context: DecideContext, draft: Draft): Draft {
  const began = new Set(
    targetsOf(context, context.opening)
      .filter(isOutside)
      .map((target) => target.view.assetId),
  );
  const outside = targetsOf(context, draft.ledger)
    .filter((target) => isOutside(target) || began.has(target.view.assetId))
    .toSorted((a, b) => compareDown(distance(a), distance(b)) || compareText(a.view.assetId, b.view.assetId));
  if (outside.length === 0) return note(draft, 'Every asset that may move stands inside its band.');
  const blind = context.sheet.lines
    .filter((line) => line.valueWad === null && line.amountRaw !== 0n && !line.isEndogenous)
    .map((line) => line.assetId);
  if (blind.length > 0)
    return refuse(draft, {
      kind: 'swap',
      subject: outside.map((target) => target.view.assetId).join(', '),
      priority: 'rebalance',
      code: 'TOTAL_UNKNOWN',
      reason: `no value is known of ${[...new Set(blind)].toSorted(compareText).join(', ')}, so no weight is certain`,
      headroomWad: null,
    });
  return outside.reduce(
    (done, { view, valueWad, targetWad }) =>
      valueWad > targetWad ? sellDown(context, done, view.assetId) : buyUp(context, done, view.assetId),
    draft,
  );
}

const isOutside = (target: Target): boolean =>
  target.isMoving && (target.valueWad > target.maxWad || target.valueWad < target.minWad);
const distance = (target: Target): Wad => (surplusOf(target) > 0n ? surplusOf(target) : deficitOf(target));

function sellDown(context: DecideContext, draft: Draft, fromId: string): Draft {
  const places = byDeficit(targetsOf(context, draft.ledger).filter((target) => target.view.assetId !== fromId));
  const isNear = (toId: string): boolean => isDirect(context, draft.ledger, fromId, toId);
  return directFirst(places, isNear).reduce(
    (done, place) => move(context, done, fromId, place.view.assetId, fromId),
    draft,
  );
}

function buyUp(context: DecideContext, draft: Draft, toId: string): Draft {
  const sources = bySurplus(targetsOf(context, draft.ledger).filter((target) => target.view.assetId !== toId));
  const isNear = (fromId: string): boolean => isDirect(context, draft.ledger, fromId, toId);
  return directFirst(sources, isNear).reduce(
    (done, source) => move(context, done, source.view.assetId, toId, toId),
    draft,
  );
}

function move(context: DecideContext, draft: Draft, fromId: string, toId: string, cause: string): Draft {
  const targets = targetsOf(context, draft.ledger);
  const [from, to] = [fromId, toId].map((id) => targets.find((target) => target.view.assetId === id));
  if (from === undefined || to === undefined) return draft;
  const [surplus, deficit] = [surplusOf(from), deficitOf(to)];
  if (surplus === 0n || deficit === 0n) return draft;
  const forbidden = barOf(context, from, to);
  if (forbidden !== null)
    return refuse(draft, {
      kind: 'swap',
      subject: `${fromId} → ${toId}`,
      priority: 'rebalance',
      ...forbidden,
      headroomWad: null,
    });
  const room = liquidityRoom(draft.ledger, fromId, toId);
  if (room === 0n)
    return refuse(draft, {
      kind: 'swap',
      subject: `${fromId} → ${toId}`,
      priority: 'rebalance',
      code: 'LIQUIDITY',
      reason: `the cash the policy asks for has none to spare for ${toId}`,
      headroomWad: room,
    });
  return trade(context, draft, {
    priority: 'rebalance',
    fromId,
    toId,
    mostSoldWad: room === null ? surplus : min(surplus, room),
    mostBoughtWad: deficit,
    mostBoughtRaw: null,
    sizedBy: deficit < surplus ? `target:${toId}` : `target:${fromId}`,
    reason: `${cause} stands outside its band: ${fromId} is ${money(context, surplus)} above its target, ${toId} ${money(context, deficit)} below.`,
    isExit: false,
  });
}

/** In a crisis nothing but the base asset is bought; with a tail limit breached, nothing that moves more than what is sold. */
function barOf(
  context: DecideContext,
  from: Target,
  to: Target,
): { readonly code: string; readonly reason: string } | null {
  const { level, limits } = context.assessment;
  if ((level === 'defensive' || level === 'emergency') && to.view.assetId !== context.baseId)
    return { code: 'LEVEL', reason: `at level ${level} nothing is bought but ${context.baseId}` };
  const tail = limits.find((limit) => limit.id.startsWith('tail:') && limit.status === 'breached');
  const isWilder = to.view.asset.pricing.dailyVolatilityWad > from.view.asset.pricing.dailyVolatilityWad;
  if (tail !== undefined && isWilder)
    return {
      code: tail.id,
      reason: `${tail.id} is breached and ${to.view.assetId} moves more than ${from.view.assetId}`,
    };
  return null;
}
