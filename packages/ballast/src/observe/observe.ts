import {
  BallastError,
  hashArtefact,
  isoTime,
  type ChainId,
  type Hash,
  type ObservationAlert,
  type Policy,
  type Proofs,
  type Seconds,
  type Snapshot,
} from '@ballast/core';
import { readBooks } from '../venues/attested/readBooks.ts';
import { readPrices } from '../venues/attested/readPrices.ts';
import { readAttested, type AttestedSource } from '../venues/attested/readAttested.ts';
import { mergeParts } from '../venues/mergeParts.ts';
import type { RpcPort } from '../venues/rpc.ts';
import type { ReadContext } from '../venues/snapshotPart.ts';
import type { CallResult } from '../venues/venueRead.ts';
import { changedContracts, type PreviousContract } from './identifyContracts.ts';
import { ChainUnreachable } from './panel.ts';
import { readChain, type ChainReading } from './readChain.ts';
import { buildProofs } from './readProofs.ts';
import { readersOf, type ChainPart } from './readersOf.ts';

export interface ObserveInput {
  readonly policy: Policy;
  readonly policyHash: Hash;
  /** Sequence number of this cycle. */
  readonly cycle: number;
  /** Snapshot of the cycle before; null for the first. */
  readonly previous: Hash | null;
  /** One or two endpoints per chain; two are compared. */
  readonly rpcs: ReadonlyMap<ChainId, readonly RpcPort[]>;
  readonly attested: readonly AttestedSource[];
  readonly withProofs: boolean;
  /** Contracts as last seen, to say what changed. */
  readonly previousContracts: readonly PreviousContract[];
  /** As-of time of the cycle before: an endpoint that fell behind must not take the reserve back in time. */
  readonly notBeforeSeconds?: Seconds;
}

/** A snapshot, and the state proofs of its balances when they were asked for. */
export interface Observation {
  readonly snapshot: Snapshot;
  readonly proofs: Proofs | null;
}

export class NothingObserved extends BallastError {
  constructor(reason: string) {
    super({
      code: 'OBSERVE_NOTHING_REACHABLE',
      message: `no chain of the policy could be read: ${reason}`,
      remedy: 'check the endpoints in the configuration',
      retryable: true,
    });
  }
}

export class WentBack extends BallastError {
  constructor(asOfSeconds: Seconds, notBeforeSeconds: Seconds) {
    super({
      code: 'OBSERVE_WENT_BACK',
      message: `the newest block is of ${isoTime(asOfSeconds)}, the cycle before saw ${isoTime(notBeforeSeconds)}`,
      remedy: 'wait until the endpoint has caught up, or use another',
      retryable: true,
    });
  }
}

/**
 * Observes a reserve: every chain pinned to one block, attested positions, contracts and what changed in them. What
 * could not be read is Unknown, never zero; of several chains one may be silent and all of it is Unknown then. Throws
 * ChainReorganised, NothingObserved when no chain answers, WentBack when what answers is older than the cycle before;
 * all retryable.
 */
export async function observe(input: ObserveInput): Promise<Observation> {
  const { policy, rpcs, withProofs } = input;
  const outcomes = await Promise.all(
    policy.chains.map(async ({ id }): Promise<ChainReading | ChainUnreachable> => {
      try {
        return await readChain({ policy, chain: id, rpcs: rpcs.get(id) ?? [], withProofs });
      } catch (error) {
        if (error instanceof ChainUnreachable) return error;
        throw error;
      }
    }),
  );
  const readings = outcomes.filter((item): item is ChainReading => !(item instanceof ChainUnreachable));
  const silence = outcomes.find((item) => item instanceof ChainUnreachable);
  if (readings.length === 0) throw new NothingObserved(silence?.message ?? 'the policy names no chain');
  const asOfSeconds = Math.max(...readings.map((item) => item.block.timestampSeconds));
  if (input.notBeforeSeconds !== undefined && asOfSeconds < input.notBeforeSeconds)
    throw new WentBack(asOfSeconds, input.notBeforeSeconds);

  const parts = policy.chains.map(({ id }, index): ChainPart => {
    const outcome = outcomes[index];
    return outcome === undefined || outcome instanceof ChainUnreachable
      ? silentPart({ policy, chain: id, block: null, timeSeconds: asOfSeconds }, outcome?.message ?? '')
      : outcome.part;
  });
  const attestedPrices = readPrices(policy, asOfSeconds, input.attested);
  const merged = mergeParts([...parts, readAttested(policy, asOfSeconds, input.attested), attestedPrices]);
  const read = readBooks(policy, asOfSeconds, input.attested, merged.liabilities);
  const contracts = readings.flatMap((item) => item.contracts);
  const alerts: ObservationAlert[] = [
    ...outcomes.flatMap((item, index) =>
      item instanceof ChainUnreachable
        ? [{ subject: policy.chains[index]?.id ?? '', code: item.code, message: item.message }]
        : item.alerts,
    ),
    ...changedContracts(input.previousContracts, contracts),
    ...merged.alerts,
    ...read.alerts,
  ];
  const snapshot: Snapshot = {
    schema: 'ballast/snapshot/1',
    reserve: policy.reserve,
    cycle: input.cycle,
    parents: { previous: input.previous, policy: input.policyHash },
    asOfSeconds,
    blocks: readings.map((item) => item.block),
    holdings: merged.holdings,
    prices: merged.prices,
    pools: merged.pools,
    lending: merged.lending,
    savings: merged.savings,
    liabilities: read.liabilities,
    contracts,
    attested: merged.attested,
    books: read.books,
    attestedPrices: attestedPrices.attestedPrices,
    vault: parts.find((item) => item.vault !== null)?.vault ?? null,
    unknowns: [...merged.unknowns, ...read.unknowns],
    alerts,
  };
  if (!withProofs) return { snapshot, proofs: null };
  const kept = buildProofs(
    snapshot,
    policy,
    readings.flatMap((item) => item.evidence ?? []),
  );
  const final = { ...snapshot, alerts: [...snapshot.alerts, ...kept.alerts] };
  return { snapshot: final, proofs: { ...kept.proofs, parents: { snapshot: hashArtefact(final) } } };
}

/** A chain that could not be read: every reader decodes failures, so every number of it is Unknown with this reason. */
function silentPart(context: ReadContext, reason: string): ChainPart {
  const reads = readersOf(context);
  const fail = (count: number): CallResult[] =>
    Array.from({ length: count }, () => ({ ok: false, code: 'OBSERVE_CHAIN_UNREACHABLE', reason }));
  const first = fail(reads.first.length);
  const second = fail(reads.second(first).length);
  return reads.decode(first, second, fail(reads.third?.(first, second).length ?? 0));
}
