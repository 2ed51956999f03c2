import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BallastError, hashArtefact, type CarriedState, type History, type Policy, type Snapshot } from '@ballast/core';
import { readSecret } from '../config/secrets.ts';
import { helpersOnce, withThreads, type Helpers } from '../engine/helpers.ts';
import { carriedAt, historyAt, readMemory, type Memory } from '../engine/resumeCycle.ts';
import { stopOf } from '../engine/stops.ts';
import { thinkCycle, type Thought } from '../engine/thinkCycle.ts';
import { observe } from '../observe/observe.ts';
import { priceSeriesOf, readAttestedFiles } from './openReserves.ts';
import { openSessionStore } from './openStore.ts';
import { openWorld, type OpenWorld } from './openWorld.ts';
import type { PolicyFile } from './policies.ts';
import type { Session } from './session.ts';

export class Interrupted extends BallastError {
  constructor(step: number) {
    super({
      code: 'CLI_INTERRUPTED',
      message: `stopped after ${step} moments; nothing was looked at`,
      remedy: 'run again',
      retryable: true,
    });
  }
}

/** One look at a reserve, without acting or remembering. */
export interface Look extends Thought {
  readonly file: PolicyFile;
  readonly policy: Policy;
  readonly snapshot: Snapshot;
  readonly history: History;
  readonly carriedIn: CarriedState;
}

export interface LookFlags {
  /** Moments a local or recorded world moves before it is looked at; one when left out. */
  readonly step?: number;
}

/**
 * Opens the world, looks at every reserve once, hands the looks to `work`, and closes everything. On live chains the
 * last cycle of the state is what came before; a local or recorded world begins anew each time.
 */
export async function lookOnce(
  session: Session,
  flags: LookFlags,
  work: (looks: readonly Look[], open: OpenWorld) => Promise<number>,
): Promise<number> {
  const open = await openWorld(session);
  try {
    await advanceWorld(open, flags.step ?? 1, session.signal);
    const looks: Look[] = [];
    await withThreads(async (threads) => {
      for (const file of open.policies) looks.push(await lookAt(session, open, file, helpersOnce(threads)));
    });
    return await work(looks, open);
  } finally {
    await open.world.stop();
  }
}

/** Moves a world so many moments, or to its end; a stop on the way leaves no look at another moment than was asked. */
export async function advanceWorld({ world }: OpenWorld, steps: number, signal: AbortSignal): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    if (signal.aborted) throw new Interrupted(step);
    if ((await world.advance()) === null) return;
  }
}

async function lookAt(session: Session, open: OpenWorld, file: PolicyFile, helpers: Helpers): Promise<Look> {
  const { policy, documentHash: policyHash } = file;
  const { config } = session.loaded;
  const memory = open.isEphemeral ? null : await rememberLast(session, policy);
  const { snapshot } = await observe({
    policy,
    policyHash,
    cycle: (memory?.record.cycle ?? 0) + 1,
    previous: memory?.snapshotHash ?? null,
    rpcs: open.world.rpcs,
    attested: readAttestedFiles(config.attested),
    withProofs: false,
    previousContracts: memory?.contracts ?? [],
  });
  const history = historyAt(
    { policy, priceSeries: priceSeriesOf(session, open.world, policy) },
    memory,
    snapshot.asOfSeconds,
  );
  const stop = open.isEphemeral ? null : stopOf(config.stateDir, policy.reserve);
  const carriedIn: CarriedState = {
    ...carriedAt({ policy }, memory, snapshot.asOfSeconds),
    stop: stop === null ? null : { kind: stop.kind, reason: stop.reason, atSeconds: stop.atSeconds },
  };
  return {
    ...(await thinkCycle({ snapshot, policy, policyHash, history, carried: carriedIn }, helpers)),
    file,
    policy,
    snapshot,
    history,
    carriedIn,
  };
}

async function rememberLast(session: Session, policy: Policy): Promise<Memory | null> {
  const isServer = readSecret('DATABASE_URL', session.environment) !== null;
  if (!isServer && !existsSync(join(session.loaded.config.stateDir, 'db'))) return null;
  const store = await openSessionStore(session);
  try {
    return await readMemory({ store, policy });
  } finally {
    await store.close();
  }
}

/** Hash of the plan of a look: the name it is kept under. */
export const planHashOf = (look: Look): string => hashArtefact(look.plan);
