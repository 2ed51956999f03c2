import {
  BPS,
  max,
  mulDivUp,
  pow10,
  raw,
  sub,
  subFloor,
  valueDown,
  valueUp,
  wad,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { GuardState } from '../guard/guardState.ts';
import { guardSwapResult, guardSwap } from '../guard/guardSwap.ts';
import { viewOf, type DecideContext } from './context.ts';
import { lossLeft, turnoverLeft, type Ledger } from './ledger.ts';

/** One exchange to be judged; amounts in raw units of the two assets. */
export interface SwapTrial {
  readonly fromId: string;
  readonly toId: string;
  readonly fromDecimals: number;
  readonly toDecimals: number;
  readonly amountInRaw: Raw;
  readonly amountOutRaw: Raw;
  readonly isExit: boolean;
}

/** What the law says to an exchange: its floor and what it is charged, or the limit that forbids it. */
export type SwapCharge =
  | { readonly ok: true; readonly floorOutRaw: Raw; readonly soldWad: Wad; readonly boughtWad: Wad }
  | { readonly ok: false; readonly code: string; readonly reason: string; readonly headroomWad: Wad | null };

const refuse = (code: string, reason: string, headroomWad: Wad | null = null): SwapCharge => ({
  ok: false,
  code,
  reason,
  headroomWad,
});

/**
 * Judges an exchange by the document and, where a vault acts, by the twin of its contract: the higher floor
 * binds, and the larger charge is booked. Sold at the consensus (or the highest answer without one), bought
 * at the consensus (or the lowest); an exit is floored at the asset's exit floor less the exit slip. Pure.
 * `vault` is guardStateOf the same ledger: a search asks many times and prepares it once.
 */
export function chargeSwap(
  context: DecideContext,
  ledger: Ledger,
  vault: GuardState | null,
  trial: SwapTrial,
): SwapCharge {
  const from = viewOf(context, trial.fromId);
  const to = viewOf(context, trial.toId);
  if (from === undefined || to === undefined) return refuse('UNKNOWN_ASSET', 'not an asset of the policy');
  const least = from.price.exitFloorWad;
  if (least === null || from.soldAtWad === null || to.boughtAtWad === null || to.boughtAtWad === 0n)
    return refuse('NO_PRICE', `no price to sell ${trial.fromId} for ${trial.toId} at`);
  const slip = trial.isExit ? from.limits.exitSlipBps : from.limits.slipBps;
  const priceIn = trial.isExit ? least : max(least, from.soldAtWad);
  const documentFloor = raw(
    mulDivUp(
      trial.amountInRaw * priceIn * (BPS - slip),
      pow10(trial.toDecimals),
      pow10(trial.fromDecimals) * to.boughtAtWad * BPS,
    ),
  );
  const chain = chargeOnChain(vault, trial);
  if (!chain.ok) return chain;
  const floorOutRaw = max(documentFloor, chain.floorOutRaw);
  if (trial.amountOutRaw < floorOutRaw)
    return refuse('BELOW_FLOOR', `no pool pays the floor for ${trial.fromId} in ${trial.toId}`);
  const ownSold = valueUp(trial.amountInRaw, trial.fromDecimals, from.soldAtWad);
  const ownBought = valueDown(trial.amountOutRaw, trial.toDecimals, to.boughtAtWad);
  const soldWad = max(ownSold, chain.soldWad);
  const lossWad = max(subFloor(ownSold, ownBought), subFloor(chain.soldWad, chain.boughtWad));
  const turnover = turnoverLeft(ledger);
  if (soldWad > turnover) return refuse('budget:turnover', 'the turnover budget of the day would be passed', turnover);
  const loss = lossLeft(ledger);
  if (lossWad > loss) return refuse('budget:loss', 'the loss budget of the day would be passed', loss);
  const boughtWad = lossWad > 0n ? sub(soldWad, lossWad) : max(soldWad, ownBought);
  return { ok: true, floorOutRaw, soldWad, boughtWad };
}

/** The contract's verdict; without a vault there is none, and nothing is added to the document's. */
function chargeOnChain(state: GuardState | null, trial: SwapTrial): SwapCharge {
  if (state === null) return { ok: true, floorOutRaw: raw(0n), soldWad: wad(0n), boughtWad: wad(0n) };
  const swap = {
    fromAssetId: trial.fromId,
    toAssetId: trial.toId,
    amountInRaw: trial.amountInRaw,
    isExit: trial.isExit,
  };
  const before = guardSwap(state, swap);
  if (!before.ok) return named(before);
  const after = guardSwapResult(state, swap, trial.amountOutRaw);
  if (!after.ok) return named(after);
  return {
    ok: true,
    floorOutRaw: before.floorOutRaw,
    soldWad: before.valueWad,
    boughtWad: sub(before.valueWad, after.lossWad),
  };
}

/** One word for one limit: where document and contract bound the same thing, the assessment's id is used. */
const SAME: Readonly<Record<string, string>> = {
  BelowFloor: 'BELOW_FLOOR',
  LossBudgetExceeded: 'budget:loss',
  TurnoverBudgetExceeded: 'budget:turnover',
};
const named = (refusal: {
  readonly code: string;
  readonly reason: string;
  readonly headroomWad: Wad | null;
}): SwapCharge => refuse(SAME[refusal.code] ?? refusal.code, refusal.reason, refusal.headroomWad);
