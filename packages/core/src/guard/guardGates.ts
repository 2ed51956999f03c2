import {
  BPS,
  WAD,
  bpsOfDown,
  bpsOfUp,
  max,
  min,
  mulDivDown,
  mulDivUp,
  pow10,
  raw,
  subFloor,
  sum,
  valueDown,
  wad,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { VaultAsset, VaultAssetGate, VaultGates } from '../records/snapshot.ts';
import { refreshTotal } from './seenTotal.ts';
import {
  deployedIn,
  heldOf,
  idleOf,
  quoteOf,
  refuse,
  valueFloor,
  valueHigh,
  type GuardState,
  type GuardVerdict,
} from './guardState.ts';

/** Changes of idle tokens by asset id. */
export type Changes = ReadonlyMap<string, bigint>;

const MATURITIES = 3;
const OK = { ok: true } as const;

export const gateOf = (state: GuardState, assetId: string): VaultAssetGate | undefined =>
  state.vault.gates?.assets.find((gate) => gate.assetId === assetId);

/**
 * The total caps and targets are shares of: the one last seen, or a new one where that is too old. A planner, who acts
 * later, takes the stricter of both: the smaller, or where more may be sold the smaller it is, the larger. Pure.
 */
export function totalOf(state: GuardState, changes: Changes = new Map(), stricter: typeof min<Wad> = min<Wad>): Wad {
  const { gates } = state.vault;
  if (gates === undefined) return valueFloor(state, changes);
  const age = state.nowSeconds - gates.anchorAtSeconds;
  const isSeen = age <= gates.anchorMaxAgeSeconds;
  if (isSeen && state.marginBps === undefined) return gates.anchorWad;
  const now = freshTotal(state, gates, changes);
  return isSeen ? stricter(gates.anchorWad, now) : now;
}

function freshTotal(state: GuardState, gates: VaultGates, changes: Changes): Wad {
  const old = { valueWad: gates.anchorWad, atSeconds: gates.anchorAtSeconds };
  const value = { floorWad: valueFloor(state, changes), isWhole: isWhole(state, changes) };
  return refreshTotal(old, value, gates, state.nowSeconds).valueWad;
}

/** Whether an asset has a price, and its two feeds stand no further apart than they may. */
const isAgreed = ({ lowWad, highWad, maxDeviationBps }: VaultAsset): boolean =>
  lowWad !== null && highWad !== null && (highWad - lowWad) * BPS <= lowWad * maxDeviationBps;

/** Whether everything held could be read and has a price. */
const isWhole = (state: GuardState, changes: Changes): boolean =>
  state.holdings.every((holding) => holding.amountRaw !== null) &&
  state.vault.assets.every(
    (asset) =>
      asset.isEndogenous || isAgreed(asset) || heldOf(state, asset.assetId) + (changes.get(asset.assetId) ?? 0n) === 0n,
  );

/** The asset's own cap, and those of who stands behind it, after a change of holdings. Pure. */
export function guardCaps(state: GuardState, asset: VaultAsset, highWad: Wad, changes: Changes): GuardVerdict<object> {
  const total = totalOf(state, changes);
  const cap = bpsOfDown(total, asset.maxBps);
  const held = heldOf(state, asset.assetId);
  const change = changes.get(asset.assetId) ?? 0n;
  if (valueHigh(asset, raw(held + change), highWad) > cap)
    return refuse(
      'WeightCapExceeded',
      `${asset.assetId} would pass its cap of ${asset.maxBps} bps`,
      subFloor(cap, valueHigh(asset, held, highWad)),
    );
  return guardRisks(state, gateOf(state, asset.assetId)?.risks ?? 0, total, changes);
}

/** The caps of every counterparty named by a bit of `bits`. Pure. */
export function guardRisks(state: GuardState, bits: number, total: Wad, changes: Changes): GuardVerdict<object> {
  for (const [index, risk] of (state.vault.gates?.risks ?? []).entries()) {
    if (!has(bits, index)) continue;
    const cap = min(bpsOfDown(total, risk.capBps), risk.capWad);
    let value = 0n;
    for (const asset of state.vault.assets) {
      const amount = exposed(state, asset, index, changes);
      if (amount === 0n) continue;
      const price = quoteOf(asset);
      if (!price.ok) return price;
      value += valueHigh(asset, raw(amount), price.highWad);
    }
    if (value > cap) return refuse('RiskCapExceeded', `more than ${risk.capBps} bps would depend on ${risk.id}`);
  }
  return OK;
}

const nearer = (target: Wad, shareBps: bigint): Wad => wad(mulDivDown(target, shareBps, BPS));

const has = (bits: number, index: number): boolean => ((bits >> index) & 1) === 1;

/** Tokens of an asset that depend on a counterparty: all of them, or those in its venues. */
function exposed(state: GuardState, asset: VaultAsset, risk: number, changes: Changes): bigint {
  if (has(gateOf(state, asset.assetId)?.risks ?? 0, risk))
    return heldOf(state, asset.assetId) + (changes.get(asset.assetId) ?? 0n);
  const venues = state.vault.venues.filter((venue) => venue.assetId === asset.assetId);
  const inside = venues.filter((venue) => has(venueGate(state, venue.venueId)?.risks ?? 0, risk));
  return inside.reduce((total, venue) => total + deployedIn(state, venue.venueId), 0n);
}

const venueGate = (state: GuardState, venueId: string): VaultGates['venues'][number] | undefined =>
  state.vault.gates?.venues.find((gate) => gate.venueId === venueId);

/** Sold down to its target at the lower feed, bought up to it at the higher; the base asset is what is left. Pure. */
export function guardProgress(
  state: GuardState,
  asset: VaultAsset,
  side: 'sold' | 'bought',
  changes: Changes,
): GuardVerdict<object> {
  const { gates } = state.vault;
  if (gates === undefined || asset.assetId === state.baseAssetId) return OK;
  const total = subFloor(totalOf(state, changes, side === 'sold' ? max : min), gates.owedWad);
  const held = raw(heldOf(state, asset.assetId) + (changes.get(asset.assetId) ?? 0n));
  const amount = subFloor(held, asset.owedRaw);
  const margin = state.marginBps ?? 0n;
  const low = valueDown(amount, asset.decimals, asset.lowWad ?? wad(0n));
  const isPast =
    side === 'sold'
      ? low < nearer(bpsOfUp(total, asset.effectiveTargetBps), BPS + margin)
      : valueHigh(asset, amount, asset.highWad ?? wad(0n)) >
        nearer(bpsOfDown(total, asset.effectiveTargetBps), BPS - margin);
  return isPast
    ? refuse('PastTarget', `${asset.assetId} would be ${side} past its target of ${asset.effectiveTargetBps} bps`)
    : OK;
}

/** Value after haircuts where the keeper makes the reserve riskier; liquidity of the classes it draws from. Pure. */
export function guardSound(
  state: GuardState,
  trade: { readonly isRiskier: boolean; readonly fromMaturity: number; readonly toMaturity: number },
  changes: Changes,
): GuardVerdict<object> {
  const { gates } = state.vault;
  if (gates === undefined) return OK;
  const backing = state.vault.assets.filter((asset) => !asset.isEndogenous && asset.lowWad !== null);
  const worth = (asset: VaultAsset, amount: bigint): Wad => {
    const kept = BPS - (gateOf(state, asset.assetId)?.haircutBps ?? asset.haircutBps);
    return wad(mulDivDown(amount, (asset.lowWad ?? 0n) * kept, pow10(asset.decimals) * BPS));
  };
  if (trade.isRiskier) {
    const adjusted = sum(
      backing.map((asset) => worth(asset, heldOf(state, asset.assetId) + (changes.get(asset.assetId) ?? 0n))),
    );
    const needed = mulDivUp(gates.claimsWad, gates.minCoverageWad, WAD);
    if (adjusted < needed) return refuse('CoverageTooLow', 'value after haircuts covers too little to take more risk');
  }
  for (let maturity = trade.fromMaturity; maturity < Math.min(trade.toMaturity, MATURITIES); maturity += 1) {
    const liquid = sum(backing.map((asset) => worth(asset, cashIn(state, asset, maturity, changes))));
    const needed = bpsOfUp(gates.claimsWad, gates.minLiquidBps[maturity] ?? BPS);
    if (liquid < needed) return refuse('IlliquidReserve', `too little would be cash in class ${maturity}`);
  }
  return OK;
}

/** Tokens of an asset that are cash in a class: idle ones, and those of venues, at once only what these could return. */
function cashIn(state: GuardState, asset: VaultAsset, maturity: number, changes: Changes): bigint {
  if ((gateOf(state, asset.assetId)?.maturity ?? 0) > maturity) return 0n;
  const idle = idleOf(state, asset.assetId) + (changes.get(asset.assetId) ?? 0n);
  const venues = state.vault.venues.filter(
    (venue) => venue.assetId === asset.assetId && (venueGate(state, venue.venueId)?.maturity ?? 0) <= maturity,
  );
  return venues.reduce((total, { venueId }) => {
    const inside = deployedIn(state, venueId);
    return total + (maturity === 0 ? min(inside, withdrawableIn(state, venueId)) : inside);
  }, idle);
}

/** Tokens a venue could give back at once. */
export const withdrawableIn = (state: GuardState, venueId: string): Raw =>
  sum(
    state.holdings
      .filter((holding) => holding.venueId === venueId && holding.where === 'deployed')
      .map((holding) => holding.withdrawableRaw ?? raw(0n)),
  );
