import { bpsOfDown, type Bps, type Wad } from '../units/amounts.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import type { Permission } from '../records/sheet.ts';
import type { Consensus } from './consensus.ts';

/** Without a quorum, answers further apart than this (above the lower) show that one is broken: no sale on their word alone. */
export const MAX_EXIT_SPREAD_BPS = 2_500n as Bps;

export const allow = (code: string, reason: string): Permission => ({ allowed: true, code, reason });
export const forbid = (code: string, reason: string): Permission => ({ allowed: false, code, reason });

/** What entry is judged by. */
export interface EnterEvidence {
  readonly vote: Consensus;
  readonly isTooFast: boolean;
  readonly originsBelowIffy: number;
}

/** Whether the asset may be bought or deposited: only on a full consensus, at a believable pace, above its threshold. Pure. */
export function mayEnter(asset: PolicyAsset, { vote, isTooFast, originsBelowIffy }: EnterEvidence): Permission {
  const { id } = asset;
  if (!asset.isEligible || asset.isEndogenous) return forbid('NOT_ELIGIBLE', `${id} is not eligible`);
  if (vote.status === 'INDETERMINATE') return forbid('NO_PRICE', `${id} has no live price`);
  if (vote.status === 'HALT') return forbid('NO_CONSENSUS', `sources of ${id} do not agree`);
  if (isTooFast) return forbid('VELOCITY', `${id} moved faster than six standard deviations`);
  if (originsBelowIffy > 0)
    return forbid('BELOW_THRESHOLD', `${countOrigins(originsBelowIffy)} of ${id} below its threshold`);
  if (vote.status === 'DEGRADED')
    return forbid('CONSENSUS_DEGRADED', `less than two thirds of the sources of ${id} agree`);
  return allow('CONSENSUS', `${countOrigins(vote.origins)} of ${id} agree`);
}

/** A permission to leave, with the least price it is given for. */
export interface Exit {
  readonly permission: Permission;
  readonly floorWad: Wad | null;
}

/**
 * Whether the asset may be sold, and from which floor. A quorum is enough, and its lowest answer is the floor.
 * Without one, two live origins within a quarter of each other are enough, or two that both stand below the
 * disabled threshold: honest venues part in a crash, and that must not trap the reserve. The floor is then the
 * lower median, which one liar among three cannot lower past an honest answer. Fewer than two: never. Pure.
 */
export function mayExit(vote: Consensus, originsBelowDisabled: number): Exit {
  const { lowWad, highWad, middleWad, origins } = vote;
  const refuse = (code: string, reason: string): Exit => ({ permission: forbid(code, reason), floorWad: null });
  if (origins < 2 || lowWad === null || highWad === null)
    return refuse('TOO_FEW_ORIGINS', `${countOrigins(origins)} live: no price to leave at`);
  if (vote.status === 'OK' || vote.status === 'DEGRADED')
    return { permission: allow('CONSENSUS', `${countOrigins(origins)} live, enough agree`), floorWad: lowWad };
  if (highWad <= lowWad + bpsOfDown(lowWad, MAX_EXIT_SPREAD_BPS))
    return { permission: allow('TWO_ORIGINS', `${countOrigins(origins)} live within a quarter`), floorWad: middleWad };
  if (originsBelowDisabled >= 2) {
    const reason = `${countOrigins(originsBelowDisabled)} below the disabled threshold`;
    return { permission: allow('CONFIRMED_BELOW', reason), floorWad: middleWad };
  }
  return refuse('SPREAD_TOO_WIDE', 'answers differ by more than a quarter: one of them is broken');
}

const countOrigins = (count: number): string => `${count} origin${count === 1 ? '' : 's'}`;
