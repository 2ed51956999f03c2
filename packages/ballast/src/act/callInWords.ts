import { decodeFunctionData, toFunctionSelector, type AbiFunction, type AbiParameter } from 'viem';
import { BallastError, type Hex } from '@ballast/core';
import { governorAbi, timelockAbi } from '../venues/governor/governorAbi.ts';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';

/** An input as Safe's Transaction Builder describes it. */
export interface MethodInput {
  readonly internalType: string;
  readonly name: string;
  readonly type: string;
  readonly components?: readonly MethodInput[];
}

/** A call in words: the method, and its values as text, lists and structs as JSON. */
export interface CallInWords {
  readonly contractMethod: {
    readonly inputs: readonly MethodInput[];
    readonly name: string;
    readonly payable: false;
  };
  readonly contractInputsValues: Readonly<Record<string, string>>;
}

export class CallUnreadable extends BallastError {
  constructor(data: Hex) {
    super({
      code: 'ACT_CALL_UNREADABLE',
      message: `${data.slice(0, 10)} is no method of vault, Governor or timelock`,
      remedy: 'sign nothing that cannot be read',
      retryable: false,
    });
  }
}

const METHODS: ReadonlyMap<string, AbiFunction> = new Map(
  [...vaultAbi, ...governorAbi, ...timelockAbi].flatMap((item) =>
    item.type === 'function' ? [[toFunctionSelector(item), item]] : [],
  ),
);

/** What a call of the vault, its Governor or its timelock says. Pure; throws CallUnreadable for any other. */
export function callInWords(data: Hex): CallInWords {
  const method = METHODS.get(data.slice(0, 10));
  if (method === undefined) throw new CallUnreadable(data);
  const { args } = decodeFunctionData({ abi: [method], data });
  return {
    contractMethod: { inputs: method.inputs.map(inputOf), name: method.name, payable: false },
    contractInputsValues: Object.fromEntries(
      method.inputs.map((input, at) => [input.name ?? '', textOf(input, (args as readonly unknown[])[at])]),
    ),
  };
}

function inputOf(input: AbiParameter): MethodInput {
  const plain = { internalType: input.type, name: input.name ?? '', type: input.type };
  return 'components' in input ? { ...plain, components: input.components.map(inputOf) } : plain;
}

const textOf = (input: AbiParameter, value: unknown): string =>
  'components' in input || Array.isArray(value) ? JSON.stringify(listed(input, value)) : String(value);

/** Structs as lists of their values in order: what Transaction Builder reads. */
function listed(input: AbiParameter, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => listed(input, item));
  if (!('components' in input) || typeof value !== 'object' || value === null)
    return typeof value === 'boolean' ? value : String(value);
  return input.components.map((part) => listed(part, (value as Readonly<Record<string, unknown>>)[part.name ?? '']));
}
