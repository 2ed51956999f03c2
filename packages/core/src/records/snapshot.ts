import type { Bps, Raw, Ray, Wad } from '../units/amounts.ts';
import type { Seconds } from '../units/time.ts';
import type { Hash } from './hash.ts';

/** An EVM address in lower case. */
export type Address = `0x${string}`;
/** CAIP-2 chain id, for example eip155:1. */
export type ChainId = string;
export type Hex = `0x${string}`;

/** One chain's block that every read of that chain was pinned to. */
export interface BlockRef {
  readonly chain: ChainId;
  readonly number: number;
  readonly hash: Hex;
  readonly stateRoot: Hex;
  readonly timestampSeconds: Seconds;
  /** One RPC only, several that agreed on the hash, or several that did not. */
  readonly agreement: 'single' | 'agreed' | 'disagreed';
}

/** Where a number came from. `proof` is empty until a state proof was kept beside the record. */
export interface Provenance {
  readonly kind: 'chain' | 'attested' | 'simulated';
  readonly chain: ChainId | null;
  readonly block: number | null;
  readonly contract: Address | null;
  readonly method: string;
  readonly timeSeconds: Seconds;
}

/** A read that did not give a number: never zero, never silent. */
export interface Unknown {
  readonly what: string;
  readonly code: string;
  readonly reason: string;
}

/** A quantity of one asset in one place. `amountRaw` is null when unknown. */
export interface Holding {
  readonly id: string;
  readonly assetId: string;
  readonly accountId: string;
  readonly chain: ChainId | null;
  readonly decimals: number;
  /** idle, deployed in a venue, encumbered (lien, margin), or in transit (bridge, queue). */
  readonly where: 'idle' | 'deployed' | 'encumbered' | 'inTransit';
  readonly venueId: string | null;
  /** In units of the asset (receipt tokens already converted; the receipt itself is not a second holding). */
  readonly amountRaw: Raw | null;
  /** Part of the amount a withdrawal in this block could really return. */
  readonly withdrawableRaw: Raw | null;
  readonly attestedId: string | null;
  readonly provenance: Provenance;
}

/** One answer of one price source, before any judgement. */
export interface PriceObservation {
  readonly sourceId: string;
  readonly assetId: string;
  readonly venue: 'chainlink' | 'pyth' | 'uniswap-v3' | 'erc4626' | 'nav' | 'attested';
  /** Operator or market; observations of one origin share one vote. */
  readonly origin: string;
  /** In the numeraire when quote is the numeraire, else in the quote asset, per whole token. */
  readonly priceWad: Wad | null;
  readonly quote: string;
  /** Half-width the source states for itself, same unit as price. */
  readonly confidenceWad: Wad | null;
  readonly roundRaw: Raw | null;
  readonly updatedAtSeconds: Seconds | null;
  readonly ageSeconds: number | null;
  /** The answer sits on the source's own minimum or maximum. */
  readonly isClamped: boolean;
  /** L2 sequencer down or in its grace period. */
  readonly sequencer: 'none' | 'up' | 'down' | 'grace';
  /** market price or fundamental (redemption rate) price. */
  readonly basis: 'market' | 'fundamental';
  readonly provenance: Provenance;
}

/** A Uniswap v3 pool at the block: enough to compute what any swap would return. */
export interface PoolState {
  readonly venueId: string;
  readonly chain: ChainId;
  readonly pool: Address;
  readonly asset0: string;
  readonly asset1: string;
  readonly decimals0: number;
  readonly decimals1: number;
  /** Hundredths of a basis point: 500 = 0.05 %. */
  readonly feePips: number;
  readonly tickSpacing: number;
  readonly tick: number;
  readonly sqrtPriceX96Raw: Raw;
  readonly liquidityRaw: Raw;
  /** Initialised ticks in ascending order inside [tickFrom, tickTo]; liquidity outside is unknown and counts as none. */
  readonly ticks: readonly { readonly tick: number; readonly liquidityNetRaw: Raw }[];
  readonly tickFrom: number;
  readonly tickTo: number;
  /** Liquidity our own positions add at the current tick; never counted as depth for us. */
  readonly ownLiquidityRaw: Raw;
  /** Liquidity positions of ours by range, for valuing LP shares. */
  readonly ownPositions: readonly {
    readonly tickLower: number;
    readonly tickUpper: number;
    readonly liquidityRaw: Raw;
  }[];
}

