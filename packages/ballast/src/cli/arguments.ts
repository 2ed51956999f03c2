import { InvalidArgumentError } from 'commander';
import { isAddress } from 'viem';
import { isHash, type Address, type Hash } from '@ballast/core';

/** Parses a whole number argument; commander reports the fault. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number below a billion');
  return Number(text);
}

/** Parses an address; in mixed case its checksum must hold. */
export function addressArgument(text: string): Address {
  if (!isAddress(text)) throw new InvalidArgumentError('expected an address whose checksum holds');
  return text.toLowerCase() as Address;
}

/** Parses a count of at least one. */
export function countArgument(text: string): number {
  const count = wholeNumber(text);
  if (count === 0) throw new InvalidArgumentError('expected at least 1');
  return count;
}

/** Parses an artefact's or document's hash. */
export function hashArgument(text: string): Hash {
  if (!isHash(text)) throw new InvalidArgumentError('expected 0x and 64 hex digits, in lower case');
  return text;
}

/** Parses public keys, one call a key. */
export function keyArgument(text: string, before: readonly string[] | undefined): string[] {
  if (!/^(0x)?[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError('expected 64 hex digits');
  return [...(before ?? []), text];
}

/** What --csv says of itself wherever a result is a table. */
export const CSV = 'the main table as CSV, exact, units in its heads';
