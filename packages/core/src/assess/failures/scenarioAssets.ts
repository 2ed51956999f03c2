import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import { assetFactor } from './assetFactor.ts';

/**
 * Assets whose prices a failure depends on: what is held at a value and does not depend on us, what the ladder draws,
 * what claims are paid in, what collateralises their books; each as itself where it has a series of its own, else as
 * what it redeems for. A share of something pegged always is what it redeems for: its own calm history knows no break.
 * A staking token is itself and what it redeems for, a bill itself, with a series or without. `priced` says which have
 * one. In the order of their ids. Pure.
 */
export function scenarioAssets(sheet: BalanceSheet, policy: Policy, priced: ReadonlySet<string>): string[] {
  const isBacked = (id: string): boolean =>
    sheet.liabilities.some((line) => line.liabilityId === id && (line.bookBackingWad ?? 0n) > 0n);
  const ids = new Set([
    ...sheet.lines.flatMap((line) => (line.isEndogenous || (line.valueWad ?? 0n) === 0n ? [] : [line.assetId])),
    ...sheet.ladder.flatMap((rung) => rung.draws.map((draw) => draw.assetId)),
    ...policy.liabilities.flatMap((liability) => {
      if (liability.kind === 'indexed') return [liability.index];
      if (liability.kind === 'cdp') return isBacked(liability.id) ? liability.collateralAssets : [];
      return liability.kind === 'par' && liability.owed === 'payoutAsset' ? [liability.payoutAsset] : [];
    }),
  ]);
  const resolved = [...ids].flatMap((id) => {
    const asset = policy.assets.find((item) => item.id === id);
    const factor = asset === undefined ? null : assetFactor(asset, policy, priced);
    if (factor?.kind === 'bill') return [id];
    if (factor?.kind === 'staked') return [id, factor.baseId];
    const at = walkDown(id, policy, priced);
    return at === null ? [] : [at];
  });
  return [...new Set(resolved)].toSorted();
}

/** The first on the way from a share to what it redeems for that has prices; null where none has. */
function walkDown(id: string, policy: Policy, priced: ReadonlySet<string>): string | null {
  const seen = new Set<string>();
  for (let at: string | null = id; at !== null && !seen.has(at);) {
    const here: string = at;
    const asset = policy.assets.find((item) => item.id === here);
    const under = policy.assets.find((item) => item.id === asset?.underlying);
    const isShareOfPeg = under !== undefined && under.pegWad !== null && priced.has(under.id);
    if (priced.has(here) && !isShareOfPeg) return here;
    seen.add(here);
    at = asset?.underlying ?? null;
  }
  return null;
}
