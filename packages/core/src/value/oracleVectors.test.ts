import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const file = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../../${path}`, import.meta.url)), 'utf8');
const page = file('docs/reference/oracle-vectors.md');
const tests = [...file('packages/core/src/value/incidents.test.ts').matchAll(/^ {2}it\('([^']+)'/gm)].map(
  (match) => match[1] ?? '',
);
const rows = (page.split('## Tested')[1] ?? '')
  .split('## Not tested')[0]
  ?.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| incident') && !line.startsWith('| ---'))
  .map((line) => line.split('|')[1]?.trim() ?? '');

describe('docs/reference/oracle-vectors.md', () => {
  it('has a row for each test of an incident, in their order', () => {
    const incidentOf = (text: string): string =>
      text
        .split(/,? ?(?:in the|:)/)[0]
        ?.split(',')
        .slice(0, 2)
        .join(',') ?? '';
    expect(rows?.map(incidentOf)).toEqual(tests.map(incidentOf));
  });
  it('names no more tests than there are, and no fewer', () => {
    expect(rows).toHaveLength(tests.length);
    expect(tests.length).toBeGreaterThanOrEqual(17);
  });
});
