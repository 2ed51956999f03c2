import { BallastError } from '../units/error.ts';
import { BPS, bps, max, min } from '../units/amounts.ts';
import type { Policy, PolicyAsset, PolicyLiability, PolicySource, PolicyVenue } from '../policy/policy.ts';
import { brokenLawBound } from './lawBounds.ts';
import { lawLiquidity, lawRisks, maturityOf, risksOfAsset, risksOfVenue } from './lawRisks.ts';
import type { LawAsset, LawRegime, LawVenue, OnChainLaw } from './onChainLaw.ts';

/** What a share of a savings venue may gain in a day and still count. */
const SHARE_GROWTH = bps(100);

export class LawNotExpressible extends BallastError {
  constructor(reason: string) {
    super({
      code: 'GUARD_LAW_NOT_EXPRESSIBLE',
      message: reason,
      remedy: 'change the policy, or observe this reserve without a vault',
      retryable: false,
    });
  }
}

/**
 * The on-chain law of a policy. An asset is listed when it is deployed on the vault's chain and has a
 * Chainlink-style source there in the numeraire; its first two such sources are the vault's feeds.
 * The contract has one pair of price bounds and takes the narrower of both feeds'. Pure.
 * Throws LawNotExpressible without a vault, without a priced base asset, or when the contract would refuse the law.
 */
export function lawOf(policy: Policy): OnChainLaw {
  const chain = policy.execution.vault?.chain;
  if (chain === undefined) throw new LawNotExpressible('this policy names no vault');
  const assets = policy.assets
    .toSorted((a, b) => Number(b.isBase) - Number(a.isBase))
    .flatMap((asset) => lawAsset(policy, asset, chain) ?? []);
  const base = policy.assets.find((asset) => asset.isBase);
  if (base === undefined || assets[0]?.assetId !== base.id)
    throw new LawNotExpressible('the base asset is not priced by a feed on the chain of the vault');
  const { limits } = policy;
  const venues = policy.venues.flatMap((venue) => lawVenue(policy, venue, assets, chain) ?? []);
  const law: OnChainLaw = {
    assets,
    venues,
    risks: lawRisks(policy),
    regime: lawRegime(policy, chain),
    limits: {
      lossBurstWad: limits.lossPerDayWad,
      lossRefillPerDayWad: limits.lossPerDayWad,
      turnoverBurstWad: limits.turnoverPerDayWad,
      turnoverRefillPerDayWad: limits.turnoverPerDayWad,
      minBackingWad: limits.minBackingRatioWad,
      maxVaultValueWad: limits.maxVaultValueWad,
      mintCapPerDayWad: limits.mintCapPerDayWad,
      depegBurstWad: limits.depegExitPerDayWad,
      depegRefillPerDayWad: limits.depegExitPerDayWad,
      minCoverageWad: limits.minRiskAdjustedBackingRatioWad,
      minLiquidBps: lawLiquidity(policy),
      maxProofAgeSeconds: policy.regime.maxProofAgeSeconds,
    },
    redemption: lawRedemption(policy, assets, chain),
  };
  const broken = brokenLawBound(law);
  if (broken !== null) throw new LawNotExpressible(broken);
  return law;
}

function lawRegime({ regime, chains }: Policy, chain: string): LawRegime {
  const { maxProofAgeSeconds: _inLimits, entryHaircutBps, ...rest } = regime;
  return {
    ...rest,
    entryHaircutBps: entryHaircutBps ?? bps(0),
    sequencerFeed: chains.find(({ id }) => id === chain)?.sequencerFeed ?? null,
  };
}

function lawAsset(policy: Policy, asset: PolicyAsset, chain: string): LawAsset | null {
  const deployment = asset.deployments.find((item) => item.chain === chain);
  const [a, b] = asset.pricing.sources.filter((source) => isVaultFeed(source, policy.numeraire, chain));
  if (deployment === undefined || a === undefined || a.address === null) return null;
  return {
    assetId: asset.id,
    token: deployment.address,
    decimals: deployment.decimals,
    feedA: a.address,
    feedB: b?.address ?? null,
    heartbeatASeconds: a.heartbeatSeconds,
    heartbeatBSeconds: b?.heartbeatSeconds ?? 0,
    minPriceWad: b === undefined ? a.minPriceWad : max(a.minPriceWad, b.minPriceWad),
    maxPriceWad: b === undefined ? a.maxPriceWad : min(a.maxPriceWad, b.maxPriceWad),
    pegWad: asset.pegWad,
    depegPriceWad: asset.depegPriceWad,
    exitFloorWad: asset.exitFloorWad,
    maxDeviationBps: asset.pricing.bandCapBps,
    slipBps: policy.limits.maxSlippageBps,
    exitSlipBps: policy.limits.exitSlippageBps,
    haircutBps: asset.isEndogenous ? BPS : asset.haircutFloorBps,
    targetBps: asset.targetWeightBps,
    maxBps: asset.maxWeightBps,
    maxGrowthPerDayBps: bps(0),
    risks: risksOfAsset(policy, asset, chain),
    maturity: maturityOf(asset),
    isEndogenous: asset.isEndogenous,
    isEntryAllowed: asset.isEligible && !asset.isEndogenous,
    isDisabled: false,
  };
}

const isVaultFeed = (source: PolicySource, numeraire: string, chain: string): boolean =>
  source.venue === 'chainlink' && source.chain === chain && source.quote === numeraire && source.address !== null;

function lawVenue(policy: Policy, venue: PolicyVenue, assets: readonly LawAsset[], chain: string): LawVenue | null {
  if (venue.kind === 'uniswap-v3' || venue.chain !== chain) return null;
  const asset = assets.find((item) => item.assetId === venue.assets[0]);
  if (asset === undefined) return null;
  if (venue.kind === 'aave-v3' && venue.receipt === null)
    throw new LawNotExpressible(`venue ${venue.id} names no receipt token`);
  return {
    venueId: venue.id,
    kind: venue.kind,
    target: venue.address,
    token: asset.token,
    receipt: venue.kind === 'erc4626' ? venue.address : (venue.receipt ?? venue.address),
    maxBps: venue.maxShareBps,
    maxGrowthPerDayBps: venue.kind === 'erc4626' ? SHARE_GROWTH : bps(0),
    risks: risksOfVenue(policy, venue),
    maturity: 0,
    isEntryAllowed: venue.isEntryAllowed,
  };
}

/** Terms of the first par liability on the vault's chain; without one, nothing can be minted or redeemed. */
function lawRedemption(policy: Policy, assets: readonly LawAsset[], chain: string): OnChainLaw['redemption'] {
  const liability = policy.liabilities.find(
    (item): item is PolicyLiability & { readonly kind: 'par' } => item.kind === 'par' && item.chain === chain,
  );
  const payout = assets.find((asset) => asset.assetId === liability?.payoutAsset) ?? assets[0];
  if (payout === undefined) throw new LawNotExpressible('no asset is listed');
  if (liability === undefined)
    return { payoutToken: payout.token, owed: 'payoutAsset', feeBps: bps(0), capPerDayWad: null, delaySeconds: 0 };
  if (payout.assetId !== liability.payoutAsset)
    throw new LawNotExpressible(`the payout asset of ${liability.id} is not priced by a feed on the vault's chain`);
  return {
    payoutToken: payout.token,
    owed: liability.owed,
    feeBps: liability.redemption.feeBps,
    capPerDayWad: liability.redemption.capPerDayWad,
    delaySeconds: liability.redemption.queueSeconds,
  };
}
