// One idea: what one route to another chain lets out, and what of it still counts. The twin of TransitLedger.
import { BPS, min, mulDivDown, raw, sub, subFloor, sum, type Bps, type Raw } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';
import { drained } from '../policy/effectiveLimits.ts';
import { refuse, tokensOf, type GuardVerdict } from './guardState.ts';

/** One route, its terms fixed for good. Amounts in raw units of its token. */
export interface TransitRoute {
  readonly assetId: string;
  readonly decimals: number;
  /** Most on its way at once, and most that drains in the greatest age. At most 2^128 − 1. */
  readonly capRaw: Raw;
  /** Older than this a transfer counts for nothing. */
  readonly maxAgeSeconds: number;
  /** Of what was sent. */
  readonly haircutPerDayBps: Bps;
}

export interface TransitTransfer {
  readonly id: number;
  readonly amountRaw: Raw;
  readonly sentAtSeconds: number;
}

/** What the ledger remembers. */
export interface TransitState {
  /** Not settled yet. */
  readonly open: readonly TransitTransfer[];
  /** Number of the next transfer. */
  readonly nextId: number;
  /** Come back, and not taken by the vault yet. */
  readonly returnedRaw: Raw;
  /** A leaky bucket of what was sent, whatever became of it, as of that second. */
  readonly sentRaw: Raw;
  readonly sentAtSeconds: number;
}

export const NO_TRANSIT: TransitState = {
  open: [],
  nextId: 0,
  returnedRaw: raw(0n),
  sentRaw: raw(0n),
  sentAtSeconds: 0,
};

const MAX_OPEN = 16;

/** Most that may be sent now: within the cap of what is on its way, and what of the cap has drained since other transfers. Pure. */
export function transitRoom(route: TransitRoute, state: TransitState, nowSeconds: number): Raw {
  const underway = sum(state.open.map((transfer) => transfer.amountRaw));
  return min(subFloor(route.capRaw, sentNow(route, state, nowSeconds)), subFloor(route.capRaw, underway));
}

/** What still counts as sent. */
function sentNow({ capRaw, maxAgeSeconds }: TransitRoute, state: TransitState, nowSeconds: number): Raw {
  const refillPerDayRaw = raw((capRaw * BigInt(DAY_SECONDS)) / BigInt(maxAgeSeconds));
  return drained(state.sentRaw, refillPerDayRaw, nowSeconds - state.sentAtSeconds);
}

/** Sends an amount on its way. Pure; the twin of TransitLedger.supply, but for what its token and bridge do. */
export function guardSend(
  route: TransitRoute,
  state: TransitState,
  amountRaw: Raw,
  nowSeconds: number,
): GuardVerdict<{ readonly state: TransitState }> {
  const room = transitRoom(route, state, nowSeconds);
  if (state.open.length === MAX_OPEN) return refuse('RouteFull', `${MAX_OPEN} transfers are on their way`);
  if (amountRaw > room) return refuse('RouteFull', `the route takes ${tokensOf(room, route)} more now`);
  return {
    ok: true,
    state: {
      ...state,
      open: [...state.open, { id: state.nextId, amountRaw, sentAtSeconds: nowSeconds }],
      nextId: state.nextId + 1,
      sentRaw: raw(sentNow(route, state, nowSeconds) + amountRaw),
      sentAtSeconds: nowSeconds,
    },
  };
}

/** Settles a transfer, once: it arrived, or its tokens came back. Pure; the twin of TransitLedger.settle. */
export function guardSettle(
  state: TransitState,
  id: number,
  hasArrived: boolean,
): GuardVerdict<{ readonly state: TransitState }> {
  const transfer = state.open.find((item) => item.id === id);
  if (transfer === undefined) return refuse('AlreadySettled', `transfer ${id} is settled, or was never sent`);
  const returnedRaw = hasArrived ? state.returnedRaw : raw(state.returnedRaw + transfer.amountRaw);
  return { ok: true, state: { ...state, open: state.open.filter((item) => item.id !== id), returnedRaw } };
}

/** Takes back what returned; all of it for null. Pure; the twin of TransitLedger.withdraw. */
export function guardTakeBack(
  route: TransitRoute,
  state: TransitState,
  amountRaw: Raw | null,
): GuardVerdict<{ readonly state: TransitState }> {
  const takenRaw = amountRaw ?? state.returnedRaw;
  if (takenRaw > state.returnedRaw)
    return refuse('InsufficientIdle', `only ${tokensOf(state.returnedRaw, route)} have come back`);
  return { ok: true, state: { ...state, returnedRaw: sub(state.returnedRaw, takenRaw) } };
}

/**
 * What counts: what returned, and what is on its way less its rate for each second of its age, each transfer rounded
 * down; nothing of one beyond the greatest age. Pure; the twin of TransitLedger.balanceOf for its vault.
 */
export function transitCounted(route: TransitRoute, state: TransitState, nowSeconds: number): Raw {
  const whole = BPS * BigInt(DAY_SECONDS);
  const counted = state.open.map(({ amountRaw, sentAtSeconds }) => {
    const age = nowSeconds - sentAtSeconds;
    if (age > route.maxAgeSeconds) return raw(0n);
    const lost = BigInt(age) * route.haircutPerDayBps;
    return raw(lost >= whole ? 0n : mulDivDown(amountRaw, whole - lost, whole));
  });
  return raw(state.returnedRaw + sum(counted));
}
