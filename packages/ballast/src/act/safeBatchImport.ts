import { BallastError, type Address, type Hex } from '@ballast/core';
import type { Call } from '../venues/venueRead.ts';
import { callInWords } from './callInWords.ts';
import { batchChecksum, type SafeBatch, type SafeTransaction } from './safeBatch.ts';

export class BatchInvalid extends BallastError {
  constructor(reason: string) {
    super({
      code: 'ACT_BATCH_INVALID',
      message: reason,
      remedy: 'do not sign it; export the batch again and compare',
      retryable: false,
    });
  }
}

/** Reads a Transaction Builder file back; throws BatchInvalid for what is no batch of version 1.0. Judges nothing else. Pure. */
export function readSafeBatch(text: string): SafeBatch {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BatchInvalid('the file is not JSON');
  }
  const batch = value as SafeBatch | null;
  if (typeof batch !== 'object' || batch?.version !== '1.0' || typeof batch.meta !== 'object')
    throw new BatchInvalid('the file is not a Transaction Builder batch of version 1.0');
  if (!Array.isArray(batch.transactions)) throw new BatchInvalid('the file holds no transactions');
  for (const [at, transaction] of batch.transactions.entries()) {
    if (!/^0x[0-9a-fA-F]{40}$/.test(transaction?.to))
      throw new BatchInvalid(`transaction ${at + 1} goes to no address`);
    if (!/^0x(?:[0-9a-fA-F]{2}){4,}$/.test(transaction.data ?? ''))
      throw new BatchInvalid(`transaction ${at + 1} has no data`);
  }
  return batch;
}

/** What is wrong with a batch by itself: value, delegatecall, words that are not its data, a checksum not its own. Pure. */
export function batchFaults(batch: SafeBatch): string[] {
  const faults = batch.transactions.flatMap((transaction, at) => {
    const name = `transaction ${at + 1}`;
    const found: string[] = [];
    if (transaction.value !== '0') found.push(`${name} sends value ${transaction.value}`);
    if ('operation' in transaction && String(transaction.operation) !== '0') found.push(`${name} is a delegatecall`);
    const fault = wordsFault(transaction);
    return fault === null ? found : [...found, `${name} ${fault}`];
  });
  const { checksum, ...meta } = batch.meta;
  const own = batchChecksum({ ...batch, meta });
  return own === checksum ? faults : [...faults, `the checksum is ${checksum}, that of the content ${own}`];
}

function wordsFault(transaction: SafeTransaction): string | null {
  try {
    const { contractMethod, contractInputsValues } = callInWords(transaction.data);
    const said = JSON.stringify([transaction.contractMethod, transaction.contractInputsValues]);
    if (said === JSON.stringify([contractMethod, contractInputsValues])) return null;
    return `says one thing in words and another in data, which calls ${contractMethod.name}`;
  } catch {
    return 'calls what is no method of vault, Governor or timelock';
  }
}

/** What a batch was made of: where it runs and what it calls. */
export interface ExpectedBatch {
  readonly chainId: number;
  readonly safe: Address;
  readonly calls: readonly Call[];
}

/** Where a batch differs from what was expected, each difference named to the byte; empty when it is the same. Pure. */
export function compareBatch(batch: SafeBatch, expected: ExpectedBatch): string[] {
  const differences: string[] = [];
  const same = (what: string, found: string, wanted: string): void => {
    if (found.toLowerCase() !== wanted.toLowerCase()) differences.push(`${what} is ${found}, expected ${wanted}`);
  };
  same('the chain', batch.chainId, String(expected.chainId));
  same('the Safe', batch.meta.createdFromSafeAddress, expected.safe);
  same('the number of calls', String(batch.transactions.length), String(expected.calls.length));
  batch.transactions.slice(0, expected.calls.length).forEach((transaction, at) => {
    const call = expected.calls[at];
    if (call === undefined) return;
    same(`transaction ${at + 1}: the target`, transaction.to, call.to);
    const byte = firstByteApart(transaction.data, call.data);
    if (byte !== null) differences.push(`transaction ${at + 1}: ${byte}`);
  });
  return differences;
}

function firstByteApart(found: Hex, wanted: Hex): string | null {
  const [a, b] = [bytesOf(found), bytesOf(wanted)];
  const at = a.findIndex((byte, index) => byte !== b[index]);
  if (at !== -1) return `byte ${at} of the data is ${a[at]}, expected ${b[at] ?? 'none'}`;
  return a.length === b.length ? null : `the data has ${a.length} bytes, expected ${b.length}`;
}

const bytesOf = (data: Hex): readonly string[] => data.toLowerCase().slice(2).match(/../g) ?? [];
