import { encodeFunctionData } from 'viem';
import type { Address, Hex, LawAsset, LawVenue, OnChainLaw } from '@ballast/core';
import { limitParams } from './encodeLaw.ts';
import type { Call } from '../venueRead.ts';
import { vaultAbi } from './vaultAbi.ts';

/**
 * The guardian's calls that bring a vault from one law to a stricter one at once, as far as the contract lets a
 * guardian: slips, haircuts, caps and entry of assets, caps and entry of venues, budgets. What a stricter law changes
 * besides waits for the vote. Pure; meant for a difference that loosens nothing, because the contract refuses the rest.
 */
export function tightenCalls(vault: Address, before: OnChainLaw, after: OnChainLaw): Call[] {
  const call = (data: Hex): Call => ({ to: vault, data });
  return [
    ...after.assets.flatMap((asset) => {
      const old = before.assets.find((item) => item.token === asset.token);
      return old === undefined || sameNumbers(assetNumbers(old), assetNumbers(asset))
        ? []
        : [call(tightenAsset(asset))];
    }),
    ...before.venues.flatMap((old, index) => {
      const next = after.venues.find((item) => item.receipt === old.receipt);
      return next === undefined || sameNumbers(venueNumbers(old), venueNumbers(next))
        ? []
        : [call(tightenVenue(index, next))];
    }),
    ...(sameNumbers(Object.values(before.limits).flat(), Object.values(after.limits).flat())
      ? []
      : [
          call(encodeFunctionData({ abi: vaultAbi, functionName: 'tightenLimits', args: [limitParams(after.limits)] })),
        ]),
  ];
}

const tightening = (asset: LawAsset) => ({
  slipBps: Number(asset.slipBps),
  exitSlipBps: Number(asset.exitSlipBps),
  haircutBps: Number(asset.haircutBps),
  maxBps: Number(asset.maxBps),
  entryAllowed: asset.isEntryAllowed,
  disabled: asset.isDisabled,
});

const assetNumbers = (asset: LawAsset) => Object.values(tightening(asset));

const venueNumbers = (venue: LawVenue) => [Number(venue.maxBps), venue.isEntryAllowed] as const;

const tightenAsset = (asset: LawAsset): Hex =>
  encodeFunctionData({ abi: vaultAbi, functionName: 'tightenAsset', args: [asset.token, tightening(asset)] });

const tightenVenue = (index: number, venue: LawVenue): Hex =>
  encodeFunctionData({ abi: vaultAbi, functionName: 'tightenVenue', args: [BigInt(index), ...venueNumbers(venue)] });

const sameNumbers = (a: readonly unknown[], b: readonly unknown[]): boolean => a.every((item, at) => item === b[at]);
