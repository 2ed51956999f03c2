import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const TSX = createRequire(import.meta.url).resolve('tsx');

/** Runs a fixture beside the tests as a process of its own, from source. */
export function startFixture(name: string, args: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL(name, import.meta.url));
  return spawn(process.execPath, ['--conditions=ballast-source', '--import', TSX, file, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** Waits until the process has printed a line that starts with the given text, and returns it. */
export function lineOf(child: ChildProcess, start: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (chunk) => {
      seen += String(chunk);
      const whole = seen.split('\n').slice(0, -1);
      const line = whole.find((text) => text.startsWith(start));
      if (line !== undefined) resolve(line);
    });
    child.stdout?.once('close', () => reject(new Error(`the process ended without "${start}": ${seen}`)));
  });
}

/** Kills with SIGKILL and waits until the system has reaped the process. */
export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
