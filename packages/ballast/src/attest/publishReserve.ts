import { appendFile, open } from 'node:fs/promises';
import { BallastError, type CycleRecord, type Hash } from '@ballast/core';
import type { Store, StoredCycle } from '../store/store.ts';
import {
  artefactFile,
  leavesFile,
  publicFolder,
  readIfThere,
  recordFile,
  sizeIfThere,
  statementFile,
  treeHeadFile,
  writeWhole,
} from './publicFolder.ts';
import { readStored, storedText } from './readStored.ts';

/** One leaf a line: 0x, 64 digits, line end. */
const LEAF_BYTES = 67;
/** Most often one cycle is new. */
const PAGE = 4;

export class PublishedOtherLog extends BallastError {
  constructor(path: string, written: number) {
    super({
      code: 'ATTEST_PUBLISHED_OTHER_LOG',
      message: `${path} has ${written} leaves that the store does not continue`,
      remedy:
        'the store was restored from an older copy, or the folder is of another reserve: what was published cannot be taken back; start a new folder and say why',
      retryable: false,
    });
  }
}

/**
 * Brings <stateDir>/public/<reserve> up to what the store holds and returns the folder. Repeating it changes nothing; a
 * crash in the middle is finished by the next call. Files appear before what points at them: artefacts, statement and
 * record of each cycle, then the leaves, the signed tree head last.
 */
export async function publishReserve(options: {
  readonly store: Store;
  readonly stateDir: string;
  readonly reserve: string;
}): Promise<string> {
  const { store, stateDir, reserve } = options;
  const folder = publicFolder(stateDir, reserve);
  for (const cycle of await unpublishedCycles(store, reserve, folder)) await publishCycle(store, folder, cycle);
  const treeHead = await store.treeHead(reserve);
  if (treeHead === null || treeHead === (await readIfThere(treeHeadFile(folder)))) return folder;
  await publishLeaves(store, reserve, folder);
  await writeWhole(treeHeadFile(folder), treeHead);
  return folder;
}

/** Complete cycles not in the folder, oldest first; stops looking at the first one that is. */
async function unpublishedCycles(store: Store, reserve: string, folder: string): Promise<StoredCycle[]> {
  const found: StoredCycle[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await store.cycles(reserve, { limit: PAGE, ...(before === undefined ? {} : { before }) });
    for (const cycle of page) {
      // Cycles are published in order, so everything before a published one is there too.
      if ((await sizeIfThere(recordFile(folder, cycle.cycle))) !== null) return found.toReversed();
      if (cycle.recordHash !== null) found.push(cycle);
    }
    const last = page.at(-1);
    if (last === undefined) return found.toReversed();
    before = last.cycle;
  }
}

async function publishCycle(store: Store, folder: string, cycle: StoredCycle): Promise<void> {
  const recordHash = cycle.recordHash as Hash;
  const record = await readStored(store, recordHash, 'ballast/cycle/1');
  for (const hash of namedArtefacts(record)) {
    const path = artefactFile(folder, hash);
    if ((await sizeIfThere(path)) === null) await writeWhole(path, await storedText(store, hash, 'artefact'));
  }
  await writeWhole(statementFile(folder, record.cycle), await storedText(store, record.statement, 'statement'));
  await writeWhole(recordFile(folder, record.cycle), await storedText(store, recordHash, 'record'));
}

/** Everything a record names, except its statement and the record before it, which have files of their own. */
export const namedArtefacts = (record: CycleRecord): Hash[] => [
  record.policy,
  record.snapshot,
  ...(record.proofs === null ? [] : [record.proofs]),
  record.carriedIn,
  record.history,
  record.balanceSheet,
  record.assessment,
  record.plan,
  ...record.receipts,
  record.carriedOut,
];

async function publishLeaves(store: Store, reserve: string, folder: string): Promise<void> {
  const path = leavesFile(folder);
  const bytes = (await sizeIfThere(path)) ?? 0;
  const lines = (leaves: readonly Hash[]): string => leaves.map((leaf) => `${leaf}\n`).join('');
  // A torn line means that the last append was cut off; the file is written again whole.
  if (bytes === 0 || bytes % LEAF_BYTES !== 0) return writeWhole(path, lines(await store.leaves(reserve, 0)));
  const written = bytes / LEAF_BYTES;
  const [last, ...next] = await store.leaves(reserve, written - 1);
  if (last === undefined || (await lastLine(path, bytes)) !== `${last}\n`) throw new PublishedOtherLog(path, written);
  return appendFile(path, lines(next));
}

async function lastLine(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LEAF_BYTES), 0, LEAF_BYTES, bytes - LEAF_BYTES);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
