import type { Bps, Wad } from '../units/amounts.ts';
import type { Address } from '../records/snapshot.ts';

/** One asset as the contract holds it. */
export interface LawAsset {
  readonly assetId: string;
  readonly token: Address;
  readonly decimals: number;
  readonly feedA: Address;
  readonly feedB: Address | null;
  readonly heartbeatASeconds: number;
  readonly heartbeatBSeconds: number;
  readonly minPriceWad: Wad;
  readonly maxPriceWad: Wad;
  readonly pegWad: Wad | null;
  readonly depegPriceWad: Wad | null;
  readonly maxDeviationBps: Bps;
  readonly slipBps: Bps;
  readonly exitSlipBps: Bps;
  readonly haircutBps: Bps;
  readonly targetBps: Bps;
  readonly maxBps: Bps;
  readonly isEndogenous: boolean;
  readonly isEntryAllowed: boolean;
  readonly isDisabled: boolean;
}

export interface LawVenue {
  readonly venueId: string;
  readonly kind: 'erc4626' | 'aave-v3';
  readonly target: Address;
  readonly token: Address;
  readonly receipt: Address;
  readonly maxBps: Bps;
  readonly isEntryAllowed: boolean;
}

/** What the vault's contracts hold for a policy document: its fields enforced by the chain, as plain data. */
export interface OnChainLaw {
  /** The base asset first. */
  readonly assets: readonly LawAsset[];
  readonly venues: readonly LawVenue[];
  readonly limits: {
    readonly lossBurstWad: Wad;
    readonly lossRefillPerDayWad: Wad;
    readonly turnoverBurstWad: Wad;
    readonly turnoverRefillPerDayWad: Wad;
    readonly minBackingWad: Wad;
    readonly maxVaultValueWad: Wad;
    readonly mintCapPerDayWad: Wad;
  };
  readonly redemption: {
    readonly payoutToken: Address;
    readonly owed: 'payoutAsset' | 'numeraire';
    readonly feeBps: Bps;
    /** Null for no cap. */
    readonly capPerDayWad: Wad | null;
    readonly delaySeconds: number;
  };
}
