import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PullLocked } from './pullErrors.ts';

/** Takes the lock of a journal; one left by a process that is gone is taken over. Throws PullLocked. Returns its release. */
export function takePullLock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      // A link appears with its content, so that nobody sees a lock without an owner.
      writeFileSync(own, String(process.pid));
      linkSync(own, path);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = Number(readOwner(path));
      if (attempt > 0 || (pid !== process.pid && isAlive(pid))) throw new PullLocked(path, pid);
      rmSync(path, { force: true });
    } finally {
      rmSync(own, { force: true });
    }
  }
  throw new PullLocked(path, 0);
}

function readOwner(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '0';
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
