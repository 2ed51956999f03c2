import { encodeFunctionData, hexToBigInt, numberToHex, parseAbi } from 'viem';
import { balanceKey, slotKey, type Address, type Hex, type MappingLayout } from '@ballast/core';
import { erc20Abi } from '../venues/erc20/erc20Abi.ts';
import type { PanelAnswer, PinnedRequest } from './panel.ts';

/** Balance before interest, as every aToken of v3 answers it. */
const scaledAbi = parseAbi(['function scaledBalanceOf(address user) view returns (uint256)']);

/** Slots tried for a balance mapping: small ones, and those inherited layouts push it to (OpenZeppelin upgradeable: 51, 101, …). */
const SOLIDITY_SLOTS: readonly number[] = [...Array.from({ length: 60 }, (_item, slot) => slot), 101, 151, 201];
const VYPER_SLOTS: readonly number[] = Array.from({ length: 20 }, (_item, slot) => slot);
const SUPPLY_SLOTS: readonly number[] = [...Array.from({ length: 60 }, (_item, slot) => slot), 103, 153, 203];

const CANDIDATES: readonly { readonly layout: MappingLayout; readonly slotIndex: number }[] = [
  ...SOLIDITY_SLOTS.map((slotIndex) => ({ layout: 'solidity' as const, slotIndex })),
  ...VYPER_SLOTS.map((slotIndex) => ({ layout: 'vyper' as const, slotIndex })),
];

/** Where a token keeps its balances. */
export interface BalanceSlot {
  readonly layout: MappingLayout;
  readonly slotIndex: number;
}

/** First mark written into a candidate word; large enough that no honest small value is mistaken for one. */
const FIRST_MARK = 0x62_616c_6c61_7374_0000n;
const markOf = (index: number): Hex => numberToHex(FIRST_MARK + BigInt(index), { size: 32 });

/** Words with a mark each, for one holder; the same for every token. */
export type MarkedWords = Readonly<Record<Hex, Hex>>;

/** Every word a token may keep the holder's balance in, each with a mark of its own. Pure. */
export function markBalanceWords(holder: Address): MarkedWords {
  const words = CANDIDATES.flatMap(({ layout, slotIndex }, index) => {
    const key = balanceKey(holder, slotIndex, layout);
    return key.ok ? [[key.value, markOf(index)] as const] : [];
  });
  return Object.fromEntries(words);
}

const SUPPLY_WORDS: MarkedWords = Object.fromEntries(
  SUPPLY_SLOTS.map((slotIndex, index) => [slotKey(slotIndex), markOf(index)]),
);

/** The function of a token whose answer is one whole stored number: aTokens multiply what balanceOf answers by an index. */
export type BalanceReader = 'balanceOf' | 'scaledBalanceOf';

/**
 * Finds which storage word holds a balance, by asking it with a different mark written into every candidate word
 * (a state override of one eth_call; nothing is changed). Works whatever the balance is, and through proxies.
 */
export const balanceSlotRequest = (
  token: Address,
  holder: Address,
  words: MarkedWords,
  reader: BalanceReader,
): PinnedRequest =>
  overridden(
    token,
    reader === 'balanceOf'
      ? encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [holder] })
      : encodeFunctionData({ abi: scaledAbi, functionName: 'scaledBalanceOf', args: [holder] }),
    words,
  );

/** The same for the word totalSupply reads. */
export const supplySlotRequest = (token: Address): PinnedRequest =>
  overridden(token, encodeFunctionData({ abi: erc20Abi, functionName: 'totalSupply' }), SUPPLY_WORDS);

function overridden(token: Address, data: Hex, words: MarkedWords): PinnedRequest {
  const override = { [token]: { stateDiff: words } };
  return {
    request: (blockHash) => ({
      method: 'eth_call',
      params: [{ to: token, data }, { blockHash, requireCanonical: true }, override],
    }),
    // Some nodes know no overrides; a slot is believed only when a proof of it shows the observed amount.
    isChecked: true,
  };
}

/** Where the token keeps balances; null when no candidate is it, or the node does not support overrides. */
export const readBalanceSlot = (answer: PanelAnswer | undefined): BalanceSlot | null =>
  CANDIDATES[markIndex(answer)] ?? null;

/** Slot of the supply; null when it was not found. */
export const readSupplySlot = (answer: PanelAnswer | undefined): number | null =>
  SUPPLY_SLOTS[markIndex(answer)] ?? null;

function markIndex(answer: PanelAnswer | undefined): number {
  if (answer?.ok !== true || typeof answer.result !== 'string' || !/^0x[0-9a-f]{64}$/i.test(answer.result)) return -1;
  const index = hexToBigInt(answer.result as Hex) - FIRST_MARK;
  return index >= 0n && index < 1_000n ? Number(index) : -1;
}
