import {
  initialCarried,
  settleCarried,
  type CarriedState,
  type Hash,
  type Policy,
  type Receipt,
  type Snapshot,
} from '@ballast/core';
import { applyPlan } from '../act/applyPlan.ts';
import type { Signer } from '../act/signer.ts';
import { tendExits } from '../act/tendExits.ts';
import { tendHaircuts } from '../act/tendHaircuts.ts';
import { toHistory, type AssetSeries } from '../history/toHistory.ts';
import { observe } from '../observe/observe.ts';
import { forgetfulJournal } from '../store/forgetfulJournal.ts';
import type { Moment, World } from '../worlds/world.ts';
import { actChainOf, vaultAccountOf, VaultChainUnreachable } from './actChainOf.ts';
import { helpersOf, type Helpers } from './helpers.ts';
import { historyDaysFor } from './reserve.ts';
import { mostThreads } from './simulateScenarios.ts';
import { thinkCycle, type Decide, type Thought } from './thinkCycle.ts';
import { threadsWhenNeeded } from './threads.ts';

/** One cycle of a run that keeps no record. */
export interface UnrecordedCycle extends Thought {
  readonly moment: Moment;
  readonly snapshot: Snapshot;
  readonly receipts: readonly Receipt[];
}

export interface UnrecordedInput {
  readonly world: World;
  readonly policy: Policy;
  readonly policyHash: Hash;
  /** The product's own way when left out. */
  readonly decide?: Decide;
  readonly signer: Signer;
  /** Raises haircuts on chain; the keeper's own key tries where there is none. */
  readonly steward?: Signer | null;
  readonly priceSeries: readonly AssetSeries[];
  readonly signal: AbortSignal;
  /** Look and act at every so manieth moment; at each when left out. */
  readonly every?: number;
  /** At most so many moments; all of them when left out. */
  readonly moments?: number;
}

/**
 * Lives through a world with the same code and under the same contract as a run, but keeps no record: for ways of
 * deciding that exist to be compared with, and for tests of what a crisis comes to.
 */
export async function* runUnrecorded(input: UnrecordedInput): AsyncGenerator<UnrecordedCycle> {
  const threads = threadsWhenNeeded(mostThreads());
  try {
    yield* runOn(helpersOf(threads), input);
  } finally {
    await threads.close();
  }
}

async function* runOn(helpers: Helpers, input: UnrecordedInput): AsyncGenerator<UnrecordedCycle> {
  const { world, policy, policyHash, signer } = input;
  const chain = actChainOf(policy, world);
  if (chain === null) throw new VaultChainUnreachable('the vault');
  const journal = forgetfulJournal();
  let carried: CarriedState | null = null;
  for (let count = 0; !input.signal.aborted && count !== input.moments; count += 1) {
    const moment = await world.advance();
    if (moment === null) return;
    if (count % (input.every ?? 1) !== 0) continue;
    const { snapshot } = await observe({
      policy,
      policyHash,
      cycle: count + 1,
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
      windowDays: historyDaysFor(policy),
    });
    carried ??= initialCarried(policy, snapshot.asOfSeconds);
    const thought = await thinkCycle(
      { snapshot, policy, policyHash, history, carried },
      helpers,
      undefined,
      input.decide,
    );
    const { plan } = thought;
    const { receipts } =
      plan.actions.length === 0
        ? { receipts: [] }
        : await applyPlan({ plan, policy, policyHash, snapshot, mode: 'execute', chain, journal, signer });
    // Part of the product's own way; those it is compared with leave by no exit.
    if (input.decide === undefined) {
      const { auctionPremiumBps } = policy.regime;
      await tendExits({ accountId: vaultAccountOf(policy), snapshot, auctionPremiumBps, chain, signer });
      await tendHaircuts({
        vault: snapshot.vault?.policyDocumentHash === policyHash ? snapshot.vault : null,
        haircuts: thought.assessment.haircuts ?? [],
        law: policy.regime,
        chain,
        signer: input.steward ?? signer,
      });
    }
    carried = settleCarried({ carried: thought.carried, plan, receipts, policy });
    yield { ...thought, moment, snapshot, receipts };
  }
}
