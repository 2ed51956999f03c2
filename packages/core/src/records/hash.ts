import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Lower-case hex sha256 with 0x prefix: the name of an artefact. */
export type Hash = `0x${string}`;

/** sha256 of bytes. */
export const sha256Bytes = (bytes: Uint8Array): Uint8Array => sha256(bytes);

/** sha256 of UTF-8 text, as a Hash. */
export const sha256Text = (text: string): Hash => `0x${bytesToHex(sha256(utf8ToBytes(text)))}`;
