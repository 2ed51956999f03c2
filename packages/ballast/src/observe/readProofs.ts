// One idea: from a chain's block to the state proofs kept beside the snapshot.
import {
  balanceKey,
  hashArtefact,
  proveState,
  raw,
  slotKey,
  type AccountProof,
  type Address,
  type BalanceProof,
  type ChainProof,
  type Hex,
  type ObservationAlert,
  type Policy,
  type Proofs,
  type Snapshot,
  type StorageProof,
  type SupplyProof,
} from '@ballast/core';
import { NATIVE_COIN, ownAccounts, type ReadContext } from '../venues/snapshotPart.ts';
import {
  balanceSlotRequest,
  markBalanceWords,
  readBalanceSlot,
  readSupplySlot,
  supplySlotRequest,
  type BalanceReader,
  type BalanceSlot,
} from './balanceSlots.ts';
import type { BlockHeader } from './blockHeader.ts';
import { encodeHeader } from './encodeHeader.ts';
import type { PanelAnswer, PinnedRequest } from './panel.ts';
import { receiptProofs, receiptVenues } from './receiptProofs.ts';

/** A chain's header and proofs, and which slots hold what. */
export interface ChainEvidence {
  readonly proof: ChainProof | null;
  readonly slots: TokenSlots;
}

/** Where tokens keep balances, and liability tokens their supply. */
export interface TokenSlots {
  readonly balances: ReadonlyMap<Address, BalanceSlot>;
  readonly supplies: ReadonlyMap<string, number>;
}

type Place = Pick<ReadContext, 'policy' | 'chain'>;

/** Tokens and receipts of a chain, each once, and how each is asked for a stored balance. */
function tokensOf({ policy, chain }: Place): (readonly [Address, BalanceReader])[] {
  const readers = new Map<Address, BalanceReader>();
  for (const asset of policy.assets)
    for (const item of asset.deployments)
      if (item.chain === chain && item.address !== NATIVE_COIN) readers.set(item.address, 'balanceOf');
  for (const venue of receiptVenues(policy, chain))
    readers.set(venue.token, venue.form === 'scaled' ? 'scaledBalanceOf' : 'balanceOf');
  return [...readers];
}
const liabilitiesOf = ({ policy, chain }: Place): Policy['liabilities'] =>
  policy.liabilities.filter((item) => item.chain === chain);

/** First round: which word each token's balances and each liability's supply stand in. */
export function slotRequests(place: Place): PinnedRequest[] {
  const holder = ownAccounts(place)[0]?.address;
  const words = holder === undefined ? {} : markBalanceWords(holder);
  return [
    ...(holder === undefined
      ? []
      : tokensOf(place).map(([token, reader]) => balanceSlotRequest(token, holder, words, reader))),
    ...liabilitiesOf(place).map((item) => supplySlotRequest(item.token)),
  ];
}

/** Reads the first round. */
export function readSlots(place: Place, answers: readonly PanelAnswer[]): TokenSlots {
  const hasHolder = ownAccounts(place).length > 0;
  const tokens = hasHolder ? tokensOf(place) : [];
  const balances = tokens.flatMap(([token], index) => {
    const slot = readBalanceSlot(answers[index]);
    return slot === null ? [] : [[token, slot] as const];
  });
  const supplies = liabilitiesOf(place).flatMap((item, index) => {
    const slot = readSupplySlot(answers[tokens.length + index]);
    return slot === null ? [] : [[item.id, slot] as const];
  });
  return { balances: new Map(balances), supplies: new Map(supplies) };
}

/** Words to prove, by token. */
function wordsOf(place: Place, slots: TokenSlots): ReadonlyMap<Address, readonly Hex[]> {
  const words = new Map<Address, Hex[]>();
  const push = (token: Address, key: Hex): void => {
    words.set(token, [...(words.get(token) ?? []), key]);
  };
  for (const [token, slot] of slots.balances) {
    for (const account of ownAccounts(place)) {
      const key = balanceKey(account.address, slot.slotIndex, slot.layout);
      if (key.ok) push(token, key.value);
    }
  }
  for (const item of liabilitiesOf(place)) {
    const slot = slots.supplies.get(item.id);
    if (slot !== undefined) push(item.token, slotKey(slot));
  }
  return words;
}

/** Second round: eth_getProof for every token with a known slot. Proofs are checked afterwards, whoever gave them. */
export const proofRequests = (place: Place, slots: TokenSlots): PinnedRequest[] =>
  [...wordsOf(place, slots)].map(([token, keys]) => ({
    request: (blockHash) => ({ method: 'eth_getProof', params: [token, keys, { blockHash, requireCanonical: true }] }),
    isChecked: true,
  }));

/** Reads the second round; a token whose answer has not the shape of a proof is left out. */
export function readEvidence(
  place: Place,
  header: BlockHeader,
  slots: TokenSlots,
  answers: readonly PanelAnswer[],
): ChainEvidence {
  const headerRlp = encodeHeader(header);
  const tokens = [...wordsOf(place, slots)];
  const accounts = tokens.flatMap(([token, keys], index) => readAccount(token, keys, answers[index]) ?? []);
  const proof =
    headerRlp === null
      ? null
      : { chain: place.chain, blockNumber: header.number, headerRlp, blockHash: header.hash, accounts };
  return { proof, slots };
}

