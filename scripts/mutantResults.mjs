// What earlier runs found out about mutants, one JSON line each; the last of a mutant counts.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

/**
 * Opens the results of a project.
 * @param isFresh forget what is known
 * @returns stage of a mutant (`killed`, `survives`, `waits` for the slow suites, `unknown`), lastKiller, of whatever
 * version of the code, and save. A verdict is known while the contracts and the test helpers are the same, and the
 * killer's file or, for a survivor, every test.
 */
export function openResults(root, isFresh) {
  const folder = join(root, '.ballast', 'mutants');
  const path = join(folder, 'results.jsonl');
  mkdirSync(folder, { recursive: true });
  if (isFresh) rmSync(path, { force: true });
  const tests = join(root, 'contracts/test');
  const source = digest([join(root, 'contracts/src'), join(tests, 'util'), join(root, 'foundry.toml')]);
  const every = digest([tests, join(root, 'vectors')]);
  // Read now: tests may be added while a run goes on with its own copy.
  const files = new Map(filesOf(tests).map((path) => [relative(tests, path), digest([path])]));
  const proof = (killer) => {
    if (killer === undefined) return `${source}-${every}`;
    return `${source}-${files.get(killer.split(':')[0]) ?? 'gone'}`;
  };
  const known = new Map();
  const keep = ({ key, killer, isQuick, proof: found }) => {
    const survived = isQuick ? 'waits' : 'survives';
    const stage = found !== proof(killer) ? 'unknown' : killer === undefined ? survived : 'killed';
    known.set(key, { stage, lastKiller: killer ?? known.get(key)?.lastKiller });
  };
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  for (const line of lines) keep(JSON.parse(line));
  return {
    stage: (key) => known.get(key)?.stage ?? 'unknown',
    lastKiller: (key) => known.get(key)?.lastKiller,
    save(key, killer, isQuick) {
      const entry = { key, killer, isQuick, proof: proof(killer) };
      keep(entry);
      appendFileSync(path, `${JSON.stringify(entry)}\n`);
    },
  };
}

/** Hash of files, and of the .sol and .json files of folders. */
function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesOf).toSorted()) hash.update(basename(path)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

function filesOf(path) {
  if (/\.\w+$/.test(path)) return [path];
  const names = readdirSync(path, { recursive: true }).filter((name) => /\.(sol|json)$/.test(name));
  return names.filter((name) => name !== 'equivalents.json').map((name) => join(path, name));
}
