import { InvalidArgumentError } from 'commander';
import { isAddress } from 'viem';
import type { Address } from '@ballast/core';

/** Parses a whole number argument; commander reports the fault. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number');
  return Number(text);
}

/** Parses an address; in mixed case its checksum must hold. */
export function addressArgument(text: string): Address {
  if (!isAddress(text)) throw new InvalidArgumentError('expected an address whose checksum holds');
  return text.toLowerCase() as Address;
}
