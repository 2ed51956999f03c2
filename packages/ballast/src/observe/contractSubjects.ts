import type { Address, ChainId, ContractState, Policy } from '@ballast/core';
import { guardedTokens } from '../venues/erc20/readTokenGuards.ts';
import { receiptOf } from '../venues/snapshotPart.ts';

/** A contract the reserve depends on, under the name its changes are reported by. */
export interface ContractSubject {
  readonly subject: ContractState['subject'];
  readonly address: Address;
}

/** Every contract of a chain the policy depends on: tokens, venues and their receipts, feeds, Safes, vault, aggregator. */
export function contractSubjects(policy: Policy, chain: ChainId): ContractSubject[] {
  const here = policy.chains.find((item) => item.id === chain);
  const named = (subject: string, address: Address | null | undefined): ContractSubject[] =>
    address === null || address === undefined ? [] : [{ subject, address }];
  return [
    ...guardedTokens({ policy, chain }).map((item) => ({ subject: item.subject, address: item.token })),
    ...policy.venues
      .filter((venue) => venue.chain === chain)
      .flatMap((venue) => [
        ...named(`venue:${venue.id}`, venue.address),
        ...named(`receipt:${venue.id}`, receiptOf(venue) === venue.address ? null : receiptOf(venue)),
      ]),
    ...policy.assets.flatMap((asset) =>
      asset.pricing.sources
        .filter((source) => source.chain === chain)
        .flatMap((source) => named(`source:${source.id}`, source.address)),
    ),
    ...policy.accounts
      .filter((account) => account.chain === chain && account.kind === 'safe')
      .flatMap((account) => named(`account:${account.id}`, account.address)),
    ...named(`vault:${chain}`, policy.execution.vault?.chain === chain ? policy.execution.vault.address : null),
    ...named(`aggregator:${chain}`, here?.aggregator),
    ...named(`sequencer:${chain}`, here?.sequencerFeed),
  ];
}

/** Subjects whose contracts may be proxies; feeds name their aggregator themselves, Safes their singleton. */
export const mayBeProxy = ({ subject }: ContractSubject): boolean =>
  /^(token|liability|venue|receipt|vault):/.test(subject);
