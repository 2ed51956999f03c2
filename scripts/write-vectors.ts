// Writes vectors/*.json, which the Solidity and the TypeScript tests both read:
//   node --conditions=ballast-source --import tsx scripts/write-vectors.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeVectors } from '../packages/core/src/guard/makeVectors.fixture.ts';
import { VECTOR_SEED } from '../packages/core/src/guard/vectors.fixture.ts';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'vectors');
mkdirSync(folder, { recursive: true });
let total = 0;
for (const [name, cases] of Object.entries(makeVectors())) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ seed: VECTOR_SEED, cases }, null, 1)}\n`);
  total += cases.length;
  console.log(`vectors/${name}.json: ${cases.length} cases`);
}
console.log(`${total} cases`);
