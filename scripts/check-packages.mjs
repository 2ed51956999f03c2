// Packs both packages, installs them in an empty folder with an empty HOME, and lives as a newcomer there.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const place = mkdtempSync(join(tmpdir(), 'ballast-packages-'));
const home = join(place, 'home');
const work = join(place, 'work');
for (const folder of [home, work]) mkdirSync(folder);

let passed = 0;
let failed = 0;

/** Runs a command, shows what it printed when the exit code is not the one expected. */
function step(name, command, args, { cwd, expected = 0, needs = [] }) {
  const run = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: home,
      NO_COLOR: '1',
      npm_config_cache: process.env.npm_config_cache ?? join(home, '.npm'),
    },
    maxBuffer: 1 << 27,
  });
  const missing = needs.filter((text) => !run.stdout.includes(text));
  if (run.status === expected && missing.length === 0) {
    passed += 1;
    console.log(`ok    ${name}`);
    return run.stdout;
  }
  failed += 1;
  console.log(`FAIL  ${name}: exit ${run.status}${missing.length === 0 ? '' : `, missing ${missing.join(', ')}`}`);
  console.log(run.stdout.slice(-2000), run.stderr.slice(-2000));
  return run.stdout;
}

step('build', 'npm', ['run', '--silent', 'build'], { cwd: root });
step(
  'pack',
  'npm',
  ['pack', '--silent', '--pack-destination', place, '-w', 'packages/core', '-w', 'packages/ballast'],
  { cwd: root },
);
const tarballs = readdirSync(place)
  .filter((name) => name.endsWith('.tgz'))
  .map((name) => join(place, name));
const core = tarballs.filter((name) => name.includes('core'));
step('install core alone', 'npm', ['install', '--no-audit', '--no-fund', '--silent', ...core], { cwd: work });
step(
  'core computes a hash',
  process.execPath,
  ['--input-type=module', '-e', "import { hashArtefact } from '@ballast/core'; console.log(hashArtefact({ a: 'b' }));"],
  {
    cwd: work,
    needs: ['0x'],
  },
);
cpSync(join(root, 'examples/reference-library'), join(work, 'example'), { recursive: true });
step('library example with core alone', process.execPath, ['index.mjs'], {
  cwd: join(work, 'example'),
  needs: ['actions'],
});
step('install ballast', 'npm', ['install', '--no-audit', '--no-fund', '--silent', ...tarballs], { cwd: work });
step('ballast init', 'npx', ['--no-install', 'ballast', 'init'], { cwd: work, needs: ['policy.yaml', 'recording'] });
step('ballast init twice is refused', 'npx', ['--no-install', 'ballast', 'init'], { cwd: work, expected: 1 });
step('ballast doctor', 'npx', ['--no-install', 'ballast', 'doctor'], { cwd: work, needs: ['harbor'] });
step('ballast policy check', 'npx', ['--no-install', 'ballast', 'policy', 'check'], { cwd: work, needs: ['fine'] });
step('ballast plan', 'npx', ['--no-install', 'ballast', 'plan', '-o', 'plan.json'], {
  cwd: work,
  needs: ['Backing', 'Plan'],
});
step('ballast plan again gives the same bytes', 'npx', ['--no-install', 'ballast', 'plan', '-o', 'again.json'], {
  cwd: work,
});
step('the two plans', 'cmp', ['plan.json', 'again.json'], { cwd: work });
step('the local chain is said to be missing', 'npx', ['--no-install', 'ballast', 'demo'], { cwd: work, expected: 1 });

rmSync(place, { recursive: true, force: true });
console.log(`tests: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
