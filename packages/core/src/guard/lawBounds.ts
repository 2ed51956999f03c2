import { BPS, WAD } from '../units/amounts.ts';
import { DAY_SECONDS } from '../units/time.ts';
import type { LawAsset, OnChainLaw } from './onChainLaw.ts';

/** What the contract refuses whatever is voted; the same numbers stand in Law.sol, OracleRouter.sol and Book.sol. */
export const MOST = {
  assets: 16,
  venues: 16,
  risks: 16,
  decimals: 27,
  priceWad: WAD * WAD,
  slipBps: 500n,
  exitSlipBps: 2500n,
  feeBps: 1000n,
  delaySeconds: 30 * DAY_SECONDS,
} as const;

/** The first bound of the contract a law would break, in words; null when it would be adopted. Pure. */
export function brokenLawBound(law: OnChainLaw): string | null {
  const { assets, venues, redemption } = law;
  if (assets.length > MOST.assets) return `${assets.length} assets are listed, the contract takes ${MOST.assets}`;
  if (venues.length > MOST.venues) return `${venues.length} venues are listed, the contract takes ${MOST.venues}`;
  if (law.risks.length > MOST.risks) return `${law.risks.length} exposure limits, the contract takes ${MOST.risks}`;
  for (const asset of assets) {
    const broken = brokenAssetBound(asset);
    if (broken !== null) return `${asset.assetId}: ${broken}`;
  }
  if (assets.reduce((total, asset) => total + asset.targetBps, 0n) > BPS) return 'targets sum to more than 100 %';
  const [base] = assets;
  if (base !== undefined && !base.isEntryAllowed) return `the base asset ${base.assetId} is closed to entry`;
  for (const venue of venues)
    if (assets.some((asset) => asset.token === venue.receipt))
      return `the receipt of ${venue.venueId} is also listed as an asset and would count twice`;
  const receipts = new Set(venues.map((venue) => venue.receipt));
  if (receipts.size < venues.length) return 'two venues have the same receipt token';
  if (law.regime.auctionPremiumBps > BPS) return 'the auction premium is above 100 %';
  if (redemption.feeBps > MOST.feeBps) return 'the redemption fee is above 10 %';
  if (redemption.delaySeconds > MOST.delaySeconds) return 'the redemption queue is longer than 30 days';
  if (redemption.capPerDayWad === 0n) return 'a redemption cap of zero would block what is owed';
  return null;
}

function brokenAssetBound(asset: LawAsset): string | null {
  if (asset.decimals > MOST.decimals) return `${asset.decimals} decimals, the contract takes ${MOST.decimals}`;
  if (asset.minPriceWad >= asset.maxPriceWad) return 'the price bounds of its two feeds do not overlap';
  if (asset.maxPriceWad > MOST.priceWad) return 'the upper price bound is above 1e18 dollars';
  if (asset.feedA === asset.feedB) return 'both its feeds are the same contract';
  if (asset.depegPriceWad !== null && (asset.pegWad === null || asset.depegPriceWad >= asset.pegWad))
    return 'the depeg price is not below a peg';
  if (asset.slipBps > MOST.slipBps) return 'the slip is above 5 %';
  if (asset.exitSlipBps > MOST.exitSlipBps) return 'the exit slip is above 25 %';
  if (asset.targetBps > asset.maxBps) return 'the target is above the maximum';
  return null;
}
