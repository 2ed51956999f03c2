// Runs the platform's forge binary over contracts/ and closes a test run with one counted line.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch] ?? process.arch;
const name = `@foundry-rs/forge-${process.platform}-${arch}`;
let binary;
try {
  binary = join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'forge');
} catch {
  console.error(`contracts: ${name} is not installed; run npm ci on a platform the registry serves`);
  process.exit(1);
}
const args = process.argv.slice(2);
const isTest = args[0] === 'test';
const run = spawnSync(binary, isTest ? [...args, '--json'] : args, {
  cwd: root,
  stdio: isTest ? ['ignore', 'pipe', 'inherit'] : 'inherit',
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
if (!isTest) process.exit(run.status ?? 1);

let passed = 0;
let failed = 0;
const line = run.stdout.split('\n').find((text) => text.startsWith('{'));
if (line === undefined) {
  console.log(run.stdout);
  console.log('tests: 0 passed, 1 failed');
  process.exit(1);
}
for (const [suite, { test_results: results }] of Object.entries(JSON.parse(line))) {
  console.log(suite);
  for (const [test, result] of Object.entries(results)) {
    const ok = result.status === 'Success';
    if (ok) passed += 1;
    else failed += 1;
    console.log(
      `  ${ok ? 'ok  ' : 'FAIL'} ${test}${ok ? '' : `: ${result.reason ?? ''} ${JSON.stringify(result.counterexample ?? '')}`}`,
    );
  }
}
console.log(`tests: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
