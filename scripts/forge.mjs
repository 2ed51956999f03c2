// Runs the platform's forge binary over contracts/ and closes a test run with one counted line.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgeBinary } from './forgeBinary.mjs';
import { addMetrics, handlerTable, idleHandlers } from './fuzzHandlers.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const isTest = args[0] === 'test';
const run = spawnSync(forgeBinary(), isTest ? [...args, '--json'] : args, {
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
    const counts = addMetrics({}, result.kind?.Invariant?.metrics);
    const idle = idleHandlers(counts);
    const ok = result.status === 'Success' && idle.length === 0;
    if (ok) passed += 1;
    else failed += 1;
    const why =
      result.status === 'Success'
        ? `handlers that never did anything: ${idle.join(', ')}`
        : `${result.reason ?? ''} ${JSON.stringify(result.counterexample ?? '')}`;
    console.log(`  ${ok ? 'ok  ' : 'FAIL'} ${test}${ok ? '' : `: ${why}`}`);
    if (idle.length !== 0) console.log(handlerTable(counts));
  }
}
console.log(`tests: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
