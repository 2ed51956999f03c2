/** What the state proofs show, or fail to show, about one subject of the snapshot. */
export interface StateEvidence {
  /** header: a chain. account: chain and address. holding, supply: their id. receipt: id of the holding it converts to. contract: its subject. */
  readonly kind: 'header' | 'account' | 'holding' | 'receipt' | 'supply' | 'contract';
  readonly subject: string;
  readonly ok: boolean;
  readonly code: string;
  readonly detail: string;
}

/** Name of one storage word over all chains. */
export const wordId = (chain: string, address: string, key: string): string => `${chain} ${address} ${key}`;
