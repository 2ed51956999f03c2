import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = resolve(root, process.env['BALLAST_DATA_DIR'] ?? '../shared/data', '../reference/golden');

/** Whether a reference series is present; tests that need it say so and are skipped where it is not. */
export const hasGolden = (name: string): boolean => existsSync(resolve(folder, name));

export const goldenPath = (name: string): string => resolve(folder, name);

/** Rows of a plain numeric table, without its header where the first cell is not a number. */
export function goldenRows(name: string): number[][] {
  const rows = readFileSync(resolve(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number));
  return Number.isNaN(rows[0]?.[0]) ? rows.slice(1) : rows;
}
