import type {
  Address,
  ChainId,
  ContractState,
  Policy,
  PolicyAccount,
  PolicyAsset,
  PolicyVenue,
  Provenance,
  Seconds,
  Snapshot,
  Unknown,
} from '@ballast/core';

/** What a reader knows before it asks: the law, its chain, and the block everything is pinned to. */
export interface ReadContext {
  readonly policy: Policy;
  readonly chain: ChainId;
  /** Null when the chain could not be read at all. */
  readonly block: number | null;
  /** Block time; ages count from it. */
  readonly timeSeconds: Seconds;
}

/** What a venue can say about a contract beyond its code: joined by subject with the code's identity. */
export interface ContractFacts {
  readonly subject: string;
  readonly isPaused?: boolean | null;
  readonly areWeBlocked?: boolean | null;
  readonly configuration?: string | null;
  readonly implementation?: Address | null;
  readonly admin?: Address | null;
}

/** A venue's share of a snapshot. */
export type SnapshotPart = Partial<
  Pick<
    Snapshot,
    'holdings' | 'prices' | 'pools' | 'lending' | 'savings' | 'liabilities' | 'attested' | 'unknowns' | 'alerts'
  >
> & { readonly facts?: readonly ContractFacts[] };

/** One account of ours on a chain. */
export type OwnAccount = PolicyAccount & { readonly address: Address };

/** ERC-7528 address of a chain's native coin in a policy's deployments. */
export const NATIVE_COIN: Address = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee';

/** Accounts of the policy on the context's chain, in the policy's order; a custodian's word is its attested record alone. */
export const ownAccounts = ({ policy, chain }: Pick<ReadContext, 'policy' | 'chain'>): OwnAccount[] =>
  policy.accounts.filter(
    (account): account is OwnAccount =>
      account.chain === chain && account.address !== null && account.kind !== 'custodian',
  );

/** An asset's own token on a chain; the native coin comes second when both are listed. */
export function deploymentOn(
  policy: Policy,
  assetId: string,
  chain: ChainId,
): PolicyAsset['deployments'][number] | undefined {
  const listed = policy.assets
    .find((asset) => asset.id === assetId)
    ?.deployments.filter((item) => item.chain === chain);
  return listed?.find((item) => item.address !== NATIVE_COIN) ?? listed?.[0];
}

/** Receipt token of a venue: what the policy names, else the savings vault itself. */
export const receiptOf = (venue: PolicyVenue): Address | null =>
  venue.receipt ?? (venue.kind === 'erc4626' ? venue.address : null);

/** Where and when a number of this chain was read. */
export const provenanceOf = (context: ReadContext, contract: Address, method: string): Provenance => ({
  kind: 'chain',
  chain: context.chain,
  block: context.block,
  contract,
  method,
  timeSeconds: context.timeSeconds,
});

/** A read that gave no number, said by its subject. */
export const unknownOf = (what: string, failure: { readonly code: string; readonly reason: string }): Unknown => ({
  what,
  code: failure.code,
  reason: failure.reason,
});

/** Subject of a token's identity. */
export const tokenSubject = (assetId: string, chain: ChainId): ContractState['subject'] => `token:${assetId}@${chain}`;

/** Id of a holding: what, in which account, and the venue or second token when there is one. */
export const holdingId = (assetId: string, accountId: string, place: string | null): string =>
  place === null ? `${assetId}@${accountId}` : `${assetId}@${accountId}/${place}`;
