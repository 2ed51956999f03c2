import type { Address, Holding, PolicyAsset, Unknown } from '@ballast/core';
import { ask, asAmount, asCount, type Ask } from '../ask.ts';
import {
  holdingId,
  NATIVE_COIN,
  ownAccounts,
  provenanceOf,
  receiptOf,
  unknownOf,
  type OwnAccount,
  type ReadContext,
  type SnapshotPart,
} from '../snapshotPart.ts';
import { readOnce, type VenueRead } from '../venueRead.ts';
import { erc20Abi, nativeBalanceAbi } from './erc20Abi.ts';

interface Line {
  readonly asset: PolicyAsset;
  readonly account: OwnAccount;
  readonly token: Address;
  readonly decimals: number;
  /** Told apart from the asset's first token on the chain; null for that one. */
  readonly place: string | null;
}

/**
 * Idle balances of every policy token in every account of the chain. A token that is some venue's receipt is
 * that venue's position and not a second holding. Tokens whose decimals differ from the policy's give Unknown.
 */
export function readHoldings(context: ReadContext): VenueRead<SnapshotPart> {
  const lines = linesOf(context);
  const tokens = [...new Set(lines.map((line) => line.token))].filter((token) => token !== NATIVE_COIN);
  const decimals = tokens.map((token) => ask(token, erc20Abi, 'decimals', []));
  const balances = lines.map((line) => askBalance(context, line));
  return readOnce(
    [...decimals, ...balances].map((item) => item.call),
    (results) => {
      const unknowns: Unknown[] = [];
      const scale = new Map(tokens.map((token, index) => [token, asCount(decimals[index]!.read(results[index]))]));
      const holdings = lines.map((line, index): Holding => {
        const id = holdingId(line.asset.id, line.account.id, line.place);
        const amount = asAmount(balances[index]!.read(results[tokens.length + index]));
        const stated = scale.get(line.token);
        const fault = !amount.ok
          ? amount
          : stated !== undefined && !stated.ok
            ? stated
            : stated !== undefined && stated.value !== line.decimals
              ? {
                  code: 'TOKEN_DECIMALS_MISMATCH',
                  reason: `${line.token} has ${stated.value} decimals, the policy says ${line.decimals}`,
                }
              : null;
        if (fault !== null) unknowns.push(unknownOf(id, fault));
        const known = fault === null && amount.ok ? amount.value : null;
        return {
          id,
          assetId: line.asset.id,
          accountId: line.account.id,
          chain: context.chain,
          decimals: line.decimals,
          where: 'idle',
          venueId: null,
          amountRaw: known,
          withdrawableRaw: known,
          attestedId: null,
          provenance: provenanceOf(context, line.token, line.token === NATIVE_COIN ? 'balance' : 'balanceOf'),
        };
      });
      return { holdings, unknowns };
    },
  );
}

function linesOf({ policy, chain }: ReadContext): Line[] {
  const receipts = new Set(policy.venues.filter((venue) => venue.chain === chain).map(receiptOf));
  return policy.assets.flatMap((asset) => {
    const tokens = asset.deployments.filter((item) => item.chain === chain && !receipts.has(item.address));
    const first = tokens.find((item) => item.address !== NATIVE_COIN) ?? tokens[0];
    return tokens.flatMap((token) =>
      ownAccounts({ policy, chain }).map((account) => ({
        asset,
        account,
        token: token.address,
        decimals: token.decimals,
        place: token === first ? null : token.address === NATIVE_COIN ? 'native' : token.address,
      })),
    );
  });
}

function askBalance({ policy, chain }: ReadContext, line: Line): Ask<bigint> {
  if (line.token !== NATIVE_COIN) return ask(line.token, erc20Abi, 'balanceOf', [line.account.address]);
  const aggregator = policy.chains.find((item) => item.id === chain)?.aggregator ?? NATIVE_COIN;
  return ask(aggregator, nativeBalanceAbi, 'getEthBalance', [line.account.address]);
}
