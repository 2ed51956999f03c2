import type { Policy } from '@ballast/core';
import { localSigner } from '../act/signer.ts';
import { holdEverything, rebalanceBlindly } from '../engine/baselines.ts';
import { runBaseline } from '../engine/runBaseline.ts';
import type { CycleResult } from '../engine/runCycle.ts';
import { scoreRun } from '../engine/scoreRun.ts';
import type { RunWatch } from '../engine/watchRun.ts';
import type { ScoreColumn } from '../report/renderScore.ts';
import { createLocalWorld, type LocalWorld, type LocalWorldOptions } from '../worlds/local/createLocalWorld.ts';
import { VaultChainUnreachable } from '../engine/actChainOf.ts';
import { policyOfText } from './policies.ts';

/** Ways of running a reserve that ours is compared with. */
const WAYS = { 'hold everything': holdEverything, 'rebalance blindly': rebalanceBlindly } as const;
export type ComparisonName = keyof typeof WAYS;
export const COMPARISONS = Object.keys(WAYS) as readonly ComparisonName[];

export interface ComparisonInput {
  readonly name: ComparisonName;
  readonly world: LocalWorldOptions;
  readonly moments?: number;
}

/** Runs one comparison in a world of its own; null when it was stopped before its first cycle. */
export async function runComparison(input: ComparisonInput, signal: AbortSignal): Promise<ScoreColumn | null> {
  const world = await createLocalWorld(input.world);
  try {
    const { policy, documentHash } = policyOfText(world.policyText ?? '');
    if (world.developmentKey === null) throw new VaultChainUnreachable('the local chain');
    const run = await runBaseline({
      world,
      policy,
      policyHash: documentHash,
      decide: WAYS[input.name],
      signer: localSigner(world.developmentKey),
      priceSeries: world.priceHistory,
      watched: watchedAsset(policy),
      signal,
      ...(input.moments === undefined ? {} : { moments: input.moments }),
    });
    if (run === null) return null;
    return await scoreColumn(input.name, world, policy, { sheet: run.last, assessment: run.lastAssessment }, run.watch);
  } finally {
    await world.stop();
  }
}

/** The asset a crisis is about: UST where it is held, else the first pegged one that is not the base. */
export const watchedAsset = (policy: Policy): string =>
  policy.assets.find((asset) => asset.id === 'UST')?.id ??
  policy.assets.find((asset) => asset.pegWad !== null && !asset.isBase)?.id ??
  policy.assets[0]?.id ??
  '';

/** A run as holders would judge it. */
export async function scoreColumn(
  name: string,
  world: LocalWorld,
  policy: Policy,
  { sheet, assessment }: Pick<CycleResult, 'sheet' | 'assessment'>,
  watch: RunWatch,
): Promise<ScoreColumn> {
  const vault = policy.execution.vault?.address;
  if (vault === undefined) throw new VaultChainUnreachable('the vault of this policy');
  return {
    name,
    ...(await scoreRun(world.rpc, vault, policy)),
    ...watch,
    backingWad: sheet.backingRatioWad,
    surplusWad: sheet.surplusWad,
    notMet: assessment.limits.filter((limit) => limit.status !== 'met').map((limit) => limit.id),
  };
}
