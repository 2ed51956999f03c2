/** What others publish or their own suites print; nothing of it is measured in the same run. */
export interface Peer {
  readonly system: string;
  /** Repository and commit, and how the figure was taken. */
  readonly source: string;
  readonly call: string;
  readonly gas: number;
  /** Ids of the measured calls that together do the same. */
  readonly ours: readonly string[];
  /** The goal: warm, as transactions, at most this share of theirs. */
  readonly atMost?: number;
}

const FOLIO = 'reserve-protocol/reserve-index-dtf e0e8376, medians of its own suite, with 21,000';
const MORPHO = 'morpho-org/vault-v2 bec4dd8, medians of its own suite';
const AERA = 'turingH/aera-v3-audit (copy of June 2025), its committed snapshots';
const SPARK = 'sparkdotfi/spark-alm-controller 5379267, its own suite';

export const PEERS: readonly Peer[] = [
  {
    system: 'Folio',
    source: FOLIO,
    call: 'start + open + bid, one pair',
    gas: 783_000,
    ours: ['auctionOpen', 'auctionFillAll'],
    atMost: 0.5,
  },
  {
    system: 'Folio',
    source: FOLIO,
    call: 'the same; ours where the total must be seen anew',
    gas: 783_000,
    ours: ['poke', 'auctionOpen', 'auctionFillAll'],
  },
  { system: 'Folio', source: FOLIO, call: 'open', gas: 383_000, ours: ['auctionOpen'] },
  { system: 'Folio', source: FOLIO, call: 'bid', gas: 146_000, ours: ['auctionFillAll'] },
  { system: 'Morpho v2', source: MORPHO, call: 'allocate', gas: 210_000, ours: ['savingsDeposit'] },
  { system: 'Morpho v2', source: MORPHO, call: 'deallocate', gas: 79_000, ours: ['savingsWithdraw'] },
  { system: 'Morpho v2', source: MORPHO, call: 'submit + raise one cap', gas: 106_000, ours: ['adoptPolicy'] },
  { system: 'Aera v3', source: AERA, call: 'submit, two leaves, no action', gas: 36_300, ours: ['swap'] },
  {
    system: 'Aera v3',
    source: AERA,
    call: 'ERC-4626 deposit + redeem',
    gas: 139_700,
    ours: ['savingsDeposit', 'savingsWithdraw'],
  },
  { system: 'Spark', source: SPARK, call: 'one rate limit, as a transaction', gas: 41_000, ours: ['swap'] },
];
