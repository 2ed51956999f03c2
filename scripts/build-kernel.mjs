// Compiles packages/core/kernels/simulate.ts (AssemblyScript) and writes its bytes into the tree as base64.
// With --check: compiles and compares, byte for byte, and fails when the tree holds another binary.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(root, 'packages/core/kernels/simulate.ts');
const TARGET = join(root, 'packages/core/src/quant/simulation/kernelBytes.ts');
const FLAGS = ['-O3', '--noAssert', '--runtime', 'stub', '--memoryBase', '64', '--enable', 'simd,bulk-memory'];
const LINE = 110;

function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-kernel-'));
  try {
    const out = join(folder, 'kernel.wasm');
    const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
    const run = spawnSync(process.execPath, [compiler, SOURCE, ...FLAGS, '-o', out], { stdio: 'inherit' });
    if (run.status !== 0) process.exit(1);
    return readFileSync(out).toString('base64');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const base64 = compile();
const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
const text = [
  '// Written by scripts/build-kernel.mjs from packages/core/kernels/simulate.ts; `npm run kernel:check` compares.',
  '',
  '/** The WebAssembly module of the simulation kernel, base64. */',
  'export const KERNEL_BYTES =',
  lines.map((line) => `  '${line}'`).join(' +\n') + ';',
  '',
].join('\n');

if (process.argv.includes('--check')) {
  const held = [...readFileSync(TARGET, 'utf8').matchAll(/'([A-Za-z0-9+/=]+)'/g)].map((match) => match[1]).join('');
  if (held !== base64) {
    console.error('kernelBytes.ts is not what its source compiles to: run `npm run kernel`');
    process.exit(1);
  }
  console.log(`kernel: ${Buffer.from(base64, 'base64').length} bytes, as its source compiles to`);
} else {
  writeFileSync(TARGET, text);
  console.log(`kernel: ${Buffer.from(base64, 'base64').length} bytes written`);
}
