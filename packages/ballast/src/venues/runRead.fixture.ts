import { encodeFunctionResult, toFunctionSelector, type Abi, type Hex } from 'viem';
import { formatAbiItem } from 'viem/utils';
import { loadPolicy, type Address, type Policy } from '@ballast/core';
import { CHAIN, smallPolicy } from '../observe/smallPolicy.fixture.ts';
import type { ReadContext } from './snapshotPart.ts';
import type { Call, CallResult, VenueRead } from './venueRead.ts';

/** An address of one digit repeated. */
export const at = (digit: string): Address => `0x${digit.repeat(40)}`;

/** What a contract answers to one function; null reverts. Unlisted calls revert. */
export interface Reply {
  readonly to: Address;
  readonly selector: Hex;
  readonly data: Hex | null;
}

/** A reply to a function of an ABI, encoded. */
export function reply(to: Address, abi: Abi, functionName: string, result: unknown): Reply {
  const item = abi.find((entry) => entry.type === 'function' && entry.name === functionName);
  if (item?.type !== 'function') throw new TypeError(`no ${functionName}`);
  const selector = toFunctionSelector(formatAbiItem(item));
  return { to, selector, data: encodeFunctionResult<Abi, string>({ abi: [item], functionName, result }) };
}

/** Runs all rounds of a read against a table of replies. */
export function runRead<T>(read: VenueRead<T>, replies: readonly Reply[]): T {
  const answer = (call: Call): CallResult => {
    const found = replies.find((item) => item.to === call.to && call.data.startsWith(item.selector));
    return found === undefined || found.data === null
      ? { ok: false, code: 'CALL_FAILED', reason: 'reverted' }
      : { ok: true, data: found.data };
  };
  const first = read.first.map(answer);
  const second = read.second(first).map(answer);
  const third = (read.third?.(first, second) ?? []).map(answer);
  return read.decode(first, second, third);
}

const token = (id: string, digit: string, decimals: number) => ({
  id,
  address: at(digit),
  decimals,
  feedA: at('a'),
  feedB: at('b'),
  pythId: '0'.repeat(64),
});

/** The small policy over made-up addresses: USDC at 1…1, WETH at 2…2, wallet 9…9, Safe 7…7, pool 4…4, savings 3…3. */
export const smallContext = (change: (policy: Policy) => Policy = (policy) => policy): ReadContext => {
  const { policy } = loadPolicy(
    smallPolicy({
      aggregator: at('6'),
      pyth: at('5'),
      tokens: [token('USDC', '1', 6), token('WETH', '2', 18)],
      pool: at('4'),
      manager: at('c'),
      savings: at('3'),
      liability: at('8'),
      wallet: at('9'),
      treasury: at('7'),
    }),
    'small.yaml',
  );
  return { policy: change(policy), chain: CHAIN, block: 7, timeSeconds: 1_700_000_000 };
};
