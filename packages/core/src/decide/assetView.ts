import type { EffectiveAsset, EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import type { AssetStateName } from '../records/assessment.ts';
import type { AssetPrice } from '../records/sheet.ts';
import type { Wad } from '../units/amounts.ts';
import type { DecideInput } from './decideInput.ts';
import type { Ban } from './mandate.ts';

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

/** Everything known of an asset this cycle; null for one that was not priced. Pure. */
export function viewAsset(input: DecideInput, limits: EffectiveLimits, asset: PolicyAsset): AssetView | null {
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
  if (state !== 'sound') return { code: `ASSET_${state.toUpperCase()}`, reason: `${asset.id} is ${state}: no entry` };
  if (!law.isEntryAllowed)
    return {
      code: 'ENTRY_FORBIDDEN',
      reason: `${asset.id} is closed to entry (${law.origin === 'chain' ? 'chain' : 'policy'})`,
    };
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
