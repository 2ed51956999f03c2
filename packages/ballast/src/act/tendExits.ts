import { encodeFunctionData } from 'viem';
import type { Snapshot, VaultAsset, VaultState } from '@ballast/core';
import { auctionAbi, oracleAbi, vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import type { ActChain } from './actChain.ts';
import { sendUnplanned, type Unplanned } from './sendUnplanned.ts';
import type { Signer } from './signer.ts';

/** One call made to keep a vault going. */
export interface Tended extends Unplanned {
  readonly call: 'openExit' | 'poke' | 'open' | 'attest' | 'pushHaircut';
  readonly assetIds: readonly string[];
}

/** How such a call is sent: once, behind nothing else of this signer. */
export const UNPLANNED_TERMS = { tip: 1_000_000_000n, polls: 6, mayQueue: false } as const;

interface TendInput {
  /** Account of the snapshot that is the vault. */
  readonly accountId: string;
  readonly snapshot: Pick<Snapshot, 'vault' | 'holdings'>;
  readonly chain: ActChain;
  readonly signer: Signer;
}

/**
 * Brings armed exits of what the vault holds toward being open: opens those that were seen armed long enough, and for
 * the others shows the vault once more that they are. Both calls are anybody's and move nothing; the swaps they allow
 * are planned by a later cycle, from its own snapshot. What may leave but has no price, so that no pool can be asked, is
 * put up for auction, which is anybody's too; one that runs is left alone. Returns what became of each; sends nothing without need.
 */
export async function tendExits(input: TendInput): Promise<readonly Tended[]> {
  const { vault, holdings } = input.snapshot;
  if (vault?.gates === undefined) return [];
  const held = (assetId: string): boolean =>
    holdings.some((holding) => holding.assetId === assetId && (holding.amountRaw ?? 0n) > 0n);
  const armed = vault.gates.assets.filter(({ assetId, isArmed }) => isArmed && held(assetId));
  const done: Tended[] = [];
  const waits: string[] = [];
  for (const { assetId, blindWad } of armed) {
    const asset = vault.assets.find((item) => item.assetId === assetId);
    if (asset === undefined) continue;
    if (asset.isExitOpen) {
      if (blindWad !== null) done.push(...(await auctionOff(input, vault, asset)));
      continue;
    }
    const data = encodeFunctionData({ abi: vaultAbi, functionName: 'openExit', args: [asset.token] });
    const sent = await sendUnplanned(input.chain, { to: vault.address, data }, input.signer, UNPLANNED_TERMS);
    if (sent.outcome === 'refused') waits.push(assetId);
    else done.push({ call: 'openExit', assetIds: [assetId], ...sent });
  }
  if (waits.length === 0) return done;
  const data = encodeFunctionData({ abi: oracleAbi, functionName: 'poke', args: [] });
  const poked = await sendUnplanned(input.chain, { to: vault.gates.oracle, data }, input.signer, UNPLANNED_TERMS);
  return [...done, { call: 'poke', assetIds: waits, ...poked }];
}

/** Opens the auction of what is idle of an asset and not owed: all of it, as in every exit; refused while one runs. */
async function auctionOff(
  { snapshot, chain, signer, accountId }: TendInput,
  vault: VaultState,
  { assetId, token, owedRaw }: VaultAsset,
): Promise<readonly Tended[]> {
  const upkeep = vault.gates?.upkeep;
  const base = vault.assets.find((asset) => asset.assetId === vault.baseAssetId);
  const idle = snapshot.holdings
    .filter((holding) => holding.assetId === assetId && holding.where === 'idle' && holding.accountId === accountId)
    .reduce((total, holding) => total + (holding.amountRaw ?? 0n), 0n);
  if (upkeep === undefined || upkeep.auctionSeconds === null || base === undefined || idle <= owedRaw) return [];
  const data = encodeFunctionData({
    abi: auctionAbi,
    functionName: 'open',
    args: [token, base.token, 1n, true],
  });
  const sent = await sendUnplanned(chain, { to: upkeep.auction, data }, signer, UNPLANNED_TERMS);
  return sent.outcome === 'refused' ? [] : [{ call: 'open', assetIds: [assetId], ...sent }];
}
