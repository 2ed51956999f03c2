import {
  mulDivUp,
  pow10,
  raw,
  type LiabilityState,
  type PendingRedemption,
  type Policy,
  type VaultState,
} from '@ballast/core';
import type { OpenClaims } from '../ballast-vault/readClaims.ts';
import type { Decoded } from '../ask.ts';
import { deploymentOn } from '../snapshotPart.ts';

/** What the vault says of its own liability: null where it could not be read. */
export interface VaultClaims {
  readonly vault: Pick<VaultState, 'liability' | 'isMintPaused' | 'redemption'> | null;
  readonly claims: OpenClaims | null;
  /** All that is owed to open claims, in liability units. */
  readonly totalOwed: Decoded<bigint>;
}

/**
 * Joins the vault's queue to its liability. A queue that could not be read leaves the whole liability unknown: supply
 * alone would understate what is owed. Claims beyond those read one by one stand as one more, due with the last. Pure.
 */
export function joinClaims(
  policy: Policy,
  liabilities: readonly LiabilityState[],
  said: VaultClaims,
): LiabilityState[] {
  const place = policy.execution.vault;
  if (place === null) return [...liabilities];
  return liabilities.map((state) => {
    const liability = policy.liabilities.find((item) => item.id === state.liabilityId);
    if (liability === undefined || liability.chain !== place.chain) return state;
    if (said.vault === null || said.claims === null || !said.totalOwed.ok) return { ...state, supplyRaw: null };
    if (said.vault.liability !== liability.token) return state;
    const decimals = deploymentOn(policy, liability.payoutAsset, liability.chain)?.decimals ?? liability.decimals;
    return {
      ...state,
      pending: [
        ...said.claims.pending,
        ...restOfQueue(said.claims.pending, said.totalOwed.value, {
          payoutAssetId: liability.payoutAsset,
          decimals,
          liabilityDecimals: liability.decimals,
        }),
      ],
      redeemedLastDayRaw: raw(said.vault.redemption.usedWad),
      isIntakePaused: said.vault.isMintPaused,
    };
  });
}

function restOfQueue(
  read: readonly PendingRedemption[],
  totalOwed: bigint,
  payout: { readonly payoutAssetId: string; readonly decimals: number; readonly liabilityDecimals: number },
): PendingRedemption[] {
  const rest = totalOwed - read.reduce((total, item) => total + item.liabilityRaw, 0n);
  const last = read.at(-1);
  if (rest <= 0n || last === undefined) return [];
  return [
    {
      ...last,
      id: last.id + 1,
      liabilityRaw: raw(rest),
      payoutAssetId: payout.payoutAssetId,
      payoutRaw: raw(mulDivUp(rest, pow10(payout.decimals), pow10(payout.liabilityDecimals))),
    },
  ];
}
