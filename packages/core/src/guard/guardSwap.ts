import { mulDivDown, mulDivUp, sub, subFloor, valueDown, BPS, ZERO_WAD, type Raw, type Wad } from '../units/amounts.ts';
import { findAsset, refuse, tokensOf, type GuardState, type GuardVerdict } from './guardState.ts';
import { gateOf, guardCaps, guardProgress, guardSound } from './guardGates.ts';
import { guardTerms, type GuardedTrade, type SwapFloor } from './guardTerms.ts';

/** A trade through the pinned router, which needs a price. */
export type GuardedSwap = Omit<GuardedTrade, 'isAuction'>;

/** Everything the contract checks before the exchange, in its order. Pure. */
export function guardSwap(state: GuardState, swap: GuardedSwap): GuardVerdict<SwapFloor> {
  const { mode } = state.vault;
  if (swap.amountInRaw <= 0n) return refuse('ZeroAmount', 'nothing to sell');
  if (mode === 'frozen') return refuse('WrongMode', 'the vault is frozen');
  if (swap.fromAssetId === swap.toAssetId) return refuse('SameAsset', 'sold and bought asset are the same');
  const floor = guardTerms(state, swap);
  if (!floor.ok) return floor;
  const left = subFloor(state.vault.turnoverBurstWad, state.turnoverUsedWad);
  if (floor.valueWad > left) return refuse('TurnoverBudgetExceeded', 'the turnover budget of the vault is spent', left);
  return floor;
}

/** What the contract checks once the proceeds are known: floor, budget, and what is left behind. Pure; `state` is as before the swap. */
export function guardSwapResult(
  state: GuardState,
  swap: GuardedSwap,
  amountOutRaw: Raw,
): GuardVerdict<{ readonly lossWad: Wad }> {
  const before = guardSwap(state, swap);
  if (!before.ok) return before;
  const to = findAsset(state, swap.toAssetId);
  if (to === undefined || to.lowWad === null || to.highWad === null)
    return refuse('StaleFeed', `the vault's own oracle gives no price for ${swap.toAssetId}`);
  if (amountOutRaw < before.floorOutRaw)
    return refuse(
      'BelowFloor',
      `${tokensOf(amountOutRaw, to)} are below the floor of ${tokensOf(before.floorOutRaw, to)}`,
    );
  const received = valueDown(amountOutRaw, to.decimals, to.lowWad);
  const lossWad = before.valueWad > received ? sub(before.valueWad, received) : ZERO_WAD;
  const budget = guardLoss(state, swap, lossWad);
  if (!budget.ok) return budget;
  if (swap.isExit) return { ok: true, lossWad };
  const left = guardLeft(state, swap, amountOutRaw, { valueWad: before.valueWad, received, lossWad });
  return left.ok ? { ok: true, lossWad } : left;
}

/** Exits are charged to a budget of their own. */
function guardLoss(state: GuardState, swap: GuardedSwap, lossWad: Wad): GuardVerdict<object> {
  const { gates } = state.vault;
  const [code, burst, used] =
    swap.isExit && gates !== undefined
      ? (['DepegBudgetExceeded', gates.depegBurstWad, gates.depegUsedWad] as const)
      : (['LossBudgetExceeded', state.vault.lossBurstWad, state.lossUsedWad] as const);
  const left = subFloor(burst, used);
  if (used > burst || lossWad > left) return refuse(code, 'the loss budget of the vault is spent', left);
  return { ok: true };
}

/** What a trade outside the exit regime may leave behind: caps, progress to the targets, coverage, liquidity. */
function guardLeft(
  state: GuardState,
  swap: GuardedSwap,
  amountOutRaw: Raw,
  { valueWad, received, lossWad }: { readonly valueWad: Wad; readonly received: Wad; readonly lossWad: Wad },
): GuardVerdict<object> {
  const from = findAsset(state, swap.fromAssetId);
  const to = findAsset(state, swap.toAssetId);
  if (from === undefined || to === undefined || to.highWad === null) return refuse('UnknownAsset', 'not listed');
  const changes = new Map<string, bigint>([
    [swap.fromAssetId, -swap.amountInRaw],
    [swap.toAssetId, amountOutRaw],
  ]);
  if (state.vault.mode === 'run') {
    const caps = guardCaps(state, to, to.highWad, changes);
    if (!caps.ok) return caps;
  }
  const sold = guardProgress(state, from, 'sold', changes);
  if (!sold.ok) return sold;
  const bought = guardProgress(state, to, 'bought', changes);
  if (!bought.ok) return bought;
  const [out, into] = [gateOf(state, from.assetId), gateOf(state, to.assetId)];
  if (out === undefined || into === undefined) return { ok: true };
  const given = mulDivUp(valueWad, BPS - out.haircutBps, BPS);
  const isRiskier = given > mulDivDown(received, BPS - into.haircutBps, BPS) + lossWad;
  if (!isRiskier && into.maturity <= out.maturity) return { ok: true };
  return guardSound(state, { isRiskier, fromMaturity: out.maturity, toMaturity: into.maturity }, changes);
}
