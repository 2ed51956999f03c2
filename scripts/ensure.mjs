// Installs what is missing before `npm start` and `npm test`; Node built-ins only.
// A stamp inside node_modules is keyed to the lock file, so a second run does nothing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`ballast: Node ${process.versions.node} is too old; install Node 20.19 or newer`);
  process.exit(1);
}
const digest = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const stamp = join(root, 'node_modules', '.ballast-stamp');
const wanted = `${digest} ${process.platform}-${process.arch}`;
const have = existsSync(stamp) ? readFileSync(stamp, 'utf8').trim() : '';
if (have !== wanted) {
  console.log('ballast: installing npm packages (first run, or the lock file changed) …');
  const started = Date.now();
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const run = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (run.status !== 0) {
    console.error('ballast: `npm ci` failed; see the lines above');
    process.exit(run.status ?? 1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${wanted}\n`);
  console.log(`ballast: packages installed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
