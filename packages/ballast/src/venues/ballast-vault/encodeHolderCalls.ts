import { encodeFunctionData } from 'viem';
import type { Address, Hex, Raw, Wad } from '@ballast/core';
import { vaultAbi } from './vaultAbi.ts';

/** Calldata: burn `liabilityWad` of the caller's liability tokens and queue their payment. */
export const encodeRequestRedemption = (liabilityWad: Wad): Hex =>
  encodeFunctionData({ abi: vaultAbi, functionName: 'requestRedemption', args: [liabilityWad] });

/** Calldata: bring `amountRaw` of an approved token and receive at least `minLiabilityWad` liability tokens. */
export const encodeMint = (token: Address, amountRaw: Raw, minLiabilityWad: Wad): Hex =>
  encodeFunctionData({ abi: vaultAbi, functionName: 'mint', args: [token, amountRaw, minLiabilityWad] });

/** Calldata: collect one claim out of order (set aside, or a dollar claim at par while its asset has no price). */
export const encodeCollect = (claimId: number): Hex =>
  encodeFunctionData({ abi: vaultAbi, functionName: 'collect', args: [BigInt(claimId)] });