/** A lending market at the block. Rates are per year. */
export interface LendingState {
  readonly venueId: string;
  readonly chain: ChainId;
  readonly assetId: string;
  readonly decimals: number;
  readonly suppliedRaw: Raw;
  /** Cash in the market that anyone may withdraw now. */
  readonly availableLiquidityRaw: Raw;
  readonly totalDebtRaw: Raw;
  readonly liquidityRateRay: Ray;
  readonly isPaused: boolean;
  readonly isFrozen: boolean;
}

/** A savings vault (ERC-4626) at the block. */
export interface SavingsState {
  readonly venueId: string;
  readonly chain: ChainId;
  readonly assetId: string;
  readonly decimals: number;
  readonly sharesRaw: Raw;
  readonly convertibleRaw: Raw;
  readonly maxWithdrawRaw: Raw;
  /** Assets per share. */
  readonly sharePriceRay: Ray;
  readonly totalAssetsRaw: Raw;
}

/** One claim waiting to be paid: what remains of it, net of the fee, and what it would be paid now. */
export interface PendingRedemption {
  readonly id: number;
  readonly liabilityRaw: Raw;
  readonly payoutAssetId: string;
  readonly payoutRaw: Raw;
  readonly requestedAtSeconds: Seconds;
  readonly dueAtSeconds: Seconds;
  /** Taken out of the queue because its payment was refused (a blocked holder): still owed, paid one by one. */
  readonly isSetAside: boolean;
}

/** One borrower's collateral and debt, the debt in units of the liability. */
export interface BookPosition {
  readonly id: string;
  readonly collateralAssetId: string;
  readonly collateralRaw: Raw;
  readonly collateralDecimals: number;
  readonly debtRaw: Raw;
}

/** What is owed under one liability of the policy, as observed. */
export interface LiabilityState {
  readonly liabilityId: string;
  readonly decimals: number;
  readonly supplyRaw: Raw | null;
  /** Our own token held by the reserve: extinguishes the claim once. */
  readonly heldByReserveRaw: Raw;
  readonly pending: readonly PendingRedemption[];
  /** Redemptions of about the last day, as the vault's own bucket still counts them, in liability units; zero where nothing counts them. */
  readonly redeemedLastDayRaw: Raw;
  readonly isIntakePaused: boolean;
  /** CDP books only, from the record in force. */
  readonly positions: readonly BookPosition[];
  readonly provenance: Provenance;
}

/** Identity of a contract we depend on; any change stops entry and is reported. */
export interface ContractState {
  /** token:<asset>@<chain>, or venue:, receipt:, source:, account:, liability: and the id, or vault:, aggregator:, sequencer: and the chain. */
  readonly subject: string;
  readonly chain: ChainId;
  readonly address: Address;
  readonly codeHash: Hex | null;
  readonly implementation: Address | null;
  readonly admin: Address | null;
  readonly isPaused: boolean | null;
  /** Whether one of our accounts is on the token's block list; null when the token has none we can read. */
  readonly areWeBlocked: boolean | null;
  /** Settings a change of which matters, in one line of plain text (owners and modules of a Safe, aggregator behind a feed); null when it has none. */
  readonly configuration: string | null;
}

/** Something a person should look at that is not a number: a contract changed, paused or blocks us; a node fell silent. */
export interface ObservationAlert {
  /** ContractState.subject, or the chain for nodes. */
  readonly subject: string;
  readonly code: string;
  readonly message: string;
}

/** What every figure from outside a chain carries: whose it is, until when it holds, and who signed it. */
interface Attested {
  /** Reserve it was signed for; a record of another reserve proves nothing here. */
  readonly reserve: string;
  readonly id: string;
  /** Where the figure comes from. */
  readonly institution: string;
  readonly asOfSeconds: Seconds;
  readonly expiresAtSeconds: Seconds;
  readonly documentHash: Hash | null;
  /** Ed25519 signatures over attestedText(record), hex; one per approver. */
  readonly signatures: readonly { readonly publicKey: string; readonly signature: string }[];
  /** Public keys whose signature verified, deduplicated. */
  readonly signers: readonly string[];
  /** Two distinct approvers named by the policy signed it. */
  readonly isDualApproved: boolean;
}

