import { gateBreaks } from '../../quant/pegs/billGates.ts';
import { coinBreaks, followChances, stakingBreaks, type PegBreaks } from '../../quant/pegs/pegBreaks.ts';
import type { BreakSide } from '../../quant/pegs/pegNumbers.ts';
import { pathSettings } from '../../quant/pegs/pathSettings.ts';
import { joinPegs, preparePeg, stillPeg, type PegLaw, type PegSystem } from '../../quant/simulation/pegLaw.ts';
import type { Policy, PolicyAsset } from '../../policy/policy.ts';

/** Log returns of single days, by day. */
export type ReturnsByDay = ReadonlyMap<number, number>;

/** Something that may break: a coin's peg, a staking token's discount, a bill's gate. */
export interface PegColumn {
  readonly asset: PolicyAsset;
  readonly kind: 'coin' | 'staked' | 'bill';
  /** Of its price, or of its price against what it redeems for; null without a history. */
  readonly returns: ReturnsByDay | null;
  /** How far below par it stands today, a fraction of par; null where par is not known. */
  readonly below: number | null;
}

const BREAKS: Readonly<Record<PegColumn['kind'], (side: BreakSide) => PegBreaks>> = {
  coin: coinBreaks,
  staked: stakingBreaks,
  bill: gateBreaks,
};

/** A fall of this in a day (log), both on one day, and two pegs have shown that one thing stands behind them. */
const FELL = -0.01;

/** The law of one of them; `newest` picks the returns it is fitted to. Throws SampleRefused for a history none can be fitted to. Pure. */
export function pegLaw(
  { kind, returns, below }: PegColumn,
  side: BreakSide,
  newest: (returns: ReturnsByDay) => readonly number[],
): PegLaw {
  const breaks = BREAKS[kind](side);
  if (returns === null) return stillPeg(breaks);
  const fitted = newest(returns);
  return preparePeg(fitted, breaks, below, pathSettings(fitted));
}

/**
 * All that may break, as one system. Linked are what shares an issuer or a custodian, what the policy says is backed by
 * what breaks (`backedBy`, that way round alone), and pegs that fell 1 % on the same day of their history. A bill's gate is joined by the first two alone: no fund shut because a coin broke. Pure.
 */
export function linkPegs(
  columns: readonly PegColumn[],
  laws: readonly PegLaw[],
  side: BreakSide,
  policy: Pick<Policy, 'assets'>,
): PegSystem {
  const { linked, unlinked } = followChances(side);
  return joinPegs(laws, (first, second) => {
    const [a, b] = [columns[first], columns[second]];
    if (a === undefined || b === undefined) return { chance: 0, shares: false };
    if (shareParty(a.asset, b.asset) || standsOn(b.asset, a.asset.id, policy)) return { chance: linked, shares: true };
    if (a.kind === 'bill' || b.kind === 'bill') return { chance: 0, shares: false };
    const isLinked = fellTogether(a.returns, b.returns);
    return { chance: isLinked ? linked : unlinked, shares: isLinked };
  });
}

/** Whether an asset is backed by another, also by way of others and of what those redeem for. */
function standsOn({ backedBy = [] }: PolicyAsset, assetId: string, { assets }: Pick<Policy, 'assets'>): boolean {
  const waiting = [...backedBy];
  const seen = new Set<string>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === assetId) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    const here: string = id;
    const asset = assets.find((item) => item.id === here);
    waiting.push(...(asset?.backedBy ?? []), ...(asset?.constituents ?? []));
    if (asset?.underlying != null) waiting.push(asset.underlying);
  }
  return false;
}

const shareParty = (a: PolicyAsset, b: PolicyAsset): boolean =>
  a.issuer === b.issuer || (a.custodian !== null && a.custodian === b.custodian);

const fellTogether = (a: ReturnsByDay | null, b: ReturnsByDay | null): boolean =>
  [...(a ?? [])].some(([day, move]) => move <= FELL && (b?.get(day) ?? 0) <= FELL);
