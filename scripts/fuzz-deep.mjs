// The long fuzz campaigns, in pieces: each piece is one contract under one seed, and what is done is kept, so that a run
// that was stopped goes on where it was. Prints calls done and how often each handler did something.
//
//   npm run fuzz:deep                     everything that is not done yet
//   npm run fuzz:deep -- --minutes 20     at most so long, then the state of things
//   npm run fuzz:deep -- --fresh          from the beginning (as after any change of what it runs)
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { forgeBinary } from './forgeBinary.mjs';
import { addMetrics, handlerTable, idleHandlers } from './fuzzHandlers.mjs';

/** Runs of the depth of foundry.toml's deep profile, 200 calls: 100 000 calls a piece, 10.1 million in all. */
const RUNS = 500;
const PIECES = { InvariantsMoneyTest: 50, InvariantsClaimsTest: 40, InvariantsRolesTest: 8, InvariantsRealTest: 3 };

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = join(root, 'contracts/cache/fuzz-deep.json');
const { values: options } = parseArgs({
  options: { minutes: { type: 'string' }, fresh: { type: 'boolean' }, workers: { type: 'string' } },
});
const binary = forgeBinary();
const environment = { ...process.env, FOUNDRY_PROFILE: 'deep' };

/** What was fuzzed: the contracts, and the campaigns with all they import. A piece counts only for the sources it ran on. */
function sourcesHash() {
  const contracts = readdirSync(join(root, 'contracts/src'), { recursive: true }).filter((name) =>
    name.endsWith('.sol'),
  );
  const seen = new Set(contracts.map((name) => join('contracts/src', name)));
  const open = Object.keys(PIECES).map((name) => join('contracts/test', `${name.replace(/Test$/, '')}.t.sol`));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, path] of text.matchAll(/^import [^;]*"(\.[^"]+)";/gm)) open.push(join(dirname(file), path));
  }
  const hash = createHash('sha256');
  for (const name of [...seen].toSorted()) hash.update(name).update(readFileSync(join(root, name)));
  return hash.digest('hex').slice(0, 16);
}

function load(sources) {
  if (options.fresh) rmSync(file, { force: true });
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    if (kept.sources === sources) return kept;
    console.log(`fuzz:deep: contracts changed since ${kept.sources}; beginning anew`);
  } catch {
    // Nothing done yet.
  }
  return { sources, pieces: {} };
}

/** One contract under one seed: forge's own process, whose answer is one line of JSON. */
function runPiece(contract, seed) {
  const started = Date.now();
  return new Promise((resolve) => {
    const args = ['test', '--match-contract', `^${contract}$`, '--match-test', '^invariant_', '--json', '-j', '1'];
    const env = { ...environment, FOUNDRY_INVARIANT_RUNS: String(RUNS), FOUNDRY_FUZZ_SEED: `0x${seed.toString(16)}` };
    const child = spawn(binary, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'ignore'] });
    const parts = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.on('close', () => {
      const line = Buffer.concat(parts)
        .toString('utf8')
        .split('\n')
        .find((text) => text.startsWith('{'));
      const suites = line === undefined ? [] : Object.values(JSON.parse(line));
      const results = suites.flatMap((suite) => Object.values(suite.test_results));
      resolve({ seconds: (Date.now() - started) / 1000, ...judge(results) });
    });
  });
}

function judge(results) {
  const failure = results.find((result) => result.status !== 'Success');
  const counts = {};
  for (const result of results) addMetrics(counts, result.kind?.Invariant?.metrics);
  const calls = results.reduce((sum, result) => sum + (result.kind?.Invariant?.calls ?? 0), 0);
  if (results.length === 0) return { calls: 0, counts, failure: 'no answer from forge' };
  return {
    calls,
    counts,
    failure: failure && (failure.reason ?? 'failed'),
  };
}

const state = load(sourcesHash());
if (spawnSync(binary, ['build'], { cwd: root, env: environment, stdio: 'ignore' }).status !== 0) {
  console.error('fuzz:deep: contracts do not build; see npm run contracts');
  process.exit(1);
}
const until = options.minutes === undefined ? Infinity : Date.now() + Number(options.minutes) * 60_000;
// Seeds by turns, so that a stopped run has some of each contract.
const open = Object.entries(PIECES)
  .flatMap(([contract, count]) => Array.from({ length: count }, (_, i) => ({ contract, seed: i + 1, at: i / count })))
  .filter(({ contract, seed }) => state.pieces[`${contract}.${seed}`] === undefined)
  .toSorted((a, b) => a.at - b.at);

async function work() {
  for (let next = open.shift(); next !== undefined && Date.now() < until; next = open.shift()) {
    const piece = await runPiece(next.contract, next.seed);
    const name = `${next.contract}.${next.seed}`;
    // A piece that did not answer is tried again by the next run.
    if (piece.calls !== 0 || !piece.failure?.startsWith('no answer')) state.pieces[name] = piece;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(state));
    const speed = Math.round(piece.calls / piece.seconds);
    console.log(
      `${piece.failure ? 'FAIL' : 'ok  '} ${name}: ${piece.calls} calls, ${speed} a second ${piece.failure ?? ''}`,
    );
  }
}

const workers = Number(options.workers ?? Math.min(2, availableParallelism()));
await Promise.all(Array.from({ length: workers }, work));

const done = Object.values(state.pieces);
const counts = {};
for (const piece of done)
  for (const [name, sum] of Object.entries(piece.counts)) {
    const into = (counts[name] ??= { calls: 0, done: 0 });
    into.calls += sum.calls;
    into.done += sum.done;
  }
console.log(handlerTable(counts));
const failures = done.filter((piece) => piece.failure).length;
const idle = idleHandlers(counts);
if (idle.length !== 0) console.log(`handlers that never did anything: ${idle.join(', ')}`);
const total = Object.values(PIECES).reduce((sum, count) => sum + count, 0);
const calls = done.reduce((sum, piece) => sum + piece.calls, 0);
console.log(`fuzz:deep: ${calls} calls in ${done.length} of ${total} pieces, ${failures} failed`);
process.exit(failures === 0 && idle.length === 0 ? 0 : 1);
