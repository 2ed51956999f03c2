import { packBundle, sha256Text, type Hash } from '@ballast/core';
import { writeWhole } from './publicFolder.ts';
import { readBundle } from './readBundle.ts';

/**
 * Writes everything of one cycle into one file that verifies alone, and returns the hash of its text. `sinceSize` adds the
 * proof that a log of that size is the beginning of this one. Throws what readBundle throws, and REPLAY_LOG_MALFORMED for
 * a cycle that is not in the log.
 */
export async function exportBundle(options: {
  /** Public folder, or a folder that holds one. */
  readonly from: string;
  readonly to: string;
  readonly cycle?: number;
  readonly reserve?: string;
  readonly sinceSize?: number;
}): Promise<Hash> {
  const { from, to, cycle, reserve, sinceSize } = options;
  const bundle = await readBundle(from, {
    ...(cycle === undefined ? {} : { cycle }),
    ...(reserve === undefined ? {} : { reserve }),
  });
  const text = packBundle(bundle, sinceSize ?? null);
  await writeWhole(to, text);
  return sha256Text(text);
}
