import { encodeFunctionData } from 'viem';
import { describe, expect, it } from 'vitest';
import type { Address } from '@ballast/core';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { governorProposal } from '../venues/governor/proposal.ts';
import { readMeaning } from './proposalCalls.ts';

const vault: Address = '0x00000000000000000000000000000000000000bb';
const governor: Address = '0x00000000000000000000000000000000000000dd';
const meaning = (calls: Parameters<typeof governorProposal>[1], values?: readonly string[]) => {
  const proposal = governorProposal(governor, calls, 'words');
  return readMeaning({ ...proposal, values: values ?? proposal.values }, vault, []);
};
const setKeeper = encodeFunctionData({ abi: vaultAbi, functionName: 'setKeeper', args: [governor] });

describe('readMeaning', () => {
  it('names a call of the vault that adopts nothing, and one to another contract', () => {
    expect(meaning([{ to: vault, data: setKeeper }]).faults).toEqual([
      `call 1 adopts no policy: setKeeper at ${vault}`,
    ]);
    expect(meaning([{ to: governor, data: '0xdeadbeef' }]).faults[0]).toContain('unknown method 0xdeadbeef');
  });

  it('names value that is sent', () => {
    expect(meaning([{ to: vault, data: setKeeper }], ['5']).faults[0]).toBe('call 1 sends 5 wei');
  });
});