function readAccount(token: Address, keys: readonly Hex[], answer: PanelAnswer | undefined): AccountProof | null {
  if (answer?.ok !== true || answer.result === null || typeof answer.result !== 'object') return null;
  const { accountProof, storageProof } = answer.result as Readonly<Record<string, unknown>>;
  if (!isHexList(accountProof) || !Array.isArray(storageProof) || storageProof.length !== keys.length) return null;
  const storage = keys.flatMap((key, index): StorageProof[] => {
    const { value, proof } = (storageProof[index] ?? {}) as Readonly<Record<string, unknown>>;
    return typeof value === 'string' && /^0x[0-9a-f]{1,64}$/i.test(value) && isHexList(proof)
      ? [{ key, valueRaw: raw(BigInt(value)), proof }]
      : [];
  });
  return storage.length === keys.length ? { address: token, accountProof, storage } : null;
}

const isHexList = (value: unknown): value is readonly Hex[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && /^0x([0-9a-f]{2})*$/i.test(item));

/**
 * The proofs artefact of a snapshot: what the words prove about idle holdings, receipts and liability supplies. Every claim is
 * checked before it is kept; one that does not prove what was observed is left out and said. The parent is named by the
 * caller, once what is said here is in the snapshot.
 */
export function buildProofs(
  snapshot: Snapshot,
  policy: Policy,
  evidence: readonly ChainEvidence[],
): { readonly proofs: Omit<Proofs, 'parents'>; readonly alerts: readonly ObservationAlert[] } {
  const chains = evidence.flatMap((item) => item.proof ?? []);
  const draft: Omit<Proofs, 'parents'> = {
    schema: 'ballast/proofs/1',
    reserve: snapshot.reserve,
    cycle: snapshot.cycle,
    chains,
    balances: evidence.flatMap((item) => balancesOf(snapshot, policy, item)),
    receipts: evidence.flatMap(({ proof, slots }) =>
      proof === null ? [] : receiptProofs(snapshot, policy, proof, slots.balances),
    ),
    totalSupplies: evidence.flatMap((item) => suppliesOf(snapshot, policy, item)),
  };
  const failed = proveState({
    proofs: { ...draft, parents: { snapshot: hashArtefact(snapshot) } },
    snapshot,
    policy,
  }).filter((item) => !item.ok);
  const isFailed = (kind: string, subject: string): boolean =>
    failed.some((item) => item.kind === kind && item.subject === subject);
  const proofs: Omit<Proofs, 'parents'> = {
    ...draft,
    chains: draft.chains
      .filter((chain) => !isFailed('header', chain.chain))
      .map((chain) => ({
        ...chain,
        accounts: chain.accounts.filter((account) => !isFailed('account', `${chain.chain} ${account.address}`)),
      })),
    balances: draft.balances.filter((item) => !isFailed('holding', item.holdingId)),
    receipts: draft.receipts.filter((item) => !isFailed('receipt', item.holdingId)),
    totalSupplies: draft.totalSupplies.filter((item) => !isFailed('supply', item.liabilityId)),
  };
  return {
    proofs,
    alerts: failed.map((item) => ({
      subject: item.subject,
      code: item.code,
      message: `proof not kept: ${item.detail}`,
    })),
  };
}

function balancesOf(snapshot: Snapshot, policy: Policy, { proof, slots }: ChainEvidence): BalanceProof[] {
  if (proof === null) return [];
  return snapshot.holdings.flatMap((holding): BalanceProof[] => {
    if (holding.chain !== proof.chain || holding.where !== 'idle' || holding.amountRaw === null) return [];
    const token = holding.provenance.contract;
    const holder = policy.accounts.find((account) => account.id === holding.accountId)?.address ?? null;
    const slot = token === null ? undefined : slots.balances.get(token);
    if (token === null || holder === null || slot === undefined) return [];
    const key = balanceKey(holder, slot.slotIndex, slot.layout);
    if (!key.ok || !proof.accounts.some((account) => account.address === token)) return [];
    return [
      {
        holdingId: holding.id,
        chain: proof.chain,
        token,
        holder,
        slotIndex: slot.slotIndex,
        key: key.value,
        layout: slot.layout,
        amountRaw: holding.amountRaw,
      },
    ];
  });
}

function suppliesOf(snapshot: Snapshot, policy: Policy, { proof, slots }: ChainEvidence): SupplyProof[] {
  if (proof === null) return [];
  return liabilitiesOf({ policy, chain: proof.chain }).flatMap((liability): SupplyProof[] => {
    const slotIndex = slots.supplies.get(liability.id);
    const supply = snapshot.liabilities.find((item) => item.liabilityId === liability.id)?.supplyRaw ?? null;
    if (slotIndex === undefined || supply === null) return [];
    if (!proof.accounts.some((account) => account.address === liability.token)) return [];
    return [
      {
        liabilityId: liability.id,
        chain: proof.chain,
        token: liability.token,
        slotIndex,
        key: slotKey(slotIndex),
        amountRaw: supply,
      },
    ];
  });
}
