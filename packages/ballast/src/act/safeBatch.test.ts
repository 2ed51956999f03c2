import { describe, expect, it } from 'vitest';
import { wad } from '@ballast/core';
import { encodeRequestRedemption } from '../venues/ballast-vault/encodeHolderCalls.ts';
import { batchChecksum, safeBatch } from './safeBatch.ts';

const published = {
  version: '1.0',
  chainId: '1',
  createdAt: 1_761_326_849_944,
  meta: {
    name: 'Transactions Batch',
    description: '',
    txBuilderVersion: '1.18.2',
    createdFromSafeAddress: '0xA77DE01e157f9f57C7c4A326eeE9C4874D0598b6',
    createdFromOwnerAddress: '',
  },
  transactions: [
    {
      to: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48',
      value: '0',
      data: null,
      contractMethod: {
        inputs: [
          { internalType: 'address', name: 'spender', type: 'address' },
          { internalType: 'uint256', name: 'value', type: 'uint256' },
        ],
        name: 'approve',
        payable: false,
      },
      contractInputsValues: { spender: '0x474e5Ded6b5D078163BFB8F6dBa355C3aA5478C8', value: '100000000000' },
    },
  ],
};

describe('batchChecksum', () => {
  it('equals the checksum of a batch exported by Transaction Builder 1.18.2 (5afe/safe-cli-nodejs, format analysis)', () => {
    expect(batchChecksum(published)).toBe('0x8b5032f716845c8b08bab3d63dbd9ba92e056f3557793cd041e59b84e16aa989');
  });

  it('leaves the name out of account, and nothing else', () => {
    const base = batchChecksum(published);
    expect(batchChecksum({ ...published, meta: { ...published.meta, name: 'other' } })).toBe(base);
    expect(batchChecksum({ ...published, chainId: '10' })).not.toBe(base);
    expect(batchChecksum({ ...published, meta: { ...published.meta, description: 'x' } })).not.toBe(base);
  });
});

describe('safeBatch', () => {
  const batch = safeBatch({
    chainId: 1,
    safe: '0x00000000000000000000000000000000000000aa',
    name: 'harbor cycle 7',
    description: 'plan 0x01',
    createdAtSeconds: 1_700_000_000,
    calls: [{ to: '0x00000000000000000000000000000000000000bb', data: encodeRequestRedemption(wad(5n)) }],
  });

  it('holds calls without value, each as data and in words', () => {
    expect(batch.transactions).toEqual([
      {
        to: '0x00000000000000000000000000000000000000bb',
        value: '0',
        data: encodeRequestRedemption(wad(5n)),
        contractMethod: {
          inputs: [{ internalType: 'uint256', name: 'liabilityAmount', type: 'uint256' }],
          name: 'requestRedemption',
          payable: false,
        },
        contractInputsValues: { liabilityAmount: '5' },
      },
    ]);
  });

  it('carries the checksum of itself without it', () => {
    const { checksum, ...meta } = batch.meta;
    expect(batchChecksum({ ...batch, meta })).toBe(checksum);
  });
});
