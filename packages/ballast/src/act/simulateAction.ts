import { decodeErrorResult } from 'viem';
import type { Action, Address, Hex, Policy, Raw, VaultState } from '@ballast/core';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import type { Call } from '../venues/venueRead.ts';
import { simulateCalls, type ActChain, type Head } from './actChain.ts';
import { checkPostState } from './postState.ts';
import { nowReads, type Now } from './readNow.ts';

export interface SimulationInput {
  readonly policy: Policy;
  /** The vault as the snapshot knew it: names assets and venues. */
  readonly known: VaultState;
  readonly chain: ActChain;
  readonly head: Head;
  readonly from: Address;
  /** Earlier actions of the plan that are not on chain: run first, so that each is judged in the state it would find. */
  readonly earlier: readonly Call[];
}

export type Simulated =
  | {
      readonly ok: true;
      readonly gasUsed: bigint;
      readonly amountInRaw: Raw | null;
      readonly amountOutRaw: Raw | null;
    }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/** The vault as it stands on the head after the earlier calls. */
export async function readNow(input: SimulationInput): Promise<Now> {
  const reads = nowReads(input.policy, input.known);
  const results = await simulateCalls(input.chain, sentBy(input.from, [...input.earlier, ...reads.calls]), input.head);
  return reads.read(results.slice(input.earlier.length));
}

/**
 * Runs one action on the pinned head, reads what it leaves behind, and checks that against `before`, which readNow
 * gave for the same head and the same earlier calls.
 */
export async function simulateAction(
  input: SimulationInput,
  action: Action,
  call: Call,
  before: Now,
): Promise<Simulated> {
  const reads = nowReads(input.policy, input.known);
  const calls = [...input.earlier, call, ...reads.calls];
  const results = await simulateCalls(input.chain, sentBy(input.from, calls), input.head);
  const at = input.earlier.length;
  const result = results[at];
  if (result === undefined || !result.isSuccess) return { ok: false, ...revertOf(result?.returnData ?? '0x') };
  const after = reads.read(results.slice(at + 1));
  const post = checkPostState(action, before, after);
  return post.ok ? { ...post, gasUsed: result.gasUsed } : post;
}

const sentBy = (from: Address, calls: readonly Call[]) => calls.map(({ to, data }) => ({ from, to, data }));

/** Solidity's own Error and Panic are not among them. */
const OWN_ERRORS: ReadonlySet<string> = new Set(vaultAbi.flatMap((item) => (item.type === 'error' ? [item.name] : [])));

/** The name of the contract's error, so that twin and chain refuse in the same words; what others revert with keeps its text. */
export function revertOf(data: Hex): { readonly code: string; readonly reason: string } {
  try {
    const { errorName, args } = decodeErrorResult({ abi: vaultAbi, data });
    const said = `${errorName}(${(args ?? []).join(', ')})`;
    return { code: OWN_ERRORS.has(errorName) ? errorName : 'ACT_SIMULATION_REVERTED', reason: `would revert: ${said}` };
  } catch {
    return { code: 'ACT_SIMULATION_REVERTED', reason: `the call would revert with ${data.slice(0, 74)}` };
  }
}
