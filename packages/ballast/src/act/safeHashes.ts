import { concatHex, encodeAbiParameters, keccak256, parseAbiParameters, toBytes, zeroAddress } from 'viem';
import type { Address, Hex } from '@ballast/core';
import type { Call } from '../venues/venueRead.ts';

/** What the owners of a Safe sign, and what their wallets show: compare all three on the signing device. */
export interface SafeHashes {
  readonly nonce: string;
  readonly domainHash: Hex;
  readonly messageHash: Hex;
  readonly safeTransactionHash: Hex;
}

const DOMAIN_TYPE = keccak256(toBytes('EIP712Domain(uint256 chainId,address verifyingContract)'));
const SAFE_TX_TYPE = keccak256(
  toBytes(
    'SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce)',
  ),
);
const CALL = 0;

/**
 * Hashes of one Safe transaction: a call without value, gas refund or delegatecall (Safe.sol 1.3 to 1.5,
 * encodeTransactionData: EIP-712 with the chain in the domain). Pure.
 */
export function safeHashes(options: {
  readonly chainId: number;
  readonly safe: Address;
  readonly call: Call;
  readonly nonce: bigint;
}): SafeHashes {
  const { chainId, safe, call, nonce } = options;
  const domainHash = keccak256(
    encodeAbiParameters(parseAbiParameters('bytes32, uint256, address'), [DOMAIN_TYPE, BigInt(chainId), safe]),
  );
  const messageHash = keccak256(
    encodeAbiParameters(
      parseAbiParameters(
        'bytes32, address, uint256, bytes32, uint8, uint256, uint256, uint256, address, address, uint256',
      ),
      [SAFE_TX_TYPE, call.to, 0n, keccak256(call.data), CALL, 0n, 0n, 0n, zeroAddress, zeroAddress, nonce],
    ),
  );
  const safeTransactionHash = keccak256(concatHex(['0x1901', domainHash, messageHash]));
  return { nonce: nonce.toString(), domainHash, messageHash, safeTransactionHash };
}

/** The hashes of several calls made one after another: each its own transaction, the nonces counting up. Pure. */
export const safeHashesOf = (options: {
  readonly chainId: number;
  readonly safe: Address;
  readonly calls: readonly Call[];
  readonly firstNonce: bigint;
}): SafeHashes[] =>
  options.calls.map((call, at) => safeHashes({ ...options, call, nonce: options.firstNonce + BigInt(at) }));
