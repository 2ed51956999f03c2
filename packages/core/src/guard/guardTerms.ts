import { BPS, bps, mulDivUp, pow10, raw, valueDown, wad, type Bps, type Raw, type Wad } from '../units/amounts.ts';
import type { VaultAsset } from '../records/snapshot.ts';
import { gateOf } from './guardGates.ts';
import {
  availableOf,
  findAsset,
  quoteOf,
  refuse,
  requireAgreement,
  requireEntry,
  tokensOf,
  valueHigh,
  type GuardState,
  type GuardVerdict,
} from './guardState.ts';

/** A trade to be judged. */
export interface GuardedTrade {
  readonly fromAssetId: string;
  readonly toAssetId: string;
  readonly amountInRaw: Raw;
  /** Under the exit regime: a wider slip, a budget of its own, only into the base asset. */
  readonly isExit: boolean;
  /** By auction: an exit may then go on while a feed of the sold asset is silent or out of bounds. */
  readonly isAuction?: boolean;
}

/** Least the trade must return (rounded up) and its value at the sold asset's higher feed, charged to the turnover. */
export interface SwapFloor {
  readonly floorOutRaw: Raw;
  readonly valueWad: Wad;
}

/** What a sold token is floored from, less its slip, and charged at. */
interface SaleTerms {
  readonly floorWad: Wad;
  readonly slipBps: Bps;
  readonly chargedWad: Wad;
}

/**
 * Whether a trade may be tried, and on which terms: the twin of Law.tradeTerms, in its order. A blind exit (by auction,
 * a feed of the sold asset dead or out of bounds) is floored at the price voted before and charged at the most the
 * asset may be worth. Pure.
 */
export function guardTerms(state: GuardState, trade: GuardedTrade): GuardVerdict<SwapFloor> {
  const from = findAsset(state, trade.fromAssetId);
  const to = findAsset(state, trade.toAssetId);
  if (from === undefined || to === undefined) {
    const unknown = from === undefined ? trade.fromAssetId : trade.toAssetId;
    return refuse('UnknownAsset', `the vault's law does not list ${unknown}`);
  }
  const regime = guardRegime(state, trade, from, to);
  if (!regime.ok) return regime;
  const available = availableOf(state, from);
  if (available < trade.amountInRaw)
    return refuse(
      'InsufficientIdle',
      `only ${tokensOf(available, from)} are idle and not owed to holders`,
      from.lowWad === null ? null : valueDown(available, from.decimals, from.lowWad),
    );
  const sale = blindSale(state, trade, from) ?? pricedSale(trade, from);
  if (!sale.ok) return sale;
  const bought = quoteOf(to);
  if (!bought.ok) return bought;
  const agreement = requireAgreement(to, bought);
  if (!agreement.ok) return agreement;
  return {
    ok: true,
    floorOutRaw: raw(
      mulDivUp(
        trade.amountInRaw * sale.floorWad,
        (BPS - sale.slipBps) * pow10(to.decimals),
        pow10(from.decimals) * bought.lowWad * BPS,
      ),
    ),
    valueWad: valueHigh(from, trade.amountInRaw, sale.chargedWad),
  };
}

function guardRegime(state: GuardState, trade: GuardedTrade, from: VaultAsset, to: VaultAsset): GuardVerdict<object> {
  if (trade.isExit && !from.isExitOpen) return refuse('ExitNotOpen', `no exit is open for ${from.assetId} on chain`);
  if ((trade.isExit || state.vault.mode === 'exitOnly') && to.assetId !== state.baseAssetId)
    return refuse('ExitOnlyIntoBase', `only ${state.baseAssetId} may be bought now`);
  return trade.isExit ? { ok: true } : requireEntry(state, to);
}

/** Null where the asset is not sold blind. */
function blindSale(state: GuardState, trade: GuardedTrade, from: VaultAsset): GuardVerdict<SaleTerms> | null {
  const gate = gateOf(state, from.assetId);
  const blindWad = gate?.blindWad ?? null;
  if (!trade.isExit || trade.isAuction !== true || blindWad === null) return null;
  return { ok: true, floorWad: gate?.exitFloorWad ?? wad(0n), slipBps: bps(0), chargedWad: blindWad };
}

/** Sold at the higher feed; an exit is floored from the lower one, however far apart the two stand. */
function pricedSale(trade: GuardedTrade, from: VaultAsset): GuardVerdict<SaleTerms> {
  const sold = quoteOf(from);
  if (!sold.ok) return sold;
  const agreement = trade.isExit ? ({ ok: true } as const) : requireAgreement(from, sold);
  if (!agreement.ok) return agreement;
  return trade.isExit
    ? { ok: true, floorWad: sold.lowWad, slipBps: from.exitSlipBps, chargedWad: sold.highWad }
    : { ok: true, floorWad: sold.highWad, slipBps: from.slipBps, chargedWad: sold.highWad };
}
