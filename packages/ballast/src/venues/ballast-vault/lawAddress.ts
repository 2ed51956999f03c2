import { getContractAddress } from 'viem';
import type { Address } from '@ballast/core';

/** The law of a vault: the first contract its constructor creates, so its address follows from the vault's. */
export const lawAddress = (vault: Address): Address =>
  getContractAddress({ from: vault, nonce: 1n }).toLowerCase() as Address;
