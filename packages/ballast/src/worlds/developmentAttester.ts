import { publicKeyOf, sha256Text } from '@ballast/core';

/**
 * The key that signs the statements of development worlds, 64 hex digits: a public constant, like the funded accounts
 * of a test chain. It protects nothing and is meant not to; the policies of these worlds name its public half.
 */
export const DEVELOPMENT_ATTESTER = sha256Text('ballast development attester').slice(2);

export const DEVELOPMENT_ATTESTER_PUBLIC_KEY = publicKeyOf(DEVELOPMENT_ATTESTER);
