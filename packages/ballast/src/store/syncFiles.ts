import { closeSync, fsyncSync, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Flushes to the disk every file below a directory changed at or after a moment (ms of the wall clock). */
export function syncChangedFiles(directory: string, sinceMs: number): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) syncChangedFiles(path, sinceMs);
    // File systems may keep whole seconds only, so the second before counts as changed.
    else if (entry.isFile() && statSync(path).mtimeMs >= sinceMs - 1000) syncFile(path);
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
