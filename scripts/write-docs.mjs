// Writes the reference pages that come from the code. Run: node --conditions=ballast-source --import tsx scripts/write-docs.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolesPage } from '../packages/ballast/src/act/rolesPage.fixture.ts';
import { jsonSchema, policyReference } from '../packages/core/src/index.ts';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'reference');
const pages = {
  'policy.md': policyReference(),
  'roles.md': await rolesPage(),
  'policy.schema.json': `${JSON.stringify(jsonSchema(), null, 2)}\n`,
};
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  writeFileSync(join(folder, name), text);
  console.log(`wrote docs/reference/${name}`);
}
