import { parseEventLogs, type Hex } from 'viem';
import { raw, type Action, type Address, type Raw } from '@ballast/core';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';

/** A log of a receipt, as the node gives it. */
export interface MinedLog {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

export interface MovedAmounts {
  readonly amountInRaw: Raw | null;
  readonly amountOutRaw: Raw | null;
}

/** What a mined action really moved, from the vault's own events; null where it tells nothing. Pure. */
export function movedAmounts(action: Action, vault: Address, logs: readonly MinedLog[]): MovedAmounts {
  const own = logs.filter((log) => log.address.toLowerCase() === vault);
  const events = parseEventLogs({ abi: vaultAbi, logs: own as Parameters<typeof parseEventLogs>[0]['logs'] });
  const moved = { in: null as bigint | null, out: null as bigint | null };
  for (const event of events) {
    if (event.eventName === 'Swapped' && action.kind === 'swap') {
      moved.in = event.args.amountIn;
      moved.out = event.args.amountOut;
    }
    if (event.eventName === 'Deposited' && action.kind === 'deposit') moved.in = event.args.amount;
    if (event.eventName === 'Withdrawn' && action.kind === 'withdraw') moved.out = event.args.amount;
    if (event.eventName === 'RedemptionPaid' && action.kind === 'payRedemptions')
      moved.in = (moved.in ?? 0n) + event.args.payoutAmount;
  }
  return {
    amountInRaw: moved.in === null ? null : raw(moved.in),
    amountOutRaw: moved.out === null ? null : raw(moved.out),
  };
}
