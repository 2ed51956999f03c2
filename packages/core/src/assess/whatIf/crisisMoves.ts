import { BPS, bps, mulDivDown, WAD, wad, type Wad } from '../../units/amounts.ts';
import type { Policy, PolicyAsset } from '../../policy/policy.ts';
import { assetFactor } from '../failures/assetFactor.ts';
import { isNamed } from './findNamed.ts';
import type { PastCrisis } from './pastCrises.ts';
import type { PastMoves } from './pastMoves.ts';
import type { WhatIfEvent } from './whatIf.ts';

/** What stands in for a floating asset the crisis has no figure of. */
const STAND_IN = 'ETH';
const STAKED = 'STETH';

/**
 * A crisis of the past on the assets and liabilities of a policy. An asset is known by its id or name, wrapped or not (WETH
 * is ETH). A floating asset without a figure falls as ether did; a staking token as what it redeems for, times stETH's
 * discount; a coin or bill without a figure stands. Shares follow what they are shares of, as in every what-if. Each
 * liability is redeemed as the coin was that was run on. Pure.
 */
export function crisisMoves(crisis: PastCrisis, text: string, policy: Policy): PastMoves {
  const { movesBps, run } = crisis;
  const all = new Set(policy.assets.map(({ id }) => id));
  const left = (symbol: string): Wad | null => {
    const change = movesBps[symbol];
    return change === undefined ? null : wad(((BPS + BigInt(change)) * WAD) / BPS);
  };
  const own = (asset: PolicyAsset): Wad | null => {
    const symbol = Object.keys(movesBps).find((item) => item !== STAKED && isNamed(item, asset));
    return symbol === undefined ? null : left(symbol);
  };
  const events: WhatIfEvent[] = [];
  const [borrowed, still]: [string[], string[]] = [[], []];
  const push = (assetId: string, factorWad: Wad | null): void => {
    if (factorWad !== null) events.push({ kind: 'move', text, assetId, factorWad });
  };
  for (const asset of policy.assets) {
    const factor = assetFactor(asset, policy, all);
    const factorWad = own(asset);
    if (factorWad !== null) push(asset.id, factorWad);
    else if (factor.kind === 'staked') {
      const base = policy.assets.find(({ id }) => id === factor.baseId);
      const [under, discount] = [base === undefined ? null : (own(base) ?? left(STAND_IN)), left(STAKED)];
      if (discount !== null) push(asset.id, wad(mulDivDown(under ?? WAD, discount, WAD)));
    } else if (asset.underlying !== null || factor.kind === 'still') continue;
    else if (factor.kind !== 'floating') still.push(asset.id);
    else if (left(STAND_IN) !== null) {
      push(asset.id, left(STAND_IN));
      borrowed.push(asset.id);
    } else still.push(asset.id);
  }
  const runs =
    run === null
      ? []
      : policy.liabilities.map(({ id }): WhatIfEvent => ({
          kind: 'redeem',
          text,
          liabilityId: id,
          shareBps: bps(BigInt(run.shareBps)),
          overSeconds: run.days * 86_400,
        }));
  return {
    events: [...events, ...runs],
    notes: [
      `${crisis.id}: closes of ${crisis.from} to ${crisis.to}, coins at their lowest${run === null ? '' : `; holders run as those of ${run.coin} did in ${run.days} days`}`,
      ...(borrowed.length === 0
        ? []
        : [`${crisis.id}: ${borrowed.join(', ')} without a figure, so falling as ether did`]),
      ...(still.length === 0 ? [] : [`${crisis.id}: ${still.join(', ')} without a figure, so standing still`]),
    ],
  };
}
