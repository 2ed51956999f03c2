import type { Policy } from '@ballast/core';
import { localSigner } from '../act/signer.ts';
import { holdEverything, rebalanceBlindly } from '../engine/baselines.ts';
import { runUnrecorded, type UnrecordedCycle } from '../engine/runUnrecorded.ts';
import type { CycleResult } from '../engine/runCycle.ts';
import { scoreRun } from '../engine/scoreRun.ts';
import { UNWATCHED, watchSheet, type RunWatch } from '../engine/watchRun.ts';
import type { ScoreColumn } from '../report/renderScore.ts';
import { createLocalWorld, type LocalWorld, type LocalWorldOptions } from '../worlds/local/createLocalWorld.ts';
import { VaultChainUnreachable } from '../engine/actChainOf.ts';
import { policyOfText } from './policies.ts';

/** Ways of running a reserve that ours is compared with. */
const WAYS = { 'hold everything': holdEverything, 'rebalance blindly': rebalanceBlindly } as const;
type ComparisonName = keyof typeof WAYS;

/** A comparison looks and acts at every third moment: as often as a script run by hand, and three times as quick. */
const EVERY = 3;

export interface ComparisonInput {
  readonly world: LocalWorldOptions;
  readonly moments?: number;
}

/** Runs every comparison, each in a world of its own; those stopped before their first cycle are left out. */
export async function runComparisons(input: ComparisonInput, signal: AbortSignal): Promise<ScoreColumn[]> {
  const columns: ScoreColumn[] = [];
  for (const name of Object.keys(WAYS) as ComparisonName[]) {
    const column = await runComparison(name, input, signal);
    if (column !== null) columns.push(column);
  }
  return columns;
}

async function runComparison(
  name: ComparisonName,
  input: ComparisonInput,
  signal: AbortSignal,
): Promise<ScoreColumn | null> {
  const world = await createLocalWorld(input.world);
  try {
    const { policy, documentHash } = policyOfText(world.policyText ?? '');
    if (world.developmentKey === null) throw new VaultChainUnreachable('the local chain');
    let watch = UNWATCHED;
    let last: UnrecordedCycle | null = null;
    for await (const cycle of runUnrecorded({
      world,
      policy,
      policyHash: documentHash,
      decide: WAYS[name],
      signer: localSigner(world.developmentKey),
      priceSeries: world.priceHistory,
      signal,
      every: EVERY,
      ...(input.moments === undefined ? {} : { moments: input.moments }),
    })) {
      watch = watchSheet(watch, cycle.sheet, watchedAsset(policy));
      last = cycle;
    }
    return last === null ? null : await scoreColumn(name, world, policy, last, watch);
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
