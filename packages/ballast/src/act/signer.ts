import { readFileSync, statSync } from 'node:fs';
import { privateKeyToAccount } from 'viem/accounts';
import { BallastError, type Address, type Hex } from '@ballast/core';

/** What act needs of a key; local files, KMS and remote signers are implementations. */
export interface Signer {
  readonly address: Address;
  /** Signs a call-only EIP-1559 transaction; the signer never sees more than it signs. */
  sign(transaction: UnsignedTransaction): Promise<Hex>;
}

export interface UnsignedTransaction {
  readonly chainId: number;
  readonly nonce: number;
  readonly to: Address;
  readonly data: Hex;
  readonly gas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

export class SignerUnusable extends BallastError {
  constructor(cause: string, remedy: string) {
    super({ code: 'ACT_SIGNER_UNUSABLE', message: cause, remedy, retryable: false });
  }
}

const KEY = /^0x[0-9a-fA-F]{64}$/;

/** A signer over a private key held in memory; for development chains and tests. */
export function localSigner(privateKey: Hex): Signer {
  if (!KEY.test(privateKey))
    throw new SignerUnusable('the signing key is not 32 bytes of hex', 'write 0x and 64 hex digits into the key file');
  const account = privateKeyToAccount(privateKey);
  return {
    address: account.address.toLowerCase() as Address,
    sign: (transaction) => account.signTransaction({ ...transaction, type: 'eip1559', value: 0n }),
  };
}

/** Reads the key from a file only its owner may read; refuses a world- or group-readable one. The key is never printed. */
export function signerFromFile(path: string): Signer {
  let mode: number;
  let text: string;
  try {
    mode = statSync(path).mode;
    text = readFileSync(path, 'utf8').trim();
  } catch {
    throw new SignerUnusable(
      'the signing key file cannot be read',
      'point the variable that names it at a readable file',
    );
  }
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new SignerUnusable('the signing key file can be read by others', 'run chmod 600 on it');
  }
  return localSigner(text as Hex);
}
