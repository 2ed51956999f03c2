import { encodeFunctionData } from 'viem';
import type { Snapshot } from '@ballast/core';
import { oracleAbi, vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import type { ActChain } from './actChain.ts';
import { sendUnplanned, type Unplanned } from './sendUnplanned.ts';
import type { Signer } from './signer.ts';

/** One call made for an exit that is armed and not open. */
export interface Tended extends Unplanned {
  readonly call: 'openExit' | 'poke';
  readonly assetIds: readonly string[];
}

/**
 * Brings armed exits of what the vault holds toward being open: opens those that were seen armed long enough, and for
 * the others shows the vault once more that they are. Both calls are anybody's and move nothing; the swaps they allow
 * are planned by a later cycle, from its own snapshot. Returns what became of each; sends nothing without need.
 */
export async function tendExits(input: {
  readonly snapshot: Pick<Snapshot, 'vault' | 'holdings'>;
  readonly chain: ActChain;
  readonly signer: Signer;
}): Promise<readonly Tended[]> {
  const { vault, holdings } = input.snapshot;
  const armed = (vault?.gates?.assets ?? []).filter(
    ({ assetId, isArmed }) =>
      isArmed &&
      vault?.assets.some((asset) => asset.assetId === assetId && !asset.isExitOpen) &&
      holdings.some((holding) => holding.assetId === assetId && (holding.amountRaw ?? 0n) > 0n),
  );
  if (vault?.gates === undefined || armed.length === 0) return [];
  const terms = { tip: 1_000_000_000n, polls: 6, mayQueue: false };
  const done: Tended[] = [];
  const waits: string[] = [];
  for (const { assetId } of armed) {
    const token = vault.assets.find((asset) => asset.assetId === assetId)?.token;
    if (token === undefined) continue;
    const data = encodeFunctionData({ abi: vaultAbi, functionName: 'openExit', args: [token] });
    const sent = await sendUnplanned(input.chain, { to: vault.address, data }, input.signer, terms);
    if (sent.outcome === 'refused') waits.push(assetId);
    else done.push({ call: 'openExit', assetIds: [assetId], ...sent });
  }
  if (waits.length === 0) return done;
  const data = encodeFunctionData({ abi: oracleAbi, functionName: 'poke', args: [] });
  const poked = await sendUnplanned(input.chain, { to: vault.gates.oracle, data }, input.signer, terms);
  return [...done, { call: 'poke', assetIds: waits, ...poked }];
}
