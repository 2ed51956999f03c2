import { min, raw, type Holding, type PolicyVenue, type Raw, type SavingsState, type Unknown } from '@ballast/core';
import { ask, askAll, asAmount, asCount, type Decoded } from '../ask.ts';
import {
  deploymentOn,
  holdingId,
  ownAccounts,
  provenanceOf,
  unknownOf,
  type ReadContext,
  type SnapshotPart,
} from '../snapshotPart.ts';
import { readOnce, type CallResult, type VenueRead } from '../venueRead.ts';
import { erc4626Abi } from './erc4626Abi.ts';
import { priceProbe, sharePriceRayDown } from './sharePrice.ts';

const MAX_SHARE_DECIMALS = 36;

/**
 * A savings vault the policy deposits into: our shares, what they convert to, and what may be withdrawn now.
 * A vault over another asset than the policy's is not read.
 */
export function readSavings(context: ReadContext, venue: PolicyVenue): VenueRead<SnapshotPart> {
  const assetId = venue.assets[0] ?? '';
  const underlying = deploymentOn(context.policy, assetId, context.chain);
  const vault = venue.address;
  const subject = `venue:${venue.id}`;
  const accounts = ownAccounts(context);
  if (underlying === undefined)
    return readOnce([], () => ({
      unknowns: [unknownOf(subject, { code: 'VENUE_INCOMPLETE', reason: `${assetId} has no token on this chain` })],
    }));
  const group = askAll({
    asset: ask(vault, erc4626Abi, 'asset', []),
    decimals: ask(vault, erc4626Abi, 'decimals', []),
    total: ask(vault, erc4626Abi, 'totalAssets', []),
  });
  const shares = accounts.map((account) => ask(vault, erc4626Abi, 'balanceOf', [account.address]));
  const limits = accounts.map((account) => ask(vault, erc4626Abi, 'maxWithdraw', [account.address]));
  const sharesOf = (first: readonly CallResult[]): Decoded<Raw>[] =>
    shares.map((item, index) => asAmount(item.read(first[group.calls.length + index])));
  const convert = (first: readonly CallResult[]) => {
    const decimals = asCount(group.read(first).decimals);
    const probe = decimals.ok && decimals.value <= MAX_SHARE_DECIMALS ? priceProbe(decimals.value) : 0n;
    return [probe, ...sharesOf(first).map((item) => (item.ok ? item.value : 0n))].map((amount) =>
      ask(vault, erc4626Abi, 'convertToAssets', [amount]),
    );
  };

  return {
    first: [...group.calls, ...shares.map((item) => item.call), ...limits.map((item) => item.call)],
    second: (first) => convert(first).map((item) => item.call),
    decode: (first, second) => {
      const { asset, decimals, total } = group.read(first);
      const owned = sharesOf(first);
      const [price, ...values] = convert(first).map((item, index) => item.read(second[index]));
      const allowed = limits.map((item, index) => item.read(first[group.calls.length + accounts.length + index]));
      const scale = asCount(decimals);
      const fault = !asset.ok
        ? asset
        : asset.value.toLowerCase() !== underlying.address
          ? { code: 'VENUE_ASSET_MISMATCH', reason: `the vault holds ${asset.value}` }
          : !scale.ok
            ? scale
            : scale.value > MAX_SHARE_DECIMALS
              ? { code: 'VALUE_ABSURD', reason: `${scale.value} decimals in a share` }
              : null;
      const positions = owned.map((share, index) => positionOf(share, values[index], allowed[index], fault));
      const unknowns: Unknown[] = fault === null ? [] : [unknownOf(subject, fault)];
      const holdings = accounts.map((account, index): Holding => {
        const position = positions[index]!;
        const id = holdingId(assetId, account.id, venue.id);
        if (position.fault !== null) unknowns.push(unknownOf(id, position.fault));
        return {
          id,
          assetId,
          accountId: account.id,
          chain: context.chain,
          decimals: underlying.decimals,
          where: 'deployed',
          venueId: venue.id,
          amountRaw: position.amountRaw,
          withdrawableRaw: position.withdrawableRaw,
          attestedId: null,
          provenance: provenanceOf(context, vault, 'convertToAssets(balanceOf)'),
        };
      });
      const state = savingsOf(
        context,
        venue,
        { assetId, decimals: underlying.decimals },
        owned,
        positions,
        price,
        asAmount(total),
      );
      if (fault === null && state === null)
        unknowns.push(unknownOf(subject, { code: 'CALL_FAILED', reason: 'shares, price or total could not be read' }));
      return { holdings, savings: fault !== null || state === null ? [] : [state], unknowns };
    },
  };
}

interface Position {
  readonly amountRaw: Raw | null;
  readonly withdrawableRaw: Raw | null;
  readonly fault: { readonly code: string; readonly reason: string } | null;
}

/** maxWithdraw may answer more than the position, or nothing at all; neither makes more withdrawable. */
function positionOf(
  shares: Decoded<Raw>,
  converted: Decoded<bigint> | undefined,
  limit: Decoded<bigint> | undefined,
  fault: Position['fault'],
): Position {
  if (fault !== null) return { amountRaw: null, withdrawableRaw: null, fault };
  const amount = asAmount(converted ?? { ok: false, code: 'CALL_FAILED', reason: 'not asked' });
  if (!shares.ok) return { amountRaw: null, withdrawableRaw: null, fault: shares };
  if (!amount.ok) return { amountRaw: null, withdrawableRaw: null, fault: amount };
  if (limit === undefined || !limit.ok) return { amountRaw: amount.value, withdrawableRaw: null, fault: limit ?? null };
  return { amountRaw: amount.value, withdrawableRaw: min(amount.value, raw(limit.value)), fault: null };
}

function savingsOf(
  context: ReadContext,
  venue: PolicyVenue,
  asset: { readonly assetId: string; readonly decimals: number },
  shares: readonly Decoded<Raw>[],
  positions: readonly Position[],
  price: Decoded<bigint> | undefined,
  total: Decoded<Raw>,
): SavingsState | null {
  const priceRaw = asAmount(price ?? { ok: false, code: 'CALL_FAILED', reason: 'not asked' });
  if (!priceRaw.ok || !total.ok || !shares.every((item) => item.ok)) return null;
  if (positions.some((item) => item.amountRaw === null)) return null;
  return {
    venueId: venue.id,
    chain: context.chain,
    assetId: asset.assetId,
    decimals: asset.decimals,
    sharesRaw: raw(shares.reduce((sum, item) => sum + item.value, 0n)),
    convertibleRaw: raw(positions.reduce((sum, item) => sum + (item.amountRaw ?? 0n), 0n)),
    maxWithdrawRaw: raw(positions.reduce((sum, item) => sum + (item.withdrawableRaw ?? 0n), 0n)),
    sharePriceRay: sharePriceRayDown(priceRaw.value, asset.decimals),
    totalAssetsRaw: total.value,
  };
}
