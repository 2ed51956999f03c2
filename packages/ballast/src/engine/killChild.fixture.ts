// Processes of their own that run cycles and die where they are told to, and turns at a chain that several move.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChildInput } from './cycleChild.fixture.ts';

const CHILD = fileURLToPath(new URL('./cycleChild.fixture.ts', import.meta.url));
const TSX = createRequire(import.meta.url).resolve('tsx');

/** Runs one to its end, its input in a file of `folder`: the signal it died of, and what it printed. */
export async function runKilledChild(
  folder: string,
  input: ChildInput,
): Promise<{ readonly signal: string | null; readonly out: string }> {
  const path = join(folder, `${input.dieAt}.json`);
  writeFileSync(path, JSON.stringify(input));
  const child = spawn(process.execPath, ['--conditions=ballast-source', '--import', TSX, CHILD, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { signal, out };
}

/** Whoever moves the chain waits for the one before; with nothing to do, for all of them. */
export function takeTurns(): (work?: () => Promise<unknown>) => Promise<unknown> {
  let turn: Promise<unknown> = Promise.resolve();
  return (work = () => Promise.resolve()) => {
    turn = turn.then(work);
    return turn;
  };
}
