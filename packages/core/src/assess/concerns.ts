import type { Policy } from '../policy/policy.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import { knownValue } from './unknownValue.ts';

/**
 * Whether an asset concerns the reserve now: claims are paid in it, an unknown amount of it is held, or at least the
 * smallest trade of it. Less than that is dust that could not be sold; it must not hold an alarm up. Pure.
 */
export function concernsReserve(assetId: string, sheet: BalanceSheet, policy: Policy): boolean {
  if (policy.liabilities.some((liability) => liability.payoutAsset === assetId)) return true;
  const lines = sheet.lines.filter((line) => line.assetId === assetId);
  const isUnknown = lines.some((line) => line.valueWad === null && line.amountRaw !== 0n);
  const value = knownValue(lines);
  return isUnknown || (value > 0n && value >= policy.limits.minTradeWad);
}
