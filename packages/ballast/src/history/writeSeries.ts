import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { BallastError } from '@ballast/core';
import { chainFileName, chainProvenance, chainText, type ChainProvenance } from './chains/chainFile.ts';
import type { ImportedChain } from './chains/optionChain.ts';
import type { ImportedSeries } from './joinParts.ts';
import { provenanceOf, seriesFileName, seriesText, type Provenance } from './seriesFile.ts';

export class SeriesNotOurs extends BallastError {
  constructor(path: string, why: string) {
    super({
      code: 'HISTORY_NOT_OURS',
      message: `${path} ${why}; it is not written over`,
      remedy: 'move it away, or choose another folder with --out',
      retryable: false,
    });
  }
}

export class SeriesNameTaken extends BallastError {
  constructor(name: string) {
    super({
      code: 'HISTORY_NAME_TAKEN',
      message: `two series would be written to ${name}`,
      remedy: 'import their files one by one into folders of their own',
      retryable: false,
    });
  }
}

/** A file written, or found there already with the same bytes. */
export interface Written<Stated = Provenance> {
  readonly path: string;
  readonly provenance: Stated;
  readonly isNew: boolean;
}

interface Draft<Stated> {
  readonly name: string;
  readonly text: string;
  readonly provenance: Stated;
}

/**
 * Writes each series as NAME.csv with NAME.provenance.json beside it, each whole or not at all. A file is written over
 * only when its provenance says that it is ours and unchanged. Throws SeriesNotOurs and SeriesNameTaken before anything
 * is written.
 */
export function writeSeries(folder: string, items: readonly ImportedSeries[], version: string): Written[] {
  return writeFiles(
    folder,
    items.map((item) => {
      const [name, text] = [seriesFileName(item), seriesText(item.series)];
      return { name, text, provenance: provenanceOf(item, name, text, version) };
    }),
  );
}

/** Writes each option chain as NAME-options.csv with its provenance, by the same rules. */
export function writeChains(
  folder: string,
  items: readonly ImportedChain[],
  version: string,
): Written<ChainProvenance>[] {
  return writeFiles(
    folder,
    items.map((item) => {
      const [name, text] = [chainFileName(item.chain), chainText(item.chain)];
      return { name, text, provenance: chainProvenance(item, name, text, version) };
    }),
  );
}

function writeFiles<Stated>(folder: string, drafts: readonly Draft<Stated>[]): Written<Stated>[] {
  const files = drafts.map((draft) => ({ ...draft, path: join(folder, draft.name) }));
  const twice = files.find(({ name }, index) => files.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) throw new SeriesNameTaken(twice.name);
  for (const { path } of files) requireOurs(path);
  mkdirSync(folder, { recursive: true });
  return files.map(({ path, text, provenance }) => {
    const isNew = !existsSync(path) || readFileSync(path, 'utf8') !== text;
    draftFile(provenancePath(path), `${JSON.stringify(provenance, null, 2)}\n`);
    draftFile(path, text);
    renameSync(`${path}.new`, path);
    renameSync(`${provenancePath(path)}.new`, provenancePath(path));
    return { path, provenance, isNew };
  });
}

export const provenancePath = (path: string): string => path.replace(/\.csv$/, '.provenance.json');

/** How a series file stands to the provenance beside it. */
export type SeriesState = 'ours' | 'changed' | 'without provenance';

/** Compares a series file with the hash its provenance states; one that was to follow it when we were killed counts. */
export function seriesState(path: string): SeriesState {
  const stated = [provenancePath(path), `${provenancePath(path)}.new`].flatMap(statedHash);
  if (stated.length === 0) return 'without provenance';
  return stated.includes(createHash('sha256').update(readFileSync(path)).digest('hex')) ? 'ours' : 'changed';
}

function statedHash(path: string): string[] {
  try {
    const { schema, file } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Provenance | ChainProvenance>;
    const isOurs = schema === 'ballast/series-provenance/1' || schema === 'ballast/chain-provenance/1';
    return isOurs && typeof file?.sha256 === 'string' ? [file.sha256] : [];
  } catch {
    return [];
  }
}

function requireOurs(path: string): void {
  if (!existsSync(path)) return;
  const state = seriesState(path);
  if (state === 'without provenance') throw new SeriesNotOurs(path, 'is there without provenance');
  if (state === 'changed') throw new SeriesNotOurs(path, 'was changed since it was written');
}

/** Flushes a text beside a path; the caller renames it there. */
function draftFile(path: string, text: string): void {
  const file = openSync(`${path}.new`, 'w');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
