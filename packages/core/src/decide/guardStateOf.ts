import { add, bps, mulDivDown, pow10, sub, subFloor, sum, wad, WAD, type Raw } from '../units/amounts.ts';
import type { GuardState } from '../guard/guardState.ts';
import type { DecideContext } from './context.ts';
import { owedRaw, type Ledger } from './ledger.ts';

/** Interest and prices move the total between a plan and its execution. */
const TARGET_MARGIN = bps(20);

/** The vault as the contract would see it once everything planned so far is done; null where no vault acts. */
export function guardStateOf(context: DecideContext, ledger: Ledger, accountId: string): GuardState | null {
  const { vault } = context.snapshot;
  if (vault === null) return null;
  const paidRaw = (assetId: string): Raw => sub(owedRaw(context.opening, assetId), owedRaw(ledger, assetId));
  // What a payment settles is taken at par, as the vault keeps it back.
  const paidWad = sum(
    vault.assets.map(({ assetId, decimals }) => wad(mulDivDown(paidRaw(assetId), WAD, pow10(decimals)))),
  );
  return {
    vault: {
      ...vault,
      assets: vault.assets.map((asset) => ({
        ...asset,
        owedRaw: subFloor(asset.owedRaw, paidRaw(asset.assetId)),
      })),
      ...(vault.gates === undefined
        ? {}
        : {
            gates: {
              ...vault.gates,
              anchorWad: subFloor(vault.gates.anchorWad, paidWad),
              owedWad: subFloor(vault.gates.owedWad, paidWad),
              claimsWad: subFloor(vault.gates.claimsWad, paidWad),
            },
          }),
    },
    holdings: ledger.holdings.filter((holding) => holding.accountId === accountId),
    baseAssetId: context.baseId,
    nowSeconds: context.nowSeconds,
    lossUsedWad: add(vault.lossUsedWad, ledger.lostWad),
    turnoverUsedWad: add(vault.turnoverUsedWad, ledger.soldWad),
    marginBps: TARGET_MARGIN,
  };
}
