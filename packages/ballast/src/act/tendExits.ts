import { encodeFunctionData } from 'viem';
import {
  auctionSpan,
  guardOpenAuction,
  raw,
  sum,
  tokensOf,
  type Bps,
  type GuardState,
  type Snapshot,
  type VaultAsset,
  type VaultState,
} from '@ballast/core';
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
  readonly snapshot: Pick<Snapshot, 'vault' | 'holdings' | 'asOfSeconds'>;
  /** How far above the price an auction begins. */
  readonly auctionPremiumBps: Bps;
  readonly chain: ActChain;
  readonly signer: Signer;
}

/**
 * Brings armed exits of what the vault holds toward being open: opens those that were seen armed long enough, and for
 * the others shows the vault once more that they are. Both calls are anybody's and move nothing; the swaps they allow
 * are planned by a later cycle, from its own snapshot. What may leave but has no price, so that no pool can be asked, is
 * put up for auction, which is anybody's too and says what it asks; one that runs is left alone. Returns what became of each; sends nothing without need.
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
  input: TendInput,
  vault: VaultState,
  { assetId, token, owedRaw, decimals }: VaultAsset,
): Promise<readonly Tended[]> {
  const upkeep = vault.gates?.upkeep;
  const base = vault.assets.find((asset) => asset.assetId === vault.baseAssetId);
  if (upkeep === undefined || base === undefined) return [];
  const state = guardStateOf(input, vault);
  const idle = sum(
    state.holdings
      .filter((holding) => holding.assetId === assetId && holding.where === 'idle')
      .map((holding) => holding.amountRaw ?? raw(0n)),
  );
  if (idle <= owedRaw) return [];
  const amountRaw = raw(idle - owedRaw);
  const sale = { soldAssetId: assetId, boughtAssetId: base.assetId, isExit: true };
  // What runs already is not in the snapshot: the contract refuses a second one.
  const verdict = guardOpenAuction(state, { ...sale, amountRaw, isKeeper: false }, null, upkeep.auctionSeconds);
  const span = auctionSpan(state, sale, amountRaw, input.auctionPremiumBps);
  if (!verdict.ok || !span.ok) return [];
  const data = encodeFunctionData({
    abi: auctionAbi,
    functionName: 'open',
    args: [token, base.token, 1n, true],
  });
  const sent = await sendUnplanned(input.chain, { to: upkeep.auction, data }, input.signer, UNPLANNED_TERMS);
  if (sent.outcome === 'refused') return [];
  const asked = `${tokensOf(span.firstRaw, base)} for ${tokensOf(amountRaw, { assetId, decimals })}`;
  const reason = `asks ${asked}, falling to ${tokensOf(span.floorRaw, base)} in ${upkeep.auctionSeconds} s`;
  return [{ call: 'open', assetIds: [assetId], ...sent, reason }];
}

/** The vault as the twin judges it: nothing is planned here, so nothing is spent that the chain does not count. */
const guardStateOf = ({ snapshot, accountId }: TendInput, vault: VaultState): GuardState => ({
  vault,
  holdings: snapshot.holdings.filter((holding) => holding.accountId === accountId),
  baseAssetId: vault.baseAssetId,
  nowSeconds: snapshot.asOfSeconds,
  lossUsedWad: vault.lossUsedWad,
  turnoverUsedWad: vault.turnoverUsedWad,
});
