import { encodeFunctionData, type Abi } from 'viem';
import type { Address, Hex } from '@ballast/core';

/** Calls the market makes, in order, in one transaction. */
export interface MoverBatch {
  call(target: Address, abi: Abi, functionName: string, args: readonly unknown[], options?: MoverCallOptions): void;
  /** Empties the batch. */
  take(): readonly MoverCall[];
}

interface MoverCallOptions {
  readonly value?: bigint;
  /** A failure is logged on chain instead of failing the whole step. */
  readonly mayFail?: boolean;
}

interface MoverCall {
  readonly target: Address;
  readonly value: bigint;
  readonly data: Hex;
  readonly mayFail: boolean;
}

export function createMoverBatch(): MoverBatch {
  let calls: MoverCall[] = [];
  return {
    call: (target, abi, functionName, args, options = {}) => {
      const data = encodeFunctionData({ abi, functionName, args: [...args] });
      calls.push({ target, data, value: options.value ?? 0n, mayFail: options.mayFail ?? false });
    },
    take: () => {
      const taken = calls;
      calls = [];
      return taken;
    },
  };
}
