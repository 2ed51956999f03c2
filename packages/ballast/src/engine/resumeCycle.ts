import {
  initialCarried,
  type CarriedState,
  type CycleRecord,
  type Hash,
  type History,
  type Seconds,
  type Snapshot,
  type Wad,
} from '@ballast/core';
import { readStored } from '../attest/readStored.ts';
import { appendObservation } from '../history/appendObservation.ts';
import { toHistory } from '../history/toHistory.ts';
import { historyDaysFor, type Reserve } from './reserve.ts';

/** What a reserve remembers of its last complete cycle; null before the first. */
export interface Memory {
  readonly record: CycleRecord;
  readonly snapshotHash: Hash;
  readonly contracts: Snapshot['contracts'];
  readonly carried: CarriedState;
  readonly history: History;
  readonly asOfSeconds: Seconds;
  readonly prices: ReadonlyMap<string, Wad | null>;
}

/** Reads the memory a process starts from. Throws when the store names artefacts it does not hold. */
export async function readMemory(reserve: Pick<Reserve, 'store' | 'policy'>): Promise<Memory | null> {
  const { store, policy } = reserve;
  const [latest] = (await store.cycles(policy.reserve, { limit: 2 })).filter((cycle) => cycle.recordHash !== null);
  if (latest?.recordHash == null) return null;
  const record = await readStored(store, latest.recordHash, 'ballast/cycle/1');
  const snapshot = await readStored(store, record.snapshot, 'ballast/snapshot/1');
  const sheet = await readStored(store, record.balanceSheet, 'ballast/balance-sheet/1');
  return {
    record,
    snapshotHash: record.snapshot,
    contracts: snapshot.contracts,
    carried: await readStored(store, record.carriedOut, 'ballast/carried/1'),
    history: await readStored(store, record.history, 'ballast/history/1'),
    asOfSeconds: record.asOfSeconds,
    prices: new Map(sheet.prices.map((price) => [price.assetId, price.consensusWad])),
  };
}

/** The history a cycle at `nowSeconds` may see. */
export function historyAt(
  reserve: Pick<Reserve, 'policy' | 'priceSeries'>,
  memory: Memory | null,
  nowSeconds: Seconds,
): History {
  if (memory !== null) {
    return appendObservation({
      history: memory.history,
      last: memory,
      nowSeconds,
      windowDays: historyDaysFor(reserve.policy),
    });
  }
  return toHistory({
    reserve: reserve.policy.reserve,
    policy: reserve.policy,
    series: reserve.priceSeries,
    toSeconds: nowSeconds,
    windowDays: historyDaysFor(reserve.policy),
  });
}

/** What the cycle carries in: the last cycle's end, or a beginning. */
export const carriedAt = (reserve: Pick<Reserve, 'policy'>, memory: Memory | null, nowSeconds: Seconds): CarriedState =>
  memory?.carried ?? initialCarried(reserve.policy, nowSeconds);
