import { encodeAbiParameters, encodeFunctionData, getAbiItem, keccak256, zeroAddress } from 'viem';
import { lawOf, type Hash, type Hex, type LawAsset, type LawVenue, type OnChainLaw, type Policy } from '@ballast/core';
import { vaultAbi } from './vaultAbi.ts';

/** Calldata by which the owner makes the vault hold a policy: its chain-enforced fields and the document's hash. */
export const encodeAdoptPolicy = (policy: Policy, documentHash: Hash): Hex =>
  encodeFunctionData({
    abi: vaultAbi,
    functionName: 'adoptPolicy',
    args: [documentHash, lawParams(lawOf(policy))],
  });

/** keccak256 of what the contract would hold under a law: equal to its policyParametersHash when nothing was tightened. */
export function lawParametersHash(law: OnChainLaw): Hex {
  const [, argument] = getAbiItem({ abi: vaultAbi, name: 'adoptPolicy' }).inputs;
  const { assets, venues, risks, limits, regime, redemption } = lawParams(law);
  return keccak256(encodeAbiParameters(argument.components, [assets, venues, risks, limits, regime, redemption]));
}

/** A law in the shape of the contract's LawParams. */
export const lawParams = (law: OnChainLaw) => ({
  assets: law.assets.map(assetParams),
  venues: law.venues.map(venueParams),
  risks: law.risks.map((risk) => ({ ...risk, capBps: Number(risk.capBps) })),
  limits: limitParams(law.limits),
  regime: {
    ...law.regime,
    maxPushBps: Number(law.regime.maxPushBps),
    haircutDecayPerDayBps: Number(law.regime.haircutDecayPerDayBps),
    entryHaircutBps: Number(law.regime.entryHaircutBps),
    maxGrowthPerDayBps: Number(law.regime.maxGrowthPerDayBps),
    idleSeconds: law.regime.idleSeconds ?? 0,
    auctionSeconds: law.regime.auctionSeconds ?? 0,
    auctionPremiumBps: Number(law.regime.auctionPremiumBps),
    sequencerFeed: law.regime.sequencerFeed ?? zeroAddress,
  },
  redemption: {
    payoutAsset: law.redemption.payoutToken,
    feeBps: Number(law.redemption.feeBps),
    capPerDayWad: law.redemption.capPerDayWad ?? 0n,
    delaySeconds: law.redemption.delaySeconds,
    payoutPar: law.redemption.owed === 'payoutAsset',
  },
});

/** Limits in the shape of the contract's LimitParams. */
export const limitParams = ({
  minLiquidBps: [now, day, week],
  maxProofAgeSeconds,
  ...limits
}: OnChainLaw['limits']) => ({
  ...limits,
  minLiquidBps: [Number(now), Number(day), Number(week)] as const,
  maxProofAgeSeconds: maxProofAgeSeconds ?? 0,
});

const assetParams = (asset: LawAsset) => ({
  token: asset.token,
  decimals: asset.decimals,
  feedA: asset.feedA,
  feedB: asset.feedB ?? zeroAddress,
  heartbeatA: asset.heartbeatASeconds,
  heartbeatB: asset.heartbeatBSeconds,
  minPriceWad: asset.minPriceWad,
  maxPriceWad: asset.maxPriceWad,
  parWad: asset.pegWad ?? 0n,
  depegWad: asset.depegPriceWad ?? 0n,
  exitFloorWad: asset.exitFloorWad ?? 0n,
  maxDeviationBps: Number(asset.maxDeviationBps),
  slipBps: Number(asset.slipBps),
  exitSlipBps: Number(asset.exitSlipBps),
  haircutBps: Number(asset.haircutBps),
  targetBps: Number(asset.targetBps),
  maxBps: Number(asset.maxBps),
  maxGrowthPerDayBps: Number(asset.maxGrowthPerDayBps),
  risks: asset.risks,
  maturity: asset.maturity,
  endogenous: asset.isEndogenous,
  entryAllowed: asset.isEntryAllowed,
  disabled: asset.isDisabled,
});

const venueParams = (venue: LawVenue) => ({
  kind: venue.kind === 'erc4626' ? 1 : 2,
  target: venue.target,
  asset: venue.token,
  receipt: venue.receipt,
  maxBps: Number(venue.maxBps),
  maxGrowthPerDayBps: Number(venue.maxGrowthPerDayBps),
  risks: venue.risks,
  maturity: venue.maturity,
  entryAllowed: venue.isEntryAllowed,
});
