import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Hash } from '@ballast/core';

/** Where everything a stranger needs to verify a reserve stands, and nothing else: the folder may be served as it is. */
export const publicFolder = (stateDir: string, reserve: string): string => join(stateDir, 'public', reserve);

/** Layout of a public folder. */
export const artefactFile = (folder: string, hash: Hash): string => join(folder, 'artefacts', `${hash}.json`);
export const statementFile = (folder: string, cycle: number): string => join(folder, 'statements', `${cycle}.json`);
export const recordFile = (folder: string, cycle: number): string => join(folder, 'cycles', `${cycle}.json`);
export const leavesFile = (folder: string): string => join(folder, 'log', 'leaves');
export const treeHeadFile = (folder: string): string => join(folder, 'log', 'tree-head.json');

/** Cycles whose record stands in the folder, ascending. */
export async function publishedCycles(folder: string): Promise<number[]> {
  const names = await listIfThere(join(folder, 'cycles'));
  return names
    .map((name) => /^(0|[1-9]\d{0,15})\.json$/.exec(name)?.[1])
    .filter((text) => text !== undefined)
    .map(Number)
    .toSorted((a, b) => a - b);
}

/** Writes a whole file or nothing: readers never see a torn one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}

export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

export async function listIfThere(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** Bytes of a file; null when it is not there. */
export async function sizeIfThere(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
