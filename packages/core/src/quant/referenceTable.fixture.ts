import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = resolve(root, process.env['BALLAST_DATA_DIR'] ?? '../shared/data', 'reference');

/** Whether a table of reference answers is present. */
export const hasReference = (name: string): boolean => existsSync(resolve(folder, name));

/** Cells of a gzip table without its header. */
export const referenceRows = (name: string): string[][] =>
  gunzipSync(readFileSync(resolve(folder, name)))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
