import { decodeFunctionResult, encodeFunctionData } from 'viem';
import type { Abi, ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType } from 'viem';
import { raw, type Address, type Hex, type Raw } from '@ballast/core';
import type { Call, CallFailure, CallResult } from './venueRead.ts';

/** Why an answer is not a number we can use. */
export type DecodeFailure = CallFailure | 'CALL_EMPTY' | 'CALL_MALFORMED' | 'VALUE_ABSURD';

/** A decoded answer, or why there is none. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: DecodeFailure; readonly reason: string };

/** A typed question to a contract: the call, and how its answer reads. */
export interface Ask<T> {
  readonly call: Call;
  readonly read: (result: CallResult | undefined) => Decoded<T>;
}

type ViewName<abi extends Abi> = ContractFunctionName<abi, 'pure' | 'view'>;

/** Asks one view function. Answers that are empty or not of the declared shape are failures, not zeros. */
export function ask<const abi extends Abi, name extends ViewName<abi>>(
  to: Address,
  abi: abi,
  functionName: name,
  args: ContractFunctionArgs<abi, 'pure' | 'view', name>,
): Ask<ContractFunctionReturnType<abi, 'pure' | 'view', name>> {
  type Value = ContractFunctionReturnType<abi, 'pure' | 'view', name>;
  const data = encodeFunctionData<Abi, string>({ abi, functionName, args: args as readonly unknown[] });
  return {
    call: { to, data },
    read: (result): Decoded<Value> => {
      if (result === undefined) return fail('CALL_FAILED', `${functionName} was not asked`);
      if (!result.ok) return result;
      if (result.data === '0x') return fail('CALL_EMPTY', `${functionName} answered nothing: no such contract there`);
      try {
        return {
          ok: true,
          value: decodeFunctionResult<Abi, string>({ abi, functionName, data: result.data }) as Value,
        };
      } catch (cause) {
        return fail('CALL_MALFORMED', `${functionName} answered ${shorten(result.data)}: ${firstLine(cause)}`);
      }
    },
  };
}

const fail = (code: DecodeFailure, reason: string): { ok: false; code: DecodeFailure; reason: string } => ({
  ok: false,
  code,
  reason,
});
const shorten = (data: Hex): string => (data.length > 74 ? `${data.slice(0, 74)}…` : data);
const firstLine = (cause: unknown): string =>
  cause instanceof Error ? (cause.message.split('\n')[0] ?? 'unreadable') : 'unreadable';

type Answers<R extends Readonly<Record<string, Ask<unknown>>>> = {
  readonly [K in keyof R]: R[K] extends Ask<infer T> ? Decoded<T> : never;
};

/** A group of named questions whose answers come back under the same names. */
export interface AskGroup<R extends Readonly<Record<string, Ask<unknown>>>> {
  readonly calls: readonly Call[];
  readonly read: (results: readonly CallResult[]) => Answers<R>;
}

/** Bundles named questions, so that no reader counts positions. */
export function askAll<R extends Readonly<Record<string, Ask<unknown>>>>(asks: R): AskGroup<R> {
  const names = Object.keys(asks);
  return {
    calls: Object.values(asks).map((item) => item.call),
    read: (results) =>
      Object.fromEntries(names.map((name, index) => [name, asks[name]?.read(results[index])])) as Answers<R>,
  };
}

/** Largest amount believed: above it the answer is broken, whatever the token. */
const MAX_AMOUNT = (1n << 128n) - 1n;

/** A decoded integer as an amount; refuses negative and absurd ones. */
export function asAmount(decoded: Decoded<bigint>): Decoded<Raw> {
  if (!decoded.ok) return decoded;
  if (decoded.value < 0n || decoded.value > MAX_AMOUNT) return fail('VALUE_ABSURD', `${decoded.value} is no amount`);
  return { ok: true, value: raw(decoded.value) };
}

/** A decoded integer as a unix time or another small count; refuses what a double cannot hold. */
export function asCount(decoded: Decoded<bigint | number>): Decoded<number> {
  if (!decoded.ok) return decoded;
  const count = Number(decoded.value);
  if (!Number.isSafeInteger(count) || count < 0) return fail('VALUE_ABSURD', `${decoded.value} is no count`);
  return { ok: true, value: count };
}
