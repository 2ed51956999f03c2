import { min, ZERO_WAD, type Bps } from '../units/amounts.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import type { AssetState, LimitResult } from '../records/assessment.ts';
import type { BalanceSheet, SheetLine } from '../records/sheet.ts';
import { judgeLimit } from './limitResult.ts';
import { bpsToWad, knownValue, measureShare, unknownValueUp, unpricedBooks, type Share } from './unknownValue.ts';

/** What every share limit is measured against. */
export interface ShareContext {
  readonly sheet: BalanceSheet;
  readonly policy: Policy;
  readonly effective: EffectiveLimits;
  readonly assetStates: readonly AssetState[];
}

/** Exposure per issuer, venue, custodian, bridge and chain, as valued with look-through; books count with the lines. Pure. */
export function exposureLimits({ sheet, policy }: ShareContext): LimitResult[] {
  const books = unpricedBooks(sheet);
  return policy.limits.exposures.map((limit) => {
    const exposure = sheet.exposures.find((item) => item.kind === limit.kind && item.id === limit.id);
    const named = new Set(exposure?.lines);
    const isInside = (line: SheetLine): boolean => named.has(line.holdingId);
    const isBookInside = books.some((id) => named.has(id));
    const isBookOutside = books.some((id) => !named.has(id));
    return judgeShare(
      {
        id: `exposure:${limit.kind}:${limit.id}`,
        direction: 'max',
        thresholdBps: limit.maxShareBps,
        origin: 'document',
      },
      {
        partWad: exposure?.valueWad ?? ZERO_WAD,
        wholeWad: sheet.assetsWad,
        insideWad: isBookInside ? null : unknownValueUp(sheet.lines.filter(isInside), policy),
        outsideWad: isBookOutside ? null : unknownValueUp(without(sheet.lines, isInside), policy),
      },
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
    const share = shareOfLines(sheet, policy, (line) => line.assetId === asset.id);
    const origin = most < asset.maxWeightBps ? 'chain' : 'document';
    const maximum = { id: `weight:max:${asset.id}`, direction: 'max', thresholdBps: most, origin } as const;
    const minimum = {
      id: `weight:min:${asset.id}`,
      direction: 'min',
      thresholdBps: least,
      origin: !isDisabled && least < asset.minWeightBps ? 'chain' : 'document',
    } as const;
    return [judgeShare(maximum, share), ...(asset.minWeightBps > 0n ? [judgeShare(minimum, share)] : [])];
  });
}

/** Share of the reserve in each venue, against the stricter of document and chain. Pure. */
export function venueLimits({ sheet, policy, effective }: ShareContext): LimitResult[] {
  return policy.venues.map((venue) => {
    const most = effective.venues.find((item) => item.venueId === venue.id)?.maxShareBps ?? venue.maxShareBps;
    return judgeShare(
      {
        id: `venue:${venue.id}`,
        direction: 'max',
        thresholdBps: most,
        origin: most < venue.maxShareBps ? 'chain' : 'document',
      },
      shareOfLines(sheet, policy, (line) => line.venueId === venue.id),
    );
  });
}

interface ShareTerms {
  readonly id: string;
  readonly direction: LimitResult['direction'];
  readonly thresholdBps: Bps;
  readonly origin: LimitResult['origin'];
}

const judgeShare = ({ thresholdBps, ...terms }: ShareTerms, share: Share): LimitResult =>
  judgeLimit({ ...terms, unit: 'ratio', thresholdWad: bpsToWad(thresholdBps) }, measureShare(share, terms.direction));

function shareOfLines(sheet: BalanceSheet, policy: Policy, isInside: (line: SheetLine) => boolean): Share {
  const inside = sheet.lines.filter(isInside);
  return {
    partWad: knownValue(inside),
    wholeWad: knownValue(sheet.lines),
    insideWad: unknownValueUp(inside, policy),
    outsideWad: unknownValueUp(without(sheet.lines, isInside), policy),
  };
}

const without = (lines: readonly SheetLine[], isInside: (line: SheetLine) => boolean): SheetLine[] =>
  lines.filter((line) => !isInside(line));
