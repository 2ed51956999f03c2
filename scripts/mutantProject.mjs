// A copy of the project whose contracts hold every mutant, and the test runs that judge one.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { forgeBinary } from './forgeBinary.mjs';
import { switchAddress } from './mutantSource.mjs';

/** Ends a mutant that loops forever; many times what the whole suite takes. */
const LIMIT_MS = 240_000;
/** A suite that takes more of the whole time than this is tried last. */
const SLOW_SHARE = 0.1;
/** Cases of a fuzz test and of an invariant: a mutant that only a long search finds counts as alive. */
const FEW_RUNS = 16;
const FEW_INVARIANT_RUNS = 3;

/** forge asks for the version before each run; starting Node for that would take as long as the tests. */
const COMPILER = `#!/bin/sh
here="$(dirname "$0")"
if [ "$1" = --version ]; then cat "$here/solc-version.txt"; else exec node "$here/solc-node.mjs" "$@"; fi
`;

/**
 * Writes the copy under .ballast/mutants.
 * @param sources texts that hold the mutants, by source name
 * @param name of the copy, so that two runs do not share one
 * @returns build, which compiles and runs the tests with no mutant on and answers the slow suites; and judgeIn, a judge for
 * one of several that work at the same time
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
  writeFileSync(join(folder, 'scripts/solc-forge.mjs'), COMPILER);
  chmodSync(join(folder, 'scripts/solc-forge.mjs'), 0o755);
  cpSync(join(root, 'scripts/solc-forge.mjs'), join(folder, 'scripts/solc-node.mjs'));
  const version = execFileSync(join(root, 'scripts/solc-forge.mjs'), ['--version']);
  writeFileSync(join(folder, 'scripts/solc-version.txt'), version);
  for (const [source, text] of Object.entries(sources)) {
    const path = join(folder, source.startsWith('@') ? join('node_modules', source) : source);
    rmSync(path, { force: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return { build: () => build(folder), judgeIn: (job) => judgeIn(folder, job) };
}

/** A judge with a copy of the compiled project for itself: two forge runs in one folder spoil each other's cache. */
function judgeIn(folder, job) {
  const copy = `${folder}-${job}`;
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  execFileSync('cp', ['-al', join(folder, 'node_modules'), join(copy, 'node_modules')]);
  for (const part of ['contracts', 'vectors', 'scripts', 'foundry.toml', 'package.json']) {
    cpSync(join(folder, part), join(copy, part), { recursive: true, preserveTimestamps: true });
  }
  return {
    judge: (...given) => judge(copy, ...given),
    end: () => rmSync(copy, { recursive: true, force: true }),
  };
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
  const total = suites.reduce((sum, { ms }) => sum + ms, 0);
  return suites.filter(({ ms }) => ms > total * SLOW_SHARE).map(({ contract }) => contract);
}

/**
 * Runs the tests against one mutant. Quickly: the test that killed it before, then the suites that killed its
 * neighbours, then all that are not slow. Not quickly: the slow ones, for what survived the others.
 * @returns the test that kills it, `File.t.sol:Suite.test`, or undefined when it survives these
 */
async function judge(folder, { id }, { isQuick, lastKiller, likely, slow }) {
  const on = ['--block-coinbase', switchAddress(id)];
  const tries = [];
  const [, suite, name] = /:(\w+)\.(\w+)$/.exec(lastKiller ?? '') ?? [];
  if (isQuick && suite && name !== 'setUp') {
    tries.push([...on, '--match-contract', anyOf([suite]), '--match-test', `^${name}\\(`]);
  }
  if (isQuick && likely.length > 0) tries.push([...on, '--match-contract', anyOf(likely)]);
  tries.push([...on, isQuick ? '--no-match-contract' : '--match-contract', anyOf(slow)]);
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
  const run = spawn(
    forgeBinary(),
    ['test', '--json', '--code-size-limit', '10000000', '--fuzz-runs', String(FEW_RUNS), ...args],
    {
      cwd: folder,
      env: { ...process.env, FOUNDRY_INVARIANT_RUNS: String(FEW_INVARIANT_RUNS) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
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
