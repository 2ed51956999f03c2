// One idea: a lending market and our positions in it, at one block.
import {
  min,
  raw,
  ray,
  type Address,
  type Holding,
  type LendingState,
  type PolicyVenue,
  type Raw,
  type Unknown,
} from '@ballast/core';
import { ask, askAll, asAmount, type Decoded } from '../ask.ts';
import { erc20Abi } from '../erc20/erc20Abi.ts';
import {
  deploymentOn,
  holdingId,
  ownAccounts,
  provenanceOf,
  unknownOf,
  type OwnAccount,
  type ReadContext,
  type SnapshotPart,
} from '../snapshotPart.ts';
import { readOnce, type CallResult, type VenueRead } from '../venueRead.ts';
import { aavePoolAbi } from './aaveAbi.ts';
import { reserveFlags, type ReserveFlags } from './reserveFlags.ts';

const NOBODY: Address = '0x0000000000000000000000000000000000000000';

/**
 * An Aave v3 reserve: supply, debt, cash, rate and flags, and the aToken balance of each account. What could be
 * withdrawn now is the balance capped by the market's cash, and nothing while the reserve is paused. The aTokens of an account
 * that has borrowed are collateral: encumbered, with the debt said to be unknown.
 */
export function readLending(context: ReadContext, venue: PolicyVenue): VenueRead<SnapshotPart> {
  const assetId = venue.assets[0] ?? '';
  const underlying = deploymentOn(context.policy, assetId, context.chain);
  const receipt = venue.receipt;
  const accounts = ownAccounts(context);
  const subject = `venue:${venue.id}`;
  if (underlying === undefined || receipt === null)
    return readOnce([], () => ({
      unknowns: [
        unknownOf(subject, { code: 'VENUE_INCOMPLETE', reason: 'it needs its receipt token and a deployed asset' }),
      ],
    }));
  const market = askAll({
    reserve: ask(venue.address, aavePoolAbi, 'getReserveData', [underlying.address]),
    virtual: ask(venue.address, aavePoolAbi, 'getVirtualUnderlyingBalance', [underlying.address]),
    cash: ask(underlying.address, erc20Abi, 'balanceOf', [receipt]),
    supply: ask(receipt, erc20Abi, 'totalSupply', []),
  });
  const balances = accounts.map((account) => ask(receipt, erc20Abi, 'balanceOf', [account.address]));
  const debts = accounts.map((account) => ask(venue.address, aavePoolAbi, 'getUserAccountData', [account.address]));
  const debtTokens = (first: readonly CallResult[]): Address[] => {
    const { reserve } = market.read(first);
    if (!reserve.ok) return [];
    const { stableDebtTokenAddress, variableDebtTokenAddress } = reserve.value;
    return [stableDebtTokenAddress, variableDebtTokenAddress]
      .map((token) => token.toLowerCase() as Address)
      .filter((token) => token !== NOBODY);
  };
  const askDebts = (first: readonly CallResult[]) =>
    debtTokens(first).map((token) => ask(token, erc20Abi, 'totalSupply', []));

  return {
    first: [...market.calls, ...balances.map((item) => item.call), ...debts.map((item) => item.call)],
    second: (first) => askDebts(first).map((item) => item.call),
    decode: (first, second) => {
      const { reserve, virtual, cash, supply } = market.read(first);
      const owed = askDebts(first).map((item, index) => asAmount(item.read(second[index])));
      const unknowns: Unknown[] = [];
      const fault = !reserve.ok
        ? reserve
        : reserve.value.aTokenAddress.toLowerCase() !== receipt
          ? { code: 'VENUE_RECEIPT_MISMATCH', reason: `the market's receipt is ${reserve.value.aTokenAddress}` }
          : null;
      const flags = reserve.ok && fault === null ? reserveFlags(reserve.value.configuration.data) : null;
      const available = availableOf(asAmount(cash), virtual);
      const state =
        reserve.ok && flags !== null
          ? lendingOf(
              context,
              venue,
              { assetId, decimals: underlying.decimals, rate: reserve.value.currentLiquidityRate, flags },
              { supply: asAmount(supply), available, owed },
            )
          : null;
      if (fault !== null) unknowns.push(unknownOf(subject, fault));
      else if (state === null)
        unknowns.push(unknownOf(subject, { code: 'CALL_FAILED', reason: 'supply, cash or debt could not be read' }));
      const holdings = accounts.map((account, index): Holding => {
        const at = market.calls.length + index;
        const position = positionOf(
          fault === null ? asAmount(balances[index]!.read(first[at])) : { ok: false, ...asFailure(fault) },
          debts[index]!.read(first[at + accounts.length]),
          flags,
          available,
        );
        const id = holdingId(assetId, account.id, venue.id);
        unknowns.push(...position.faults.map((item) => unknownOf(id, item)));
        return holdingOf(context, venue, account, { assetId, decimals: underlying.decimals, receipt }, position);
      });
      return {
        holdings,
        lending: state === null ? [] : [state],
        unknowns,
        facts: [{ subject, isPaused: flags === null ? null : flags.isPaused || !flags.isActive }],
      };
    },
  };
}

