import type { Abi, AbiParameter } from 'viem';
import { describe, expect, it } from 'vitest';
import { compileContracts } from '../../worlds/local/compileContracts.ts';
import { attestorAbi, auctionAbi, bookAbi, lawAbi, oracleAbi, vaultAbi } from './vaultAbi.ts';

type Parameter = AbiParameter & { readonly components?: readonly Parameter[]; readonly indexed?: boolean };

const parameterText = (parameter: Parameter): string => {
  const type =
    parameter.components === undefined
      ? parameter.type
      : parameter.type.replace('tuple', `(${parameter.components.map(parameterText).join(',')})`);
  return `${type}${parameter.indexed === true ? ' indexed' : ''} ${parameter.name ?? ''}`;
};

/** One line per item, names and types of every field included, in a fixed order. */
const interfaceLines = (abi: Abi, kinds: readonly string[]): string[] =>
  abi
    .flatMap((item) => {
      if (!kinds.includes(item.type) || !('name' in item)) return [];
      const inputs = item.inputs.map(parameterText).join(',');
      const outputs = item.type === 'function' ? item.outputs.map(parameterText).join(',') : '';
      const mutability = item.type === 'function' ? item.stateMutability : '';
      return [`${item.type} ${item.name}(${inputs}) ${mutability} (${outputs})`];
    })
    .toSorted();

const compiledAbi = (name: string): Abi => {
  const artifact = compileContracts().get(name);
  if (artifact === undefined) expect.fail(`${name} is not compiled`);
  return artifact.abi;
};

describe('vaultAbi', () => {
  it('equals what the compiler says of the vault', () => {
    const compiled = compiledAbi('ReserveVault');
    expect(interfaceLines(vaultAbi, ['function', 'event'])).toEqual(interfaceLines(compiled, ['function', 'event']));
    const named = new Set(interfaceLines(vaultAbi, ['error']));
    expect(interfaceLines(compiled, ['error']).filter((line) => !named.has(line))).toEqual([]);
  });

  it.each([
    ['Law', lawAbi, ['function']],
    ['Book', bookAbi, ['function']],
    ['OracleRouter', oracleAbi, ['function']],
    ['Auction', auctionAbi, ['function', 'event']],
    ['Attestor', attestorAbi, ['function', 'event']],
  ] as const)('equals what the compiler says of %s, and names its errors', (name, abi, kinds) => {
    const compiled = compiledAbi(name);
    const own = interfaceLines(compiled, kinds);
    expect(interfaceLines(abi, kinds)).toEqual(own);
    expect(own.length).toBeGreaterThan(0);
    const named = new Set(interfaceLines(vaultAbi, ['error']));
    expect(interfaceLines(compiled, ['error']).filter((line) => !named.has(line))).toEqual([]);
  });
});
