import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FOLDER = resolve(ROOT, process.env['BALLAST_DATA_DIR'] ?? '../shared/data', '../reference/golden');

/** Whether the published series that the golden tests recompute are at hand (beside BALLAST_DATA_DIR). */
export const hasReferenceSeries = existsSync(resolve(FOLDER, 'dji3.csv'));

/** Rows of a reference table; `skip` header lines are passed over. */
export const referenceTable = (name: string, skip = 1): number[][] =>
  readFileSync(resolve(FOLDER, name), 'utf8')
    .trim()
    .split('\n')
    .slice(skip)
    .map((line) => line.split(',').map(Number));
