import { encodeFunctionData } from 'viem';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BallastError, wad, type Address, type Hex } from '@ballast/core';
import { encodeRequestRedemption } from '../venues/ballast-vault/encodeHolderCalls.ts';
import { governorProposal, proposeCall } from '../venues/governor/proposal.ts';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { batchChecksum, safeBatch, type SafeBatch } from './safeBatch.ts';
import { batchFaults, compareBatch, readSafeBatch } from './safeBatchImport.ts';

const vault: Address = '0x00000000000000000000000000000000000000bb';
const safe: Address = '0x00000000000000000000000000000000000000aa';
const deposit: Hex = encodeFunctionData({ abi: vaultAbi, functionName: 'deposit', args: [1n, 250n] });
const calls = [
  { to: vault, data: encodeRequestRedemption(wad(5n)) },
  { to: vault, data: deposit },
  proposeCall(governorProposal(safe, [{ to: vault, data: deposit }], 'say "why"\nin two lines')),
];
const batch = safeBatch({ chainId: 1, safe, name: 'n', description: 'd', createdAtSeconds: 1_700_000_000, calls });
const text = (value: unknown): string => JSON.stringify(value, null, 2);
/** The same with another content and, as a forger would, a checksum that fits it. */
function forged(transactions: readonly unknown[]): string {
  const { checksum: _checksum, ...meta } = batch.meta;
  const changed = { ...batch, meta, transactions };
  return text({ ...changed, meta: { ...meta, checksum: batchChecksum(changed) } });
}
function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof BallastError) return error.code;
  }
  return 'none';
}

describe('readSafeBatch', () => {
  it('reads back what was written, structs and lists included, without fault', () => {
    const read = readSafeBatch(text(batch));
    expect(read).toEqual(batch);
    expect([batchFaults(read), compareBatch(read, { chainId: 1, safe, calls })]).toEqual([[], []]);
  });

  it.each([
    ['text', '{'],
    ['another version', text({ ...batch, version: '2.0' })],
    ['no transactions', text({ ...batch, transactions: null })],
    ['no data', forged([{ ...batch.transactions[0], data: null }])],
    ['no address', forged([{ ...batch.transactions[0], to: '0x1' }])],
  ])('refuses %s', (_what, file) => {
    expect(codeOf(() => readSafeBatch(file))).toBe('ACT_BATCH_INVALID');
  });
});

describe('batchFaults', () => {
  it.each([
    ['the checksum is', text({ ...batch, chainId: '10' })],
    ['sends value 1', forged([{ ...batch.transactions[0], value: '1' }])],
    ['is a delegatecall', forged([{ ...batch.transactions[0], operation: 1 }])],
    ['says one thing in words', forged([{ ...batch.transactions[1], data: batch.transactions[0]?.data }])],
    ['is no method', forged([{ ...batch.transactions[0], data: '0xdeadbeef' }])],
    ['is no method', forged([{ ...batch.transactions[0], data: batch.transactions[0]?.data.slice(0, 12) }])],
  ])('names it: %s', (fault, file) => {
    const faults = batchFaults(readSafeBatch(file));
    expect([faults.length, faults[0]]).toEqual([1, expect.stringContaining(fault)]);
  });
});

describe('compareBatch', () => {
  it('names any changed byte of any call', () => {
    const place = fc.integer({ min: 0, max: calls.length - 1 }).chain((at) =>
      fc.record({
        at: fc.constant(at),
        byte: fc.integer({ min: 0, max: (batch.transactions[at]?.data.length ?? 0) / 2 - 2 }),
        by: fc.integer({ min: 1, max: 255 }),
      }),
    );
    fc.assert(
      fc.property(place, ({ at, byte, by }) => {
        const transactions = batch.transactions.map((item, index) =>
          index === at ? { ...item, data: flipped(item.data, byte, by) } : item,
        );
        const [difference, ...more] = compareBatch({ ...batch, transactions }, { chainId: 1, safe, calls });
        expect(difference).toMatch(
          new RegExp(`^transaction ${at + 1}: byte ${byte} of the data is [0-9a-f]{2}, expected`),
        );
        expect(more).toEqual([]);
      }),
    );
  });

  it('names another chain, Safe, target and number of calls', () => {
    const short: SafeBatch = { ...batch, chainId: '10', transactions: batch.transactions.slice(0, 1) };
    expect(compareBatch(short, { chainId: 1, safe: vault, calls })).toHaveLength(3);
    const moved = calls.map((call) => ({ ...call, to: safe }));
    expect(compareBatch(batch, { chainId: 1, safe, calls: moved })).toHaveLength(2);
  });
});

function flipped(data: Hex, byte: number, by: number): Hex {
  const at = 2 + byte * 2;
  const value = Number.parseInt(data.slice(at, at + 2), 16) ^ by;
  return `${data.slice(0, at)}${value.toString(16).padStart(2, '0')}${data.slice(at + 2)}` as Hex;
}
