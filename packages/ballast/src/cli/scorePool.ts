import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BallastError } from '@ballast/core';
import { chunkDays, chunkKey, forecastChunk, type ChunkForecasts, type ScoreChunk } from './scoreChunk.ts';
import type { ScoreAnswer } from './scoreProcess.ts';

export class ScoringFailed extends BallastError {
  constructor(why: string) {
    super({
      code: 'CLI_SCORING_FAILED',
      message: `forecasts ended: ${why}`,
      remedy: 'run again: what was finished is kept',
      retryable: true,
    });
  }
}

export class ScoringStopped extends BallastError {
  constructor() {
    super({
      code: 'CLI_SCORING_STOPPED',
      message: 'stopped before every day was forecast',
      remedy: 'run again: what was finished is kept',
      retryable: false,
    });
  }
}

export interface ScorePool {
  /** Where finished chunks are kept; made when absent. */
  readonly folder: string;
  /** Processes; 1 forecasts in this one. */
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Days forecast so far, of all. */
  readonly onProgress: (done: number, all: number) => void;
}

/**
 * Forecasts of every chunk, in order. A finished chunk is kept under the hash of all it depends on and never computed
 * again, so a run that was stopped, or has new days, goes on where it was. Throws ScoringStopped once the signal is
 * given, ScoringFailed when a process ends early.
 */
export async function forecastAll(chunks: readonly ScoreChunk[], pool: ScorePool): Promise<ChunkForecasts[]> {
  mkdirSync(pool.folder, { recursive: true });
  const all = chunks.reduce((sum, chunk) => sum + chunkDays(chunk), 0);
  let done = 0;
  const tick = (days: number): void => {
    done += days;
    pool.onProgress(done, all);
  };
  const results: (ChunkForecasts | null)[] = chunks.map((chunk) => {
    const kept = readKept(pool.folder, chunk);
    if (kept !== null) tick(chunkDays(chunk));
    return kept;
  });
  const waiting = chunks.flatMap((_, index) => (results[index] === null ? [index] : []));
  const keep = (index: number, forecasts: ChunkForecasts): void => {
    results[index] = forecasts;
    keepChunk(pool.folder, chunks[index]!, forecasts);
  };
  const next = (): number | undefined => {
    if (pool.signal.aborted) throw new ScoringStopped();
    return waiting.shift();
  };
  if (pool.workers <= 1) await workHere(chunks, pool, { next, keep, tick });
  else {
    const count = Math.min(pool.workers, waiting.length);
    await Promise.all(Array.from({ length: count }, () => workElsewhere(chunks, pool, { next, keep, tick })));
  }
  return results.filter((result) => result !== null);
}

interface Desk {
  readonly next: () => number | undefined;
  readonly keep: (index: number, forecasts: ChunkForecasts) => void;
  readonly tick: (days: number) => void;
}

async function workHere(chunks: readonly ScoreChunk[], { signal }: ScorePool, desk: Desk): Promise<void> {
  for (let index = desk.next(); index !== undefined; index = desk.next()) {
    const forecasts = await forecastChunk(chunks[index]!, async () => {
      desk.tick(1);
      await setImmediate();
      if (signal.aborted) throw new ScoringStopped();
    });
    desk.keep(index, forecasts);
  }
}

async function workElsewhere(chunks: readonly ScoreChunk[], { signal }: ScorePool, desk: Desk): Promise<void> {
  const file = fileURLToPath(new URL(`./scoreProcess${extname(import.meta.url)}`, import.meta.url));
  const child = fork(file, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const stop = (): void => void child.disconnect();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (let index = desk.next(); index !== undefined; index = desk.next())
      desk.keep(index, await ask(child, chunks[index]!, () => desk.tick(1)));
  } catch (error) {
    throw signal.aborted ? new ScoringStopped() : error;
  } finally {
    signal.removeEventListener('abort', stop);
    if (child.connected) child.disconnect();
  }
}

function ask(child: ChildProcess, chunk: ScoreChunk, onDay: () => void): Promise<ChunkForecasts> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      child.off('message', hear);
      child.off('exit', gone);
      child.off('error', broken);
      act();
    };
    const hear = (message: unknown): void => {
      const answer = message as ScoreAnswer;
      if (answer.kind === 'day') onDay();
      else if (answer.kind === 'done') settle(() => resolve(answer.forecasts));
      else settle(() => reject(new ScoringFailed(`${answer.message} [${answer.code}]`)));
    };
    const gone = (code: number | null): void => settle(() => reject(new ScoringFailed(`exit code ${code ?? 'none'}`)));
    const broken = (error: Error): void => settle(() => reject(new ScoringFailed(error.message)));
    child.on('message', hear);
    child.on('exit', gone);
    child.on('error', broken);
    child.send(chunk);
  });
}

const pathOf = (folder: string, chunk: ScoreChunk): string => join(folder, `${chunkKey(chunk)}.json`);

/** A kept chunk, or null where there is none that is whole. */
function readKept(folder: string, chunk: ScoreChunk): ChunkForecasts | null {
  try {
    const kept = JSON.parse(readFileSync(pathOf(folder, chunk), 'utf8')) as ChunkForecasts;
    return chunk.models.every((model) => kept[model]?.length === chunkDays(chunk)) ? kept : null;
  } catch {
    // Absent or cut off in a crash: it is computed anew.
    return null;
  }
}

function keepChunk(folder: string, chunk: ScoreChunk, forecasts: ChunkForecasts): void {
  const path = pathOf(folder, chunk);
  const draft = `${path}.${process.pid}.part`;
  try {
    writeFileSync(draft, JSON.stringify(forecasts));
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}
