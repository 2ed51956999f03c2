import { decodeFunctionResult, encodeFunctionData } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { vaultAbi } from '../../packages/ballast/src/venues/ballast-vault/vaultAbi.ts';
import { callRpc, type RpcPort } from '../../packages/ballast/src/venues/rpc.ts';
import type { WorldAddresses } from '../../packages/ballast/src/worlds/local/buildHarbor.ts';
import type { BenchWorld } from '../../packages/ballast/src/worlds/local/createBenchWorld.ts';
import { keepState, measureCall, mineAfter, sendCall, type GasFigures } from './gasChain.ts';
import { measuredCalls, type MeasuredCall, type VaultParts } from './measuredCalls.ts';

/** A call of the list with what it cost. */
export interface Measured extends MeasuredCall {
  readonly figures: GasFigures;
}

/** Measures the whole list on a bench world with a vault, whose clock must not be advanced afterwards. */
export async function measureAll(
  { rpc, cast, policyText }: BenchWorld,
  addresses: WorldAddresses,
): Promise<readonly Measured[]> {
  const parts = await readParts(rpc, addresses.reserve.vault);
  const { setUp, settleSeconds, calls } = measuredCalls({ cast, policyText: policyText ?? '', addresses, parts });
  await callRpc(rpc, 'anvil_impersonateAccount', [addresses.market]);
  for (const [index, call] of setUp.entries()) await sendCall(rpc, `set-up ${index}`, call);
  await mineAfter(rpc, settleSeconds);
  // Once each: nobody pays for the first use of a slot in the life of a reserve but its first user.
  for (const item of calls) {
    await prepare(rpc, item);
    await sendCall(rpc, item.what, item.call);
  }
  const measured: Measured[] = [];
  for (const item of calls) {
    const undo = await keepState(rpc);
    await prepare(rpc, item);
    measured.push({ ...item, figures: await measureCall(rpc, item.what, item.call) });
    await undo();
  }
  return measured;
}

async function prepare(rpc: RpcPort, { what, before = [], waitSeconds }: MeasuredCall): Promise<void> {
  for (const call of before) await sendCall(rpc, `before ${what}`, call);
  if (waitSeconds !== undefined) await mineAfter(rpc, waitSeconds);
}

async function readParts(rpc: RpcPort, vault: Address): Promise<VaultParts> {
  const ask = async (functionName: 'book' | 'auction' | 'attestor'): Promise<Address> => {
    const data = encodeFunctionData({ abi: vaultAbi, functionName });
    const answer = await callRpc<Hex>(rpc, 'eth_call', [{ to: vault, data }, 'latest']);
    return decodeFunctionResult({ abi: vaultAbi, functionName, data: answer });
  };
  return { book: await ask('book'), auction: await ask('auction'), attestor: await ask('attestor') };
}
