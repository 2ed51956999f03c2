import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files flushed at once; a file system commits many waiting flushes together. */
const AT_ONCE = 64;

/** Flushes to the disk every file below a directory changed at or after a moment (ms of the wall clock), or all. */
export async function syncChangedFiles(directory: string, sinceMs: number = 0): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true });
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    await Promise.all(
      entries.slice(from, from + AT_ONCE).map(async (entry) => {
        const path = join(directory, entry.name);
        if (entry.isDirectory()) await syncChangedFiles(path, sinceMs);
        else if (entry.isFile()) await syncFile(path, sinceMs);
      }),
    );
  }
}

async function syncFile(path: string, sinceMs: number): Promise<void> {
  try {
    if ((await stat(path)).mtimeMs < sinceMs) return;
    const file = await open(path, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    // The engine renames and removes files of its own; one that is gone needs no flush.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
