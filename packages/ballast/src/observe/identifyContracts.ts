import type { Address, ChainId, ContractState, Hex, ObservationAlert } from '@ballast/core';
import type { ContractFacts } from '../venues/snapshotPart.ts';
import { EMPTY_CODE_HASH } from './codeHashes.ts';
import type { ContractSubject } from './contractSubjects.ts';
import type { ProxyState } from './proxySlots.ts';

/** What the cycle before knew of a contract: its carried identity, or its whole state. */
export interface PreviousContract {
  readonly subject: string;
  readonly codeHash: string | null;
  readonly implementation: string | null;
  readonly admin: string | null;
  readonly configuration?: string | null;
}

/** Joins the identity of each contract's code with what its venue knows of it. Pure. */
export function joinContracts(
  chain: ChainId,
  subjects: readonly ContractSubject[],
  codeHashes: ReadonlyMap<Address, Hex | null>,
  proxies: ReadonlyMap<Address, ProxyState>,
  facts: readonly ContractFacts[],
): ContractState[] {
  return subjects.map(({ subject, address }) => {
    const known = facts.filter((item) => item.subject === subject);
    const pick = <K extends keyof ContractFacts>(key: K): NonNullable<ContractFacts[K]> | null =>
      known.map((item) => item[key]).find((value) => value !== null && value !== undefined) ?? null;
    const proxy = proxies.get(address);
    const codeHash = codeHashes.get(address) ?? null;
    return {
      subject,
      chain,
      address,
      codeHash: codeHash === EMPTY_CODE_HASH ? null : codeHash,
      implementation: pick('implementation') ?? proxy?.implementation ?? null,
      admin: pick('admin') ?? proxy?.admin ?? null,
      isPaused: pick('isPaused'),
      areWeBlocked: pick('areWeBlocked'),
      configuration: pick('configuration'),
    };
  });
}

/** Contracts the policy names where there is no code. Pure. */
export const missingCode = (
  subjects: readonly ContractSubject[],
  codeHashes: ReadonlyMap<Address, Hex | null>,
): ObservationAlert[] =>
  subjects
    .filter(({ address }) => codeHashes.get(address) === EMPTY_CODE_HASH)
    .map(({ subject, address }) => ({
      subject,
      code: 'CONTRACT_WITHOUT_CODE',
      message: `there is no contract at ${address}`,
    }));

const WATCHED = [
  ['codeHash', 'CONTRACT_CODE_CHANGED', 'code'],
  ['implementation', 'CONTRACT_IMPLEMENTATION_CHANGED', 'implementation'],
  ['admin', 'CONTRACT_ADMIN_CHANGED', 'admin'],
  ['configuration', 'CONTRACT_CONFIGURATION_CHANGED', 'configuration'],
] as const;

/** What changed since the cycle before. What was not read, then or now, is not a change. Pure. */
export function changedContracts(
  before: readonly PreviousContract[],
  now: readonly ContractState[],
): ObservationAlert[] {
  const known = new Map(before.map((item) => [item.subject, item]));
  return now.flatMap((contract) => {
    const past = known.get(contract.subject);
    return WATCHED.flatMap(([key, code, word]): ObservationAlert[] => {
      const [was, is] = [past?.[key] ?? null, contract[key]];
      if (was === null || is === null || was === is) return [];
      return [{ subject: contract.subject, code, message: `${word} was ${was}, is ${is}` }];
    });
  });
}