/** Off-chain position signed by two people: bank cash, custodian balance, repo, exchange account. */
export interface AttestedRecord extends Attested {
  readonly schema: 'ballast/attested/1';
  readonly assetId: string;
  /** Custodian account of the policy it sits in. */
  readonly accountId: string;
  readonly kind: 'bank' | 'custodian' | 'repo' | 'exchange' | 'other';
  readonly amountRaw: Raw;
  readonly decimals: number;
  readonly isEncumbered: boolean;
  readonly lien: string | null;
  readonly maturitySeconds: Seconds | null;
}

/** The positions of one book of collateralised debt. */
export interface AttestedBook extends Attested {
  readonly schema: 'ballast/attested-book/1';
  /** CDP liability of the policy whose book it is. */
  readonly liabilityId: string;
  readonly positions: readonly BookPosition[];
}

/** A price nobody publishes on a chain, such as an issuer's net asset value. */
export interface AttestedPrice extends Attested {
  readonly schema: 'ballast/attested-price/1';
  /** Price source of the policy it answers for. */
  readonly sourceId: string;
  /** In the source's quote, per whole token. */
  readonly priceWad: Wad;
}

/** One asset as the vault's law holds it, with what its oracle says at the block. */
export interface VaultAsset {
  readonly assetId: string;
  readonly token: Address;
  readonly decimals: number;
  readonly maxDeviationBps: Bps;
  readonly slipBps: Bps;
  readonly exitSlipBps: Bps;
  readonly haircutBps: Bps;
  readonly targetBps: Bps;
  /** Zero when disabled, its weight added to the base asset. */
  readonly effectiveTargetBps: Bps;
  readonly maxBps: Bps;
  readonly isEndogenous: boolean;
  readonly isEntryAllowed: boolean;
  /** Switched off by guardian or owner. */
  readonly isDisabled: boolean;
  /** Both feeds live and below the pre-voted price: closed to entry, open to exit. */
  readonly isDepegged: boolean;
  /** Disabled or depegged: the wider exit slip into the base asset may be used. */
  readonly isExitOpen: boolean;
  /** Par of a pegged asset, what intake credits at most; null when it has none. */
  readonly pegWad: Wad | null;
  /** Both feeds below this open the exit; null when only guardian or owner can. */
  readonly depegPriceWad: Wad | null;
  /** The vault's own low and high; null when its oracle refuses. */
  readonly lowWad: Wad | null;
  readonly highWad: Wad | null;
  /** Name of the contract's error when its oracle refuses, else null. */
  readonly priceRefusal: string | null;
  /** Tokens the vault keeps back for claims not yet paid; the keeper cannot move them. */
  readonly owedRaw: Raw;
}

/** One lending or savings venue of the vault's law; `index` is how the contract names it. */
export interface VaultVenue {
  readonly venueId: string;
  readonly index: number;
  readonly assetId: string;
  readonly maxBps: Bps;
  readonly isEntryAllowed: boolean;
}

/** Redemption terms of the vault's law and what is used of the daily cap, in liability units (WAD). */
export interface VaultRedemption {
  readonly payoutAssetId: string;
  /** One payout token per liability token, or one dollar's worth of it. */
  readonly owed: 'payoutAsset' | 'numeraire';
  readonly feeBps: Bps;
  /** Null for no cap. */
  readonly capPerDayWad: Wad | null;
  readonly usedWad: Wad;
  readonly delaySeconds: Seconds;
}

/** One counterparty of the vault's law; its place in the list is the bit assets and venues name it by. */
export interface VaultRisk {
  readonly id: Hex;
  readonly capWad: Wad;
  readonly capBps: Bps;
}

/** What the vault judges trades by besides prices and budgets. */
export interface VaultGates {
  readonly book: Address;
  readonly oracle: Address;
  readonly steward: Address;
  /** The owner has not yet been a timelock and loosens without delay. */
  readonly isBootstrap: boolean;
  /** Budget of exits, apart from the loss budget. */
  readonly depegBurstWad: Wad;
  readonly depegRefillPerDayWad: Wad;
  readonly depegUsedWad: Wad;
  /** Value after haircuts over claims below which the keeper may not make the reserve riskier. */
  readonly minCoverageWad: Wad;
  /** Least share of claims in cash at once, within a day, within a week. */
  readonly minLiquidBps: readonly Bps[];
  /** The total caps and targets are shares of, when it was last seen, how long it is used and may grow a day. */
  readonly anchorWad: Wad;
  readonly anchorAtSeconds: number;
  readonly anchorMaxAgeSeconds: number;
  readonly maxGrowthPerDayBps: Bps;
  /** Liability tokens issued and owed; of these, owed. */
  readonly claimsWad: Wad;
  readonly owedWad: Wad;
  readonly risks: readonly VaultRisk[];
  readonly assets: readonly VaultAssetGate[];
  readonly venues: readonly { readonly venueId: string; readonly risks: number; readonly maturity: number }[];
  /** Absent in snapshots taken before the contract had these parts. */
  readonly upkeep?: VaultUpkeep;
}

