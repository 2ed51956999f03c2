import { add, bpsOfDown, raw, sub, subFloor, sum, valueDown, valueUp, wad, type Wad } from '../units/amounts.ts';
import type { Holding } from '../records/snapshot.ts';
import type { Cap } from './capsOf.ts';
import type { DecideContext } from './context.ts';
import type { Place } from '../policy/counterparties.ts';
import type { Ledger } from './ledger.ts';

/** A cap against a ledger. */
export interface CapState {
  readonly valueWad: Wad;
  /** The limit as a share of what is known: what may be entered. */
  readonly limitWad: Wad;
  /** The limit if all that has no value is worth its most: what a sale must be needed under; null without bound. */
  readonly leastLimitWad: Wad | null;
  /** How far that one is passed; zero when the cap may be met. */
  readonly excessWad: Wad;
}

/** Value at mark of one holding; zero where no mark is known. Rounded down. */
export function valueOf(context: DecideContext, holding: Holding): Wad {
  const mark = context.sheet.prices.find((price) => price.assetId === holding.assetId)?.markWad ?? null;
  return mark === null ? wad(0n) : valueDown(holding.amountRaw ?? raw(0n), holding.decimals, mark);
}

/** How much the value of what can move changed since the cycle began, where `includes` holds. */
export function changeOf(context: DecideContext, ledger: Ledger, includes: (place: Place) => boolean): Wad {
  const { holdings } = context.opening;
  return ledger.holdings.reduce<Wad>((total, holding, index) => {
    const before = holdings[index];
    if (holding === before || !includes(holding)) return total;
    return wad(total + valueOf(context, holding) - (before === undefined ? 0n : valueOf(context, before)));
  }, wad(0n));
}

/** Known value of the whole reserve at mark. */
export const totalOf = (context: DecideContext, ledger: Ledger): Wad =>
  wad(sheetValue(context, () => true) + changeOf(context, ledger, () => true));

/** The same without what backs nothing: what targets are shares of. */
export const backingOf = (context: DecideContext, ledger: Ledger): Wad =>
  wad(
    sum(context.sheet.lines.filter((line) => !line.isEndogenous).map((line) => line.valueWad ?? wad(0n))) +
      changeOf(context, ledger, () => true),
  );

/** Known value of one asset, wherever it stands. */
export const assetValueOf = (context: DecideContext, ledger: Ledger, assetId: string): Wad => {
  const isOurs = (place: Place): boolean => place.assetId === assetId;
  return wad(sheetValue(context, isOurs) + changeOf(context, ledger, isOurs));
};

const sheetValue = (context: DecideContext, includes: (place: Place) => boolean): Wad =>
  sum(context.sheet.lines.filter(includes).map((line) => line.valueWad ?? wad(0n)));

/** Where a cap stands in a ledger. */
export function capState(context: DecideContext, ledger: Ledger, cap: Cap): CapState {
  const valueWad = wad(cap.openingWad + changeOf(context, ledger, cap.includes));
  const total = totalOf(context, ledger);
  const unseen = cap.unseenWad === null ? null : add(cap.unseenWad, unseenChange(context, ledger, cap));
  const leastLimitWad = unseen === null ? null : bpsOfDown(add(total, unseen), cap.maxBps);
  const excessWad = leastLimitWad === null ? wad(0n) : subFloor(valueWad, leastLimitWad);
  return { valueWad, limitWad: bpsOfDown(total, cap.maxBps), leastLimitWad, excessWad };
}

/** How much less may be hidden outside a cap since the cycle began: what was paid out of an asset without a price. */
function unseenChange(context: DecideContext, ledger: Ledger, cap: Cap): Wad {
  const hidden = (holdings: readonly Holding[]): Wad =>
    sum(
      holdings
        .filter((holding) => !cap.includes(holding))
        .map((holding) => {
          const view = context.assets.find((item) => item.assetId === holding.assetId);
          if (view === undefined || view.price.markWad !== null || view.asset.pegWad === null) return wad(0n);
          return valueUp(holding.amountRaw ?? raw(0n), holding.decimals, view.asset.pegWad);
        }),
    );
  return sub(hidden(ledger.holdings), hidden(context.opening.holdings));
}
