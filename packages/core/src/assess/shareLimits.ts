import { min, type Bps, type Wad } from '../units/amounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import type { AssetState, LimitResult } from '../records/assessment.ts';
import type { BalanceSheet, SheetLine } from '../records/sheet.ts';
import type { VaultState } from '../records/snapshot.ts';
import { counterpartiesOf } from './counterparties.ts';
import { judgeLimit } from './limitResult.ts';
import { bpsToWad, knownValue, measureShare, unknownValueUp } from './unknownValue.ts';

/** What every share limit is measured against. */
export interface ShareContext {
  readonly sheet: BalanceSheet;
  readonly policy: Policy;
  readonly effective: EffectiveLimits;
  readonly vault: VaultState | null;
  readonly assetStates: readonly AssetState[];
}

/** Exposure per issuer, venue, custodian, bridge and chain, as valued with look-through. Pure. */
export function exposureLimits({ sheet, policy }: ShareContext): LimitResult[] {
  return policy.limits.exposures.map((limit) => {
    const key = `${limit.kind}:${limit.id}`;
    const exposure = sheet.exposures.find((item) => item.kind === limit.kind && item.id === limit.id);
    return judgeShare(
      { sheet, policy },
      { id: `exposure:${key}`, direction: 'max', thresholdBps: limit.maxShareBps, origin: 'document' },
      (line) => counterpartiesOf(line, policy).has(key),
      exposure?.valueWad,
    );
  });
}

/**
 * Weight of every asset against its band. The maximum is the stricter of document and chain. The minimum
 * yields to it, and is zero for a disabled asset: nothing asks to buy what is being left.
 */
export function weightLimits({ sheet, policy, effective, assetStates }: ShareContext): LimitResult[] {
  return policy.assets.flatMap((asset) => {
    const law = effective.assets.find((item) => item.assetId === asset.id);
    const most = law === undefined ? asset.maxWeightBps : law.maxWeightBps;
    const isDisabled = assetStates.some((item) => item.assetId === asset.id && item.state === 'disabled');
    const least = isDisabled ? (0n as Bps) : min(asset.minWeightBps, most);
    const isOurs = (line: SheetLine): boolean => line.assetId === asset.id;
    const origin = most < asset.maxWeightBps ? 'chain' : 'document';
    const maximum = { id: `weight:max:${asset.id}`, direction: 'max', thresholdBps: most, origin } as const;
    const minimum = {
      id: `weight:min:${asset.id}`,
      direction: 'min',
      thresholdBps: least,
      origin: !isDisabled && least < asset.minWeightBps ? 'chain' : 'document',
    } as const;
    return [
      judgeShare({ sheet, policy }, maximum, isOurs),
      ...(asset.minWeightBps > 0n ? [judgeShare({ sheet, policy }, minimum, isOurs)] : []),
    ];
  });
}

/** Share of the reserve in each venue, against the stricter of document and chain. Pure. */
export function venueLimits({ sheet, policy, vault }: ShareContext): LimitResult[] {
  return policy.venues.map((venue) => {
    const onChain = vault?.venues.find((item) => item.venueId === venue.id)?.maxBps ?? venue.maxShareBps;
    return judgeShare(
      { sheet, policy },
      {
        id: `venue:${venue.id}`,
        direction: 'max',
        thresholdBps: min(onChain, venue.maxShareBps),
        origin: onChain < venue.maxShareBps ? 'chain' : 'document',
      },
      (line) => line.venueId === venue.id,
    );
  });
}

interface ShareTerms {
  readonly id: string;
  readonly direction: LimitResult['direction'];
  readonly thresholdBps: Bps;
  readonly origin: LimitResult['origin'];
}

function judgeShare(
  { sheet, policy }: Pick<ShareContext, 'sheet' | 'policy'>,
  terms: ShareTerms,
  isInside: (line: SheetLine) => boolean,
  partWad: Wad = knownValue(sheet.lines.filter(isInside)),
): LimitResult {
  const { thresholdBps, ...rest } = terms;
  return judgeLimit(
    { ...rest, unit: 'ratio', thresholdWad: bpsToWad(thresholdBps) },
    measureShare(
      {
        partWad,
        wholeWad: knownValue(sheet.lines),
        insideWad: unknownValueUp(sheet.lines.filter(isInside), policy),
        outsideWad: unknownValueUp(
          sheet.lines.filter((line) => !isInside(line)),
          policy,
        ),
      },
      terms.direction,
    ),
  );
}