/** What keeps a vault going when nobody plans for it: auctions, statements, and what a silent keeper leaves to anybody. */
export interface VaultUpkeep {
  readonly auction: Address;
  /** Null: no auctions are held. */
  readonly auctionSeconds: number | null;
  readonly attestor: Address;
  /** Block time of the last statement on chain; 0 before the first. */
  readonly provenAtSeconds: number;
  /** Older than this, only exits are left; null for any age. */
  readonly maxProofAgeSeconds: number | null;
  readonly keeperAtSeconds: number;
  readonly isWoundDown: boolean;
}

/** Haircut in force, exit and liquidity class of one asset; `risks` has bit i for risk i. */
export interface VaultAssetGate {
  readonly assetId: string;
  readonly haircutBps: Bps;
  readonly isArmed: boolean;
  /** Disabled, depegged or marked down: closed to entry. */
  readonly isShut: boolean;
  readonly armedSinceSeconds: number;
  readonly exitOpenUntilSeconds: number;
  /** Least a token may bring, and most it is charged at, while it has no price but may leave; null where it may not. */
  readonly exitFloorWad: Wad | null;
  readonly blindWad: Wad | null;
  readonly risks: number;
  readonly maturity: number;
}

/** The vault's on-chain law and what is left of its budgets, after decay to the block's time. */
export interface VaultState {
  readonly chain: ChainId;
  readonly address: Address;
  readonly mode: 'run' | 'exitOnly' | 'frozen';
  readonly policyDocumentHash: Hex;
  readonly policyParametersHash: Hex;
  readonly owner: Address;
  readonly keeper: Address;
  readonly guardian: Address;
  /** Where swap proceeds land; it holds nothing between calls. */
  readonly executor: Address;
  readonly router: Address;
  readonly liability: Address;
  readonly isMintPaused: boolean;
  readonly baseAssetId: string;
  readonly lossBurstWad: Wad;
  readonly lossRefillPerDayWad: Wad;
  readonly lossUsedWad: Wad;
  readonly turnoverBurstWad: Wad;
  readonly turnoverRefillPerDayWad: Wad;
  readonly turnoverUsedWad: Wad;
  readonly minBackingWad: Wad;
  readonly maxVaultValueWad: Wad;
  readonly mintCapPerDayWad: Wad;
  readonly mintUsedWad: Wad;
  readonly redemption: VaultRedemption;
  readonly assets: readonly VaultAsset[];
  readonly venues: readonly VaultVenue[];
  /** Absent in snapshots taken before the contract had them. */
  readonly gates?: VaultGates;
}

/** Everything observed, pinned to one block per chain. First artefact of a cycle. */
export interface Snapshot {
  readonly schema: 'ballast/snapshot/1';
  readonly reserve: string;
  /** Sequence number of the cycle within the reserve's log. */
  readonly cycle: number;
  readonly parents: { readonly previous: Hash | null; readonly policy: Hash };
  /** Latest block time over the chains: the "now" of every later stage. */
  readonly asOfSeconds: Seconds;
  readonly blocks: readonly BlockRef[];
  readonly holdings: readonly Holding[];
  readonly prices: readonly PriceObservation[];
  readonly pools: readonly PoolState[];
  readonly lending: readonly LendingState[];
  readonly savings: readonly SavingsState[];
  readonly liabilities: readonly LiabilityState[];
  readonly contracts: readonly ContractState[];
  readonly attested: readonly AttestedRecord[];
  /** At most one a CDP liability: the newest that two approvers signed. */
  readonly books: readonly AttestedBook[];
  /** At most one a source: the newest that two approvers signed. */
  readonly attestedPrices: readonly AttestedPrice[];
  readonly vault: VaultState | null;
  readonly unknowns: readonly Unknown[];
  readonly alerts: readonly ObservationAlert[];
}
