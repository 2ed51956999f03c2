// A copy of the project whose contracts hold every mutant, and the test runs that judge one.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { forgeBinary } from './forgeBinary.mjs';
import { switchAddress } from './mutantSource.mjs';

/** Ends a mutant that loops forever; many times what the whole suite takes. */
const LIMIT_MS = 240_000;
const SLOW_MS = 1_500;
/** Cases of a fuzz test and of an invariant: a mutant that only a long search finds counts as alive. */
const FEW_RUNS = 24;
const FEW_INVARIANT_RUNS = 3;

/**
 * Writes the copy under .ballast/mutants.
 * @param sources texts that hold the mutants, by source name
 * @param name of the copy, so that two runs do not share one
 * @returns build, which compiles and runs the tests with no mutant on and answers the slow suites; and judge
 */
export function makeProject(root, sources, name) {
  const folder = join(root, '.ballast', 'mutants', `project-${name}`);
  mkdirSync(folder, { recursive: true });
  for (const part of ['contracts/src', 'contracts/test', 'vectors', 'scripts', 'node_modules']) {
    rmSync(join(folder, part), { recursive: true, force: true });
  }
  // Hard links: most packages are only read, and a file that is written is replaced.
  execFileSync('cp', ['-al', join(root, 'node_modules'), join(folder, 'node_modules')]);
  for (const part of ['contracts/src', 'contracts/test', 'vectors', 'scripts', 'foundry.toml', 'package.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  for (const [source, text] of Object.entries(sources)) {
    const path = join(folder, source.startsWith('@') ? join('node_modules', source) : source);
    rmSync(path, { force: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return { build: () => build(folder), judge: (...given) => judge(folder, ...given) };
}

async function build(folder) {
  const { text, suites } = await test(folder, []);
  if (suites === undefined || suites.length === 0) {
    console.error(text);
    console.error('mutants: the contracts that hold the mutants do not compile');
    process.exit(1);
  }
  const failed = suites.flatMap(({ failures }) => failures);
  if (failed.length > 0) {
    console.error(`mutants: tests fail with no mutant on: ${failed.join(', ')}`);
    process.exit(1);
  }
  return suites.filter(({ ms }) => ms > SLOW_MS).map(({ contract }) => contract);
}

/**
 * Runs the tests against one mutant: the one that killed it before, then the suites that killed its neighbours, then
 * the quick suites, then the slow ones.
 * @returns the test that kills it, `File.t.sol:Suite.test`, or undefined when it survives
 */
async function judge(folder, { id }, lastKiller, likely, slow) {
  const on = ['--block-coinbase', switchAddress(id), '--fuzz-runs', String(FEW_RUNS)];
  const slowOnes = anyOf(slow);
  const tries = [
    [...on, '--no-match-contract', slowOnes],
    [...on, '--match-contract', slowOnes],
  ];
  if (likely.length > 0) tries.unshift([...on, '--match-contract', anyOf(likely)]);
  const [, suite, name] = /:(\w+)\.(\w+)$/.exec(lastKiller ?? '') ?? [];
  if (suite && name !== 'setUp') {
    tries.unshift([...on, '--match-contract', anyOf([suite]), '--match-test', `^${name}\\(`]);
  }
  for (const args of tries) {
    const { suites } = await test(folder, args);
    if (suites === undefined) return 'any test: it does not end';
    // The suite in which least fails says most about what is wrong.
    const failing = suites.filter(({ failures }) => failures.length > 0);
    const [first] = failing.toSorted((a, b) => rank(a) - rank(b));
    if (first !== undefined) return first.failures[0];
  }
  return undefined;
}

const anyOf = (names) => `^(${names.join('|')})$`;

const rank = ({ failures }) => (failures[0].endsWith('.setUp') ? 1e6 : 0) + failures.length;

/** One forge run. suites is undefined when it was ended, empty when it answered nothing readable. */
async function test(folder, args) {
  rmSync(join(folder, 'contracts/cache/fuzz'), { recursive: true, force: true });
  rmSync(join(folder, 'contracts/cache/invariant'), { recursive: true, force: true });
  mkdirSync(join(folder, 'contracts'), { recursive: true });
  const run = spawn(forgeBinary(), ['test', '--json', '--code-size-limit', '10000000', ...args], {
    cwd: folder,
    env: { ...process.env, FOUNDRY_INVARIANT_RUNS: String(FEW_INVARIANT_RUNS) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let errors = '';
  run.stdout.on('data', (chunk) => (text += chunk));
  run.stderr.on('data', (chunk) => (errors += chunk));
  let isEnded = false;
  const timer = setTimeout(() => {
    isEnded = true;
    run.kill('SIGKILL');
  }, LIMIT_MS);
  await new Promise((resolve) => run.on('close', resolve));
  clearTimeout(timer);
  const line = text.split('\n').find((candidate) => candidate.startsWith('{'));
  if (line === undefined) return { text: text + errors, suites: isEnded ? undefined : [] };
  return { text, suites: Object.entries(JSON.parse(line)).map(readSuite) };
}

function readSuite([name, { duration, test_results: results }]) {
  const [path, contract] = name.split(':');
  const file = path.replace(/^contracts\/test\//, '');
  const failed = Object.entries(results).filter(([, { status }]) => status === 'Failure');
  return {
    contract,
    ms: milliseconds(duration),
    failures: failed.map(([test]) => `${file}:${contract}.${test.replace(/\(.*/, '')}`),
  };
}

function milliseconds(duration) {
  const units = { s: 1_000, ms: 1, m: 60_000 };
  const parts = [...duration.matchAll(/(\d+)(ms|m|s)\b/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit], 0);
}
