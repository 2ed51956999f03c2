// Programs of the benches as plain JavaScript in a process of their own, so that neither the TypeScript loader nor what
// ran before counts into their memory and first call.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export interface PlainNode {
  /** What a program of `programs/` prints, as JSON. */
  readonly run: (program: 'tailOnce' | 'twoThreads', ...argv: readonly string[]) => unknown;
  readonly close: () => void;
}

/** Bundles the programs into a folder that `close` removes. */
export function openPlainNode(): PlainNode {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  buildSync({
    entryPoints: [
      path('./programs/tailOnce.ts'),
      path('./programs/twoThreads.ts'),
      path('../packages/ballast/src/engine/simulationWorker.ts'),
    ],
    outdir: folder,
    // Flat: a pool looks for its worker beside itself.
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['ballast-source'],
    logLevel: 'error',
  });
  return {
    run: (program, ...argv) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, `${program}.js`), ...argv], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
      return JSON.parse(stdout);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
