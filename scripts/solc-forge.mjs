#!/usr/bin/env node
// Lets forge use the npm compiler: answers --version without loading it, and standard JSON on stdin.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const args = process.argv.slice(2);
if (args.includes('--version')) {
  const { version } = require('solc/package.json');
  console.log('solc, the solidity compiler commandline interface');
  console.log(`Version: ${version}+commit.00000000.Emscripten.clang`);
} else if (args.includes('--standard-json')) {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const solc = require('solc');
  process.stdout.write(solc.compile(Buffer.concat(chunks).toString('utf8')));
} else {
  console.error('solc-forge: only --version and --standard-json are served');
  process.exit(1);
}