const asFailure = (fault: { readonly code: string; readonly reason: string }) => ({
  code: 'CALL_FAILED' as const,
  reason: `${fault.code}: ${fault.reason}`,
});

/** Cash anyone may withdraw: what the receipt token holds, and no more than the market counts as its own (v3.1 on). */
function availableOf(cash: Decoded<Raw>, virtual: Decoded<bigint>): Decoded<Raw> {
  return cash.ok && virtual.ok ? { ok: true, value: min(cash.value, raw(virtual.value)) } : cash;
}

function lendingOf(
  context: ReadContext,
  venue: PolicyVenue,
  reserve: { readonly assetId: string; readonly decimals: number; readonly rate: bigint; readonly flags: ReserveFlags },
  amounts: { readonly supply: Decoded<Raw>; readonly available: Decoded<Raw>; readonly owed: readonly Decoded<Raw>[] },
): LendingState | null {
  const { supply, available, owed } = amounts;
  if (!supply.ok || !available.ok || !owed.every((item) => item.ok)) return null;
  return {
    venueId: venue.id,
    chain: context.chain,
    assetId: reserve.assetId,
    decimals: reserve.decimals,
    suppliedRaw: supply.value,
    availableLiquidityRaw: available.value,
    totalDebtRaw: raw(owed.reduce((total, item) => total + item.value, 0n)),
    liquidityRateRay: ray(reserve.rate),
    isPaused: reserve.flags.isPaused || !reserve.flags.isActive,
    isFrozen: reserve.flags.isFrozen,
  };
}

interface Position {
  readonly where: Holding['where'];
  readonly amountRaw: Raw | null;
  readonly withdrawableRaw: Raw | null;
  readonly faults: readonly { readonly code: string; readonly reason: string }[];
}

function positionOf(
  balance: Decoded<Raw>,
  account: Decoded<readonly [bigint, bigint, bigint, bigint, bigint, bigint]>,
  flags: ReserveFlags | null,
  available: Decoded<Raw>,
): Position {
  if (!balance.ok) return { where: 'deployed', amountRaw: null, withdrawableRaw: null, faults: [balance] };
  const amountRaw = balance.value;
  if (amountRaw === 0n) return { where: 'deployed', amountRaw, withdrawableRaw: raw(0n), faults: [] };
  if (!account.ok) return { where: 'encumbered', amountRaw, withdrawableRaw: null, faults: [account] };
  if (account.value[1] > 0n) {
    const reason = 'this account has borrowed here: its deposits are collateral and its debt is not counted';
    return { where: 'encumbered', amountRaw, withdrawableRaw: raw(0n), faults: [{ code: 'ACCOUNT_HAS_DEBT', reason }] };
  }
  const isOpen = flags !== null && flags.isActive && !flags.isPaused;
  const withdrawable = !isOpen ? raw(0n) : available.ok ? min(amountRaw, available.value) : null;
  return { where: 'deployed', amountRaw, withdrawableRaw: withdrawable, faults: [] };
}

const holdingOf = (
  context: ReadContext,
  venue: PolicyVenue,
  account: OwnAccount,
  token: { readonly assetId: string; readonly decimals: number; readonly receipt: Address },
  position: Position,
): Holding => ({
  id: holdingId(token.assetId, account.id, venue.id),
  assetId: token.assetId,
  accountId: account.id,
  chain: context.chain,
  decimals: token.decimals,
  where: position.where,
  venueId: venue.id,
  amountRaw: position.amountRaw,
  withdrawableRaw: position.withdrawableRaw,
  attestedId: null,
  provenance: provenanceOf(context, token.receipt, 'balanceOf'),
});
