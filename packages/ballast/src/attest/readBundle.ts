import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  BallastError,
  isHash,
  parseBundle,
  readArtefact,
  type Bundle,
  type CycleRecord,
  type Hash,
} from '@ballast/core';
import {
  artefactFile,
  leavesFile,
  listIfThere,
  publishedCycles,
  readIfThere,
  recordFile,
  sizeIfThere,
  statementFile,
  treeHeadFile,
} from './publicFolder.ts';
import { namedArtefacts } from './publishReserve.ts';

/** Longest file read. */
const MAX_BYTES = 256_000_000;

export class BundleUnreadable extends BallastError {
  constructor(path: string, why: string) {
    super({
      code: 'ATTEST_BUNDLE_UNREADABLE',
      message: `${path} ${why}`,
      remedy:
        'name a bundle file, or a public folder of one reserve (it has cycles/, statements/, artefacts/ and log/)',
      retryable: false,
    });
  }
}

/**
 * Reads what verifyBundle needs from a bundle file, a public folder, or a folder that holds one of them (`public`, a
 * state directory). Without `cycle` the newest one under the signed tree head. What is missing inside stays missing: the
 * verifier names it. Throws ATTEST_BUNDLE_UNREADABLE when there is nothing to read at the path at all.
 */
export async function readBundle(
  path: string,
  choice: { readonly cycle?: number; readonly reserve?: string } = {},
): Promise<Bundle> {
  let found;
  try {
    found = await stat(path);
  } catch (cause) {
    throw new BundleUnreadable(path, `cannot be read (${codeOf(cause)})`);
  }
  if (found.isDirectory()) return readFolder(await findFolder(path, choice.reserve), choice.cycle);
  if (found.size > MAX_BYTES) throw new BundleUnreadable(path, `has ${found.size} bytes; at most ${MAX_BYTES}`);
  const parsed = parseBundle(await readFile(path, 'utf8'));
  if (!parsed.ok) throw new BundleUnreadable(path, `is not a bundle (${parsed.code}: ${parsed.detail})`);
  return parsed.bundle;
}

/** The public folder itself, or the only one below `public`. */
async function findFolder(path: string, reserve: string | undefined): Promise<string> {
  const names = await listIfThere(path);
  if (names.includes('log') || names.includes('cycles')) return path;
  if (names.includes('public') && basename(path) !== 'public') return findFolder(join(path, 'public'), reserve);
  const reserves = reserve === undefined ? names : names.filter((name) => name === reserve);
  const [only] = reserves;
  if (only === undefined || reserves.length > 1) {
    // An empty folder is a public folder with everything missing, and the verifier says what.
    if (names.length === 0 && reserve === undefined) return path;
    throw new BundleUnreadable(
      path,
      only === undefined ? `has no reserve ${reserve ?? ''}` : `holds ${reserves.join(', ')}: name one with --reserve`,
    );
  }
  const below = await listIfThere(join(path, only));
  if (!below.includes('log') && !below.includes('cycles')) throw new BundleUnreadable(path, 'is not a public folder');
  return join(path, only);
}

async function readFolder(folder: string, wanted: number | undefined): Promise<Bundle> {
  // The head is read before the files it covers, so that a cycle published meanwhile is not taken for a signed one.
  const treeHead = await readPart(treeHeadFile(folder));
  const head = treeHead === null ? null : readArtefact(treeHead, 'ballast/tree-head/1');
  const size = head?.ok === true ? head.value.size : null;
  const cycles = await publishedCycles(folder);
  // One record a leaf: with fewer, the newest one is missing, and an older one must not pass for it.
  const cycle = wanted ?? (size === null ? cycles.at(-1) : cycles[size - 1]);
  const leaves = await readLeaves(folder, size);
  const record = cycle === undefined ? null : await readPart(recordFile(folder, cycle));
  return {
    schema: 'ballast/bundle/1',
    artefacts: cycle === undefined || record === null ? {} : await readArtefacts(folder, cycle, record, cycles),
    record,
    treeHead,
    log: leaves === null ? null : { kind: 'leaves', leaves },
  };
}

/** Leaves under the signed head; later ones belong to a head not written yet. A damaged line stays as it is, to be found. */
async function readLeaves(folder: string, size: number | null): Promise<Hash[] | null> {
  const text = await readPart(leavesFile(folder));
  if (text === null) return null;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(0, size ?? lines.length) as Hash[];
}

/** Everything the record names that is there. A name that is no hash is no file name either: a stranger wrote it. */
async function readArtefacts(
  folder: string,
  cycle: number,
  recordText: string,
  cycles: readonly number[],
): Promise<Record<string, string>> {
  const artefacts: Record<string, string> = {};
  const put = async (hash: unknown, path: (hash: Hash) => string): Promise<string | null> => {
    const text = isHash(hash) ? await readPart(path(hash)) : null;
    if (isHash(hash) && text !== null) artefacts[hash] = text;
    return text;
  };
  const record = readRecord(recordText);
  if (record === null) return artefacts;
  for (const hash of namedArtefacts(record)) await put(hash, (name) => artefactFile(folder, name));
  await put(record.statement, () => statementFile(folder, cycle));
  const before = cycles.filter((item) => item < cycle).at(-1);
  if (record.previous === null || before === undefined) return artefacts;
  const previous = await put(record.previous, () => recordFile(folder, before));
  const carriedOut = previous === null ? null : readRecord(previous)?.carriedOut;
  await put(carriedOut, (name) => artefactFile(folder, name));
  return artefacts;
}

function readRecord(text: string): CycleRecord | null {
  const read = readArtefact(text, 'ballast/cycle/1');
  return read.ok && Array.isArray(read.value.receipts) ? read.value : null;
}

/** A file of the folder, null when it is not there; refuses one too long to be what it says. */
async function readPart(path: string): Promise<string | null> {
  const bytes = await sizeIfThere(path);
  if (bytes !== null && bytes > MAX_BYTES) throw new BundleUnreadable(path, `has ${bytes} bytes; at most ${MAX_BYTES}`);
  return readIfThere(path);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
