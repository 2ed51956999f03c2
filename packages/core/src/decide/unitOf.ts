import { amountDown, type Raw, type Wad } from '../units/amounts.ts';
import type { AssetView } from './assetView.ts';
import type { DecideContext } from './context.ts';

/** How amounts of an asset turn into money on one account. */
export interface Unit {
  readonly decimals: number;
  readonly markWad: Wad;
}

/** Decimals of an asset on the account's chain and its mark; null when either is unknown. */
export function unitOf(context: DecideContext, accountId: string, view: AssetView): Unit | null {
  const chain = context.policy.accounts.find((account) => account.id === accountId)?.chain;
  const deployment = view.asset.deployments.find((item) => item.chain === chain);
  const { markWad } = view.price;
  if (deployment === undefined || markWad === null || markWad === 0n) return null;
  return { decimals: deployment.decimals, markWad };
}

/** Amount worth a value at mark, rounded down; null stays without bound. */
export const atMark = (valueWad: Wad | null, unit: Unit): Raw | null =>
  valueWad === null ? null : amountDown(valueWad, unit.decimals, unit.markWad);

/** Decimals of an asset where the vault stands, or of its first deployment. */
export function decimalsOf(context: DecideContext, view: AssetView): number {
  const { deployments } = view.asset;
  const atVault = deployments.find((item) => item.chain === context.snapshot.vault?.chain);
  return (atVault ?? deployments[0])?.decimals ?? 18;
}
