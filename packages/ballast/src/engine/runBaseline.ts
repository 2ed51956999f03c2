import {
  initialCarried,
  type Assessment,
  settleCarried,
  type BalanceSheet,
  type CarriedState,
  type Hash,
  type Policy,
} from '@ballast/core';
import { applyPlan } from '../act/applyPlan.ts';
import type { Signer } from '../act/signer.ts';
import { toHistory, type AssetSeries } from '../history/toHistory.ts';
import { observe } from '../observe/observe.ts';
import { forgetfulJournal } from '../store/forgetfulJournal.ts';
import type { World } from '../worlds/world.ts';
import { actChainOf, VaultChainUnreachable } from './actChainOf.ts';
import { HISTORY_DAYS } from './reserve.ts';
import { thinkCycle, type Decide } from './thinkCycle.ts';
import { UNWATCHED, watchSheet, type RunWatch } from './watchRun.ts';

/** How a comparison run went, seen from its balance sheets. */
export interface BaselineRun {
  readonly last: BalanceSheet;
  readonly lastAssessment: Assessment;
  readonly watch: RunWatch;
}

export interface BaselineInput {
  readonly world: World;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly decide: Decide;
  readonly signer: Signer;
  readonly priceSeries: readonly AssetSeries[];
  /** Asset whose failure at its low is measured. */
  readonly watched: string;
  readonly signal: AbortSignal;
  /** At most so many moments; all of them when left out. */
  readonly moments?: number;
}

/** A comparison looks and acts at every third moment: as often as a script run by hand, and three times as quick. */
const EVERY = 3;

/**
 * Runs another way of deciding through the same world, valued by the same code and bound by the same contract.
 * Keeps no record: it exists to be compared with.
 */
export async function runBaseline(input: BaselineInput): Promise<BaselineRun | null> {
  const { world, policy, policyHash } = input;
  const chain = actChainOf(policy, world);
  if (chain === null) throw new VaultChainUnreachable('the vault');
  const journal = forgetfulJournal();
  let carried: CarriedState | null = null;
  let last: Pick<BaselineRun, 'last' | 'lastAssessment'> | null = null;
  let watch = UNWATCHED;
  for (let moment = 1; !input.signal.aborted; moment += 1) {
    if (input.moments !== undefined && moment > input.moments) break;
    if ((await world.advance()) === null) break;
    if (moment % EVERY !== 1) continue;
    const { snapshot } = await observe({
      policy,
      policyHash,
      cycle: moment,
      previous: null,
      rpcs: world.rpcs,
      attested: [],
      withProofs: false,
      previousContracts: [],
    });
    const history = toHistory({
      reserve: policy.reserve,
      policy,
      series: input.priceSeries,
      toSeconds: snapshot.asOfSeconds,
      windowDays: HISTORY_DAYS,
    });
    carried ??= initialCarried(policy, snapshot.asOfSeconds);
    const thought = thinkCycle({ snapshot, policy, policyHash, history, carried }, undefined, input.decide);
    const { receipts } =
      thought.plan.actions.length === 0
        ? { receipts: [] }
        : await applyPlan({
            plan: thought.plan,
            policy,
            policyHash,
            snapshot,
            mode: 'execute',
            chain,
            journal,
            signer: input.signer,
          });
    carried = settleCarried({ carried: thought.carried, plan: thought.plan, receipts, policy });
    last = { last: thought.sheet, lastAssessment: thought.assessment };
    watch = watchSheet(watch, thought.sheet, input.watched);
  }
  return last === null ? null : { ...last, watch };
}
