import {
  bpsOfDown,
  max,
  min,
  mulDivUp,
  mulWadUp,
  pow10,
  raw,
  subFloor,
  sum,
  valueDown,
  wad,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import { effectiveTargets } from '../guard/effectiveTargets.ts';
import type { AssetView } from './assetView.ts';
import { viewOf, type DecideContext } from './context.ts';
import { owedRaw, type Ledger, type Rung } from './ledger.ts';
import { assetValueOf, backingOf } from './measure.ts';
import { compareDown, compareText } from './order.ts';
import { decimalsOf } from './unitOf.ts';

/** Where an asset stands and where it should. Values at mark. */
export interface Target {
  readonly view: AssetView;
  readonly valueWad: Wad;
  readonly targetWad: Wad;
  readonly minWad: Wad;
  readonly maxWad: Wad;
  /** False where the asset is neither bought nor sold toward its target: iffy or in doubt, unknown, endogenous, without a mark. */
  readonly isMoving: boolean;
}

/**
 * Effective targets in money. A disabled asset aims at zero, except what is owed in that very asset: holding
 * it matches the claim, and selling it below par would open a short. Iffy and unknown assets stay where they
 * are. The base asset takes its own weight or, when it is more, everything the others do not aim at: the
 * weight of disabled assets moves there. Rounded down; sorted by id. Pure.
 */
export function targetsOf(context: DecideContext, ledger: Ledger): Target[] {
  const total = backingOf(context, ledger);
  const disabled = new Set(context.assets.filter((view) => view.state === 'disabled').map((view) => view.assetId));
  const weights = effectiveTargets(
    context.assets.map((view) => ({ assetId: view.assetId, targetBps: view.limits.targetWeightBps })),
    context.baseId,
    disabled,
  );
  const plain = context.assets.map((view): Target => {
    const valueWad = assetValueOf(context, ledger, view.assetId);
    const isMoving = isMovable(view);
    const weight = weights.find((item) => item.assetId === view.assetId)?.targetBps ?? view.limits.targetWeightBps;
    const stays = view.state === 'disabled' ? matchedValue(context, ledger, view) : valueWad;
    return {
      view,
      valueWad,
      targetWad: isMoving ? bpsOfDown(total, weight) : stays,
      minWad: isMoving ? bpsOfDown(total, min(view.asset.minWeightBps, view.limits.maxWeightBps)) : wad(0n),
      maxWad: bpsOfDown(total, view.limits.maxWeightBps),
      isMoving,
    };
  });
  const others = sum(
    plain
      .filter(({ view }) => view.assetId !== context.baseId && !view.asset.isEndogenous)
      .map((target) => target.targetWad),
  );
  return plain.map((target) => {
    if (target.view.assetId !== context.baseId || !target.isMoving) return target;
    const own = bpsOfDown(total, target.view.limits.targetWeightBps);
    const targetWad = max(own, subFloor(total, others));
    return { ...target, targetWad, maxWad: max(target.maxWad, targetWad) };
  });
}

/** Sound beyond doubt: one origin below the threshold is no reason to leave, and none to sell into the hole either. */
const isMovable = (view: AssetView): boolean =>
  view.state === 'sound' &&
  view.price.originsBelowIffy === 0 &&
  view.price.markWad !== null &&
  !view.asset.isEndogenous;

/** Value at mark that is not owed in the asset itself: of an asset that is not sound, no more than this is ever sold. */
export const spareOf = (context: DecideContext, ledger: Ledger, view: AssetView): Wad =>
  subFloor(assetValueOf(context, ledger, view.assetId), matchedValue(context, ledger, view));

/** Value at mark of what is held of an asset against claims owed in it. */
function matchedValue(context: DecideContext, ledger: Ledger, view: AssetView): Wad {
  const value = assetValueOf(context, ledger, view.assetId);
  const matched = matchedRaw(context, ledger, view.assetId);
  const mark = view.price.markWad;
  if (matched === null) return value;
  return mark === null ? wad(0n) : min(value, valueDown(matched, decimalsOf(context, view), mark));
}

/**
 * Amount of an asset that is owed in that very asset: par claims payable in it, claims in the queue, and
 * synthetics indexed to it. Rounded up; null when a supply is unknown, so that nobody can say what is spare.
 */
export function matchedRaw(context: DecideContext, ledger: Ledger, assetId: string): Raw | null {
  const view = viewOf(context, assetId);
  if (view === undefined) return raw(0n);
  const unit = pow10(decimalsOf(context, view));
  let total = owedRaw(ledger, assetId);
  for (const liability of context.policy.liabilities) {
    const isOwedIn =
      (liability.kind === 'par' && liability.owed === 'payoutAsset' && liability.payoutAsset === assetId) ||
      (liability.kind === 'indexed' && liability.index === assetId);
    if (!isOwedIn) continue;
    const line = context.sheet.liabilities.find((item) => item.liabilityId === liability.id);
    if (line === undefined || line.outstandingRaw === null) return null;
    const units = mulDivUp(line.outstandingRaw, unit, pow10(line.decimals));
    total = raw(total + (liability.kind === 'indexed' ? mulWadUp(wad(units), liability.unitsPerTokenWad) : units));
  }
  return total;
}

/** How far an asset stands above / below its target. */
export const surplusOf = (target: Target): Wad => subFloor(target.valueWad, target.targetWad);
export const deficitOf = (target: Target): Wad => subFloor(target.targetWad, target.valueWad);

/**
 * Most that a sale for caps or bands may sell, at mark; null without bound. Cash comes before both: what a
 * horizon asks for is held, not hoped for from sales, so short of it nothing is sold but into the payout asset.
 */
export function liquidityRoom(ledger: Ledger, fromId: string, toId: string): Wad | null {
  if (toId === ledger.payoutId) return null;
  const asked = ledger.rungs.filter((rung) => rung.requiredWad > 0n);
  if (fromId !== ledger.payoutId) return asked.some((rung) => rung.heldWad < rung.requiredWad) ? wad(0n) : null;
  return asked
    .map((rung) => subFloor(rung.heldWad, rung.requiredWad))
    .reduce<Wad | null>((least, spare) => (least === null ? spare : min(least, spare)), null);
}

/** What the nearest horizons lack in cash that needs no sale; zero when they have enough. */
export const missingCash = (ledger: Ledger): Wad =>
  nearRungs(ledger).reduce<Wad>((most, rung) => max(most, subFloor(rung.requiredWad, rung.heldWad)), wad(0n));

/** Most that a horizon of an hour or less asks for. */
export const nearCash = (ledger: Ledger): Wad =>
  nearRungs(ledger).reduce<Wad>((most, rung) => max(most, rung.requiredWad), wad(0n));

/** What may be asked for within the hour must be idle; what is lent out can be back for later ones. */
const nearRungs = (ledger: Ledger): Rung[] =>
  ledger.rungs.filter((rung) => rung.requiredWad > 0n && (rung.horizon === 'now' || rung.horizon === 'hour'));

/** Assets above their target, largest surplus first. */
export const bySurplus = (targets: readonly Target[]): Target[] => rank(targets, surplusOf);
/** Assets below their target, largest deficit first. */
export const byDeficit = (targets: readonly Target[]): Target[] => rank(targets, deficitOf);

const rank = (targets: readonly Target[], sizeOf: (target: Target) => Wad): Target[] =>
  targets
    .filter((target) => target.isMoving && sizeOf(target) > 0n)
    .toSorted((a, b) => compareDown(sizeOf(a), sizeOf(b)) || compareText(a.view.assetId, b.view.assetId));

/** What is reached without a detour first, each in the order given. */
export const directFirst = (targets: readonly Target[], isDirect: (assetId: string) => boolean): Target[] => [
  ...targets.filter((target) => isDirect(target.view.assetId)),
  ...targets.filter((target) => !isDirect(target.view.assetId)),
];
