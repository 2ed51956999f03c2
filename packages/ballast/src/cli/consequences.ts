import {
  boundParametersOf,
  DAY_SECONDS,
  divWadDown,
  hashArtefact,
  LawNotExpressible,
  lossBound,
  max,
  min,
  mulDivDown,
  RAY,
  raw,
  valueDown,
  vaultUnder,
  wad,
  WAD,
  type BalanceSheet,
  type CarriedState,
  type History,
  type Plan,
  type Policy,
  type Snapshot,
  type Wad,
} from '@ballast/core';
import { thinkHere, type Thought } from '../engine/thinkCycle.ts';
import type { Consequence } from '../report/consequence.ts';

/** A moment to be judged under a law. */
export interface JudgedMoment {
  readonly snapshot: Snapshot;
  readonly carried: CarriedState;
  readonly history: History;
}

/** What a law comes to at a moment, and what would be remembered after it. */
export interface Judged {
  readonly consequence: Consequence;
  readonly carried: CarriedState;
}

/**
 * What a moment comes to under a policy: the one in force as the chain holds it, another as if the vault had adopted it
 * the block before. Nothing is acted on: the plan
 * tells only what would be done first. Pure.
 */
export function judgeMoment(policy: Policy, { snapshot: seen, carried, history }: JudgedMoment): Judged {
  const snapshot = { ...seen, vault: adopted(seen, policy) };
  // The vault is taken to hold this law, whatever its document is called.
  const policyHash = seen.vault?.policyDocumentHash ?? seen.parents.policy;
  const thought = thinkHere({ snapshot, policy, policyHash, history, carried });
  const { sheet, assessment, plan } = thought;
  const day = lossBound(boundParametersOf(policy, snapshot.vault, sheet.assetsWad), DAY_SECONDS);
  return {
    carried: thought.carried,
    consequence: {
      backingWad: sheet.backingRatioWad,
      riskAdjustedWad: sheet.riskAdjustedBackingRatioWad,
      cash: sheet.ladder.map(({ horizon, cashWad }) => ({
        horizon,
        coverageWad: sheet.liabilitiesWad === 0n ? null : divWadDown(cashWad, sheet.liabilitiesWad),
      })),
      yieldWad: yearlyYield(snapshot, thought),
      worstDayWad: day.sumWad,
      venueFailureWad: day.venueFailureWad,
      notMet: assessment.limits.filter((limit) => limit.status !== 'met').map((limit) => limit.id),
      level: assessment.level,
      actions: plan.actions.length,
    },
  };
}

function adopted({ vault }: Snapshot, policy: Policy): Snapshot['vault'] {
  // What the guardian tightened since counts for the law in force, and not for one that would replace it.
  if (vault === null || policy.execution.vault === null || hashArtefact(policy) === vault.policyDocumentHash)
    return vault;
  try {
    return vaultUnder(vault, policy);
  } catch (error) {
    // A law no contract would take leaves the vault as it is; the difference itself says so.
    if (error instanceof LawNotExpressible) return vault;
    throw error;
  }
}

/** What lending markets would pay in a year on what the plan leaves in them, as a share of the reserve; null when nothing is known. */
function yearlyYield(snapshot: Snapshot, { sheet, plan }: Pick<Thought, 'sheet' | 'plan'>): Wad | null {
  if (sheet.assetsWad === 0n) return null;
  let total = 0n;
  for (const market of snapshot.lending) {
    const mark = sheet.prices.find((price) => price.assetId === market.assetId)?.markWad ?? null;
    if (mark === null) continue;
    const moved = movedBy(plan, market.venueId);
    const inside = max(0n, deployedIn(sheet, market.venueId) + moved);
    const supplied = max(0n, market.suppliedRaw + moved);
    // More supply shares the same interest.
    const rate = supplied === 0n ? 0n : mulDivDown(market.liquidityRateRay, market.suppliedRaw, supplied);
    total += mulDivDown(valueDown(raw(inside), market.decimals, mark), rate, RAY);
  }
  return wad(mulDivDown(total, WAD, sheet.assetsWad));
}

const deployedIn = (sheet: BalanceSheet, venueId: string): bigint =>
  sheet.lines
    .filter((line) => line.venueId === venueId && line.where === 'deployed')
    .reduce((all, line) => all + (line.amountRaw ?? 0n), 0n);

const movedBy = (plan: Plan, venueId: string): bigint =>
  plan.actions.reduce((all, action) => {
    if (action.kind === 'deposit' && action.venueId === venueId) return all + action.amountRaw;
    return action.kind === 'withdraw' && action.venueId === venueId ? all - action.amountRaw : all;
  }, 0n);

/** The worst of several moments: least cover, most at risk, everything not met at some time; yield as it ends. Pure. */
export function worstOf(list: readonly Consequence[]): Consequence | null {
  const [first, ...rest] = list;
  if (first === undefined) return null;
  return rest.reduce(
    (worst, next) => ({
      backingWad: least(worst.backingWad, next.backingWad),
      riskAdjustedWad: least(worst.riskAdjustedWad, next.riskAdjustedWad),
      cash: worst.cash.map((rung) => ({
        horizon: rung.horizon,
        coverageWad: least(
          rung.coverageWad,
          next.cash.find((item) => item.horizon === rung.horizon)?.coverageWad ?? null,
        ),
      })),
      yieldWad: next.yieldWad,
      worstDayWad: max(worst.worstDayWad, next.worstDayWad),
      venueFailureWad: max(worst.venueFailureWad, next.venueFailureWad),
      notMet: [...new Set([...worst.notMet, ...next.notMet])],
      level: LEVELS.indexOf(next.level) > LEVELS.indexOf(worst.level) ? next.level : worst.level,
      actions: worst.actions + next.actions,
    }),
    first,
  );
}

const LEVELS: readonly Consequence['level'][] = ['normal', 'watch', 'defensive', 'emergency'];

/** What is unknown does not hide what is known. */
const least = (a: Wad | null, b: Wad | null): Wad | null => (a === null ? b : b === null ? a : min(a, b));
