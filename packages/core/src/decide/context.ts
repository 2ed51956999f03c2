import { bps, bpsOfUp, sum, wad, type Wad } from '../units/amounts.ts';
import { effectiveLimits, type EffectiveAsset, type EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { PolicyAsset, PolicyVenue } from '../policy/policy.ts';
import type { AssetStateName } from '../records/assessment.ts';
import type { AssetPrice } from '../records/sheet.ts';
import type { Holding } from '../records/snapshot.ts';
import { capsOf, type Cap } from './capsOf.ts';
import type { Ledger, Rung } from './ledger.ts';
import type { DecideInput } from './decideInput.ts';
import { readMandate, type Ban, type Mandate } from './mandate.ts';
import { compareText } from './order.ts';

/** One asset of the policy with everything known of it this cycle. */
export interface AssetView {
  readonly assetId: string;
  readonly asset: PolicyAsset;
  readonly limits: EffectiveAsset;
  readonly price: AssetPrice;
  /** Disabled by the evidence or by the chain. */
  readonly state: AssetStateName;
  /** What the asset counts at when sold: its consensus, or the highest answer when there is none. */
  readonly soldAtWad: Wad | null;
  /** What it counts at when bought: its consensus, or the lowest answer. */
  readonly boughtAtWad: Wad | null;
  /** Null when it may be bought / sold; endogenous assets never are. */
  readonly buyBan: Ban | null;
  readonly sellBan: Ban | null;
}

/** Everything the priorities read; nothing here changes while the plan grows. */
export interface DecideContext extends DecideInput {
  readonly limits: EffectiveLimits;
  readonly mandate: Mandate;
  readonly nowSeconds: number;
  readonly baseId: string;
  /** Sorted by id, as everything a plan could depend on the order of. */
  readonly assets: readonly AssetView[];
  readonly venues: readonly PolicyVenue[];
  readonly caps: readonly Cap[];
  readonly opening: Ledger;
}

/** Reads the input once; everything is sorted by id, so that the order of a document never shows in a plan. Pure. */
export function openContext(input: DecideInput): DecideContext {
  const { policy, snapshot, carried } = input;
  const nowSeconds = snapshot.asOfSeconds;
  const limits = effectiveLimits(policy, snapshot.vault, carried, nowSeconds);
  const mandate = readMandate(input, limits);
  return {
    ...input,
    limits,
    mandate,
    nowSeconds,
    baseId: policy.assets.find((asset) => asset.isBase)?.id ?? '',
    assets: policy.assets
      .toSorted((a, b) => compareText(a.id, b.id))
      .flatMap((asset) => viewAsset(input, limits, asset) ?? []),
    venues: policy.venues.toSorted((a, b) => compareText(a.id, b.id)),
    caps: capsOf(input, limits),
    opening: openLedger(input, limits, mandate),
  };
}

/** The view of an asset, or undefined for one outside the policy. */
export const viewOf = (context: DecideContext, assetId: string): AssetView | undefined =>
  context.assets.find((view) => view.assetId === assetId);

function viewAsset(input: DecideInput, limits: EffectiveLimits, asset: PolicyAsset): AssetView | null {
  const price = input.sheet.prices.find((item) => item.assetId === asset.id);
  const law = limits.assets.find((item) => item.assetId === asset.id);
  if (price === undefined || law === undefined) return null;
  const assessed = input.assessment.assetStates.find((item) => item.assetId === asset.id)?.state ?? 'unknown';
  const state = law.isDisabled ? 'disabled' : assessed;
  return {
    assetId: asset.id,
    asset,
    limits: law,
    price,
    state,
    soldAtWad: price.consensusWad ?? price.highWad,
    boughtAtWad: price.consensusWad ?? price.lowWad,
    buyBan: banBuying(input, asset, law, price, state),
    sellBan: banSelling(input, asset, price, state),
  };
}

function banBuying(
  input: DecideInput,
  asset: PolicyAsset,
  law: EffectiveAsset,
  price: AssetPrice,
  state: AssetStateName,
): Ban | null {
  if (asset.isEndogenous) return { code: 'ENDOGENOUS', reason: `${asset.id} depends on our own health` };
  if (!law.isEntryAllowed)
    return {
      code: 'ENTRY_FORBIDDEN',
      reason: `${asset.id} is closed to entry (${law.origin === 'chain' ? 'chain' : 'policy'})`,
    };
  if (state !== 'sound') return { code: `ASSET_${state.toUpperCase()}`, reason: `${asset.id} is ${state}: no entry` };
  if (!price.enter.allowed) return { code: price.enter.code, reason: price.enter.reason };
  return alertOn(input, asset.id, false);
}

function banSelling(input: DecideInput, asset: PolicyAsset, price: AssetPrice, state: AssetStateName): Ban | null {
  if (asset.isEndogenous)
    return { code: 'ENDOGENOUS', reason: `${asset.id} backs nothing; selling it would sell our own health` };
  if (state === 'unknown')
    return { code: 'ASSET_UNKNOWN', reason: `nothing is known of ${asset.id}, and unknown never triggers a sale` };
  if (!price.exit.allowed) return { code: price.exit.code, reason: price.exit.reason };
  return alertOn(input, asset.id, true);
}

/** Any alert on a contract of the asset stops entry; a token that is paused or blocks us cannot be sold either. */
function alertOn({ assessment }: DecideInput, assetId: string, isSale: boolean): Ban | null {
  const found = assessment.contractAlerts.find(
    (alert) =>
      alert.subject.startsWith(`token:${assetId}@`) && (!isSale || alert.code === 'PAUSED' || alert.code === 'BLOCKED'),
  );
  return found === undefined ? null : { code: `CONTRACT_${found.code}`, reason: `${found.subject}: ${found.detail}` };
}

/** Why a venue may not be entered, or null. */
export function banVenue(context: DecideContext, venueId: string): Ban | null {
  const found = context.assessment.contractAlerts.find(
    (alert) => alert.subject === `venue:${venueId}` || alert.subject === `receipt:${venueId}`,
  );
  return found === undefined ? null : { code: `CONTRACT_${found.code}`, reason: `${found.subject}: ${found.detail}` };
}

function openLedger(input: DecideInput, limits: EffectiveLimits, mandate: Mandate): Ledger {
  const { policy, snapshot, sheet } = input;
  const sheetIds = new Set(sheet.lines.map((line) => line.holdingId));
  // The contract withdraws from the venues of its law alone.
  const isReachable = (venueId: string | null): boolean =>
    venueId === null || snapshot.vault === null || snapshot.vault.venues.some((item) => item.venueId === venueId);
  const canMove = (holding: Holding): boolean =>
    sheetIds.has(holding.id) &&
    mandate.actors.includes(holding.accountId) &&
    (holding.where === 'idle' || (holding.where === 'deployed' && isReachable(holding.venueId))) &&
    holding.amountRaw !== null &&
    holding.attestedId === null;
  const payoutId = policy.liabilities[0]?.payoutAsset ?? policy.assets.find((asset) => asset.isBase)?.id ?? '';
  return {
    holdings: snapshot.holdings.filter(canMove).toSorted((a, b) => compareText(a.id, b.id)),
    pools: snapshot.pools.toSorted((a, b) => compareText(a.venueId, b.venueId)),
    lending: snapshot.lending,
    claims: snapshot.liabilities
      .toSorted((a, b) => compareText(a.liabilityId, b.liabilityId))
      .flatMap((state) =>
        state.pending.toSorted((a, b) => a.id - b.id).map((claim) => ({ ...claim, liabilityId: state.liabilityId })),
      ),
    payoutId,
    rungs: openRungs(input),
    soldWad: wad(0n),
    lostWad: wad(0n),
    turnoverLeftWad: limits.turnoverLeftWad,
    lossLeftWad: limits.lossBudgetLeftWad,
  };
}

/** Horizons of the ladder against what the policy asks of each. */
function openRungs({ policy, sheet }: DecideInput): Rung[] {
  const pools = new Set(policy.venues.filter((venue) => venue.kind === 'uniswap-v3').map((venue) => venue.id));
  const isOwedKnown = sheet.liabilities.every((line) => line.claimWad !== null);
  return sheet.ladder.map((rung) => {
    const limit = policy.limits.liquidity.find((item) => item.horizon === rung.horizon);
    return {
      horizon: rung.horizon,
      cashWad: rung.cashWad,
      heldWad: sum(
        rung.draws.filter((draw) => draw.venueId === null || !pools.has(draw.venueId)).map((draw) => draw.cashWad),
      ),
      // Where nobody can say what is owed, all that is held may be.
      requiredWad:
        limit === undefined
          ? wad(0n)
          : isOwedKnown
            ? bpsOfUp(sheet.liabilitiesWad, limit.minCoverageBps)
            : sheet.assetsWad,
      coverageBps: limit?.minCoverageBps ?? bps(0),
    };
  });
}
