import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './importGraph.ts';

it('the simulation kernel in the tree is what its source compiles to, byte for byte', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build-kernel.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
