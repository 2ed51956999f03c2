// Mutation testing of the contracts: npm run mutants -- [--only Law,Book] [--shard 1/2] [--jobs 2] [--fresh] [--list] [--table]
// Compiles once with every mutant behind a switch, then runs the tests once per mutant with that switch on. Results
// are kept in .ballast/mutants, so that a run that was stopped goes on, and a new test reruns survivors alone.
// Ends with 0 when every mutant is killed or known to be equivalent, 2 when one survives or was not judged, 1 when it could
// not run.
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeMutants } from './mutants.mjs';
import { openResults } from './mutantResults.mjs';
import { writeTable } from './mutantTable.mjs';
import { makeProject } from './mutantProject.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    shard: { type: 'string', default: '1/1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    fresh: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
  },
});
// Aggregator.sol only multiplies reads together; it decides nothing.
const files = readdirSync(join(root, 'contracts/src'))
  .filter((name) => name.endsWith('.sol') && name !== 'Aggregator.sol')
  .map((name) => `contracts/src/${name}`);
const { mutants, sources } = makeMutants(root, files);
const equivalents = readEquivalents();
const only = options.only?.split(',').map((name) => name.replace(/\.sol$/, ''));
const [shard, shards] = options.shard.split('/').map(Number);
const place = ({ file }) => only?.indexOf(basename(file, '.sol')) ?? 0;
const chosen = mutants
  .filter((mutant) => mutant.id % shards === shard % shards && place(mutant) >= 0)
  .toSorted((a, b) => place(a) - place(b));
if (options.list) for (const { id, key } of chosen) console.log(`${id} ${key}`);
else if (options.table) report(openResults(root, false));
else await run();

async function run() {
  const results = openResults(root, options.fresh);
  const project = makeProject(root, sources, `${shard}of${shards}`);
  const slow = await project.build();
  const unknown = chosen.filter(({ key }) => results.stage(key) === 'unknown');
  console.log(`mutants: ${chosen.length} of ${mutants.length} chosen, ${unknown.length} to run`);
  const judges = Array.from({ length: Math.max(1, Number(options.jobs)) }, (_, job) => project.judgeIn(job));
  // Everything is tried quickly first; what survives that waits for the slow suites, what is known to be equivalent last.
  await judgeAll(unknown, { isQuick: true, judges, results, slow });
  const waiting = chosen.filter(({ key }) => results.stage(key) === 'waits');
  waiting.sort((a, b) => Number(a.key in equivalents) - Number(b.key in equivalents));
  await judgeAll(waiting, { isQuick: false, judges, results, slow });
  for (const { end } of judges) end();
  report(results);
}

/** Writes the table from what is known, and says what survives of what was chosen. */
function report(results) {
  const judged = mutants.map((mutant) => ({
    ...mutant,
    stage: results.stage(mutant.key),
    killer: results.lastKiller(mutant.key),
    reason: equivalents[mutant.key],
  }));
  for (const key of Object.keys(equivalents)) {
    const mutant = judged.find((other) => other.key === key);
    if (mutant === undefined) console.log(`mutants: equivalents.json names a mutant that is gone: ${key}`);
    else if (mutant.stage === 'killed') console.log(`mutants: not equivalent, ${mutant.killer} kills it: ${key}`);
  }
  writeTable(root, judged, treeOfContracts());
  const ids = new Set(chosen.map(({ id }) => id));
  const ours = judged.filter(({ id }) => ids.has(id));
  const open = ours.filter(({ stage, reason }) => stage === 'survives' && reason === undefined);
  const killed = ours.filter(({ stage }) => stage === 'killed').length;
  const equal = ours.filter(({ stage, reason }) => stage !== 'killed' && reason !== undefined).length;
  const rest = ours.length - killed - equal - open.length;
  for (const { key } of open) console.log(`SURVIVES ${key}`);
  console.log(`mutants: ${killed} killed, ${equal} equivalent, ${open.length} survive, ${rest} not judged`);
  process.exitCode = open.length + rest === 0 ? 0 : 2;
}

/** Judges mutants with several judges at once, and saves each verdict. */
async function judgeAll(list, { isQuick, judges, results, slow }) {
  const left = [...list];
  const near = new Map();
  let done = 0;
  const work = async ({ judge }) => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const places = [`${next.file} ${next.where}`, next.file];
      const likely = places.map((place) => near.get(place)).find((suites) => suites !== undefined) ?? [];
      const killer = await judge(next, { isQuick, lastKiller: results.lastKiller(next.key), likely, slow });
      const suite = /:(\w+)\./.exec(killer ?? '')?.[1];
      for (const place of suite && isQuick ? places : []) {
        near.set(place, [...new Set([suite, ...(near.get(place) ?? [])])].slice(0, 2));
      }
      results.save(next.key, killer, isQuick);
      done += 1;
      const verdict = killer === undefined ? results.stage(next.key) : `killed by ${killer}`;
      console.log(`${done}/${list.length} ${verdict} ${next.key}`);
    }
  };
  await Promise.all(judges.map(work));
}

/** What git calls the contracts as they were committed last. */
function treeOfContracts() {
  return execFileSync('git', ['rev-parse', 'HEAD:contracts/src'], { cwd: root, encoding: 'utf8' }).trim().slice(0, 12);
}

/** Why a mutant that no test can kill changes nothing, by its key. */
function readEquivalents() {
  const path = join(root, 'contracts/test/equivalents.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
