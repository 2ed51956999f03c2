import { add, sub, subFloor } from '../units/amounts.ts';
import type { GuardState } from '../guard/guardState.ts';
import type { DecideContext } from './context.ts';
import { owedRaw, type Ledger } from './ledger.ts';

/** The vault as the contract would see it once everything planned so far is done; null where no vault acts. */
export function guardStateOf(context: DecideContext, ledger: Ledger, accountId: string): GuardState | null {
  const { vault } = context.snapshot;
  if (vault === null) return null;
  return {
    vault: {
      ...vault,
      assets: vault.assets.map((asset) => ({
        ...asset,
        owedRaw: subFloor(asset.owedRaw, sub(owedRaw(context.opening, asset.assetId), owedRaw(ledger, asset.assetId))),
      })),
    },
    holdings: ledger.holdings.filter((holding) => holding.accountId === accountId),
    baseAssetId: context.baseId,
    nowSeconds: context.nowSeconds,
    lossUsedWad: add(vault.lossUsedWad, ledger.lostWad),
    turnoverUsedWad: add(vault.turnoverUsedWad, ledger.soldWad),
  };
}
