import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sha256Text } from '@ballast/core';
import { runCli } from './runCli.fixture.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Every file a demonstration published, by path, with the hash of its bytes. */
async function publishedBy(seed: number): Promise<ReadonlyMap<string, string>> {
  const cwd = mkdtempSync(join(tmpdir(), 'ballast-seed-'));
  folders.push(cwd);
  const { code } = await runCli(cwd, ['demo', '--moments', '6', '--no-compare', '--seed', String(seed)]);
  expect(code).toBe(0);
  const root = join(cwd, '.ballast', 'public');
  return new Map(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry): [string, string] => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(root.length), sha256Text(readFileSync(path, 'utf8'))];
      })
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('a seed', () => {
  it('gives the same bytes in every artefact, log and statement, wherever and whenever it runs', async () => {
    const first = await publishedBy(1);
    const again = await publishedBy(1);
    expect(first.size).toBeGreaterThan(6 * 8);
    expect([...again]).toEqual([...first]);
    // Another seed is another world: nothing of it but the document is the same.
    const other = await publishedBy(2);
    const shared = [...other.keys()].filter((path) => path.includes('artefacts') && first.has(path));
    expect(shared.length).toBeLessThan(first.size / 6);
  });
});
