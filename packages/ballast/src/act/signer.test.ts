import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTransaction } from 'viem';
import { afterAll, describe, expect, it } from 'vitest';
import type { Hex } from '@ballast/core';
import { localSigner, signerFromFile, SignerUnusable } from './signer.ts';

const KEY: Hex = `0x${'11'.repeat(32)}`;
const folder = mkdtempSync(join(tmpdir(), 'ballast-signer-'));
const keyFile = (name: string, text: string, mode: number): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
afterAll(() => rmSync(folder, { recursive: true }));

const thrown = (make: () => unknown): SignerUnusable => {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(SignerUnusable);
    return error as SignerUnusable;
  }
  return expect.fail('no error');
};

describe('signerFromFile', () => {
  it('refuses a key file others may read', () => {
    for (const mode of [0o644, 0o640, 0o604])
      expect(thrown(() => signerFromFile(keyFile(`open-${mode}`, KEY, mode))).code).toBe('ACT_SIGNER_UNUSABLE');
  });

  it('refuses a missing file and a malformed key, without printing either', () => {
    expect(thrown(() => signerFromFile(join(folder, 'absent'))).code).toBe('ACT_SIGNER_UNUSABLE');
    const malformed = thrown(() => signerFromFile(keyFile('short', '0xdeadbeef', 0o600)));
    expect(malformed.code).toBe('ACT_SIGNER_UNUSABLE');
    expect(`${malformed.message}${malformed.remedy}`).not.toContain('deadbeef');
  });

  it('reads a private key file', () => {
    expect(signerFromFile(keyFile('good', `${KEY}\n`, 0o600)).address).toBe(localSigner(KEY).address);
  });
});

describe('localSigner', () => {
  it('signs a call without value under the given nonce and chain', async () => {
    const signed = await localSigner(KEY).sign({
      chainId: 10,
      nonce: 7,
      to: '0x00000000000000000000000000000000000000bb',
      data: '0x1234',
      gas: 100_000n,
      maxFeePerGas: 3n,
      maxPriorityFeePerGas: 1n,
    });
    const { to, value, data, nonce, chainId, type } = parseTransaction(signed);
    expect({ to, value: value ?? 0n, data, nonce, chainId, type }).toEqual({
      to: '0x00000000000000000000000000000000000000bb',
      value: 0n,
      data: '0x1234',
      nonce: 7,
      chainId: 10,
      type: 'eip1559',
    });
  });
});
