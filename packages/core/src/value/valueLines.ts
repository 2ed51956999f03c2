import { BPS, bpsOfDown, max, min, sub, valueDown, wad, type Bps, type Wad } from '../units/amounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import type { AssetPrice, SheetLine } from '../records/sheet.ts';
import type { Holding, Snapshot } from '../records/snapshot.ts';

/** Every holding at its mark and after its haircut. Pure; a line that is unknown stays null, never zero. */
export function valueLines(
  snapshot: Snapshot,
  policy: Policy,
  limits: EffectiveLimits,
  prices: readonly AssetPrice[],
): SheetLine[] {
  const junior = new Set(policy.junior.map((stake) => `${stake.assetId}@${stake.accountId}`));
  return snapshot.holdings
    .filter((holding) => !junior.has(`${holding.assetId}@${holding.accountId}`))
    .map((holding) => valueLine(holding, snapshot, policy, limits, prices));
}

function valueLine(
  holding: Holding,
  snapshot: Snapshot,
  policy: Policy,
  limits: EffectiveLimits,
  prices: readonly AssetPrice[],
): SheetLine {
  const asset = policy.assets.find((item) => item.id === holding.assetId);
  const price = prices.find((item) => item.assetId === holding.assetId);
  const mark = price?.markWad ?? null;
  const value =
    holding.amountRaw === null || mark === null ? null : valueDown(holding.amountRaw, holding.decimals, mark);
  const isEndogenous = asset === undefined || asset.isEndogenous;
  const attested = snapshot.attested.find((record) => record.id === holding.attestedId);
  const flags: string[] = [];
  if (asset === undefined) flags.push('NOT_IN_POLICY');
  if (isEndogenous) flags.push('ENDOGENOUS');
  else if (!asset.isEligible) flags.push('NOT_ELIGIBLE');
  if (holding.where === 'encumbered') flags.push('ENCUMBERED');
  if (holding.attestedId !== null && (attested === undefined || !attested.isDualApproved))
    flags.push('ATTESTATION_INVALID');
  if (attested !== undefined && snapshot.asOfSeconds >= attested.expiresAtSeconds) flags.push('ATTESTATION_EXPIRED');
  if (holding.amountRaw === null) flags.push('UNKNOWN_AMOUNT');
  if (mark === null) flags.push('UNKNOWN_PRICE');
  const policyHaircut = limits.assets.find((item) => item.assetId === holding.assetId)?.haircutBps ?? BPS;
  const haircut = min(
    BPS,
    (max(policyHaircut, 0n as Bps) + (asset?.pricing.method === 'nav' ? asset.pricing.issuerHaircutBps : 0n)) as Bps,
  );
  const counts = flags.length === 0 && value !== null;
  return {
    holdingId: holding.id,
    assetId: holding.assetId,
    accountId: holding.accountId,
    venueId: holding.venueId,
    where: holding.where,
    decimals: holding.decimals,
    amountRaw: holding.amountRaw,
    markWad: mark,
    valueWad: value,
    haircutBps: haircut,
    riskAdjustedWad: counts ? bpsOfDown(value, sub(BPS, haircut)) : wad(0n),
    isEndogenous,
    liquidityTier: asset?.liquidityTier ?? 'longer',
    sources: price?.sources.filter((source) => source.verdict === 'inlier').map((source) => source.sourceId) ?? [],
    flags,
  };
}

/** Slashable stake at mark and after haircut: junior capital, never backing. Unknown stake counts nothing. */
export function valueJunior(
  snapshot: Snapshot,
  policy: Policy,
  limits: EffectiveLimits,
  prices: readonly AssetPrice[],
): { readonly juniorWad: Wad; readonly juniorRiskAdjustedWad: Wad } {
  let [mark, adjusted] = [0n, 0n];
  for (const stake of policy.junior) {
    for (const holding of snapshot.holdings) {
      if (holding.assetId !== stake.assetId || holding.accountId !== stake.accountId) continue;
      const line = valueLine(holding, snapshot, policy, limits, prices);
      mark += bpsOfDown(line.valueWad ?? wad(0n), stake.slashableBps);
      adjusted += bpsOfDown(line.riskAdjustedWad, stake.slashableBps);
    }
  }
  return { juniorWad: wad(mark), juniorRiskAdjustedWad: wad(adjusted) };
}
